"""Filling keeps every word, whoever writes at the same time, and freezes once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from surveys import filling, jobs
from surveys.assessing import assess_job
from surveys.filling import Entry, Saved
from surveys.models import AuditRow, Job, MembershipRole, Response
from surveys.scoring import digest
from surveys.workflow import Closed, MoveRefused, Status
from tests import factories
from tests.factories import GOOD, NOW

pytestmark = pytest.mark.django_db


def entries(values: dict[str, Any]) -> dict[str, Entry]:
    return {code: Entry(value) for code, value in values.items()}


def filled() -> Response:
    response = factories.response()
    filling.save(response, entries(GOOD), by=response.created_by, at=NOW)
    return response


def test_start_finds_the_first_response_again() -> None:
    workshop = factories.unit()
    target = factories.open_round()
    person = factories.member(workshop.enterprise, MembershipRole.ADMINISTRATOR)
    edition = target.editions.get()

    first = filling.start(workshop, edition, target, by=person, at=NOW)
    second = filling.start(workshop, edition, target, by=person, at=NOW)

    assert first == second
    assert first.status == Status.DRAFT


@pytest.mark.parametrize("days", [-11, 31])
def test_start_outside_the_round_is_refused(days: int) -> None:
    workshop, target = factories.unit(), factories.open_round()
    person = factories.member(workshop.enterprise)

    with pytest.raises(filling.NotOpen):
        filling.start(
            workshop,
            target.editions.get(),
            target,
            by=person,
            at=NOW + timedelta(days=days),
        )


def test_start_of_another_kind_of_unit_or_region_is_refused() -> None:
    target = factories.open_round(regions=[factories.region("500106")])
    factory = factories.unit(kind="factory")
    elsewhere = factories.unit()
    edition = target.editions.get()

    for unit in (factory, elsewhere):
        with pytest.raises(filling.NotOpen):
            filling.start(unit, edition, target, by=factories.user(), at=NOW)


def test_save_writes_answer_revision_and_audit_row() -> None:
    response = factories.response()
    person = response.created_by

    saved = filling.save(response, {"mes": Entry("full")}, by=person, at=NOW)

    assert saved == Saved(changed=("mes",), conflicts=())
    response.refresh_from_db()
    assert response.answers == {
        "mes": {
            "v": "full",
            "state": "answered",
            "reason": "",
            "n": 1,
            "by": person.pk,
            "at": NOW.isoformat(),
            "from": "typed",
        }
    }
    revision = response.revisions.get()
    assert (revision.code, revision.n, revision.old, revision.new) == (
        "mes",
        1,
        None,
        {"v": "full", "state": "answered", "reason": ""},
    )
    row = AuditRow.objects.get(action="save")
    assert (row.by, row.details) == (person, {"codes": ["mes"]})


def test_save_of_the_same_answer_writes_nothing() -> None:
    response = filled()

    saved = filling.save(response, entries(GOOD), by=response.created_by, at=NOW)

    assert saved == Saved(changed=(), conflicts=())
    assert response.revisions.count() == len(GOOD)


def test_two_colleagues_at_different_questions_lose_nothing() -> None:
    first = factories.response()
    second = Response.objects.get(pk=first.pk)

    filling.save(first, {"mes": Entry("full")}, by=first.created_by, at=NOW)
    filling.save(second, {"remarks": Entry("=1+1")}, by=first.created_by, at=NOW)

    first.refresh_from_db()
    values = {code: entry["v"] for code, entry in first.answers.items()}
    assert values == {"mes": "full", "remarks": "=1+1"}


def test_a_stale_answer_is_a_conflict_and_not_written() -> None:
    response = factories.response()
    person = response.created_by
    filling.save(response, {"mes": Entry("full", seen=0)}, by=person, at=NOW)

    saved = filling.save(response, {"mes": Entry("none", seen=0)}, by=person, at=NOW)

    assert saved == Saved(changed=(), conflicts=("mes",))
    assert response.answers["mes"]["v"] == "full"


def test_clearing_an_answer_keeps_its_history() -> None:
    response = filled()

    filling.save(response, {"mes": Entry(None)}, by=response.created_by, at=NOW)

    assert "mes" not in response.typed_answers()
    assert [r.n for r in response.revisions.filter(code="mes")] == [1, 2]


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("mes", Entry("perhaps")),
        ("mes", Entry(None, "na")),
        ("nc_equipment_rate", Entry(None, "na", "because")),
        ("nc_equipment_rate", Entry({"n": "50", "d": "40"})),
        ("project_investment", Entry("-1")),
    ],
)
def test_what_no_form_lets_through_is_refused(code: str, entry: Entry) -> None:
    response = factories.response()

    with pytest.raises(ValueError, match=code):
        filling.save(response, {code: entry}, by=response.created_by, at=NOW)


def test_an_unknown_question_is_refused() -> None:
    response = factories.response()

    with pytest.raises(KeyError):
        filling.save(response, {"level": Entry("5")}, by=response.created_by, at=NOW)


def test_nothing_is_saved_from_the_deadline_on() -> None:
    response = factories.response()
    deadline = response.round.deadline
    just_before = deadline - timedelta(milliseconds=1)

    filling.save(
        response, {"mes": Entry("full")}, by=response.created_by, at=just_before
    )
    with pytest.raises(Closed):
        filling.save(
            response, {"mes": Entry("none")}, by=response.created_by, at=deadline
        )


def submit(response: Response, **fields: Any) -> Any:
    who = {"name": "Wang", "post": "Director", "by": response.created_by, "at": NOW}
    return filling.submit(response, **who | fields)


def test_submit_freezes_answers_and_facts_and_starts_the_job() -> None:
    response = filled()

    submission = submit(response)

    assert response.status == Status.SUBMITTED
    assert submission.receipt == f"2026-{response.pk:06d}-1"
    assert {code: e["v"] for code, e in submission.answers.items()} == GOOD
    assert submission.answers_sha256 == digest(submission.answers)
    assert submission.facts_sha256 == digest(submission.facts)
    assert submission.facts["size"] == "medium"
    assert Job.objects.get().args == {"submission": submission.pk}


def test_the_job_writes_one_claimed_scorecard_however_often_it_runs() -> None:
    submission = submit(filled())
    job = Job.objects.get()

    jobs.run(job.pk, assess_job)
    jobs.run(job.pk, assess_job)

    card = submission.scorecards.get()
    assert (card.lane, card.outcome, card.level, card.open_checks) == (
        "claimed",
        "reached_open",
        "digital_workshop",
        1,
    )
    assert (card.score, card.nodes) == ("100", {"total": "100", "equipment": "100"})
    assert card.checks == {"DW-NC": "pass", "G-CREDIT": "unknown", "DW-MES": "pass"}


def test_of_two_submissions_one_wins() -> None:
    response = filled()
    other = Response.objects.get(pk=response.pk)

    first = submit(response)
    with pytest.raises(filling.AlreadySubmitted) as refused:
        submit(other)

    assert refused.value.receipt == first.receipt
    assert response.submissions.count() == 1


def test_who_hands_in_what_a_colleague_changes_is_asked_to_look_once_more() -> None:
    response = filled()
    stale = Response.objects.get(pk=response.pk)
    by = response.created_by
    filling.save(response, {"mes": Entry("none")}, by=by, at=NOW)

    with pytest.raises(MoveRefused):
        submit(stale)
    assert Response.objects.get(pk=response.pk).status == Status.DRAFT


def test_submit_after_the_deadline_is_refused() -> None:
    response = filled()

    with pytest.raises(Closed):
        submit(response, at=response.round.deadline)


def test_take_back_until_somebody_opened_the_file() -> None:
    response = filled()
    submit(response)

    filling.take_back(response, by=response.created_by, at=NOW)
    assert response.status == Status.DRAFT

    submit(response)
    Response.objects.filter(pk=response.pk).update(
        opened_by=response.created_by, opened_at=NOW
    )
    with pytest.raises(MoveRefused):
        filling.take_back(response, by=response.created_by, at=NOW)


def test_missing_lists_required_questions_that_are_shown() -> None:
    response = factories.response()

    half = {"nc_equipment_rate": {"n": "3"}}
    filling.save(response, entries(half), by=response.created_by, at=NOW)

    assert filling.missing(response) == (
        "project_investment",
        "nc_equipment_rate",
        "mes",
    )


@pytest.mark.parametrize(
    ("milliseconds", "in_time"), [(-1000, True), (-1, True), (0, False), (1000, False)]
)
def test_what_arrived_before_the_deadline_is_in_time(
    milliseconds: int, in_time: bool
) -> None:
    """Whatever the clock says when it is done: only the arrival counts."""
    first, second = filled(), filled()
    submit(second)
    at = first.round.deadline + timedelta(milliseconds=milliseconds)
    acts = (
        partial(submit, first, at=at),
        partial(filling.take_back, second, by=second.created_by, at=at),
    )
    for act in acts:
        if in_time:
            act()
        else:
            with pytest.raises(Closed):
                act()


def test_withdrawing_is_possible_after_the_deadline() -> None:
    response = filled()
    by, at = response.created_by, response.round.deadline
    filling.withdraw(response, by=by, at=at)

    response.refresh_from_db()
    assert response.status == Status.WITHDRAWN


def test_a_question_that_takes_no_na_keeps_its_answer_when_refused() -> None:
    response = filled()
    with pytest.raises(ValueError, match="nc_equipment_rate"):
        filling.save(
            response,
            {"mes": Entry("none"), "nc_equipment_rate": Entry(None, "na", "No.")},
            by=response.created_by,
            at=NOW,
        )
    response.refresh_from_db()
    assert response.answers["mes"]["v"] == "full"
