"""From a submission to a title: review, recommend, decide, recognise, object."""

from datetime import timedelta
from typing import Any

import pytest

from surveys import filling, objecting, recognising, reviewing
from surveys.models import (
    AuditRow,
    CorrectionState,
    Lane,
    Response,
    Title,
    User,
)
from surveys.workflow import MoveRefused, NotReached, ReasonNeeded, Status
from tests import factories
from tests.factories import GOOD, NOW, clear, handed_in, noticed, recommended

pytestmark = pytest.mark.django_db


def officer() -> User:
    return factories.official("municipal_officer")


def card(response: Response, lane: str) -> Any:
    return response.newest_submission().scorecards.get(lane=lane)


def test_the_whole_way_to_a_title() -> None:
    response, by = noticed(), officer()
    later = NOW + timedelta(days=5)

    title = recognising.recognise(response, by=by, at=later)

    assert response.status == Status.RECOGNISED
    assert (title.number, title.stage.code) == ("DW-2026-0001", "digital_workshop")
    assert card(response, Lane.REVIEWED).outcome == "reached"
    assert card(response, Lane.FINAL).outcome == "reached"
    assert [m.name for m in response.moves.all()] == [
        "submit",
        "recommend",
        "notice",
        "recognise",
    ]
    assert list(AuditRow.objects.values_list("seq", flat=True)) == list(
        range(1, AuditRow.objects.count() + 1)
    )


def test_without_its_external_fact_the_reviewed_lane_is_not_reached() -> None:
    response, reviewer = handed_in(), factories.official()

    reviewing.recommend(response, opinion="Look again.", by=reviewer, at=NOW)

    found = card(response, Lane.REVIEWED)
    assert (found.outcome, found.checks["G-CREDIT"]) == ("not_reached", "unknown")


def test_a_correction_stands_beside_the_claim() -> None:
    response, reviewer = handed_in(), factories.official()
    clear(response, reviewer)
    reviewing.correct(
        response,
        "nc_equipment_rate",
        {"n": "20", "d": "40"},
        reason="Ten machines of the ledger are not numerically controlled.",
        by=reviewer,
        at=NOW,
    )
    reviewing.recommend(response, opinion="As corrected.", by=reviewer, at=NOW)

    found = card(response, Lane.REVIEWED)
    assert (found.outcome, found.checks["DW-NC"]) == ("not_reached", "fail")
    assert response.answers["nc_equipment_rate"]["v"] == {"n": "30", "d": "40"}
    submission = response.newest_submission()
    assert submission.answers["nc_equipment_rate"]["v"] == {"n": "30", "d": "40"}


def test_a_correction_can_be_taken_back() -> None:
    response, reviewer = handed_in(), factories.official()
    clear(response, reviewer)
    for value, state in ((("none"), "answered"), (None, CorrectionState.CLAIM)):
        reviewing.correct(
            response, "mes", value, reason="Seen.", by=reviewer, at=NOW, state=state
        )
    reviewing.recommend(response, opinion="Fine.", by=reviewer, at=NOW)

    assert card(response, Lane.REVIEWED).corrections == {}


@pytest.mark.parametrize(("value", "reason"), [("perhaps", "Seen."), ("none", " ")])
def test_a_correction_needs_a_value_and_a_reason(value: str, reason: str) -> None:
    response = handed_in()

    with pytest.raises(ValueError, match="mes"):
        reviewing.correct(
            response, "mes", value, reason=reason, by=factories.official(), at=NOW
        )


def test_return_needs_a_remark_and_a_date_to_come() -> None:
    response, reviewer = handed_in(), factories.official()
    due = NOW + timedelta(days=7)

    for remarks, due_at in (({"mes": " "}, due), ({"mes": "Which one?"}, NOW)):
        with pytest.raises(ValueError, match=r".*"):
            reviewing.return_file(response, remarks, due_at=due_at, by=reviewer, at=NOW)
    reviewing.return_file(
        response, {"mes": "Which one?"}, due_at=due, by=reviewer, at=NOW
    )

    response.refresh_from_db()
    assert (response.status, response.returned_count) == (Status.RETURNED, 1)
    assert response.closes_at == due
    filling.submit(
        response, name="Wang", post="Director", by=response.created_by, at=NOW
    )
    assert response.newest_submission().number == 2


