"""The workbook of a result: which lanes, what it says, and only formulas of ours."""

import io
import re

import openpyxl
import pytest
from django.utils.translation import override
from openpyxl.formula import Tokenizer

from surveys import reviewing
from surveys.retracing import NothingScored, result_workbook
from surveys.scoring import compile_scheme
from surveys.sheets.results import FUNCTIONS
from tests import factories
from tests.factories import NOW
from tests.surveys.retracing import everything
from tests.surveys.retracing.lanes import leg_of, rows_of, workbook_of
from tests.surveys.retracing.test_libreoffice import NAMES, shipped
from tests.surveys.test_rescoring import a_round, adopt, begin, done

pytestmark = pytest.mark.django_db

CELLS = re.compile(
    r"(?:'(?:[^'\[\]]|'')+'!|\w+!)?[A-Z]{1,2}[0-9]+(?::[A-Z]{1,2}[0-9]+)?"
)
WORD = re.compile(r'"[A-Za-z0-9_.\-]{0,64}"')


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def formulas(book):
    cells = (cell for sheet in book for row in sheet for cell in row)
    return [cell.value for cell in cells if cell.data_type == "f"]


def strange(formula):
    """The parts of a formula that are not ours."""
    for token in Tokenizer(formula).items:
        if token.type == "FUNC" and token.subtype == "OPEN":
            ours = token.value.rstrip("(") in FUNCTIONS
        elif token.type == "OPERAND":
            shapes = {"RANGE": CELLS, "TEXT": WORD, "NUMBER": re.compile(r"[0-9.]+")}
            ours = shapes[token.subtype].fullmatch(token.value) is not None
        else:
            ours = token.type in ("FUNC", "SEP", "PAREN", "OPERATOR-INFIX") or (
                token.value == "-"
            )
        if not ours:
            yield token.value


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_is_of_our_own_parts(name):
    with override("zh-hans"):
        book = opened(workbook_of(shipped(name, 2)))
    found = formulas(book)
    assert len(found) > 300
    assert [part for formula in found for part in strange(formula)] == []


def test_every_formula_of_every_way_to_score_is_of_our_own_parts():
    legs = [leg_of(everything.SCHEME, everything.answers(1), {}, key="leg")]
    found = formulas(opened(workbook_of(*legs)))
    assert [part for formula in found for part in strange(formula)] == []


# --- of a submission


def reviewed():
    """A file with a correction and two scorecards."""
    response = factories.handed_in()
    factories.scored(response)
    reviewer = factories.official()
    factories.clear(response, reviewer)
    reviewing.correct(response, "mes", "none", reason="Seen.", by=reviewer, at=NOW)
    reviewing.recommend(response, opinion="True.", by=reviewer, at=NOW)
    return response.newest_submission()


def test_has_a_calculation_checks_and_answers_for_each_lane():
    with override("en"):
        book = opened(result_workbook(reviewed()))
    assert book.sheetnames == [
        "Cover",
        "Calculation (Claimed)",
        "Levels and checks (Claimed)",
        "Answers (Claimed)",
        "Calculation (Reviewed)",
        "Levels and checks (Reviewed)",
        "Answers (Reviewed)",
        "Points and bands",
        "How to compute it again",
        "Manifest",
    ]
    assert sorted(book.defined_names) == [
        "receipt",
        "result_agrees",
        "rows_answers_claimed",
        "rows_answers_reviewed",
        "rows_calculation_claimed",
        "rows_calculation_reviewed",
        "rows_checks_claimed",
        "rows_checks_reviewed",
        "rows_differ_claimed",
        "rows_differ_reviewed",
        "rows_rules1",
        "score_formula_claimed",
        "score_formula_reviewed",
        "score_stored_claimed",
        "score_stored_reviewed",
    ]


def test_a_correction_stands_beside_the_claim():
    with override("en"):
        book = opened(result_workbook(reviewed()))
    columns = ("As handed in", "As corrected", "Value that counts")
    found = {
        lane: [
            [row[c] for c in columns]
            for row in rows_of(book, f"answers_{lane}")
            if row["Code"] == "mes"
        ]
        for lane in ("claimed", "reviewed")
    }
    scheme = compile_scheme(factories.edition().document)
    titles = {o.code: o.title.get("en") for o in scheme.questions["mes"].options}
    given = factories.GOOD["mes"]
    assert found == {
        "claimed": [[titles[given], None, given]],
        "reviewed": [[titles[given], titles["none"], "none"]],
    }


def test_the_stored_score_is_that_of_the_scorecard():
    submission = reviewed()
    with override("en"):
        book = opened(result_workbook(submission))
    for card in submission.scorecards.all():
        root = next(rows_of(book, f"calculation_{card.lane}"))
        assert root["Score of the platform"] == float(card.score)


def test_follows_the_edition_that_counts_once_a_round_is_scored_again():
    target, files = a_round()
    submission = files[0].newest_submission()
    with override("en"):
        before = opened(result_workbook(submission))
        adopt(done(begin(target)))
        after = opened(result_workbook(submission))
    assert [goalpost(before), goalpost(after)] == [60, 100]
    card = submission.scorecards.standing().last()
    root = next(rows_of(after, "calculation_claimed"))
    assert card.rescoring_id is not None
    assert root["Score of the platform"] == float(card.score)


def goalpost(book):
    """What gives 100 points to the share of numerical control."""
    (found,) = (
        row["Limit or goalpost"]
        for row in rows_of(book, "rules1")
        if (row["Code"], row["Entry"]) == ("nc_equipment_rate", ".hi")
    )
    return found


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "封面"), ("en", "Cover")])
def test_speaks_the_active_language(language, title):
    with override(language):
        book = opened(result_workbook(reviewed()))
    assert book.sheetnames[0] == title


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_table_has_two_columns_of_one_name(language):
    """Excel would offer to repair it."""
    with override(language):
        book = opened(result_workbook(reviewed()))
    for sheet in book:
        for table in sheet.tables.values():
            header = [cell.value for cell in next(iter(sheet[table.ref]))]
            assert len(set(header)) == len(header), header


def test_there_is_none_before_the_score():
    with pytest.raises(NothingScored):
        result_workbook(factories.handed_in().newest_submission())
