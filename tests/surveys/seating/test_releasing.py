"""Where a round waits for its calibration, nothing is decided before the release."""

import pytest

from surveys import recognising, seating
from surveys.models import AuditRow, Release
from surveys.seating import AlreadyReleased
from surveys.workflow import NotReleased, ReasonNeeded, Status
from tests import factories
from tests.factories import NOW
from tests.surveys.seating.people import officer

pytestmark = pytest.mark.django_db
FIGURES = {"files": 12, "agreement": 0.81}


@pytest.mark.parametrize("four_eyes", [False, True])
@pytest.mark.parametrize("move", ["notice", "cultivate", "decline"])
def test_decisions_wait_for_the_release(move: str, four_eyes: bool) -> None:
    target = factories.open_round(calibrated=True, four_eyes=four_eyes)
    file = factories.recommended(round=target)
    decision = {"reason": "So.", "by": officer(), "at": NOW}

    with pytest.raises(NotReleased):
        recognising.decide(file, move, **decision)
    assert not file.newest_submission().votes.exists()
    seating.release(target, note="Seen.", figures=FIGURES, by=officer(), at=NOW)

    file.round.refresh_from_db()
    assert recognising.decide(file, move, **decision) is not four_eyes


def test_a_file_can_be_sent_back_while_decisions_wait() -> None:
    file = factories.recommended(round=factories.open_round(calibrated=True))

    recognising.send_back(file, reason="Too generous.", by=officer(), at=NOW)

    assert file.status == Status.SUBMITTED


def test_a_release_says_who_when_why_and_with_which_figures() -> None:
    target, by = factories.open_round(calibrated=True), officer()

    seating.release(target, note="Agreement is high.", figures=FIGURES, by=by, at=NOW)

    found = Release.objects.get(round=target)
    assert (found.note, found.figures, found.by, found.at) == (
        "Agreement is high.",
        FIGURES,
        by,
        NOW,
    )
    row = AuditRow.objects.get(action="release_decisions")
    assert (row.object_id, row.by, row.reason, row.details) == (
        str(target.pk),
        by,
        "Agreement is high.",
        FIGURES,
    )


def test_a_release_needs_words_and_happens_once() -> None:
    target, by = factories.open_round(calibrated=True), officer()

    with pytest.raises(ReasonNeeded):
        seating.release(target, note=" ", figures={}, by=by, at=NOW)
    seating.release(target, note="Seen.", figures={}, by=by, at=NOW)
    with pytest.raises(AlreadyReleased):
        seating.release(target, note="Again.", figures={}, by=by, at=NOW)
    with pytest.raises(AlreadyReleased):
        seating.release(factories.open_round(), note="Why?", figures={}, by=by, at=NOW)
