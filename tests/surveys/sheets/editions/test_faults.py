"""Every fault of a workbook is told at once, with its cell and what would be right."""

import datetime as dt
import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from surveys.sheets.editions import Cell, Fault, read_edition, write_edition
from surveys.sheets.guarding import UnsafeWorkbook
from tests.small_edition import document
from tests.surveys.sheets.editions.documents import changed, saved, small

EMPTY = "This cell must not be empty."
TWICE = "“%(name)s” is there twice."
UNKNOWN = "There is no “%(name)s” in the sheet “%(sheet)s”."
NO_NUMBER = "“%(value)s” is not a number."


def told(content):
    """The faults as (sheet, row, column, message)."""
    return [
        (fault.cell.sheet, fault.cell.row, fault.cell.column, fault.message)
        for fault in read_edition(content).faults
    ]


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        (("questions", "name", 3), None, ("questions", 3, "C", EMPTY)),
        (("questions", "label::English (en)", 4), None, ("questions", 4, "E", EMPTY)),
        (("questions", "hint::English (en)", 4), None, ("questions", 4, "G", EMPTY)),
        (("questions", "hint::中文 (zh)", 4), None, ("questions", 4, "F", EMPTY)),
        (("questions", "section", 4), "elsewhere", ("questions", 4, "A", UNKNOWN)),
        (("questions", "name", 4), "mes", ("questions", 6, "C", TWICE)),
        (("questions", "list_name", 6), "mess", ("questions", 6, "K", UNKNOWN)),
        (
            ("questions", "required", 3),
            "maybe",
            ("questions", 3, "H", "“%(value)s” is neither yes nor no."),
        ),
        (
            ("questions", "decimals", 3),
            1.5,
            ("questions", 3, "O", "“%(value)s” is not a whole number."),
        ),
        (
            ("questions", "relevant", 7),
            "${mes} is 'full'",
            (
                "questions",
                7,
                "J",
                "At character %(position)s: “%(sign)s” does not fit here.",
            ),
        ),
        (("options", "score", 3), "10 points", ("options", 3, "E", NO_NUMBER)),
        (("options", "score", 3), dt.date(2024, 1, 2), ("options", 3, "E", NO_NUMBER)),
        (("indicators", "parent", 5), "nowhere", ("indicators", 5, "B", UNKNOWN)),
        (
            ("indicators", "tree", 4),
            "index",
            ("indicators", 4, "A", "Only the top of a tree says which tree it is."),
        ),
        (
            ("indicators", "weight", 3),
            5,
            ("indicators", 3, "H", "The top of a tree has none of these."),
        ),
        (
            ("indicators", "parent", 4),
            "equipment",
            ("indicators", 4, "B", "This line stands below itself."),
        ),
        (
            ("indicators", "parent", 6),
            None,
            ("indicators", 6, "B", "A line without a parent is the top of a tree."),
        ),
        (("gates", "constraint", 5), "", ("gates", 5, "D", EMPTY)),
        (("facts", "name", 4), "nothing", ("facts", 4, "A", UNKNOWN)),
        (("sources", "name", 4), "S19", ("sources", 4, "A", TWICE)),
        (("proofs", "label::English (en)", 3), None, ("proofs", 3, "C", EMPTY)),
        (
            ("edition", "name", 3),
            "formats",
            ("edition", 3, "A", "There is no property “%(name)s”."),
        ),
        (
            ("edition", "value", 8),
            "A title",
            (
                "edition",
                8,
                "B",
                "What this line tells does not stand in this column.",
            ),
        ),
        (("edition", "label::English (en)", 8), None, ("edition", 8, "D", EMPTY)),
        (
            ("edition", "value", 10),
            "an hour",
            ("edition", 10, "B", "“%(value)s” is not a whole number."),
        ),
        (
            ("concordance", "options", 3),
            "a=b, c",
            ("concordance", 3, "C", "“%(value)s” is not a list of pairs."),
        ),
        (
            ("priorities", "name", 3),
            "cost",
            ("priorities", 3, "A", "A line of this sheet has a type and a name."),
        ),
        (
            ("levels", "# mine", 3),
            "a",
            None,
        ),
    ],
)
def test_a_fault_and_its_cell(cell, value, fault):
    content = small()
    if cell[1].startswith("#"):
        content = with_column(content, cell[0], cell[1])
    found = told(changed(content, {cell: value}))
    assert fault in found if fault else found == []


