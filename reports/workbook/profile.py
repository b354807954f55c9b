"""The sheet "Profile": choose a cluster and see it beside the whole, as a radar."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook import formulas
from reports.workbook.charts import put_chart, radar, scaled
from reports.workbook.clusters import label
from reports.workbook.drafting import (
    Draft,
    address,
    at,
    head,
    legend,
    name,
    say,
    set_up_page,
    write,
)
from reports.workbook.palette import PREFIX
from reports.workbook.tables import Placed

CHOICE_ROW: Final = 6
TABLE_ROW: Final = 9


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the comparison: a column of a table that has it for each cluster."""

    title: str
    table: Placed
    key: str
    style: str


def write_profile(
    draft: Draft, clusters: Placed, dimensions: Placed, choices: str
) -> None:
    """`choices` are the cells with the names of the clusters that are shown."""
    sheet = draft.sheet(
        _("Cluster profile"), _("Choose a cluster: its radar beside the whole")
    )
    head(draft, sheet, _("One cluster beside the whole"), legend(draft))
    _write_choice(draft, sheet, choices)
    summary = [
        _Row(_("Enterprises (n)"), clusters, "n", "count"),
        _Row(_("Units"), clusters, "units", "count"),
        _Row(_("Mean"), clusters, "mean", "score"),
        _Row(_("Lower quartile"), clusters, "p25", "score"),
        _Row(_("Median"), clusters, "median", "score"),
        _Row(_("Upper quartile"), clusters, "p75", "score"),
        _Row(_("Share that reached a level"), clusters, "share", "share"),
    ]
    groups = draft.benchmark.frame.dimensions
    scores = [_Row(say(g.name), dimensions, g.code, "score") for g in groups]
    first = TABLE_ROW + len(summary) + 3
    _write_block(sheet, TABLE_ROW, _("Key figures"), summary)
    _write_block(sheet, first, _("Medians of the dimensions"), scores)
    _add_radar(sheet, first, len(scores), draft.benchmark.frame.profile_scale)
    for letter, width in zip("ABCDE", (32, 20, 20, 20, 4), strict=True):
        sheet.column_dimensions[letter].width = width
    set_up_page(draft, sheet)


def _write_choice(draft: Draft, sheet: Worksheet, choices: str) -> None:
    clusters = draft.benchmark.tables.clusters
    first = next(say(c.group.name) for c in clusters if c.summary.n)
    choice = at(sheet, CHOICE_ROW, 2)
    write(at(sheet, CHOICE_ROW, 1), _("Choose a cluster here:"), "heading")
    write(choice, first, "choice")
    sheet.merge_cells(
        start_row=CHOICE_ROW, end_row=CHOICE_ROW, start_column=2, end_column=4
    )
    name(draft, choice, "profile_cluster")
    rule = DataValidation(type="list", formula1=f"={choices}", allow_blank=False)
    rule.error = _("Choose a cluster from the list.")
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(choice)
    sheet.row_dimensions[CHOICE_ROW].height = 24


def _write_block(sheet: Worksheet, row: int, title: str, rows: list[_Row]) -> None:
    """A header and, for each row, the chosen cluster, all, and their difference."""
    headers = (title, _("Chosen cluster"), _("All"), _("Difference"))
    for column, header in enumerate(headers, start=1):
        write(at(sheet, row, column), header, "header")
    for number, line in enumerate(rows, start=row + 1):
        write(at(sheet, number, 1), line.title, "text")
        _write_figures(sheet, number, line)


def _write_figures(sheet: Worksheet, row: int, line: _Row) -> None:
    table = line.table
    own, whole, gap = (at(sheet, row, column) for column in (2, 3, 4))
    own.style = whole.style = PREFIX + line.style
    choice = address(at(sheet, CHOICE_ROW, 2))
    picked = formulas.pick(table.cells(line.key), choice, table.cells(label()))
    formulas.put_formula(own, picked)
    formulas.put_formula(whole, formulas.same(address(table.total(line.key))))
    gap.style = f"{PREFIX}difference"
    if line.style == "score":
        difference = formulas.difference(own.coordinate, whole.coordinate)
        formulas.put_formula(gap, difference)


def _add_radar(sheet: Worksheet, row: int, size: int, full: int) -> None:
    block = Placed(sheet, row + 1, row + size, {"label": "A", "own": "B", "all": "C"})
    chart = radar(
        _("Medians of the dimensions: the chosen cluster and all"),
        block,
        ("own", "all"),
        label="label",
    )
    put_chart(sheet, scaled(chart, full), (6, 14), (CHOICE_ROW, row + size + 6))
