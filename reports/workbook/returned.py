"""A workbook of ours that came back: its manifest, and what differs from another."""

import datetime as dt
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.utils import get_column_letter

from surveys.sheets.guarding import Limits
from surveys.sheets.reading import Sheet, Value, read

LIMITS: Final = Limits(
    packed=20_000_000, unpacked=150_000_000, rows=30_000, columns=400
)
"""How large a workbook may be that is compared; the whole city fits in."""
LANGUAGES: Final = ("zh-hans", "en")
LABEL, VALUE = 1, 3
"""Where on the cover a label of the manifest stands, and where its value, from 0."""
CLOSE = 1e-12  # relative; other programs write numbers with fewer digits
LONGEST = 200  # characters of a value that is told
HASH: Final = re.compile(r"[0-9a-f]{64}")

Formulas = frozenset[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the manifest of a workbook says; what it does not say is empty."""

    report: str
    content_hash: str
    edition_hash: str
    engine: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that is not the same, with the first text of its row and of its column
    as far as they tell where it stands."""

    sheet: str
    cell: str
    row: str
    old: str
    new: str


def stated(sheets: Sequence[Sheet]) -> Stated:
    """The manifest on the cover of a workbook in either language."""
    found: dict[str, str] = {}
    labels = _labels()
    for row in sheets[0].rows if sheets else ():
        if len(row) > VALUE and (key := labels.get(str(row[LABEL]))):
            found.setdefault(key, str(row[VALUE] or "").strip())
    hashes = {
        key: found.get(key, "") if HASH.fullmatch(found.get(key, "")) else ""
        for key in ("content_hash", "edition_hash")
    }
    return Stated(found.get("report", ""), engine=found.get("engine", ""), **hashes)


def _labels() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            found |= {
                _("Number of the order"): "report",
                _("Content hash (SHA-256)"): "content_hash",
                _("Edition hash (SHA-256)"): "edition_hash",
                _("Version of the scoring engine"): "engine",
            }
    return found


def formulas(content: bytes) -> Formulas:
    """Where formulas stand in a workbook that we have just made: sheet, row, column."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    try:
        return frozenset(
            (sheet.title, number, column)
            for sheet in book.worksheets
            for number, row in enumerate(sheet.iter_rows(), start=1)
            for column, cell in enumerate(row, start=1)
            if cell.data_type == "f"
        )
    finally:
        book.close()


def differences(
    old: Sequence[Sheet], new: Sequence[Sheet], left_out: Formulas
) -> Iterator[Difference]:
    """The cells of two workbooks that are not the same, without those of formulas,
    which Excel computes from the others; a sheet that one lacks counts as empty."""
    former = {sheet.title: sheet for sheet in old}
    titles = [sheet.title for sheet in new]
    for sheet in new:
        was = former.get(sheet.title, Sheet(sheet.title, ()))
        yield from _in_sheet(was, sheet, left_out)
    for sheet in old:
        if sheet.title not in titles:
            yield from _in_sheet(sheet, Sheet(sheet.title, ()), left_out)


def _in_sheet(old: Sheet, new: Sheet, left_out: Formulas) -> Iterator[Difference]:
    rows = zip_longest(old.rows, new.rows, fillvalue=())
    for number, (was, now) in enumerate(rows, start=1):
        if was == now:
            continue
        for column, (one, other) in enumerate(zip_longest(was, now), start=1):
            if (new.title, number, column) in left_out or same(one, other):
                continue
            cell = f"{get_column_letter(column)}{number}"
            name = _first_text(now) or _first_text(was)
            yield Difference(new.title, cell, name, told(one), told(other))


def same(one: Value, other: Value) -> bool:
    """Whether two cells hold the same; numbers to twelve digits, nothing as ""."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=CLOSE)
    return (one or None) == (other or None) if _empty(one, other) else one == other


def _empty(one: Value, other: Value) -> bool:
    return one in (None, "") or other in (None, "")


def _first_text(row: Sequence[Value]) -> str:
    return next((told(v) for v in row if isinstance(v, str) and v.strip()), "")


def told(value: Value) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes")
    return str(value)[:LONGEST]


def sheets_of(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook, read safely. Raises UnsafeWorkbook."""
    return read(content, LIMITS)
