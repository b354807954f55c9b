"""What a sheet of an edition's workbook is made of: columns, each with its meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise

Said = str | Promise
"""A text for people, in the language that is active when it is written."""

ZH, EN = "中文 (zh)", "English (en)"
"""The two languages as XLSForm names them in a header: `label::English (en)`."""

IGNORED = "#"
"""Starts the names of sheets and columns that are the author's own: not read."""

NONE = "-"
"""Says that something is there and nothing: an empty list, or null."""


class Form(Enum):
    """How the values of a column stand in its cells."""

    CODE = "code"
    WORD = "word"  # one of a closed list
    TEXT = "text"
    FIGURE = "figure"  # a number, a date, a year: any text that may look like a number
    NUMBER = "number"  # decimal text in the document
    WHOLE = "whole"  # a JSON number in the document
    FLAG = "flag"
    CODES = "codes"
    PAIRS = "pairs"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the keys that its values have in the record of the line
    (none for a column that only says where the line belongs), and what it means.

    `choices` are the values of a closed list with their meanings; `names` is the list
    whose codes the cells name. A `sign` is a text that may be the same in both
    languages, and is one text then. `width` is in characters; columns of one `group`
    stand together.
    """

    name: str
    path: tuple[str, ...]
    form: Form
    title: Said
    meaning: Said
    width: int = 14
    choices: Mapping[str, Said] = field(default_factory=dict)
    names: str = ""
    required: bool = False
    sign: bool = False
    group: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet: its name, what it is about, and its columns. `key` is the column that
    stands for the whole line."""

    name: str
    about: Said
    columns: tuple[Column, ...]
    key: str = "name"
    required: bool = False

    def column(self, name: str) -> Column:
        """The column of that header."""
        return next(column for column in self.columns if column.name == name)


def both(
    name: str,
    path: tuple[str, ...],
    titles: tuple[Said, Said],
    meaning: Said,
    **more: object,
) -> tuple[Column, Column]:
    """A text in both languages: two columns, `name::中文 (zh)` and the English one."""
    zh, en = (
        Column(f"{name}::{language}", (*path, key), Form.TEXT, title, meaning, **more)  # type: ignore[arg-type]  # the fields of Column
        for language, key, title in zip((ZH, EN), ("zh", "en"), titles, strict=True)
    )
    return zh, en
