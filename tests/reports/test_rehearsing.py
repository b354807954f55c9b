"""A rehearsal says who would move and why, and leaves everything as it was."""

import hashlib
import statistics
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openpyxl import load_workbook

from reports import studying
from reports.models import StudyKind
from reports.reasoning import Teller
from reports.studying import NothingToReplay, Wanted
from surveys import reviewing
from surveys.assessing import assess
from surveys.models import Lane, Response, Scorecard, Submission
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import hand_in
from tests.reports.studies import claimed_round, done, draft, written
from tests.reports.workbook.reading import formulas, opened, table
from tests.small_edition import document, option, question

pytestmark = pytest.mark.django_db

TWELVE = (("500105", "T01", 8), ("500106", "T02", 4))


def raw_score(number: int, weights: tuple[int, int]) -> Fraction:
    """The score of the small edition from the raw row, by hand: (n·4+4) of 40
    machines, goalposts 0 and 60 %, and the execution system from the sixth on."""
    machines = min(Fraction((number * 4 + 4) * 100, 40) / 60 * 100, Fraction(100))
    system = Fraction(100 if number >= 5 else 0)
    return (machines * weights[0] + system * weights[1]) / sum(weights)


def stored() -> tuple[Any, ...]:
    """Everything that a study must not touch."""
    return (
        list(Response.objects.order_by("pk").values()),
        list(Submission.objects.order_by("pk").values()),
        list(Scorecard.objects.order_by("pk").values()),
    )


def test_the_same_edition_moves_nobody() -> None:
    target = claimed_round(*TWELVE)

    found = done(target, target.editions.get()).findings

    assert (found["units"], found["up"], found["down"]) == (12, 0, 0)
    assert {move["shift"] for move in found["moves"]} == {0.0}
    assert found["reasons"] == found["unfit"] == found["gone"] == []


def test_figures_equal_those_from_the_raw_rows() -> None:
    target = claimed_round(*TWELVE)
    before = stored()

    found = done(target, draft(weights=("3", "1"))).findings

    numbers = [*range(8), *range(4)]
    shifts = [raw_score(n, (3, 1)) - raw_score(n, (1, 1)) for n in numbers]
    assert stored() == before
    got = sorted(move["shift"] for move in found["moves"])
    assert got == pytest.approx(sorted(map(float, shifts)), abs=1e-11)
    whole = found["shift"]["shift"]
    assert whole["n"] == whole["units"] == 12
    assert whole["mean"] == pytest.approx(statistics.mean(map(float, shifts)))
    quartiles = statistics.quantiles(map(float, shifts), n=4, method="inclusive")
    assert [whole[k] for k in ("p25", "median", "p75")] == pytest.approx(quartiles)
    (dimension,) = found["dimensions"]
    mean = statistics.mean(float(raw_score(n, (3, 1))) for n in numbers)
    assert (dimension["code"], dimension["n"]) == ("equipment", 12)
    assert dimension["new"] == pytest.approx(mean)


def test_who_moves_and_why() -> None:
    target = claimed_round(("500105", "T01", 10))

    found = done(target, draft(nc="90")).findings

    # Of 10 with 10 to 100 % five had 60 and more; now two have 90 and more.
    assert found["matrix"] == [[5, 0], [3, 2]]
    assert (found["up"], found["down"]) == (0, 3)
    moved = [move for move in found["moves"] if move["direction"]]
    assert {move["reasons"][0]["code"] for move in moved} == {"DW-NC"}
    (common,) = found["reasons"]
    assert (common["direction"], common["n"]) == (-1, 3)
    seen = next(m for m in moved if m["reasons"][0]["new"]["actual"] == ["60"])
    teller = Teller(found["edition"], found["sources"], named=True)
    with override("en"):
        said = teller.say(seen["reasons"][0], -1, 0)
    assert said.line == "Share of NC machines: met before, not met now"
    assert said.seen == (
        "Now: Nc equipment rate: 60 %; needed is at least 90 %",
        "Before: Nc equipment rate: 60 %; needed is at least 60 %",
    )


def test_who_moves_up() -> None:
    target = claimed_round(("500105", "T01", 10))

    found = done(target, draft(nc="30")).findings

    assert found["matrix"] == [[2, 3], [0, 5]]
    (common,) = found["reasons"]
    teller = Teller(found["edition"], found["sources"], named=False)
    assert (common["direction"], common["n"]) == (1, 3)
    with override("en"):
        line = teller.say(common["reason"], 1).line
    assert line == "Share of NC machines: not met before, met now"


def renamed(**changes: Any) -> dict[str, Any]:
    """A document in which the question of the system has other codes."""
    content = document(label="2024")
    asked = content["sections"][1]["questions"]
    asked[1] = question(
        "execution",
        "single",
        options=[option("no", "0"), option("yes", "100")],
        score={"kind": "points"},
        allow_na=True,
    )
    asked[2] = question("photos", "file", required=True)
    content["root"]["children"][0]["node"]["children"][1]["question"] = "execution"
    content["checks"] = content["checks"][:2]
    return content | changes


