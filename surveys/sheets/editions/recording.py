"""Makes the records of a document from lines, and keeps where everything stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from surveys.sheets.editions.columns import Column, Layout
from surveys.sheets.editions.faults import Cell
from surveys.sheets.editions.gridding import Grid, Line

Record = dict[str, Any]
OTHER = {"zh": "en", "en": "zh"}
MISSING = gettext_noop("This cell must not be empty.")


@dataclass(slots=True)
class Recorder:
    """`places` collects path -> cell, also for cells that are empty."""

    found: Grid
    places: dict[str, Cell] = field(default_factory=dict)

    def lines(self, name: str) -> list[Line]:
        """The lines of a sheet."""
        return self.found.lines[name]

    def record(
        self, layout: Layout, line: Line, path: str, within: tuple[str, ...] = ()
    ) -> Record:
        """The record of a line, to stand at a path of the document.

        `within` leaves out the columns that do not lie under these keys, and the keys
        from their paths.
        """
        record: Record = {}
        self.places[path] = line.cell(layout.key)
        for column in layout.columns:
            if column.path and column.path[: len(within)] == within:
                self._set(record, column, line, path, column.path[len(within) :])
        for column in layout.columns:
            if column.sign and column.path[-1] == "zh":
                _unite(record, column.path[len(within) : -1])
        return record

    def _set(
        self, record: Record, column: Column, line: Line, path: str, keys: Iterable[str]
    ) -> None:
        first, *rest = keys
        here, cell = f"{path}.{first}", line.cell(column.name)
        self.places.setdefault(here, cell)
        if rest:
            below = record.setdefault(first, {})
            self._set(below, column, line, here, rest)
            if not below:
                del record[first]
        elif column.name in line.values:
            record[first] = line.values[column.name]
            self.places[here] = cell
        elif _lacking(column, line):
            record[first] = None
            self.needed(line, column.name)

    def needed(self, line: Line, column: str) -> None:
        """Note that a cell is empty which must not be."""
        self.found.wrong(line.cell(column), MISSING, gettext_noop("something to read"))

    def once(self, lines: Iterable[Line], column: str) -> None:
        """Note every line that has a name of a line before."""
        seen: set[str] = set()
        for line in lines:
            name = line.values.get(column)
            if name is None:
                continue
            if name in seen:
                self.found.wrong(
                    line.cell(column),
                    gettext_noop("“%(name)s” is there twice."),
                    gettext_noop("a name used once"),
                    name=name,
                )
            seen.add(name)

    def unknown(self, line: Line, column: str, name: str, sheet: str) -> None:
        """Note that a cell names what a sheet does not have."""
        self.found.wrong(
            line.cell(column),
            gettext_noop("There is no “%(name)s” in the sheet “%(sheet)s”."),
            gettext_noop("a name from there"),
            name=name,
            sheet=sheet,
        )

    def joined(
        self, sheet: str, column: str, known: Mapping[str, Any], other: str
    ) -> dict[str, list[Line]]:
        """The lines of a sheet by what they belong to, which `other` must have."""
        found: dict[str, list[Line]] = {}
        for line in self.lines(sheet):
            name = line.values.get(column)
            if name is None:
                self.needed(line, column)
            elif name not in known:
                self.unknown(line, column, name, other)
            else:
                found.setdefault(name, []).append(line)
        return found


def _lacking(column: Column, line: Line) -> bool:
    """Whether an empty cell is a fault: it must be filled, or is the missing half of a
    text in two languages."""
    if column.required:
        return True
    language = column.path[-1]
    if column.sign or language not in OTHER or "::" not in column.name:
        return False
    stem = column.name.partition("::")[0]
    return any(name.startswith(f"{stem}::") for name in line.values)


def _unite(record: Record, path: tuple[str, ...]) -> None:
    """Make one text of a sign that stands for both languages."""
    *above, last = path
    for key in above:
        record = record.get(key, {})
    if isinstance(record.get(last), dict) and record[last].keys() == {"zh"}:
        record[last] = record[last]["zh"]
