"""Rows streamed into a workbook: what openpyxl reads is what went in."""

import datetime as dt
import io
import itertools
import math
import tempfile
import tracemalloc

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from reports.workbook import packaging, streaming
from reports.workbook.drafting import freeze
from reports.workbook.packaging import TooLarge
from reports.workbook.palette import add_styles
from reports.workbook.streaming import Field, prepare, save
from surveys.sheets import reading, texts
from surveys.sheets.texts import clean
from tests.reports.workbook.packages import check_package
from tests.reports.workbook.reading import MAIN, formulas, members
from tests.reports.workbook.test_formulas import HOSTILE as OURS
from tests.surveys.sheets.test_texts import HOSTILE as TEXTS

HOSTILE = tuple(
    dict.fromkeys((*OURS, *TEXTS, " ends ", "two\r\nlines", "\ud800", "\t"))
)
FIELDS = (
    Field("Name", "text", 30),
    Field("Choice", "text", 20, {"a": "甲 <A> & B", "b": "=乙", "c": ""}),
    Field("Score", "score", 12),
    Field("Day", "text", 12),
    Field("Name", "words", 12),
)


def streamed(rows, fields=FIELDS):
    """The file of a workbook with one table of these rows under row 3."""
    book = Workbook()
    add_styles(book, "Calibri")
    sheet = book.worksheets[0]
    sheet["A1"] = "Title"
    freeze(sheet, 4, 2)
    bulk = prepare(sheet, "Rows", fields, row=3)
    file = io.BytesIO()
    counts = save(book, [(bulk, iter(rows))], file)
    assert counts == [len(rows)]
    return file.getvalue()


def sheet_of(content):
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return sheet


def read(content):
    """The rows under the header, as our own reader of uploads reads them."""
    (sheet,) = reading.read(content)
    return [list(row) for row in sheet.rows[3:]]


def test_every_value_is_read_back_with_its_style():
    rows = [
        [f"企业 {n}", "ab"[n % 2], n / 7, dt.date(2026, 1, 1 + n % 28), n]
        for n in range(1_000)
    ]

    content = streamed(rows)

    check_package(content)
    sheet = sheet_of(content)
    labels = FIELDS[1].labels
    assert [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)] == [
        [name, labels[code], score, (day - dt.date(1899, 12, 30)).days, number]
        for name, code, score, day, number in rows
    ]
    assert {cell.style for cell in sheet["C"][3:]} == {"Dengta score"}
    assert {cell.quotePrefix for cell in sheet["B"][3:]} == {True, False}
    assert sheet.dimensions == "A1:E1003"
    table = sheet.tables["Rows"]
    assert (table.ref, table.autoFilter.ref) == ("A3:E1003", "A3:E1003")
    assert table.column_names == ["Name", "Choice", "Score", "Day", "Name (2)"]
    assert sheet.freeze_panes == "B4"
    assert sheet.column_dimensions["A"].width == 30


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, None),
        ("", None),
        (True, True),
        (False, False),
        (0, 0),
        (-0.1, -0.1),
        (1e300, 1e300),
        (2**53, 2**53),
        (dt.datetime(2026, 3, 1, 12, 0), 46082.5),  # noqa: DTZ001 -- as a cell has it
    ],
)
def test_a_value_among_others_is_itself(value, found):
    others = ["text", None, 1, 2.5, True]

    rows = [[v, "a", v, v, v] for v in [value, *others]]

    cells = [row[2].value for row in sheet_of(streamed(rows)).iter_rows(min_row=4)]
    assert cells == [found, "text", None, 1, 2.5, True]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("others", [[], [1.5, None], ["text"]])
def test_a_figure_that_is_none_is_refused(value, others):
    with pytest.raises(ValueError, match="no number"):
        streamed([["x", "a", v, None, None] for v in [value, *others]])


def test_what_no_cell_holds_is_refused():
    with pytest.raises(TypeError, match="holds no object"):
        streamed([["x", "a", object(), None, None]])


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        streamed([["x", "a", 1, None, None], ["x", "a"]])


