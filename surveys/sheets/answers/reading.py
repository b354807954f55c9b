"""From the bytes of a filled copy to what stands in its cells, row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from openpyxl.utils import get_column_letter

from surveys.sheets import reading
from surveys.sheets.answers.columns import ANSWER, KEY, NA, REASON
from surveys.sheets.answers.marking import MARK, read_mark
from surveys.sheets.guarding import LIMITS, MEGABYTE, Limits
from surveys.sheets.reading import Sheet, Value

COPY_LIMITS: Final = replace(
    LIMITS,
    unpacked=8 * MEGABYTE,
    sheets=60,
    columns=200,
    rows=3_000,
    marks=300_000,
    marks_beside=30_000,
    gaps=600_000,
    texts=2_000_000,
)
"""Of the largest edition that ships, more than five times as much."""
HEADS: Final = 5
"""The names of the columns stand in one of so many first rows."""
READ: Final = (KEY, ANSWER, NA, REASON)


@dataclass(frozen=True, slots=True)
class Line:
    """What was filled in for one key, and where: row from 1, letters of the columns."""

    key: str
    sheet: str
    row: int
    letters: Mapping[str, str]
    answer: Value
    na: Value
    reason: Value


@dataclass(frozen=True, slots=True)
class Filled:
    """A copy as it came back: what it says of itself, and its lines."""

    mark: Mapping[str, str]
    lines: tuple[Line, ...]


def read_copy(content: bytes, limits: Limits = COPY_LIMITS) -> Filled:
    """What a workbook holds; meant for a worker. Raises UnsafeWorkbook.

    A workbook that is none of our copies has no mark, or no lines.
    """
    sheets = reading.read(content, limits)
    lines = (line for sheet in sheets if sheet.title != MARK for line in _lines(sheet))
    return Filled(read_mark(sheets), tuple(lines))


def _lines(sheet: Sheet) -> Iterator[Line]:
    for head, names in enumerate(sheet.rows[:HEADS]):
        places = {str(name): place for place, name in enumerate(names) if name in READ}
        if len(places) == len(READ):
            yield from _below(sheet, head, places)
            return


def _below(sheet: Sheet, head: int, places: Mapping[str, int]) -> Iterator[Line]:
    letters = {name: get_column_letter(place + 1) for name, place in places.items()}
    for row, cells in enumerate(sheet.rows[head + 1 :], start=head + 2):
        key, *given = (
            cells[places[name]] if places[name] < len(cells) else None for name in READ
        )
        if isinstance(key, str) and key.strip():
            yield Line(key.strip(), sheet.title, row, letters, *given)
