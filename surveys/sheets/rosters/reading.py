"""From the bytes of a list to its lines: finds the headings, skips the example."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_noop
from openpyxl.utils import get_column_letter

from surveys.sheets import reading
from surveys.sheets.guarding import LIMITS, MEGABYTE, Limits
from surveys.sheets.reading import Value
from surveys.sheets.rosters.layout import (
    EXAMPLE,
    Fault,
    Form,
    Line,
    Sheet,
    plain,
)

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

NO_COLUMN: Final = gettext_noop(
    "The column “%(column)s” is missing. Add it, with this heading in the row of the"
    " headings."
)


def read_list(content: bytes, form: Form, limits: Limits = ROSTER_LIMITS) -> Sheet:
    """The lines of a list; meant for a worker. Raises UnsafeWorkbook."""
    for sheet in reading.read(content, limits):
        for number, row in enumerate(sheet.rows[:SEARCHED], start=1):
            found = _columns(row, form)
            if form.known_by <= found.keys():
                return _checked(sheet.rows, number, found, form)
    return Sheet((), {}, (Fault(0, "", form.no_headings),))


def _columns(row: Sequence[Value], form: Form) -> dict[str, int]:
    """Where each known column stands, by its heading in either language."""
    found: dict[str, int] = {}
    for number, value in enumerate(row):
        lines = str(value).splitlines() if isinstance(value, str) else []
        said = {plain(line) for line in (*lines, "".join(lines))}
        for column in form.columns:
            if said & column.names:
                found.setdefault(column.key, number)
    return found


def _checked(
    rows: Sequence[Sequence[Value]], head: int, found: dict[str, int], form: Form
) -> Sheet:
    letters = {key: get_column_letter(n + 1) for key, n in found.items()}
    faults = [
        Fault(head, "", NO_COLUMN, {"column": f"{column.zh} {column.en}"})
        for column in form.needed
        if column.key not in found
    ]
    first = form.columns[0].key
    lines = tuple(_lines(rows, head, found, first))
    if not lines:
        faults.append(Fault(0, "", form.no_lines))
    if len(lines) > form.most:
        told = {"rows": len(lines), "most": form.most}
        faults.append(Fault(0, "", form.too_many, told))
    return Sheet(lines[: form.most], letters, tuple(faults))


def _lines(
    rows: Sequence[Sequence[Value]], head: int, found: dict[str, int], first: str
) -> Iterator[Line]:
    for number, row in enumerate(rows[head:], start=head + 1):
        cells = {k: row[n] if n < len(row) else None for k, n in found.items()}
        if any(map(_is_filled, cells.values())) and not _example(cells.get(first)):
            yield Line(number, cells)


def _is_filled(value: Value) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _example(value: Value) -> bool:
    return str(value or "").strip().casefold().startswith(EXAMPLE)
