"""What was not handed in lapses at its own deadline, and may be reopened."""

from datetime import datetime, timedelta

import pytest

from surveys import filling, jobs, reviewing, running, tasks
from surveys.lapsing import GRACE, lapse_overdue
from surveys.models import AuditRow, Response, RoundState
from surveys.workflow import MoveRefused, ReasonNeeded, Status
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
DEADLINE = NOW + timedelta(days=30)
DUE = NOW + timedelta(days=45)


def handed_in() -> Response:
    response = factories.response()
    who = response.created_by
    filling.submit(response, name="Wang", post="Director", by=who, at=NOW)
    return response


def returned(due_at: datetime = DUE) -> Response:
    response, reviewer = handed_in(), factories.official()
    remarks = {"mes": "Which one?"}
    reviewing.return_file(response, remarks, due_at=due_at, by=reviewer, at=NOW)
    return response


def status(response: Response) -> str:
    return Response.objects.get(pk=response.pk).status


def lapsed() -> Response:
    response = factories.response()
    lapse_overdue(DEADLINE + GRACE)
    response.refresh_from_db()
    return response


def test_a_draft_lapses_a_minute_after_the_deadline_and_once() -> None:
    response = factories.response()

    counts = [lapse_overdue(DEADLINE + GRACE + s) for s in (-SECOND, 0 * SECOND)]

    assert counts == [0, 1]
    assert lapse_overdue(DEADLINE + GRACE) == 0
    assert status(response) == Status.LAPSED
    move = response.moves.get()
    assert (move.name, move.by, move.at) == ("lapse", None, DEADLINE + GRACE)
    row = AuditRow.objects.get(action="lapse")
    assert (row.by, row.object_id) == (None, str(response.pk))


def test_who_arrived_in_time_hands_in_while_others_lapse() -> None:
    response = factories.response()
    lapse_overdue(DEADLINE + GRACE - SECOND)

    filling.submit(
        response,
        name="Wang",
        post="Director",
        by=response.created_by,
        at=DEADLINE - timedelta(milliseconds=1),
    )

    assert lapse_overdue(DEADLINE + GRACE) == 0
    assert status(response) == Status.SUBMITTED


@pytest.mark.parametrize("due_at", [NOW + timedelta(days=5), DUE])
def test_a_returned_one_lapses_at_its_own_date(due_at: datetime) -> None:
    response = returned(due_at)

    assert lapse_overdue(due_at + GRACE - SECOND) == 0
    assert lapse_overdue(due_at + GRACE) == 1
    assert status(response) == Status.LAPSED


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.ARCHIVED])
def test_closing_the_round_stops_no_lapse(state: str) -> None:
    response = returned()
    response.round.state = state
    response.round.save()

    assert lapse_overdue(DUE + GRACE) == 1


def test_what_was_handed_in_never_lapses() -> None:
    response = handed_in()

    assert lapse_overdue(DUE + GRACE) == 0
    assert status(response) == Status.SUBMITTED


def test_all_that_are_overdue_lapse() -> None:
    target = factories.open_round()
    for _ in range(3):
        factories.response(round=target)

    assert lapse_overdue(DEADLINE + GRACE) == 3


def test_the_job_lapses_at_the_moment_it_was_made_for() -> None:
    response = factories.response()
    args = {"at": (DEADLINE + GRACE).isoformat()}
    job = jobs.start("lapse", "lapse@1", args=args)

    tasks.lapse(job.pk)
    tasks.lapse(job.pk)

    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"lapsed": 1})
    assert status(response) == Status.LAPSED


class TestReopen:
    def reopen(self, response: Response, due_at: datetime = DUE, **more: str) -> None:
        by, at = factories.official("municipal_officer"), DEADLINE + GRACE
        words = {"reason": "Flood."} | more
        running.reopen(response, due_at=due_at, by=by, at=at, **words)

    def test_lets_the_enterprise_go_on_until_the_new_date(self) -> None:
        response = lapsed()

        self.reopen(response)

        response.refresh_from_db()
        assert (response.status, response.closes_at) == (Status.DRAFT, DUE)
        assert response.is_editable(DUE - SECOND)
        assert not response.is_editable(DUE)
        move = response.moves.get(name="reopen")
        assert (move.reason, move.source, move.target) == ("Flood.", "lapsed", "draft")

    def test_lapses_again_at_the_new_date(self) -> None:
        response = lapsed()
        self.reopen(response)

        assert [lapse_overdue(DUE + GRACE - SECOND), lapse_overdue(DUE + GRACE)] == [
            0,
            1,
        ]

    def test_needs_a_date_to_come(self) -> None:
        response = lapsed()
        with pytest.raises(ValueError, match="due_at"):
            self.reopen(response, due_at=DEADLINE + GRACE)
        assert status(response) == Status.LAPSED

    def test_needs_a_reason(self) -> None:
        response = lapsed()
        with pytest.raises(ReasonNeeded):
            self.reopen(response, reason=" ")
        assert status(response) == Status.LAPSED

    def test_starts_from_a_lapsed_response_only(self) -> None:
        response = factories.response()
        with pytest.raises(MoveRefused):
            self.reopen(response)