def with_column(content, sheet, name):
    """One more column, behind the last."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    book[sheet].cell(2, book[sheet].max_column + 1).value = name
    return saved(book)


def test_all_faults_at_once_in_the_words_of_ids_and_parameters():
    cells = {
        ("options", "score", 3): "ten",
        ("gates", "constraint", 3): "${nc} >=",
        ("proofs", "name", 3): None,
    }
    assert read_edition(changed(small(), cells)).faults == (
        Fault(
            Cell("options", 3, "E"),
            NO_NUMBER,
            {"value": "ten"},
            "a decimal number without a unit",
            "72.5",
        ),
        Fault(
            Cell("gates", 3, "D"),
            "The condition breaks off.",
            {"position": 9},
            "a number, or a text in quotes",
            "${nc_rate} >= 60 and ${mes} = 'full'",
        ),
        Fault(Cell("proofs", 3, "A"), EMPTY, {}, "something to read"),
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda book: book.remove(book["questions"]),
            [("questions", 0, "", "The sheet “%(sheet)s” is missing.")],
        ),
        (lambda book: book.remove(book["bands"]), []),
        (lambda book: book.create_sheet("# mine").append(["a"]), []),
        (
            lambda book: book.create_sheet("Question"),
            [("Question", 0, "", "An edition has no sheet “%(sheet)s”.")],
        ),
        (lambda book: book["sections"].delete_rows(1), []),
        (lambda book: book["questions"].delete_cols(30), []),
        (lambda book: book["sections"].insert_rows(4, 3), []),
        (
            lambda book: book["sources"].delete_cols(5),
            [("sources", 2, "", "The column “%(column)s” is missing.")],
        ),
        (
            lambda book: setattr(book["sources"]["D2"], "value", "years"),
            [
                (
                    "sources",
                    2,
                    "D",
                    "There is no column “%(column)s” here, or it is twice.",
                )
            ],
        ),
        (
            lambda book: setattr(book["levels"]["Z3"], "value", "lost"),
            [
                (
                    "levels",
                    3,
                    "Z",
                    "This column has no name, so its cells mean nothing.",
                )
            ],
        ),
        (
            lambda book: setattr(book["sections"]["B2"], "value", "label::ZH"),
            [],
        ),
    ],
)
def test_sheets_and_columns(change, expected):
    book = openpyxl.load_workbook(io.BytesIO(small()))
    change(book)
    found = told(saved(book))
    assert found[: max(len(expected), 1)] == expected


def test_a_workbook_of_something_else_lacks_everything():
    book = Workbook()
    book.active.append(["name", "age"])
    messages = [message for *_, message in told(saved(book))]
    assert messages == [
        "An edition has no sheet “%(sheet)s”.",
        *["The sheet “%(sheet)s” is missing."] * 4,
    ]


def test_a_sheet_without_the_names_of_its_columns():
    book = openpyxl.load_workbook(io.BytesIO(small()))
    book["rows"].delete_rows(1, 2)
    book["rows"].append(["a", "b"])
    assert told(saved(book)) == [
        ("rows", 1, "A", "The row with the names of the columns is missing.")
    ]


def test_what_is_no_workbook_is_refused():
    with pytest.raises(UnsafeWorkbook, match="not_a_workbook"):
        read_edition(b"no workbook")


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("title", Cell("edition", 8, "C")),
        ("title.en", Cell("edition", 8, "D")),
        ("sections[1].questions[1].options[0].points", Cell("options", 3, "E")),
        ("sections[1].questions[1].options", Cell("questions", 6, "K")),
        ("sections[1].questions[0].score.hi", Cell("questions", 5, "AD")),
        ("sections[1].questions[9].score", Cell("sections", 4, "A")),
        ("root.children[0].node.children[1].weight", Cell("indicators", 6, "H")),
        ("root.children[0].node.aggregate", Cell("indicators", 4, "G")),
        ("checks[1].test.all[3]", Cell("gates", 4, "D")),
        ("levels[0].needs", Cell("levels", 3, "E")),
        ("externals[0].options[1].title.zh", Cell("facts", 5, "C")),
        ("sources.S19.official", Cell("sources", 3, "E")),
        ("proofs.ledger.en", Cell("proofs", 3, "C")),
        ("unknown.key", Cell("edition", 2, "")),
    ],
)
def test_a_path_of_the_document_leads_to_its_cell(path, cell):
    assert read_edition(small()).cell(path) == cell


def test_the_language_of_a_workbook_changes_no_place():
    other = read_edition(write_edition(document(), "zh-hans"))
    assert other == read_edition(small())
