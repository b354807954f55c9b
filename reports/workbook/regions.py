"""The sheets "Region × cluster": enterprises and mean scores as heat maps."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.worksheet.worksheet import Worksheet

from reports.figures import Benchmark, Cell, Line
from reports.workbook import columns
from reports.workbook.clusters import label
from reports.workbook.drafting import (
    FIRST_ROW,
    Draft,
    Value,
    at,
    freeze,
    head,
    legend,
    say,
    set_up_page,
    write,
)
from reports.workbook.heat import heat
from reports.workbook.tables import Column, place, upright_height
from surveys.scoring import Text

WORD = Text("区县", "Region")
Record = tuple[Line, Sequence[Cell]]
"""A region with its cells, one for each cluster."""


def write_regions(draft: Draft) -> None:
    """One sheet of counts and one of means, hidden in the same places."""
    benchmark = draft.benchmark
    counted = draft.sheet(
        _("Region × cluster (n)"), _("Enterprises of each region in each cluster")
    )
    head(draft, counted, _("Enterprises by region and cluster"), legend(draft))
    _write(draft, counted, "RegionCounts", counts(benchmark))
    averaged = draft.sheet(
        _("Region × cluster (mean)"), _("Mean score of each region in each cluster")
    )
    head(draft, averaged, _("Mean score by region and cluster"), legend(draft))
    _write(draft, averaged, "RegionMeans", means(benchmark))


def counts(benchmark: Benchmark) -> tuple[Column[Record], ...]:
    """The columns of the table of counts."""
    return _columns(
        benchmark,
        lambda cell: cell.n,
        "heat",
        _("Enterprises (n)"),
        _("Enterprises of the region whose primary cluster this is."),
    )


def means(benchmark: Benchmark) -> tuple[Column[Record], ...]:
    """The columns of the table of means."""
    return _columns(
        benchmark,
        lambda cell: "" if cell.n == 0 else cell.mean,
        "heat score",
        _("Mean"),
        _("Mean score of the region's units in this cluster; n on the sheet before."),
    )


def _columns(
    benchmark: Benchmark,
    value: Callable[[Cell], Value],
    style: str,
    total: str,
    meaning: str,
) -> tuple[Column[Record], ...]:
    return (
        *_names(),
        Column("total", total, _whole(value), style, meaning, width=12),
        *_clusters(benchmark, value, style, meaning),
    )


def _names() -> Iterator[Column[Record]]:
    for column in columns.names(WORD):
        yield Column(
            column.key, column.title, _first(column), column.style, column.meaning
        )


def _first(column: Column[Line]) -> Callable[[Record], Value]:
    return lambda record: column.value(record[0])


def _whole(value: Callable[[Cell], Value]) -> Callable[[Record], Value]:
    return lambda record: value(_cell(record[0]))


def _cell(line: Line) -> Cell:
    return Cell(line.summary.n, line.summary.mean)


def _clusters(
    benchmark: Benchmark, value: Callable[[Cell], Value], style: str, meaning: str
) -> Iterator[Column[Record]]:
    for number, group in enumerate(benchmark.frame.clusters):
        yield Column(
            f"cluster_{group.code}",
            say(group.name),
            _at(number, value),
            style,
            meaning,
            width=6,
            header="header upright",
        )


def _at(place: int, value: Callable[[Cell], Value]) -> Callable[[Record], Value]:
    return lambda record: value(record[1][place])


def _write(
    draft: Draft, sheet: Worksheet, title: str, chosen: Sequence[Column[Record]]
) -> None:
    tables = draft.benchmark.tables
    records: list[Record] = list(zip(tables.regions, tables.cells, strict=True))
    total: Record = (tables.total, [_cell(line) for line in tables.clusters])
    header = FIRST_ROW + 1
    table = place(sheet, title, chosen, records, row=header, totals=[total])
    names = [say(group.name) for group in draft.benchmark.frame.clusters]
    sheet.row_dimensions[header].height = upright_height(names)
    _write_second_names(draft, sheet, FIRST_ROW)
    groups = draft.benchmark.frame.clusters
    if groups and records:
        first, last = (f"cluster_{group.code}" for group in (groups[0], groups[-1]))
        heat(sheet, table.block(first, last))
    freeze(sheet, header + 1, 5)
    set_up_page(draft, sheet, repeat=header)


def _write_second_names(draft: Draft, sheet: Worksheet, row: int) -> None:
    """The names of the clusters in the other language, over the header."""
    with override("zh-hans" if label() == "en" else "en"):
        names = [say(group.name) for group in draft.benchmark.frame.clusters]
    for column, name in enumerate(names, start=5):
        write(at(sheet, row, column), name, "second name upright")
    sheet.row_dimensions[row].height = upright_height(names)