def test_no_notice_without_the_stage() -> None:
    response = recommended(answers=GOOD | {"nc_equipment_rate": {"n": "1", "d": "40"}})

    with pytest.raises(NotReached):
        recognising.decide(response, "notice", by=officer(), at=NOW)

    response.refresh_from_db()
    assert response.status == Status.RECOMMENDED
    assert not response.newest_submission().scorecards.filter(lane=Lane.FINAL).exists()


def test_nothing_is_put_beside_a_decided_file() -> None:
    response = noticed()

    with pytest.raises(reviewing.NothingToReview):
        clear(response, factories.official())


def test_four_eyes_need_two_officers_of_one_mind() -> None:
    response = recommended(round=factories.open_round(four_eyes=True))
    first, second = officer(), officer()

    assert not recognising.decide(response, "notice", by=first, at=NOW)
    assert not recognising.decide(response, "notice", by=first, at=NOW)
    assert not recognising.decide(
        response, "decline", reason="Too small.", by=second, at=NOW
    )
    assert response.status == Status.RECOMMENDED
    assert recognising.decide(response, "notice", by=second, at=NOW)
    assert response.status == Status.NOTICED


def test_declining_and_sending_back_need_a_reason() -> None:
    response, by = recommended(), officer()

    with pytest.raises(ReasonNeeded):
        recognising.decide(response, "decline", by=by, at=NOW)
    with pytest.raises(ReasonNeeded):
        recognising.send_back(response, reason="", by=by, at=NOW)
    recognising.send_back(response, reason="Proof is missing.", by=by, at=NOW)

    assert response.status == Status.SUBMITTED


def test_the_district_decides_below_the_investment_of_the_round() -> None:
    target = factories.open_round(district_decides_below=3000)
    response, reviewer = handed_in(round=target), factories.official()
    clear(response, reviewer)

    reviewing.decide_in_district(response, "notice", reason="", by=reviewer, at=NOW)

    assert response.status == Status.NOTICED
    assert response.notice_until == NOW + timedelta(days=5)
    assert card(response, Lane.FINAL).outcome == "reached"


def test_the_district_does_not_decide_elsewhere() -> None:
    response = handed_in()

    with pytest.raises(reviewing.DistrictMayNotDecide):
        reviewing.decide_in_district(
            response, "notice", reason="", by=factories.official(), at=NOW
        )


def test_no_title_while_the_notice_runs_or_an_objection_is_open() -> None:
    response, by = noticed(), officer()
    objecting.raise_objection(
        response, text="Not true.", raised_by_name="A neighbour", by=by, at=NOW
    )

    for days in (4, 6):
        with pytest.raises(recognising.NoticeRuns):
            recognising.recognise(response, by=by, at=NOW + timedelta(days=days))

    assert Title.objects.count() == 0


def test_an_upheld_objection_takes_the_notice_back() -> None:
    response, by = noticed(), officer()
    objection = objecting.raise_objection(
        response, text="Not true.", raised_by_name="A neighbour", by=by, at=NOW
    )

    objecting.decide_objection(
        objection, upheld=True, reason="It is not.", by=by, at=NOW
    )

    assert response.status == Status.RECOMMENDED


def test_who_decided_may_not_decide_the_objection() -> None:
    response = noticed()
    decider = response.moves.get(name="notice").by
    assert decider is not None
    objection = objecting.raise_objection(
        response, text="Not true.", raised_by_name="A neighbour", by=officer(), at=NOW
    )

    with pytest.raises(objecting.TookPart):
        objecting.decide_objection(
            objection, upheld=False, reason="It is.", by=decider, at=NOW
        )


def test_a_move_is_made_once() -> None:
    response = handed_in()
    other = Response.objects.get(pk=response.pk)
    reviewer = factories.official()
    clear(response, reviewer)

    reviewing.recommend(response, opinion="Good.", by=reviewer, at=NOW)
    with pytest.raises(MoveRefused):
        reviewing.recommend(other, opinion="Good.", by=reviewer, at=NOW)

    assert response.moves.filter(name="recommend").count() == 1
