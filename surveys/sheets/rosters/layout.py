"""The columns of a list that officials fill, and what stands in its lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise

from surveys.sheets.reading import Value

Said = str | Promise
"""A text for people, in the language that is active when it is written."""

EXAMPLE: Final = ("示例", "example")
"""A line whose first cell begins with one of these is not read."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its heading in both languages, and what to write there.

    `aliases` are headings that officials' own lists use; `width` is in characters;
    `day`: what is typed there becomes a date.
    """

    key: str
    zh: str
    en: str
    hint: Said
    example: str
    width: int
    aliases: tuple[str, ...] = ()
    required: bool = True
    day: bool = False

    @property
    def heading(self) -> str:
        """What stands above the column: both languages, a star where it is needed."""
        return f"{self.zh}{' *' if self.required else ''}\n{self.en}"

    @property
    def names(self) -> frozenset[str]:
        """Every heading by which the column is known."""
        return frozenset(map(plain, (self.zh, self.en, *self.aliases)))


def plain(text: str) -> str:
    """A heading without blanks, stars and case."""
    return "".join(text.split()).replace("*", "").casefold()


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of list: its sheet's title, its columns, and what is said of it.

    `known_by` are the columns whose headings tell that it is one; `lists` those that
    are chosen from a list, each with the list's name in both languages; `rules` are
    told in the workbook; `most` lines fit. The messages are ids; `too_many` takes the
    number of rows and `most`.
    """

    title: str
    columns: tuple[Column, ...]
    known_by: frozenset[str]
    lists: Mapping[str, tuple[str, str]]
    rules: tuple[Said, ...]
    most: int
    no_headings: str
    no_lines: str
    too_many: str

    @property
    def needed(self) -> tuple[Column, ...]:
        """The columns that must be there."""
        return tuple(column for column in self.columns if column.required)


@dataclass(frozen=True, slots=True)
class Place:
    """A row, such as a region, that a line may name: by code, or by either name."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the sheet has it: `row` as Excel counts, cells by column."""

    row: int
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell: `message` is a message id, `params` fill it; row and
    column as Excel has them ("C"), 0 and "" where the sheet as a whole is meant."""

    row: int
    column: str
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: the lines, the letter of each column, and what hinders reading."""

    lines: tuple[Line, ...]
    letters: Mapping[str, str]
    faults: tuple[Fault, ...] = ()
