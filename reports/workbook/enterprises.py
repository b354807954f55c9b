"""The sheet "Enterprises" and the one that lets Excel compute the figures again."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl.worksheet.worksheet import Worksheet

from reports.figures import Line
from reports.workbook import columns, formulas
from reports.workbook.clusters import label
from reports.workbook.drafting import (
    FIRST_ROW,
    Draft,
    at,
    freeze,
    head,
    say,
    set_up_page,
    write,
)
from reports.workbook.heat import inner_bars
from reports.workbook.palette import PREFIX
from reports.workbook.tables import Placed, place


def write_enterprises(draft: Draft) -> Placed:
    """One row for each unit the reader may see by name."""
    benchmark = draft.benchmark
    sheet = draft.sheet(
        pgettext("sheet", "Enterprises"),
        _("Every unit within your scope, with its scores"),
    )
    scope = _("Scope: %(scope)s. Do not pass the list on beyond this scope.")
    note = scope % {"scope": say(draft.reader.scope)}
    head(draft, sheet, _("Enterprises and their scores"), note)
    table = place(
        sheet,
        "Enterprises",
        columns.entries(benchmark.frame),
        benchmark.entries or (),
        row=FIRST_ROW,
    )
    inner_bars(sheet, table.block("score", "score"), upto=benchmark.frame.scale)
    freeze(sheet, FIRST_ROW + 1, 6)
    set_up_page(draft, sheet, repeat=FIRST_ROW)
    return table


def write_recomputation(draft: Draft, table: Placed) -> None:
    """Stated figures beside Excel's own from the list of enterprises."""
    sheet = draft.sheet(
        _("Re-computation"), _("Excel computes the figures again from the list")
    )
    note = _("The figures on the right are formulas over the list of enterprises.")
    head(draft, sheet, _("Figures computed again"), note)
    after = _write_summary(draft, sheet, table)
    if draft.benchmark.complete:
        _write_clusters(draft, sheet, table, after + 2)
    for letter, width in zip("ABCDEFGH", (34, 14, 14, 14, 14, 14, 14, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    set_up_page(draft, sheet)


def _write_summary(draft: Draft, sheet: Worksheet, table: Placed) -> int:
    """The figures of all that is listed; returns the last row."""
    listed, scores = draft.benchmark.listed, table.cells("score")
    rows = (
        (_("Units"), listed.units, formulas.count(scores), "count"),
        (_("Mean"), listed.mean, formulas.average(scores), "score"),
        (_("Lower quartile"), listed.p25, formulas.percentile(scores, "0.25"), "score"),
        (_("Median"), listed.median, formulas.percentile(scores, "0.5"), "score"),
        (_("Upper quartile"), listed.p75, formulas.percentile(scores, "0.75"), "score"),
        (_("P90"), listed.p90, formulas.percentile(scores, "0.9"), "score"),
        (_("Lowest"), listed.minimum, formulas.extreme("MIN", scores), "score"),
        (_("Highest"), listed.maximum, formulas.extreme("MAX", scores), "score"),
    )
    headers = (_("All that is listed"), _("Stated"), _("Computed"), _("Difference"))
    _write_headers(sheet, FIRST_ROW, headers)
    row = FIRST_ROW
    for title, stated, formula, style in rows:
        if stated is not None:
            row += 1
            write(at(sheet, row, 1), title, "text")
            _write_pair(sheet, row, 2, (stated, formula, style))
    return row


def _write_pair(
    sheet: Worksheet, row: int, column: int, figure: tuple[float, str, str]
) -> None:
    """A stated figure, the formula for it, and their difference, in one style."""
    stated, formula, style = figure
    one, other, gap = (at(sheet, row, column + step) for step in range(3))
    write(one, stated, style)
    other.style = PREFIX + style
    formulas.put_formula(other, formula)
    gap.style = PREFIX + ("count difference" if style == "count" else "difference")
    formulas.put_formula(gap, formulas.difference(other.coordinate, one.coordinate))


def _write_headers(sheet: Worksheet, row: int, headers: tuple[str, ...]) -> None:
    for column, header in enumerate(headers, start=1):
        write(at(sheet, row, column), header, "header")
    sheet.row_dimensions[row].height = 42


def _write_clusters(draft: Draft, sheet: Worksheet, table: Placed, row: int) -> None:
    """The units and the mean of each cluster that is shown and not empty."""
    headers = (
        _("Cluster"),
        _("Stable code"),
        _("Units: stated"),
        _("Units: computed"),
        _("Difference"),
        _("Mean: stated"),
        _("Mean: computed"),
        _("Difference"),
    )
    _write_headers(sheet, row, headers)
    shown = [line for line in draft.benchmark.tables.clusters if line.summary.n]
    for number, line in enumerate(shown, start=row + 1):
        _write_cluster(sheet, table, number, line)


def _write_cluster(sheet: Worksheet, table: Placed, row: int, line: Line) -> None:
    codes, scores = table.cells("cluster_code"), table.cells("score")
    write(at(sheet, row, 1), getattr(line.group.name, label()), "text")
    write(at(sheet, row, 2), line.group.code, "text")
    code = f"$B{row}"
    units, mean = line.summary.units or 0, line.summary.mean or 0
    counted = formulas.count_of(codes, code, scores)
    _write_pair(sheet, row, 3, (units, counted, "count"))
    averaged = formulas.average_of(scores, codes, code)
    _write_pair(sheet, row, 6, (mean, averaged, "score"))
