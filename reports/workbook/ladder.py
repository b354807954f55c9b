"""The sheet "Ladder": titles held of each stage, by tier of clusters, as a funnel."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from openpyxl.worksheet.worksheet import Worksheet

from reports.figures import Benchmark
from reports.particulars import Item
from reports.workbook.charts import bars, put_chart, stacked, unbound
from reports.workbook.drafting import Draft, Value, say
from reports.workbook.palette import COUNT, SPARSE
from reports.workbook.tables import Column, Placed, put_table
from surveys.scoring import Text

BELOW = 28
"""So many rows below the table of the overview stands the ladder, under its charts."""
OTHERS = Text("未归入集群", "In no cluster")
Rung = tuple[Item, Sequence[int]]
"""A stage with the titles held: of all, of each tier, and of the others."""


def write_ladder(draft: Draft, overview: Placed) -> None:
    """A row for each stage, a column for each tier; the chart stands here and under
    the table of the overview."""
    chosen, records = columns(draft.benchmark), rungs(draft.benchmark)
    names = (_("Ladder"), _("The ladder: titles held at the data cut, by tier"))
    note = _("Titles are public and counted in full, until the data cut.")
    table = put_table(draft, (*names, "Ladder"), note, chosen, records)
    if records:
        _add_chart(table, table.sheet, (1, len(chosen)), table.last + 3)
        wide = len(overview.letters)
        _add_chart(table, overview.sheet, (1, wide), overview.last + BELOW)


def _add_chart(
    table: Placed, sheet: Worksheet, columns: tuple[int, int], row: int
) -> None:
    title = _("Titles held, by stage and tier of clusters")
    keys = [key for key in table.letters if key.startswith("tier_")]
    chart = unbound(bars(title, table, keys, label="name", form=COUNT), COUNT)
    chart = stacked(chart, SPARSE)
    put_chart(sheet, chart, columns, (row, row + 19))


def rungs(benchmark: Benchmark) -> list[Rung]:
    """What stands in the rows: the titles of each stage at the end of the last year."""
    found = benchmark.particulars
    if found is None:
        return []
    tiers = [group.code for group in benchmark.frame.tiers]
    homes = {group.code: group.parent for group in benchmark.frame.clusters}
    rows: list[Rung] = []
    for total in found.titles.total:
        counts = dict.fromkeys([*tiers, ""], 0)
        for line in found.titles.clusters:
            if line.stage == total.stage and line.place:
                counts[homes.get(line.place.code, "")] += line.held[-1]
        rows.append((total.stage, [total.held[-1], *counts.values()]))
    return rows


def columns(benchmark: Benchmark) -> tuple[Column[Rung], ...]:
    """The stage, all its titles, those of each tier and of no cluster."""
    names = [*(say(group.name) for group in benchmark.frame.tiers), say(OTHERS)]
    meaning = _("Titles held at the data cut, public and counted in full.")
    return (
        Column(
            "name",
            _("Stage"),
            lambda rung: say(rung[0].name),
            "text",
            _("Stage of the ladder that the title is of."),
            width=34,
        ),
        Column(
            "all",
            _("All"),
            _count(0),
            "count",
            meaning,
            _("Number of titles"),
            width=14,
        ),
        *(
            Column(
                f"tier_{place}",
                name,
                _count(place),
                "count",
                meaning,
                _("Number of titles"),
                width=17,
            )
            for place, name in enumerate(names, start=1)
        ),
    )


def _count(place: int) -> Callable[[Rung], Value]:
    return lambda rung: rung[1][place]
