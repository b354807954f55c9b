"""What a result workbook says, as plain data: pages of entries, and tables of rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.sheets.results.expressions import Expression

Value = str | int | float | Expression | None
"""What a cell gets; an expression becomes a formula."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. style: the name of one of the styles of cells."""

    key: str
    title: str
    style: str
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One row. depth: how far its title is indented; strong: a row that sums up;
    choices: the codes its value may be changed to, none for any; None: it may not."""

    key: str
    cells: Mapping[str, Value]
    depth: int = 0
    strong: bool = False
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet with one native table. name: that of the table in the workbook;
    frozen: the column up to which all stay in sight; indented: the column with the
    titles; open: the column whose cells may be changed; judged: the column in which
    0 is marked as wrong."""

    key: str
    title: str
    name: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    frozen: str
    indented: str = ""
    open: str = ""
    judged: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a page: a label and what it is. name: of the cell, for programs."""

    label: str
    value: Value
    style: str = "value"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of entries."""

    title: str
    about: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A whole workbook. lines: what stands below its title; stamp: in its feet."""

    title: str
    lines: tuple[str, ...]
    cover: Page
    tables: tuple[Table, ...]
    pages: tuple[Page, ...]
    stamp: str
