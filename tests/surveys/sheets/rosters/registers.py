"""Registers of titles as officials fill them, for the tests that read them."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import load_workbook

from surveys.sheets.rosters import TITLES, Place, write_list
from tests.surveys.sheets.rosters.books import saved

CHOICES = {
    "stage": [Place("digital_workshop", "数字化车间", "Digital workshop")],
    "region": [Place("500105", "江北区", "Jiangbei District")],
    "cluster": [Place("T01", "新能源汽车", "New energy vehicles")],
}
GOOD = {
    "number": "CQ-2021-001",
    "stage": "digital_workshop",
    "holder": "重庆某某有限公司 一车间",
    "granted_on": "2021-12-22",
    "region": "500105",
    "cluster": None,
    "uscc": None,
    "due_on": None,
    "withdrawn_on": None,
    "reason": None,
}


def empty(language: str = "zh-hans") -> bytes:
    return write_list(TITLES, CHOICES, language)


def row(**cells: Any) -> list[Any]:
    """A good row with other cells, in the order of the columns."""
    return [(GOOD | cells)[column.key] for column in TITLES.columns]


def filled(*rows: Sequence[Any]) -> bytes:
    """The empty register with these rows below its example."""
    book = load_workbook(io.BytesIO(empty()))
    for cells in rows:
        book.worksheets[0].append(list(cells))
    return saved(book)
