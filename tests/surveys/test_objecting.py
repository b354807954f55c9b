"""Objections: who may decide them, and what they do to a notice."""

from datetime import timedelta

import pytest

from surveys import objecting, recognising, reviewing
from surveys.models import AuditRow, Objection, ObjectionState, Response, User
from surveys.workflow import MoveRefused, ReasonNeeded, Status
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


def officer() -> User:
    return factories.official("municipal_officer")


def decide(
    objection: Objection,
    *,
    upheld: bool = True,
    reason: str = "Looked into.",
    by: User | None = None,
) -> None:
    by = by or officer()
    objecting.decide_objection(objection, upheld=upheld, reason=reason, by=by, at=LATER)


@pytest.mark.parametrize("make", [factories.recommended, factories.noticed])
def test_an_objection_is_a_row_of_its_own_and_changes_no_status(make: object) -> None:
    response = make()  # type: ignore[operator]
    before, by = response.status, officer()

    objection = factories.objection(response, by)

    response.refresh_from_db()
    assert response.status == before
    assert (objection.state, objection.recorded_by, objection.decided_at) == (
        ObjectionState.OPEN,
        by,
        None,
    )
    row = AuditRow.objects.get(action="raise_objection")
    assert (row.by, row.object_id) == (by, str(response.pk))


@pytest.mark.parametrize("make", [factories.response, factories.handed_in])
def test_there_is_nothing_to_object_to_before_a_recommendation(make: object) -> None:
    with pytest.raises(MoveRefused):
        factories.objection(make())  # type: ignore[operator]
    assert Objection.objects.count() == 0


def test_a_stale_page_cannot_object_after_the_decision() -> None:
    stale = factories.recommended()
    response = Response.objects.get(pk=stale.pk)
    recognising.decide(response, "decline", reason="Small.", by=officer(), at=NOW)

    with pytest.raises(MoveRefused):
        factories.objection(stale)


def test_one_upheld_against_a_notice_takes_the_notice_back() -> None:
    response = factories.noticed()
    objection = factories.objection(response)

    decide(objection)

    response.refresh_from_db()
    objection.refresh_from_db()
    assert (response.status, objection.state) == (
        Status.RECOMMENDED,
        ObjectionState.UPHELD,
    )
    move = response.moves.get(name="uphold_objection")
    assert (move.by, move.reason) == (objection.decided_by, "Looked into.")


def test_one_upheld_before_a_decision_moves_nothing() -> None:
    response = factories.recommended()
    decide(factories.objection(response))

    response.refresh_from_db()
    assert response.status == Status.RECOMMENDED
    assert not response.moves.filter(name="uphold_objection").exists()


def test_one_rejected_leaves_the_notice() -> None:
    response = factories.noticed()
    decide(factories.objection(response), upheld=False)

    response.refresh_from_db()
    assert response.status == Status.NOTICED


def test_it_is_decided_once() -> None:
    objection = factories.objection(factories.noticed())
    other = Objection.objects.get(pk=objection.pk)
    decide(objection, upheld=False)

    with pytest.raises(MoveRefused):
        decide(other)

    other.refresh_from_db()
    assert other.state == ObjectionState.REJECTED
    assert AuditRow.objects.filter(action="decide_objection").count() == 1


@pytest.mark.parametrize("upheld", [True, False])
def test_the_decision_needs_a_reason(upheld: bool) -> None:
    objection = factories.objection(factories.noticed())
    with pytest.raises(ReasonNeeded):
        decide(objection, upheld=upheld, reason=" ")


class TestWhoTookPart:
    def refused(self, response: Response, by: User | None) -> None:
        assert by is not None
        objection = factories.objection(response)
        with pytest.raises(objecting.TookPart):
            decide(objection, by=by)

    def test_whoever_corrected(self) -> None:
        response, by = factories.handed_in(), factories.official()
        reviewing.correct(response, "mes", "none", reason="Seen.", by=by, at=NOW)
        reviewing.recommend(response, opinion="Good.", by=by, at=NOW)
        self.refused(response, by)

    def test_whoever_decided(self) -> None:
        response = factories.noticed()
        self.refused(response, response.moves.get(name="notice").by)

    def test_both_officers_where_two_decided(self) -> None:
        target = factories.open_round(four_eyes=True)
        response, both = factories.recommended(round=target), [officer(), officer()]
        for by in both:
            recognising.decide(response, "notice", by=by, at=NOW)
        for by in both:
            self.refused(response, by)

    def test_whoever_decided_in_the_district(self) -> None:
        target = factories.open_round(district_decides_below=3000)
        response, by = factories.handed_in(round=target), factories.official()
        factories.clear(response, by)
        reviewing.decide_in_district(response, "notice", reason="", by=by, at=NOW)
        self.refused(response, by)

    def test_whoever_proposed_and_then_sent_the_file_back(self) -> None:
        target = factories.open_round(four_eyes=True)
        response, by = factories.recommended(round=target), officer()
        recognising.decide(response, "notice", by=by, at=NOW)
        recognising.send_back(response, reason="Look again.", by=by, at=NOW)
        reviewing.recommend(response, opinion="Good.", by=factories.official(), at=NOW)
        self.refused(response, by)
