"""A handed-in workbook is read as a job; what is wrong stands where Excel shows it."""

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from surveys import jobs, transcribing
from surveys.models import EditionImport
from surveys.models.authored import ImportState
from surveys.scoring import digest
from surveys.sheets.editions import write_edition
from surveys.tasks import import_edition
from surveys.transcribing import all_worded, transcribe
from tests import factories
from tests.factories import NOW
from tests.small_edition import document
from tests.surveys.sheets.editions.documents import changed, small


def handed_in(content, state=ImportState.WAITING):
    """An import as an author's upload leaves it, and its job done."""
    found = EditionImport(name="e.xlsx", by=factories.user(), at=NOW, state=state)
    found.job = jobs.start(
        "import_edition", str(found.pk), args={"import": str(found.pk)}
    )
    found.file.save("e.xlsx", ContentFile(content), save=False)
    found.save()
    import_edition(found.job.pk)
    found.refresh_from_db()
    found.job.refresh_from_db()
    return found


@pytest.mark.django_db
def test_a_sound_workbook_is_ready_and_not_yet_an_edition():
    found = handed_in(small())
    assert (found.state, found.document, found.sha256, found.faults) == (
        ImportState.READY,
        document(),
        digest(document()),
        [],
    )
    assert found.edition is None
    assert (found.job.state, found.job.result) == (
        "done",
        {"state": "ready", "faults": 0},
    )


@pytest.mark.django_db
def test_a_faulty_one_keeps_its_faults_and_no_document():
    found = handed_in(changed(small(), {("options", "score", 3): "ten"}))
    assert (found.state, found.document, found.sha256) == (
        ImportState.FAULTY,
        None,
        "",
    )
    assert found.faults == [
        {
            "sheet": "options",
            "row": 3,
            "column": "E",
            "message": "“ten” is not a number.",
            "expected": "a decimal number without a unit",
            "example": "72.5",
            "id": "“%(value)s” is not a number.",
            "expected_id": "a decimal number without a unit",
            "params": {"value": "ten"},
        }
    ]


@pytest.mark.django_db
def test_a_file_that_is_not_even_opened_says_why():
    (fault,) = handed_in(b"PK no workbook").faults
    assert (fault["sheet"], fault["row"], fault["column"]) == ("", 0, "")
    assert fault["message"].startswith("This is not an Excel workbook")


@pytest.mark.django_db
def test_one_that_was_dropped_meanwhile_stays_so():
    found = handed_in(small(), ImportState.DROPPED)
    assert (found.state, found.document) == (ImportState.DROPPED, None)
    assert found.job.state == "done"


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        ({("options", "score", 3): 101}, [("options", 3, "E")]),
        ({("questions", "type", 3): "numbers"}, [("questions", 3, "B")]),
        ({("gates", "class", 4): "gates"}, [("gates", 4, "E")]),
        ({("levels", "order", 3): 2000}, [("levels", 3, "D")]),
        ({("questions", "list_name", 6): None}, [("questions", 6, "K")]),
        ({("edition", "value", 13): 2}, [("edition", 13, "B")]),
        ({("edition", "value", 7): None}, [("edition", 7, "B")]),
        ({("questions", "relevant", 7): "${nothing} = 1"}, [("questions", 7, "J")]),
        (
            {("options", "score", 3): 101, ("questions", "type", 3): "none"},
            [("questions", 3, "B"), ("options", 3, "E")],
        ),
        (
            {("gates", "blocking", 3): "maybe", ("gates", "owner", 4): "nobody"},
            [("gates", 3, "H"), ("gates", 4, "F")],
        ),
        (
            {("gates", "constraint", 3): "${nothing", ("gates", "owner", 4): "nobody"},
            [("gates", 3, "D"), ("gates", 4, "F")],
        ),
    ],
)
def test_what_breaks_the_format_stands_at_its_cell(cells, places):
    found, faults = transcribe(changed(small(), cells))
    where = [(fault["sheet"], fault["row"], fault["column"]) for fault in faults]
    # A list that no question names any more is told with its options.
    where = [place for place in where if place[0] != "options" or place in places]
    assert (found, where) == (None, places)


def test_what_a_fault_says_of_the_format():
    _, (fault,) = transcribe(changed(small(), {("options", "score", 3): 101}))
    assert fault == {
        "sheet": "options",
        "row": 3,
        "column": "E",
        "message": "out of range",
        "expected": "a decimal number written as text, from 0, to 100",
        "example": "",
    }


def test_faults_are_kept_in_english_and_read_in_any_language():
    with translation.override("zh-hans"):
        cells = {("gates", "blocking", 3): "maybe", ("gates", "owner", 4): "nobody"}
        _, faults = transcribe(changed(small(), cells))
        assert faults[0]["message"] == "“maybe” is neither yes nor no."
        said = list(all_worded(faults))
    assert [fault["row"] for fault in said] == [3, 4]
    assert said[1] == faults[1]


def test_no_more_faults_are_kept_than_anybody_reads():
    cells = {("options", "score", row): "x" for row in range(3, 703)}
    _, faults = transcribe(changed(small(), cells))
    assert len(faults) == transcribing.MOST


def test_an_exported_edition_is_read_as_it_was():
    assert transcribe(write_edition(document(), "zh-hans")) == (document(), [])
