"""A result workbook as openpyxl reads it back: texts, formulas, tables, set-up."""

import io

import openpyxl
import pytest
from django.utils.translation import override

from surveys.sheets.results import (
    Book,
    Column,
    Entry,
    Group,
    Page,
    Row,
    Table,
    write_book,
)
from surveys.sheets.results.expressions import At, Span, call

HOSTILE = '=HYPERLINK("http://example.com")'
COLUMNS = (
    Column("code", "Code", "code", 12),
    Column("title", "Title", "words", 30),
    Column("value", "Value", "figure", 12),
    Column("agrees", "Agrees", "agrees", 10),
)


def table(key, title, rows):
    return Table(
        key=key,
        title=title,
        name=key,
        about="About it.",
        columns=COLUMNS,
        rows=rows,
        frozen="code",
        indented="title",
        open="value",
        judged="agrees",
    )


def book_of(*tables, entries=()):
    cover = Page("Cover", "", (Group("Facts", tuple(entries)),))
    return Book("Result", (HOSTILE, "2025-1"), cover, tables, (), "abc")


def opened(book):
    with override("en"):
        return openpyxl.load_workbook(io.BytesIO(write_book(book)))


@pytest.fixture(scope="module")
def found():
    rows = (
        Row("x", {"code": "x", "title": HOSTILE, "value": 2.5}, choices=()),
        Row("y", {"code": "y", "value": "b", "agrees": 0}, 2, choices=("a", "b")),
    )
    total = call("SUM", Span("one", "x", "y", "value"))
    other = Row("z", {"code": "z", "value": total}, strong=True)
    mine = table("one", "It's / one", rows)
    entries = [
        Entry("Sum", At("two", "z", "value"), name="whole"),
        Entry("Who", HOSTILE),
    ]
    return opened(book_of(mine, table("two", "two", (other,)), entries=entries))


def test_a_text_is_never_a_formula(found):
    cells = [
        cell
        for sheet in found
        for row in sheet
        for cell in row
        if str(cell.value).startswith(HOSTILE)
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert len(cells) == 5
    assert all(cell.quotePrefix for cell in cells)


def test_formulas_name_cells_by_their_sheet(found):
    formulas = {
        cell.coordinate: cell.value
        for sheet in found
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {"C6": "=SUM('It''s ／ one'!C6:C7)", "B6": "='two'!C6"}


def test_tables_are_native_and_stay_in_sight(found):
    sheet = found["It's ／ one"]
    assert {t.displayName: t.ref for t in sheet.tables.values()} == {"one": "A5:D7"}
    assert sheet.freeze_panes == "B6"
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet["B7"].alignment.indent == 5


def test_cells_that_may_be_changed_are_yellow_with_their_codes(found):
    sheet = found["It's ／ one"]
    assert [sheet[at].style for at in ("C6", "C7")] == ["Result open"] * 2
    assert found["two"]["C6"].style == "Result figure strong"
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"a,b"', "C7")


def test_what_differs_is_marked(found):
    (ranges,) = found["It's ／ one"].conditional_formatting
    (rule,) = ranges.rules
    assert str(ranges.sqref) == "D6:D7"
    assert (rule.type, rule.formula) == ("expression", ["AND(ISNUMBER(D6),D6=0)"])


def test_the_cover_lists_the_sheets_and_names_its_cells(found):
    cover = found.worksheets[0]
    links = [cell.hyperlink.location for row in cover for cell in row if cell.hyperlink]
    assert links == ["'It''s ／ one'!A1", "'two'!A1"]
    assert found.defined_names["whole"].attr_text == "'Cover'!$B$6"
    assert found.calculation.fullCalcOnLoad


def test_an_empty_table_has_a_row():
    sheet = opened(book_of(table("one", "one", ()))).worksheets[1]
    assert [t.ref for t in sheet.tables.values()] == ["A5:D6"]