def test_hostile_texts_in_every_column_stay_what_they_are():
    assert len(HOSTILE) >= 30
    fields = [
        Field(text, "text", 10, labels)
        for text in HOSTILE
        for labels in (None, {}, {"label": text})
    ]
    rows = [[text, text, "label"] * len(HOSTILE) for text in HOSTILE]

    content = streamed(rows, fields)

    check_package(content)
    assert formulas(content) == []
    for row, text in zip(sheet_of(content).iter_rows(min_row=4), HOSTILE, strict=True):
        assert {cell.data_type for cell in row if cell.value is not None} <= {"s"}
        found = {cell.value for cell in itertools.islice(row, 0, None, 3)}
        assert found == {texts.encode(clean(text)) or None}
        assert [cell.value for cell in itertools.islice(row, 2, None, 3)] == [
            texts.encode(clean(label)) or None for label in HOSTILE
        ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec=None), max_size=60), min_size=1))
def test_any_text_is_read_back_as_the_one_writer_cleans_it(given_texts):
    rows = [["x", text, 1, None, text] for text in given_texts]

    found = read(streamed(rows))

    for row, text in zip(found, given_texts, strict=True):
        assert (row[1] or "") == clean(FIELDS[1].labels.get(text, text))
        assert (row[4] if len(row) > 4 else "") == clean(text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_many_texts_are_treated_as_one(text):
    cell = Workbook().active["A1"]
    texts.put(cell, text)

    escaped = texts.escape([text, "beside"])

    plain = escaped.texts[0].replace("&lt;", "<").replace("&gt;", ">")
    assert plain.replace("&amp;", "&") == (cell.value or "")
    assert (0 in escaped.guarded) == bool(cell.quotePrefix)


def test_a_long_text_is_cut_as_everywhere():
    content = streamed([["字" * 40_000, "a", 1, None, "😀" * 20_000]])

    cells = next(sheet_of(content).iter_rows(min_row=4, values_only=True))
    assert (cells[0], cells[4]) == (clean("字" * 40_000), clean("😀" * 20_000))
    check_package(content)


def test_an_empty_table_has_an_empty_row():
    content = streamed([])

    check_package(content)
    assert sheet_of(content).tables["Rows"].ref == "A3:E4"


def test_more_rows_than_a_sheet_holds_are_refused_in_words(monkeypatch):
    monkeypatch.setattr(streaming, "MOST_ROWS", 1_000)

    streamed([["x", "a", 1, None, None]] * 997)

    with pytest.raises(TooLarge, match="more rows than a sheet holds"):
        streamed([["x", "a", 1, None, None]] * 998)


def test_more_columns_than_a_sheet_holds_are_refused_in_words():
    with pytest.raises(TooLarge, match="16385 columns"):
        streamed([], [Field("x", "text", 9)] * 16_385)


def test_more_bytes_than_a_member_holds_are_refused_in_words(monkeypatch):
    monkeypatch.setattr(packaging, "LIMIT", 100_000)

    with pytest.raises(TooLarge, match="larger than"):
        streamed([["x" * 100, "a", 1, None, None]] * 1_000)


def test_two_tables_stand_in_one_workbook_with_other_sheets():
    book = Workbook()
    add_styles(book, "Calibri")
    book.worksheets[0]["A1"] = "Cover"
    bulks = [
        prepare(book.create_sheet(name), name, FIELDS, row=row)
        for name, row in (("One", 1), ("Two", 6))
    ]
    file = io.BytesIO()

    counts = save(
        book,
        [(bulk, [["x", "a", n, None, None]] * n) for n, bulk in enumerate(bulks, 5)],
        file,
    )

    check_package(file.getvalue())
    found = openpyxl.load_workbook(file)
    assert counts == [5, 6]
    assert found["Cover" if "Cover" in found.sheetnames else "Sheet"]["A1"].value
    assert [found[n].tables[n].ref for n in ("One", "Two")] == ["A1:E6", "A6:E12"]


def peak(count):
    """The most memory that so many rows take, in bytes."""
    rows = ([f"企业 {n}", "ab"[n % 2], n / 7, None, n] for n in range(count))
    book = Workbook()
    add_styles(book, "Calibri")
    bulk = prepare(book.worksheets[0], "Rows", FIELDS, row=3)
    with tempfile.TemporaryFile() as file:
        tracemalloc.start()
        save(book, [(bulk, rows)], file)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_rows():
    peak(10)  # what is imported on the way

    assert peak(10_000) - peak(1_000) < 300_000


def test_cells_name_their_places():
    content = streamed([["x", "a", 1, None, None]] * 3)

    (sheet,) = members(content, r"xl/worksheets/sheet1\.xml").values()
    cells = [cell.get("r") for cell in sheet.iter(f"{MAIN}c")]
    assert cells[-5:] == ["A6", "B6", "C6", "D6", "E6"]
