"""Cells get what they should, and nothing that is no number."""

import math

import pytest
from openpyxl.workbook import Workbook

from reports.workbook.drafting import write
from reports.workbook.palette import add_styles


@pytest.fixture
def cell():
    book = Workbook()
    add_styles(book, "Calibri")
    return book.active["A1"]


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        ("=1+1", "text", ("=1+1", "s", "Dengta text")),
        ("", "text", (None, "n", "Dengta text")),
        (None, "score", ("—", "s", "Dengta withheld")),
        (None, "score total", ("—", "s", "Dengta withheld total")),
        (72.5, "score", (72.5, "n", "Dengta score")),
        (0, "count total", (0, "n", "Dengta count total")),
    ],
)
def test_write(cell, value, style, expected):
    write(cell, value, style)
    assert (cell.value, cell.data_type, cell.style) == expected


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_refused(cell, value):
    with pytest.raises(ValueError, match="no number"):
        write(cell, value, "score")
