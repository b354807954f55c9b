"""From the bytes of a roster to its lines: finds the headings, skips the example."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_noop
from openpyxl.utils import get_column_letter

from surveys.sheets import reading
from surveys.sheets.guarding import LIMITS, MEGABYTE, Limits
from surveys.sheets.reading import Value
from surveys.sheets.rosters.layout import (
    COLUMNS,
    EXAMPLE,
    NEEDED,
    Fault,
    Line,
    Sheet,
    plain,
)

MOST: Final = 5_000
"""So many enterprises fit into one roster."""
SEARCHED: Final = 20
"""The headings stand in one of the first rows: a list may have a title above it."""

ROSTER_LIMITS: Final = replace(
    LIMITS,
    unpacked=15 * MEGABYTE,
    sheets=20,
    columns=100,
    rows=20_000,
    marks=1_000_000,
    marks_beside=20_000,
    gaps=100_000,
    texts=2 * MEGABYTE,
)

NO_HEADINGS: Final = gettext_noop(
    "No sheet has the headings of a roster. Download the empty roster and copy your"
    " list into it."
)
NO_COLUMN: Final = gettext_noop(
    "The column “%(column)s” is missing. Add it, with this heading in the row of the"
    " headings."
)
NO_LINES: Final = gettext_noop(
    "The roster is empty. Write one enterprise into each row below the headings."
)
TOO_MANY: Final = gettext_noop(
    "The roster has %(rows)s enterprises; one roster takes %(most)s. Split it into"
    " several files."
)


def read_roster(content: bytes, limits: Limits = ROSTER_LIMITS) -> Sheet:
    """The lines of a roster; meant for a worker. Raises UnsafeWorkbook."""
    for sheet in reading.read(content, limits):
        for number, row in enumerate(sheet.rows[:SEARCHED], start=1):
            found = _columns(row)
            if {"name", "uscc"} <= found.keys():
                return _checked(sheet.rows, number, found)
    return Sheet((), {}, (Fault(0, "", NO_HEADINGS),))


def _columns(row: Sequence[Value]) -> dict[str, int]:
    """Where each known column stands, by its heading in either language."""
    found: dict[str, int] = {}
    for number, value in enumerate(row):
        lines = str(value).splitlines() if isinstance(value, str) else []
        said = {plain(line) for line in (*lines, "".join(lines))}
        for column in COLUMNS:
            if said & column.names:
                found.setdefault(column.key, number)
    return found


def _checked(
    rows: Sequence[Sequence[Value]], head: int, found: dict[str, int]
) -> Sheet:
    letters = {key: get_column_letter(n + 1) for key, n in found.items()}
    faults = [
        Fault(head, "", NO_COLUMN, {"column": f"{column.zh} {column.en}"})
        for column in NEEDED
        if column.key not in found
    ]
    lines = tuple(_lines(rows, head, found))
    if not lines:
        faults.append(Fault(0, "", NO_LINES))
    if len(lines) > MOST:
        faults.append(Fault(0, "", TOO_MANY, {"rows": len(lines), "most": MOST}))
    return Sheet(lines[:MOST], letters, tuple(faults))


def _lines(
    rows: Sequence[Sequence[Value]], head: int, found: dict[str, int]
) -> Iterator[Line]:
    for number, row in enumerate(rows[head:], start=head + 1):
        cells = {k: row[n] if n < len(row) else None for k, n in found.items()}
        if any(_is_filled(value) for value in cells.values()) and not _example(cells):
            yield Line(number, cells)


def _is_filled(value: Value) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _example(cells: dict[str, Value]) -> bool:
    return str(cells["name"] or "").strip().casefold().startswith(EXAMPLE)