CONCORDANCE = {
    "edition": "2023",
    "codes": [
        {"old": "mes", "new": "execution", "options": {"none": "no", "full": "yes"}},
        {"old": "mes_vendor", "new": None},
    ],
}


def test_a_concordance_renames_codes_and_options() -> None:
    target = claimed_round(("500105", "T01", 6))

    found = done(target, factories.edition(renamed(concordance=CONCORDANCE))).findings

    assert {move["shift"] for move in found["moves"]} == {0.0}
    assert found["unfit"] == found["gone"] == []
    assert found["unanswered"] == [{"code": "photos", "n": 6, "fresh": True}]


def test_what_no_longer_fits_or_is_not_asked_is_counted() -> None:
    target = claimed_round(("500105", "T01", 6))
    content = renamed()
    content["sections"][0]["questions"][0]["max"] = "1000"  # 1200 was answered

    found = done(target, factories.edition(content)).findings

    assert found["unfit"] == [{"code": "project_investment", "n": 6, "fresh": False}]
    assert [(row["code"], row["n"]) for row in found["gone"]] == [("mes", 6)]
    assert {row["code"]: row["n"] for row in found["unanswered"]} == {
        "project_investment": 6,
        "execution": 6,
        "photos": 6,
    }


def test_corrections_and_external_facts_count_as_on_the_lane() -> None:
    file = hand_in(target := factories.open_round(), 9)
    reviewer = factories.official()
    reviewing.correct(file, "mes", "none", reason="Not seen.", by=reviewer, at=NOW)
    factories.clear(file, reviewer)
    reviewing.recommend(file, opinion="Seen.", by=reviewer, at=NOW)

    found = done(target, draft(), lane="reviewed").findings

    (move,) = found["moves"]
    assert (move["old_score"], move["new_score"], move["shift"]) == (50, 50, 0)
    assert (move["old_level"], move["new_level"]) == ("digital_workshop",) * 2


def test_small_groups_show_nothing_and_none_is_left_alone() -> None:
    target = claimed_round(
        ("500105", "T01", 9), ("500106", "T02", 6), ("500107", "T03", 3)
    )

    found = done(target, draft(weights=("3", "1"))).findings

    shown = {line["code"]: line["shift"]["n"] for line in found["clusters"]}
    # T03 is small; T02 goes with it, or the total would tell of T03.
    assert shown == {"T01": 9, "T02": None, "T03": None}
    hidden = found["clusters"][2]
    assert set(hidden["shift"].values()) == {None}
    assert (hidden["up"], hidden["down"]) == (None, None)
    assert found["shift"]["shift"]["n"] == 18


def test_a_round_without_responses_is_refused() -> None:
    target = factories.open_round()
    wanted = Wanted(StudyKind.REHEARSAL, draft(), target, "claimed", "en")

    with pytest.raises(NothingToReplay):
        studying.order_study(wanted, by=factories.official("author"), at=NOW)


def test_queries_do_not_grow_with_the_responses() -> None:
    first = claimed_round(("500105", "T01", 5))
    second = claimed_round(("500105", "T01", 15))
    few, many = (queries(target) for target in (first, second))
    assert few == many


def queries(target: Any) -> int:
    edition = draft(nc="90")
    for known in (edition, *target.editions.all()):
        assert known.scheme  # compiled once a process, with a query
    with CaptureQueriesContext(connection) as caught:
        done(target, edition)
    # Progress is told twice a second.
    return sum('"surveys_job"' not in q["sql"] for q in caught.captured_queries)


def test_the_workbook_holds_the_same_and_names_by_right() -> None:
    target = claimed_round(*TWELVE)
    edition = draft(nc="90", weights=("3", "1"))

    named, numbered = (
        done(target, edition, role=role) for role in ("municipal_officer", "author")
    )

    for study, first in ((named, "Enterprise"), (numbered, "Unit")):
        content = written(study)
        assert hashlib.sha256(content).hexdigest() == study.sha256
        rows, _ = table(opened(content), "Moves")
        assert [row["Shift"] for row in rows] == pytest.approx(
            [move["shift"] for move in study.findings["moves"]]
        )
        assert next(iter(rows[0])) == first
    book = load_workbook(BytesIO(written(numbered)))
    texts = {str(c.value) for sheet in book for row in sheet for c in row}
    names = {r.unit.enterprise.name for r in Response.objects.all()}
    assert not {text for text in texts if any(name in text for name in names)}


def test_names_of_people_never_become_formulas() -> None:
    target = factories.open_round()
    for number, name in enumerate(("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0")):
        response = hand_in(target, number, name=name)
        assess(response.newest_submission(), Lane.CLAIMED, by=None, at=NOW)

    content = written(done(target, draft(nc="90"), language="zh-hans"))

    assert formulas(content) == []
    rows, _ = table(opened(content), "Moves")
    assert {row["企业"] for row in rows} == {"=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0"}
