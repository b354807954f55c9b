"""Excel tables: described as columns, written with headers, formats and totals."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from openpyxl.cell.cell import Cell
from openpyxl.utils import column_index_from_string, get_column_letter, quote_sheetname
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook.drafting import (
    FIRST_ROW,
    TOTAL,
    Pages,
    Value,
    add_sheet,
    at,
    freeze,
    head,
    set_up_page,
    write,
)
from surveys.sheets.texts import clean_header, shorten

T = TypeVar("T")

NARROWEST: Final = 9
WIDEST: Final = 46
HEADER_HEIGHT: Final = 42
TALLEST: Final = 409
HIGHEST: Final = 170
"""In points."""


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: its header, its value in a record, its looks, and what it means.

    `style` names one of the palette's figures; `formula` says how the figure is made,
    `unit` in what it is measured; all texts are in the active language. `width` is in
    characters; without it the column is as wide as its contents. `header` is the style
    of the header.
    """

    key: str
    title: str
    value: Callable[[T], Value]
    style: str
    meaning: str
    formula: str = ""
    unit: str = ""
    width: float = 0
    header: str = "header"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands, without its header and total."""

    sheet: Worksheet
    first: int
    last: int
    letters: dict[str, str]

    def cells(self, key: str) -> str:
        """The cells of a column, for formulas on any sheet."""
        letter = self.letters[key]
        title = quote_sheetname(self.sheet.title)
        return f"{title}!${letter}${self.first}:${letter}${self.last}"

    def total(self, key: str) -> Cell:
        """The cell of a column in the row of the total."""
        number = column_index_from_string(self.letters[key])
        return at(self.sheet, self.last + 1, number)

    def block(self, first: str, last: str) -> str:
        """The cells from one column to another, on their own sheet."""
        return f"{self.letters[first]}{self.first}:{self.letters[last]}{self.last}"


def place(
    sheet: Worksheet,
    title: str,
    columns: Sequence[Column[T]],
    records: Sequence[T],
    *,
    row: int,
    totals: Sequence[T] = (),
) -> Placed:
    """Write a table with its header at this row and return where its records are.

    `title` names the table in the workbook. Excel wants a row under each header, so an
    empty table gets an empty one. `totals` stand under it and are no part of it.
    """
    letters = {c.key: get_column_letter(n) for n, c in enumerate(columns, start=1)}
    for number, header in enumerate(_headers(columns), start=1):
        write(at(sheet, row, number), header, columns[number - 1].header)
    for number, record in enumerate(records, start=row + 1):
        _write_record(sheet, number, columns, record)
    last = row + max(len(records), 1)
    for number, record in enumerate(totals, start=last + 1):
        _write_record(sheet, number, columns, record, TOTAL)
    sheet.row_dimensions[row].height = HEADER_HEIGHT
    _fit(sheet, columns, [*records[:200], *totals])
    table = Table(displayName=title, ref=f"A{row}:{letters[columns[-1].key]}{last}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)
    return Placed(sheet, row + 1, last, letters)


def put_table(
    pages: Pages,
    names: tuple[str, str, str],
    note: str,
    columns: Sequence[Column[T]],
    records: Sequence[T],
    **more: Any,
) -> Placed:
    """A sheet of its own with one table; `names`: its title, what it is about, and the
    name of the table."""
    title, about, table = names
    sheet = add_sheet(pages, title, about)
    head(pages, sheet, about, note)
    placed = place(sheet, table, columns, records, row=FIRST_ROW, **more)
    freeze(sheet, FIRST_ROW + 1, 2)
    set_up_page(pages, sheet, repeat=FIRST_ROW)
    return placed


def _headers(columns: Sequence[Column[T]]) -> Iterable[str]:
    """The headers, each one once, as a table demands."""
    taken: set[str] = set()
    for column in columns:
        header, number = clean_header(column.title), 1
        while header.casefold() in taken:
            number += 1
            header = f"{shorten(clean_header(column.title), 240)} ({number})"
        taken.add(header.casefold())
        yield header


def _write_record(
    sheet: Worksheet,
    row: int,
    columns: Sequence[Column[T]],
    record: T,
    ending: str = "",
) -> None:
    for number, column in enumerate(columns, start=1):
        write(at(sheet, row, number), column.value(record), column.style + ending)


def _fit(sheet: Worksheet, columns: Sequence[Column[T]], records: Sequence[T]) -> None:
    """Make each column as wide as its widest value, headers in up to three lines."""
    for number, column in enumerate(columns, start=1):
        texts = [column.value(record) for record in records]
        widest = max((width(t) for t in texts if isinstance(t, str)), default=0)
        need = max(widest + 3, width(column.title) / 2 + 3, NARROWEST)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width or min(need, WIDEST)


def heighten(
    placed: Placed, columns: Sequence[Column[T]], records: Sequence[T], least: int = 1
) -> None:
    """Make each row as high as its longest text needs, in columns of a given width;
    figures stand at the top of it, as texts do."""
    wide = [column for column in columns if column.width]
    figures = [placed.letters[one.key] for one in columns if one.style != "words"]
    for row, record in enumerate(records, start=placed.first):
        lines = (_lines(column.value(record), column.width) for column in wide)
        height = lines_height(max(least, *lines))
        placed.sheet.row_dimensions[row].height = height
        for letter in figures:
            cell = placed.sheet[f"{letter}{row}"]
            alignment = copy(cell.alignment)
            alignment.vertical = "top"
            cell.alignment = alignment


def _lines(value: Value, wide: float) -> int:
    """How many lines a text takes in a column so wide."""
    room = int(max(wide - 3, 1))
    texts = str(value or "").split("\n")
    return sum(max(1, -(-width(text) // room)) for text in texts)


def width(text: str) -> int:
    """How many columns a text takes: a Chinese character takes two."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text[:200])


def lines_height(lines: int) -> float:
    """The height in points of a row with so many lines of text; Excel's most is 409."""
    return min(5 + 14 * max(lines, 1), TALLEST)


def upright_height(names: Sequence[str]) -> float:
    """The height in points that the longest name needs, standing, in two lines."""
    longest = max(map(width, names), default=0)
    return min(max(60, 5.8 * longest + 14), HIGHEST)
