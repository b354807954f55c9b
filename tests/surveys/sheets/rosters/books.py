"""Rosters as officials fill them, for the tests that read them."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook, load_workbook

from surveys.sheets.rosters import COLUMNS, ROSTER, Place, write_list

REGIONS = [Place("500105", "江北区", "Jiangbei District")]
CLUSTERS = [Place("T01", "智能网联新能源汽车", "Intelligent vehicles")]


def empty(language: str = "zh-hans") -> bytes:
    return write_list(ROSTER, {"region": REGIONS, "cluster": CLUSTERS}, language)


def filled(*rows: Sequence[Any]) -> bytes:
    """The empty roster with these rows below its example."""
    book = load_workbook(io.BytesIO(empty()))
    for row in rows:
        book.worksheets[0].append(list(row))
    return saved(book)


def plain(heads: Sequence[Any], *rows: Sequence[Any], above: int = 0) -> bytes:
    """A list of somebody's own, with empty rows above its headings."""
    book = Workbook()
    for number, row in enumerate((heads, *rows), start=above + 1):
        for column, value in enumerate(row, start=1):
            book.worksheets[0].cell(number, column, value)
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


HEADS = [column.heading for column in COLUMNS]
