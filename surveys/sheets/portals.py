"""A workbook for copying: the answers in the order of a national questionnaire."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.texts import put

NAVY, MIST, AMBER, INK, GREY = "1F4E79", "EAF1F8", "FFF4D6", "262626", "6B6B6B"
FACES: Final = {"zh-hans": "Microsoft YaHei", "en": "Calibri"}
WIDTHS: Final = (8, 46, 44, 22, 14, 34)
VALUE: Final = 4  # the column of what is typed
LINE: Final = Border(bottom=Side(style="thin", color="D5DCE4"))
WRAP: Final = Alignment(horizontal="left", vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Cover:
    """Whose answers these are; all texts in the reader's language."""

    title: str
    enterprise: str
    uscc: str
    unit: str
    status: str
    written: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the questionnaire. words: the answer as people say it; value: what is
    typed or chosen; proofs: names of files, one a line."""

    section: str
    number: str
    title: str
    words: str
    value: str
    unit: str
    proofs: str
    answered: bool


def write_portal(cover: Cover, items: Iterable[Item], language: str) -> bytes:
    """The workbook: one sheet, printable, with what is open marked in words."""
    with override(language):
        book = Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        face = FACES.get(language, FACES["en"])
        sheet.title = _("To be copied")
        _head(sheet, cover, face)
        last = _rows(sheet, items, face)
        _page(sheet, last)
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)  # nothing is merged before it is written
    return found


def _head(sheet: Worksheet, cover: Cover, face: str) -> None:
    title = _cell(sheet, 1, 1)
    put(title, cover.title)
    title.font = Font(face, sz=16, b=True, color=NAVY)
    lines = (
        f"{cover.enterprise} · {cover.uscc} · {cover.unit}",
        _("As of %(day)s; status here: %(status)s")
        % {"day": cover.written, "status": cover.status},
        _(
            "Type or choose on the portal what stands under “To type or choose”. Where"
            " it is empty, the words beside it say what to choose. The order is that of"
            " the questionnaire; the portal may number it otherwise."
        ),
    )
    for row, text in enumerate(lines, start=2):
        cell = _cell(sheet, row, 1)
        put(cell, text)
        cell.font = Font(face, sz=10, color=GREY)
        cell.alignment = WRAP
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=6)
    sheet.row_dimensions[4].height = 32
    heads = (
        _("No."),
        _("Question"),
        _("Our answer"),
        _("To type or choose"),
        _("Unit"),
        _("Proof"),
    )
    for column, text in enumerate(heads, start=1):
        cell = _cell(sheet, 6, column)
        put(cell, text)
        cell.font = Font(face, sz=10, b=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=NAVY)
        cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)


def _rows(sheet: Worksheet, items: Iterable[Item], face: str) -> int:
    row, section = 6, ""
    for item in items:
        if item.section != section:
            section = item.section
            row += 1
            _section(sheet, row, section, face)
        row += 1
        _row(sheet, row, item, face)
    return row


def _section(sheet: Worksheet, row: int, title: str, face: str) -> None:
    for column in range(1, len(WIDTHS) + 1):
        sheet.cell(row, column).fill = PatternFill("solid", fgColor=MIST)
    cell = _cell(sheet, row, 1)
    put(cell, title)
    cell.font = Font(face, sz=11, b=True, color=NAVY)


def _row(sheet: Worksheet, row: int, item: Item, face: str) -> None:
    words = item.words if item.answered else _("Not answered here")
    texts = (item.number, item.title, words, item.value, item.unit, item.proofs)
    for column, text in enumerate(texts, start=1):
        cell = _cell(sheet, row, column)
        put(cell, text)
        cell.font = Font(face, sz=10, b=column == VALUE, color=INK)
        cell.alignment, cell.border = WRAP, LINE
        cell.number_format = "@"
        if not item.answered:
            cell.fill = PatternFill("solid", fgColor=AMBER)


def _page(sheet: Worksheet, last: int) -> None:
    for column, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "C7"
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = "6:6"
    sheet.print_area = f"A1:F{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = "&P / &N"
