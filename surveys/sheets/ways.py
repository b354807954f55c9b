"""The way up as a workbook: a plan with a row for each step, to be given out."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.texts import put

NAVY, MIST, INK, GREY = "1F4E79", "EAF1F8", "262626", "6B6B6B"
FACES: Final = {"zh-hans": "Microsoft YaHei", "en": "Calibri"}
WIDTHS: Final = (5, 16, 8, 34, 30, 30, 10, 9, 9, 34, 30, 14, 14, 22)
HEAD: Final = 6
FIGURES: Final = (8, 9)  # columns of points
OPEN: Final = (12, 13, 14)  # columns that people fill by hand
WRAP: Final = Alignment(horizontal="left", vertical="top", wrap_text=True)
RIGHT: Final = Alignment(horizontal="right", vertical="top")
LINE: Final = Border(bottom=Side(style="thin", color="D5DCE4"))


@dataclass(frozen=True, slots=True)
class Cover:
    """What the plan is for; all texts in the reader's language. notes: what stands
    against it, where there is no way."""

    title: str
    subject: str
    sentence: str
    written: str
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One step in words; gain and score as people read them."""

    section: str
    number: str
    title: str
    before: str
    after: str
    effort: str
    gain: str
    score: str
    unlocks: str
    proof: str


def write_way(cover: Cover, lines: Sequence[Line], language: str) -> bytes:
    """The workbook: one sheet, frozen below its head, printable on A4 lying."""
    with override(language):
        book = Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        face = FACES.get(language, FACES["en"])
        sheet.title = _("Way up")
        _cover(sheet, cover, face)
        _heads(sheet, face)
        for place, line in enumerate(lines, start=1):
            _row(sheet, HEAD + place, place, line, face)
        last = _notes(sheet, HEAD + len(lines) + 2, cover.notes, face)
        _page(sheet, last)
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)  # nothing is merged before it is written
    return found


def _cover(sheet: Worksheet, cover: Cover, face: str) -> None:
    written = _("As of %(day)s") % {"day": cover.written}
    texts = (cover.title, cover.subject, cover.sentence, written)
    sizes = (16, 11, 12, 10)
    for row, (text, size) in enumerate(zip(texts, sizes, strict=True), start=1):
        cell = _cell(sheet, row, 1)
        put(cell, text)
        strong = size > sizes[1]
        cell.font = Font(face, sz=size, b=strong, color=NAVY if strong else GREY)


def _heads(sheet: Worksheet, face: str) -> None:
    heads = (
        _("Step"),
        _("Section"),
        _("No."),
        _("Question"),
        _("Now"),
        _("To be"),
        _("Effort"),
        _("Gain (points)"),
        _("Score then"),
        _("What it brings"),
        _("What proves it"),
        _("Who"),
        _("Until when"),
        _("Note"),
    )
    for column, text in enumerate(heads, start=1):
        cell = _cell(sheet, HEAD, column)
        put(cell, text)
        cell.font = Font(face, sz=10, b=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=NAVY)
        cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)


def _row(sheet: Worksheet, row: int, place: int, line: Line, face: str) -> None:
    texts = (
        str(place),
        line.section,
        line.number,
        line.title,
        line.before,
        line.after,
        line.effort,
        line.gain,
        line.score,
        line.unlocks,
        line.proof,
        "",
        "",
        "",
    )
    for column, text in enumerate(texts, start=1):
        cell = _cell(sheet, row, column)
        put(cell, text)
        cell.font = Font(face, sz=10, color=INK)
        cell.alignment = RIGHT if column in FIGURES else WRAP
        cell.border = LINE
        cell.number_format = "@"
        if column in OPEN:
            cell.fill = PatternFill("solid", fgColor=MIST)


def _notes(sheet: Worksheet, row: int, notes: Sequence[str], face: str) -> int:
    for text in notes:
        cell = _cell(sheet, row, 1)
        put(cell, text)
        cell.font = Font(face, sz=10, color=INK)
        row += 1
    return row


def _page(sheet: Worksheet, last: int) -> None:
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJKLMN"[place]].width = width
    sheet.freeze_panes = f"E{HEAD + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.print_area = f"A1:N{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(0.4, 0.4, 0.5, 0.6)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = "&P / &N"
