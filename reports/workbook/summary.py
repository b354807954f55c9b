"""The summary table of a region as a workbook: one row a unit."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook.drafting import (
    at,
    freeze,
    moment,
    set_up_page,
    to_bytes,
    write,
)
from reports.workbook.palette import FACES, add_styles
from reports.workbook.tables import Column, heighten, place
from surveys.sheets.titles import sheet_title

HEADER: Final = 6
"""The row of the table's header, under what it is of."""


@dataclass(frozen=True, slots=True)
class Row:
    """One unit. investment: in 10,000 CNY, as corrected; stages and status in words;
    pk: its response."""

    pk: int
    region: str
    enterprise: str
    uscc: str
    unit: str
    kind: str
    cluster: str
    questionnaire: str
    investment: float | None
    claimed_stage: str
    claimed_score: float | None
    reviewed_stage: str
    reviewed_score: float | None
    opinion: str
    status: str
    since: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A whole table: of which round and place, what was chosen, and its rows."""

    round: str
    scope: str
    chosen: str
    by: str
    at: dt.datetime
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class _Book:
    about: str
    stamp: str
    book: Workbook = field(default_factory=Workbook)
    contents: list[tuple[Worksheet, str]] = field(default_factory=list)


def title() -> str:
    """The title of the table."""
    return _("Summary table of a region")


def counted(rows: Sequence[Row]) -> str:
    """How many units of how many enterprises there are, in words."""
    return _("%(units)d units of %(enterprises)d enterprises") % {
        "units": len(rows),
        "enterprises": len({row.uscc for row in rows}),
    }


def render(summary: Summary, language: str) -> bytes:
    """The .xlsx file of a summary, whose texts are in this language already."""
    with override(language):
        pages = _Book(f"{summary.round} · {summary.scope}", "")
        add_styles(pages.book, FACES[language])
        sheet = pages.book.worksheets[0]
        sheet.title = sheet_title(_("Summary"))
        _write_top(sheet, summary)
        columns, rows = _columns(), summary.rows
        placed = place(sheet, "Summary", columns, rows, row=HEADER)
        heighten(placed, columns, rows)
        freeze(sheet, HEADER + 1, 3)
        sheet.sheet_view.showGridLines = False
        set_up_page(pages, sheet, repeat=HEADER)
        _write_total(sheet, rows, placed.last + 2)
        return to_bytes(pages, title(), summary.at)


def _write_top(sheet: Worksheet, summary: Summary) -> None:
    lines = (
        f"{summary.round} · {summary.scope}",
        summary.chosen,
        _("As of %(moment)s, made for %(name)s")
        % {"moment": moment(summary.at), "name": summary.by},
    )
    write(at(sheet, 1, 1), title(), "title")
    sheet.row_dimensions[1].height = 30
    for row, line in enumerate(lines, start=2):
        write(at(sheet, row, 1), line, "subtitle")


def _write_total(sheet: Worksheet, rows: Sequence[Row], row: int) -> None:
    """What stands under the table, and is no part of it."""
    money = sum(entry.investment or 0 for entry in rows)
    words = _("In all: %(counted)s; investment %(money)s × 10,000 CNY") % {
        "counted": counted(rows),
        "money": f"{money:,.2f}",
    }
    write(at(sheet, row, 1), words, "heading")


def _columns() -> list[Column[Row]]:
    def text(key: str, head: str, wide: float) -> Column[Row]:
        return Column(key, head, lambda r: getattr(r, key), "words", "", width=wide)

    def number(key: str, head: str, style: str) -> Column[Row]:
        return Column(key, head, lambda r: getattr(r, key), style, "", width=12)

    return [
        text("region", _("Region"), 14),
        text("enterprise", _("Enterprise"), 30),
        text("uscc", _("Unified social credit code"), 23),
        text("unit", _("Unit"), 22),
        text("kind", _("Kind"), 10),
        text("cluster", _("Cluster"), 20),
        text("questionnaire", _("Questionnaire"), 18),
        number("investment", _("Investment (10,000 CNY)"), "amount"),
        text("claimed_stage", _("Claimed stage"), 18),
        number("claimed_score", _("Claimed score"), "score"),
        text("reviewed_stage", _("Reviewed stage"), 18),
        number("reviewed_score", _("Reviewed score"), "score"),
        text("opinion", _("Opinion of the district"), 40),
        text("status", _("Status"), 14),
        text("since", _("Since"), 18),
    ]
