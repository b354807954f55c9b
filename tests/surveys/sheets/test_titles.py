"""Titles of sheets: legal, short, each one once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from surveys.sheets.texts import units
from surveys.sheets.titles import sheet_title


@pytest.mark.parametrize(
    ("text", "taken", "expected"),
    [
        ("汽车/摩托车", (), "汽车／摩托车"),
        ("a[b]c:d*e?f\\g", (), "a［b］c：d＊e？f＼g"),
        ("'quoted'", (), "quoted"),
        ("", (), "–"),
        ("\x00\x01", (), "–"),
        ("History", (), "History (2)"),
        ("Cover", ("cover", "COVER (2)"), "Cover (3)"),
        ("x" * 40, (), "x" * 30 + "…"),
        ("x" * 31, ("x" * 31,), "x" * 26 + "… (2)"),
        ("=1+1", (), "=1+1"),
    ],
)
def test_title(text, taken, expected):
    assert sheet_title(text, taken) == expected


@given(st.text(max_size=50))
def test_any_text_makes_a_title_openpyxl_accepts(text):
    title = sheet_title(text, ["–"])
    assert Workbook().create_sheet(title).title == title
    assert units(title) <= 31
