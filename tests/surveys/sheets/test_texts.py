"""Texts from people in cells: hostile ones stay what they are."""

import io

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from surveys.sheets import reading, texts

HOSTILE = (
    '=HYPERLINK("http://example.com","x")',
    "=1+1",
    "=",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\n=1+1",
    " =1+1",
    "'=1+1",
    "＝1+1",
    "\ufeff=1+1",
    "#REF!",
    "#N/A",
    "{=1+1}",
    "<script>alert(1)</script>",
    "]]>&amp;",
    "_x0041_",
    "_x005F_",
    "汽车/摩托车",
    "91500000MA5U0000XX",
    "00123",
    "2024-05-01",
    "1e5",
    "TRUE",
    "😀" * 3,
)


def stored(text):
    """The cell as openpyxl and as our own reader find it in the saved file."""
    book = Workbook()
    texts.put(book.active["A1"], text)
    buffer = io.BytesIO()
    book.save(buffer)
    raw = openpyxl.load_workbook(io.BytesIO(buffer.getvalue())).active["A1"]
    (sheet,) = reading.read(buffer.getvalue())
    return raw, sheet.rows[0][0] if sheet.rows else None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_a_text_and_is_read_back(text):
    cell, value = stored(text)
    assert (cell.data_type, value) == ("s", text)


@pytest.mark.parametrize("text", HOSTILE[:12])
def test_what_looks_like_a_formula_is_quoted(text):
    assert stored(text)[0].quotePrefix


@pytest.mark.parametrize("text", HOSTILE[12:])
def test_other_texts_are_not_quoted(text):
    assert not stored(text)[0].quotePrefix


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x08c\x0bd\x1fe", "abcde"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("a\ud800b\uffffc\ufffed", "abcd"),
    ],
)
def test_clean_drops_only_what_xml_forbids(text, expected):
    assert texts.clean(text) == expected


@pytest.mark.parametrize("letter", ["字", "😀"])
def test_a_text_of_forty_thousand_characters_is_cut_with_a_mark(letter):
    with translation.override("en"):
        short = texts.clean(letter * 40_000)
    assert short.endswith("… (the rest is cut)")
    assert texts.LIMIT - 1 <= texts.units(short) <= texts.LIMIT


def test_a_header_is_one_line_of_at_most_255():
    assert texts.clean_header(" a\n\tb\x00 c ") == "a b c"
    assert texts.clean_header("") == "–"
    assert texts.units(texts.clean_header("😀" * 200)) <= 255


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_back_as_cleaned(text):
    cell, value = stored(text)
    assert cell.data_type == ("s" if value else "n")
    assert (value or "") == texts.clean(text)
