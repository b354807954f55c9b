"""Finds the columns of a sheet by their names, and reads its lines value by value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop
from openpyxl.utils import get_column_letter

from surveys.sheets.editions.columns import EN, IGNORED, ZH, Column, Layout
from surveys.sheets.editions.faults import Cell, Fault
from surveys.sheets.editions.layout import GUIDE, LISTS, SHEETS
from surveys.sheets.editions.values import CellFault, from_cell, plain
from surveys.sheets.reading import Sheet, Value

HEADS = 5
"""The names of the columns stand in one of so many first rows."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its values by column (those that are there), and where they stand."""

    sheet: str
    row: int
    letters: Mapping[str, str]
    values: dict[str, Any]

    def cell(self, column: str) -> Cell:
        """The cell of a column, the first one where the sheet has no such column."""
        return Cell(self.sheet, self.row, self.letters.get(column, "A"))


@dataclass(slots=True)
class Grid:
    """The lines of all sheets, and the faults found so far. A cell that was no good
    holds its bare text, so that nobody takes it for an empty one."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def wrong(
        self, cell: Cell, message: str, expected: str = "", **params: str
    ) -> None:
        """Note a fault."""
        self.faults.append(Fault(cell, message, params, expected))


def grid(sheets: tuple[Sheet, ...]) -> Grid:
    """The lines of a workbook's sheets."""
    found = Grid()
    known = {layout.name: layout for layout in SHEETS}
    for sheet in sheets:
        name = sheet.title.strip().casefold()
        if name in (GUIDE, LISTS) or name.startswith(IGNORED):
            continue
        if name not in known or name in found.lines:
            found.wrong(
                Cell(sheet.title),
                gettext_noop("An edition has no sheet “%(sheet)s”."),
                gettext_noop("one of %(sheets)s; your own notes begin with #"),
                sheet=sheet.title,
                sheets=", ".join(known),
            )
        else:
            found.lines[name] = list(_lines(sheet, known[name], found))
    _missing(found)
    return found


def _missing(found: Grid) -> None:
    for layout in SHEETS:
        if layout.required and layout.name not in found.lines:
            found.wrong(
                Cell(layout.name),
                gettext_noop("The sheet “%(sheet)s” is missing."),
                gettext_noop("all sheets of an exported edition"),
                sheet=layout.name,
            )
        found.lines.setdefault(layout.name, [])


def _lines(sheet: Sheet, layout: Layout, found: Grid) -> Iterator[Line]:
    at = _head(sheet, layout)
    if at is None:
        if any(sheet.rows):
            found.wrong(
                Cell(layout.name, 1, "A"),
                gettext_noop("The row with the names of the columns is missing."),
                gettext_noop("a row with %(names)s"),
                names=", ".join(column.name for column in layout.columns[:4]),
            )
        return
    found.heads[layout.name] = at + 1
    columns = _columns(sheet, layout, at, found)
    letters = {c.name: get_column_letter(n + 1) for n, c in columns.items()}
    for row, cells in enumerate(sheet.rows[at + 1 :], start=at + 2):
        given = {n: cell for n, cell in enumerate(cells) if plain(cell).strip()}
        if given.keys() & columns.keys():
            line = Line(layout.name, row, letters, {})
            for number, column in columns.items():
                _read(line, column, given.get(number), found)
            yield line
        _nameless(sheet, at, row, given, found)


def _read(line: Line, column: Column, value: Value, found: Grid) -> None:
    if value is None:
        return
    try:
        told = from_cell(column.form, value)
        if told is not None or column.path:
            line.values[column.name] = told
    except CellFault as fault:
        line.values[column.name] = plain(value)
        found.faults.append(fault.at(line.cell(column.name)))


def _nameless(
    sheet: Sheet, at: int, row: int, given: Mapping[int, Value], found: Grid
) -> None:
    heads = sheet.rows[at]
    for number in given:
        if number >= len(heads) or not plain(heads[number]).strip():
            found.wrong(
                Cell(sheet.title, row, get_column_letter(number + 1)),
                gettext_noop("This column has no name, so its cells mean nothing."),
                gettext_noop("a name in the head of the column; # for your own notes"),
            )


# --- the names of the columns


def _head(sheet: Sheet, layout: Layout) -> int | None:
    """The row in which most names of columns stand, from 0."""
    names = _names(layout)
    hits = [
        (sum(_bare(cell) in names for cell in cells), -number)
        for number, cells in enumerate(sheet.rows[:HEADS])
    ]
    most, number = max(hits, default=(0, 0))
    least = min(2, len(layout.columns))
    return -number if most >= least else None


def _names(layout: Layout) -> dict[str, Column]:
    """Every way to write the name of a column; `label::en` for the long one."""
    found = {}
    for column in layout.columns:
        found[column.name.casefold()] = column
        for long, short in ((ZH, "zh"), (EN, "en")):
            if column.name.endswith(long):
                found[column.name.casefold().replace(long.casefold(), short)] = column
    return found


def _bare(cell: Value) -> str:
    return " ".join(plain(cell).split()).casefold()


def _columns(sheet: Sheet, layout: Layout, at: int, found: Grid) -> dict[int, Column]:
    """Which column of the sheet is which of the layout."""
    names, columns = _names(layout), dict[int, Column]()
    for number, cell in enumerate(sheet.rows[at]):
        name = _bare(cell)
        if not name or name.startswith(IGNORED):
            continue
        column, here = names.get(name), get_column_letter(number + 1)
        if column is None or column in columns.values():
            found.wrong(
                Cell(layout.name, at + 1, here),
                gettext_noop("There is no column “%(column)s” here, or it is twice."),
                gettext_noop("one of %(names)s; your own notes begin with #"),
                column=plain(cell),
                names=", ".join(column.name for column in layout.columns),
            )
        else:
            columns[number] = column
    for column in layout.columns:
        if column.required and column not in columns.values():
            found.wrong(
                Cell(layout.name, at + 1, ""),
                gettext_noop("The column “%(column)s” is missing."),
                gettext_noop("all columns of an exported edition"),
                column=column.name,
            )
    return columns
