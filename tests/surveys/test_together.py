"""What people do at the same moment: no word is lost, nothing happens twice."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from surveys import (
    auditing,
    filling,
    judging,
    lapsing,
    objecting,
    proving,
    recognising,
    reviewing,
)
from surveys.filling import Entry
from surveys.models import (
    AuditRow,
    Correction,
    Job,
    Judgement,
    Objection,
    Response,
    Title,
)
from surveys.workflow import Status
from tests import factories, papers
from tests.crowd import at_once, kinds
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)

NOTICED_UNTIL = NOW + timedelta(days=5)


def same(response: Response) -> Response:
    """The response as another request has loaded it."""
    return Response.objects.select_related("round", "edition", "unit").get(
        pk=response.pk
    )


def submit(response: Response) -> Callable[[], Any]:
    who = {"name": "Wang", "post": "Head", "by": response.created_by, "at": NOW}
    return partial(filling.submit, same(response), **who)


def outcome(act: Callable[[], Any]) -> Any:
    """What came of it, or what stood against it."""
    try:
        return act()
    except filling.AlreadySubmitted as refusal:
        return refusal


def audit(action: str) -> int:
    return AuditRow.objects.filter(action=action).count()


def numbers() -> list[int]:
    return list(AuditRow.objects.values_list("seq", flat=True))


def test_rows_of_the_audit_trail_are_numbered_without_a_gap() -> None:
    person = factories.user()

    def write(number: int) -> None:
        for turn in range(5):
            auditing.record(f"act_{number}_{turn}", person, by=person, at=NOW)

    at_once(*(partial(write, number) for number in range(8)))

    assert numbers() == list(range(1, 42))


def test_a_row_that_is_rolled_back_leaves_no_gap() -> None:
    person = factories.user()

    def act(fails: bool) -> None:
        with transaction.atomic():
            auditing.record("act", person, by=person, at=NOW)
            if fails:
                raise ValueError

    at_once(*(partial(act, turn % 2 == 0) for turn in range(6)))

    assert numbers() == [1, 2, 3, 4]


def test_of_a_hundred_submissions_exactly_one_is_made_with_one_job() -> None:
    response = factories.filled()
    who = [submit(response) for _ in range(100)]

    def click(acts: list[Callable[[], Any]]) -> list[Any]:
        """Several clicks of one person, one after the other."""
        return [outcome(act) for act in acts]

    clicked = at_once(*(partial(click, who[n::25]) for n in range(25)))

    results = [result for clicks in clicked for result in clicks]
    assert kinds(results) == ["AlreadySubmitted"] * 99 + ["Submission"]
    receipt = response.submissions.get().receipt
    late = [r for r in results if isinstance(r, filling.AlreadySubmitted)]
    assert {refused.receipt for refused in late} == {receipt}
    assert Job.objects.filter(kind="assess").count() == 1
    assert (audit("submit"), response.moves.count()) == (1, 1)


def test_colleagues_at_different_questions_lose_no_word() -> None:
    response = factories.response()
    values: dict[str, list[Any]] = {
        "mes": ["none", "full"] * 5,
        "remarks": [f"Remark {n}" for n in range(10)],
        "project_investment": [str(n) for n in range(10)],
    }

    def fill(code: str, loaded: Response) -> None:
        for value in values[code]:
            filling.save(loaded, {code: Entry(value)}, by=loaded.created_by, at=NOW)

    results = at_once(*(partial(fill, code, same(response)) for code in values))

    response.refresh_from_db()
    assert results == [None] * 3
    assert {code: e["v"] for code, e in response.answers.items()} == {
        code: written[-1] for code, written in values.items()
    }
    assert (response.version, response.revisions.count()) == (30, 30)


def test_of_two_at_the_same_question_one_is_told_of_the_other() -> None:
    response = factories.response()
    answers = ("none", "full")

    def fill(value: str, loaded: Response) -> Any:
        entry = {"mes": Entry(value, seen=0)}
        return filling.save(loaded, entry, by=loaded.created_by, at=NOW)

    results = at_once(*(partial(fill, value, same(response)) for value in answers))

    assert sorted((r.changed, r.conflicts) for r in results) == [
        ((), ("mes",)),
        (("mes",), ()),
    ]
    (kept,) = [v for v, r in zip(answers, results, strict=True) if r.changed]
    assert same(response).answers["mes"]["v"] == kept


def test_what_is_saved_while_somebody_submits_is_frozen_or_refused() -> None:
    response = factories.filled()
    entry = {"remarks": Entry("A last word.")}
    save = partial(filling.save, same(response), entry, by=response.created_by, at=NOW)

    saved, submitted = at_once(save, submit(response))

    found = same(response)
    frozen = found.submissions.get().answers if found.submissions.exists() else None
    outcome = (type(saved).__name__, type(submitted).__name__)
    assert outcome in {("Saved", "MoveRefused"), ("Closed", "Submission")} or (
        outcome == ("Saved", "Submission") and frozen and "remarks" in frozen
    )


def test_files_that_come_at_once_are_counted(settings: Any) -> None:
    settings.EVIDENCE_MAX_FILES = 3
    response = factories.response()

    def add(number: int, loaded: Response) -> Any:
        file = SimpleUploadedFile("a.pdf", papers.pdf(str(number)))
        return proving.add_evidence(loaded, "mes", file, by=loaded.created_by, at=NOW)

    results = at_once(*(partial(add, n, same(response)) for n in range(6)))

    assert kinds(results) == ["Evidence"] * 3 + ["Refused"] * 3


def test_of_return_and_recommendation_one_wins() -> None:
    response = factories.handed_in()
    by = factories.official()
    recommend = partial(reviewing.recommend, opinion="Good.", by=by, at=NOW)
    send = partial(
        reviewing.return_file,
        remarks={"mes": "Which?"},
        due_at=NOTICED_UNTIL,
        by=by,
        at=NOW,
    )

    results = at_once(*(partial(act, same(response)) for act in (recommend, send) * 3))

    assert kinds(results) == ["MoveRefused"] * 5 + ["NoneType"]
    assert audit("recommend") + audit("return") == 1
    assert response.moves.count() == 2


def test_taking_back_and_opening_exclude_each_other() -> None:
    response = factories.handed_in()
    who, reviewer = response.created_by, factories.official()

    at_once(
        partial(filling.take_back, same(response), by=who, at=NOW),
        partial(reviewing.open_file, same(response), by=reviewer, at=NOW),
    )

    found = same(response)
    assert (found.status, found.opened_by) in {
        (Status.DRAFT, None),
        (Status.SUBMITTED, reviewer),
    }


def test_two_officers_at_once_agree() -> None:
    target = factories.open_round(four_eyes=True)
    response = factories.recommended(round=target)
    officers = [factories.official("municipal_officer") for _ in range(2)]

    results = at_once(
        *(
            partial(recognising.decide, same(response), "notice", by=by, at=NOW)
            for by in officers
        )
    )

    assert sorted(results) == [False, True]
    assert same(response).status == Status.NOTICED


def test_recognition_and_objection_exclude_each_other() -> None:
    response = factories.noticed()
    by = factories.official("municipal_officer")
    who = {"by": by, "at": NOTICED_UNTIL}

    at_once(
        partial(recognising.recognise, same(response), **who),
        partial(
            objecting.raise_objection,
            same(response),
            text="Not true.",
            raised_by_name="A neighbour",
            **who,
        ),
    )

    assert Title.objects.count() + Objection.objects.count() == 1


def test_titles_granted_at_once_have_different_numbers() -> None:
    target = factories.open_round()
    files = [factories.noticed(round=target) for _ in range(4)]
    by = factories.official("municipal_officer")

    at_once(
        *(
            partial(recognising.recognise, same(file), by=by, at=NOTICED_UNTIL)
            for file in files
        )
    )

    assert sorted(Title.objects.values_list("number", flat=True)) == [
        f"DW-2026-000{number}" for number in range(1, 5)
    ]


def test_two_who_start_at_once_share_one_response() -> None:
    workshop, target = factories.unit(), factories.open_round()
    by, edition = factories.member(workshop.enterprise), target.editions.get()
    start = partial(filling.start, workshop, edition, target, by=by, at=NOW)

    results = at_once(*(start for _ in range(4)))

    assert kinds(results) == ["Response"] * 4
    assert (Response.objects.count(), audit("start")) == (1, 1)


def test_lapsing_blocks_nobody_who_hands_in() -> None:
    """The lapse of many and the submission of one each hold what the other wants."""
    target = factories.open_round()
    late = [factories.response(round=target) for _ in range(6)]
    after = target.deadline + lapsing.GRACE
    in_time = target.deadline - timedelta(milliseconds=1)

    def hand_in(response: Response) -> Any:
        who = {"name": "Wang", "post": "Head", "by": response.created_by}
        return filling.submit(response, **who, at=in_time)

    results = at_once(
        partial(lapsing.lapse_overdue, after),
        *(partial(hand_in, same(response)) for response in late[3:]),
    )

    lapsed, *submitted = results
    done = kinds(submitted).count("Submission")
    assert lapsed + done == 6
    assert set(kinds(submitted)) <= {"Submission", "MoveRefused"}


def test_two_who_agree_to_the_same_item_leave_one_row() -> None:
    response = factories.handed_in()
    people = [factories.official() for _ in range(4)]

    found = at_once(
        *(partial(judging.agree, same(response), "mes", by=by, at=NOW) for by in people)
    )

    assert len({row.pk for row in found}) == 1
    assert (Judgement.objects.count(), audit("agree")) == (1, 1)


def test_of_agreeing_and_correcting_one_stands() -> None:
    response, by = factories.handed_in(), factories.official()
    correct = partial(judging.correct, reason="Seen.", by=by, at=NOW)

    at_once(
        partial(judging.agree, same(response), "mes", by=by, at=NOW),
        partial(correct, same(response), "mes", "none"),
    )

    # Whichever came first: a claim that is corrected is not agreed to.
    assert Correction.objects.get().value == "none"
    assert Judgement.objects.count() == 0


def test_what_is_asked_while_the_file_is_returned_goes_with_it_or_is_refused() -> None:
    response, by = factories.handed_in(), factories.official()
    due = NOW + timedelta(days=9)
    give_back = partial(reviewing.return_file, due_at=due, by=by, at=NOW)

    found = at_once(
        partial(judging.ask, same(response), "mes", "Which?", by=by, at=NOW),
        partial(give_back, same(response), {"remarks": "Nothing?"}),
    )

    remarks = set(response.newest_submission().remarks.values_list("code", flat=True))
    refused = isinstance(found[0], reviewing.NothingToReview)
    assert remarks == ({"remarks"} if refused else {"remarks", "mes"})
