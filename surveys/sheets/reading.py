"""A workbook from people, read safely: guarded, without links, values only."""

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl

from surveys.sheets.guarding import LIMITS, Limits, UnsafeWorkbook, guard, refusal
from surveys.sheets.sizing import check_size

Value = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
"""What a cell may hold; a formula stands as the value that was stored beside it."""

if not openpyxl.DEFUSEDXML:
    raise ImportError("openpyxl reads files from people only with defusedxml.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first on, without the empty cells at their end."""

    title: str
    rows: tuple[tuple[Value, ...], ...]


def read(content: bytes, limits: Limits = LIMITS) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx file. Raises UnsafeWorkbook; meant for a worker."""
    guard(content, limits)
    try:
        check_size(content, limits)
        return _read(content, limits)
    except UnsafeWorkbook:
        raise
    # A hostile file makes openpyxl fail in any way there is (KeyError, TypeError,
    # ParseError, BadZipFile, EntitiesForbidden …); to people they are all one thing.
    except Exception as error:
        raise refusal("broken") from error


def _read(content: bytes, limits: Limits) -> tuple[Sheet, ...]:
    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=True, keep_links=False
    )
    try:
        if len(book.worksheets) > limits.sheets:
            raise refusal("too_many_sheets")
        budget = _Budget(limits)
        return tuple(
            Sheet(sheet.title, tuple(_rows(sheet, limits, budget)))
            for sheet in book.worksheets
        )
    finally:
        book.close()


class _Budget:
    """What is left of the limits that hold for all sheets together."""

    def __init__(self, limits: Limits) -> None:
        self.gaps, self.texts = limits.gaps, limits.texts
        # Shared texts are decoded once: a cell may repeat a long one at no cost.
        self.decoded: dict[str, str] = {}

    def gap(self) -> None:
        self.gaps -= 1
        if self.gaps < 0:
            raise refusal("too_many_rows")

    def value(self, cell: Value) -> Value:
        if not isinstance(cell, str):
            return cell
        self.texts -= len(cell)
        if self.texts < 0:
            raise refusal("too_much")
        text = self.decoded.get(cell)
        if text is None:
            text = self.decoded[cell] = _decoded(cell)
        return text


def _rows(sheet: Any, limits: Limits, budget: _Budget) -> Iterator[tuple[Value, ...]]:
    """The rows up to the last that holds anything; what a file declares is ignored."""
    # A false <dimension> would cut or pad the rows.
    sheet.reset_dimensions()
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = _trimmed(cells, budget)
        if not row:
            empty += 1
            budget.gap()
            continue
        if number > limits.rows or len(row) > limits.columns:
            raise refusal("too_many_rows")
        yield from [()] * empty
        empty = 0
        yield row


def _decoded(text: str) -> str:
    """Undo the two escapes of ST_Xstring that openpyxl leaves in a text."""
    return text.replace("_x000D_", "").replace("_x005F_", "_")


def _trimmed(cells: Iterable[Value], budget: _Budget) -> tuple[Value, ...]:
    row = [budget.value(cell) for cell in cells]
    while row and row[-1] in (None, ""):
        row.pop()
    return tuple(row)
