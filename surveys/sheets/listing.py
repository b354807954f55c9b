"""One sheet with a list: a title, notes, a head that stays in sight, rows of text."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.editions.fitting import height
from surveys.sheets.texts import put

NAVY, MIST, AMBER, INK, GREY, WHITE = (
    "1F4E79",
    "EAF1F8",
    "FFF4D6",
    "262626",
    "6B6B6B",
    "FFFFFF",
)
FACES: Final = {"zh-hans": "Microsoft YaHei", "en": "Calibri"}
TEXT: Final = "@"  # the format of a cell that stays a text, whatever is typed
LINE: Final = Border(bottom=Side(style="thin", color="D5DCE4"))
WRAP: Final = Alignment(horizontal="left", vertical="top", wrap_text=True)
RIGHT: Final = Alignment(horizontal="right", vertical="top", indent=1)
HEAD: Final = Alignment(horizontal="left", vertical="center", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Column:
    """A column. figure: stands at the right; strong: in bold; filled: by hand."""

    title: str
    width: int
    figure: bool = False
    strong: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. marked: something is missing here. A number stays one."""

    texts: Sequence[str | int]
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that begins a group."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The whole sheet. frozen: how many columns stay in sight; after: notes below the
    list."""

    name: str
    title: str
    notes: Sequence[str]
    columns: Sequence[Column]
    rows: Iterable[Row | Heading]
    frozen: int = 2
    after: Sequence[str] = field(default=())


def write_listing(listing: Listing, language: str) -> bytes:
    """The workbook, printable on A4 lying; every cell is text or a whole number."""
    return write_listings([listing], language)


def write_listings(listings: Iterable[Listing], language: str) -> bytes:
    """The same with several sheets."""
    face = FACES.get(language, FACES["en"])
    book = Workbook()
    book.remove(book.worksheets[0])
    for listing in listings:
        _sheet(book.create_sheet(listing.name), listing, face)
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def _sheet(sheet: Worksheet, listing: Listing, face: str) -> None:
    head = _top(sheet, listing, face)
    end = _rows(sheet, listing, head, face)
    for row, text in enumerate(listing.after, start=end + 2):
        _cell(sheet, row, 1, text, Font(face, sz=10, color=INK))
    _page(sheet, listing, head, end + 1 + len(listing.after))


def _cell(sheet: Worksheet, row: int, column: int, text: str | int, font: Font) -> Cell:
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)  # nothing is merged before it is written
    if isinstance(text, str):
        put(found, text)
    else:
        found.value = text
    found.font = font
    return found


def _top(sheet: Worksheet, listing: Listing, face: str) -> int:
    """Title, notes and head; gives the row of the head."""
    _cell(sheet, 1, 1, listing.title, Font(face, sz=16, b=True, color=NAVY))
    row, across = 1, len(listing.columns)
    width = sum(column.width for column in listing.columns)
    for row, text in enumerate(listing.notes, start=2):
        _cell(sheet, row, 1, text, Font(face, sz=10, color=GREY)).alignment = WRAP
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=across)
        sheet.row_dimensions[row].height = height([(text, width)])
    head = row + 2
    titles = [(column.title, column.width) for column in listing.columns]
    sheet.row_dimensions[head].height = height(titles)
    for place, column in enumerate(listing.columns, start=1):
        font = Font(face, sz=10, b=True, color=WHITE)
        cell = _cell(sheet, head, place, column.title, font)
        cell.fill, cell.alignment = PatternFill("solid", fgColor=NAVY), HEAD
    return head


def _rows(sheet: Worksheet, listing: Listing, head: int, face: str) -> int:
    row = head
    for row, line in enumerate(listing.rows, start=head + 1):
        if isinstance(line, Heading):
            for place in range(1, len(listing.columns) + 1):
                sheet.cell(row, place).fill = PatternFill("solid", fgColor=MIST)
            _cell(sheet, row, 1, line.text, Font(face, sz=11, b=True, color=NAVY))
        else:
            _row(sheet, row, line, listing.columns, face)
    return row


def _row(
    sheet: Worksheet, row: int, line: Row, columns: Sequence[Column], face: str
) -> None:
    for place, (text, column) in enumerate(
        zip(line.texts, columns, strict=True), start=1
    ):
        cell = _cell(sheet, row, place, text, _font(face, column.strong))
        cell.alignment = RIGHT if column.figure else WRAP
        cell.border, cell.number_format = LINE, TEXT if isinstance(text, str) else "0"
        if line.marked or column.filled:
            colour = AMBER if line.marked else MIST
            cell.fill = PatternFill("solid", fgColor=colour)
    widths = [column.width for column in columns]
    texts = map(str, line.texts)
    sheet.row_dimensions[row].height = height(zip(texts, widths, strict=True))


@lru_cache  # a long list has many cells and few fonts
def _font(face: str, strong: bool) -> Font:  # noqa: FBT001 -- of this module alone
    return Font(face, sz=10, b=strong, color=INK)


def _page(sheet: Worksheet, listing: Listing, head: int, last: int) -> None:
    for place, column in enumerate(listing.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = f"{get_column_letter(listing.frozen + 1)}{head + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_area = f"A1:{get_column_letter(len(listing.columns))}{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(0.4, 0.4, 0.5, 0.6, footer=0.3)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = "&P / &N"
