"""The workbook as people find it: explained, with drop-downs, safe from formulas."""

import io

import openpyxl
import pytest

from surveys.sheets.editions import write_edition
from tests.small_edition import document
from tests.surveys.sheets.editions.documents import fullest, small

SHEETS = [
    "read me",
    "edition",
    "sections",
    "questions",
    "options",
    "rows",
    "bands",
    "indicators",
    "lookups",
    "levels",
    "gates",
    "facts",
    "proofs",
    "sources",
    "concordance",
    "priorities",
    "lists",
]


@pytest.fixture(scope="module", params=["zh-hans", "en"])
def book(request):
    content = write_edition(fullest(), request.param)
    return openpyxl.load_workbook(io.BytesIO(content))


def test_sheets_in_their_order(book):
    assert book.sheetnames == SHEETS
    assert book["lists"].sheet_state == "hidden"


def test_every_head_is_explained_and_stays_in_sight(book):
    for sheet in book.worksheets[1:-1]:
        heads = [cell for cell in sheet[2] if not cell.value.startswith("#")]
        assert [cell.coordinate for cell in heads if cell.comment is None] == []
        assert sheet.freeze_panes.endswith("3")
        (table,) = sheet.tables.values()
        assert table.name == f"edition_{sheet.title}"
        assert [c.name for c in table.tableColumns] == [cell.value for cell in sheet[2]]


def test_closed_lists_and_codes_of_other_sheets_are_chosen(book):
    rules = {
        str(rule.sqref): (rule.formula1, rule.showErrorMessage)
        for rule in book["gates"].data_validations.dataValidation
    }
    assert rules == {
        "E3:E5000": ('"gate,criterion,outcome"', True),
        "F3:F5000": ('"enterprise,official"', True),
        "G3:G5000": ('"veto,cap,floor,prerequisite,coverage,external"', True),
        "H3:H5000": ('"yes,no"', True),
        "I3:I5000": ("=source_names", False),
        "K3:K5000": ('"high,medium,low"', True),
    }
    assert {name: defined.attr_text for name, defined in book.defined_names.items()}[
        "question_names"
    ] == "questions!$C$3:INDEX(questions!$C:$C,MAX(3,COUNTA(questions!$C:$C)))"
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.formula1) <= 255
            if rule.formula1.startswith("="):
                assert rule.formula1[1:] in book.defined_names


def test_no_cell_is_a_formula_and_what_looks_like_one_is_quoted(book):
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [c.quotePrefix for c in cells if c.value == "=1+1"] == [True]


def test_figures_are_numbers_where_a_number_says_the_same():
    book = openpyxl.load_workbook(io.BytesIO(write_edition(fullest(), "en")))
    points = {cell.value for cell in book["options"]["E"][2:]}
    assert points == {0, 100, "0.10", 5, None}
    assert book["questions"]["O3"].number_format == "0"


def test_the_guide_stands_in_both_languages():
    book = openpyxl.load_workbook(io.BytesIO(small("en")))
    texts = [cell.value for row in book["read me"] for cell in row if cell.value]
    assert "${nc_rate} >= 60" in texts
    assert "questions · type: single" in texts


def test_a_line_says_which_question_it_belongs_to():
    book = openpyxl.load_workbook(io.BytesIO(small("en")))
    sheet = book["indicators"]
    notes = [cell.value for cell in next(sheet.iter_cols(sheet.max_column))]
    assert notes[1:] == ["# note", None, None, "Nc equipment rate", "Mes"]


def test_the_properties_name_the_edition():
    book = openpyxl.load_workbook(io.BytesIO(small("en")))
    assert book.properties.title == f"Small edition · {document()['edition']}"
