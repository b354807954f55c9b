"""Who is told of what, once each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from surveys import filling, jobs, notifying, objecting, recognising, reviewing, running
from surveys.assessing import assess_job
from surveys.lapsing import GRACE, lapse_overdue
from surveys.models import (
    Job,
    Membership,
    MembershipRole,
    Message,
    Office,
    Response,
    User,
)
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DUE = NOW + 5 * DAY


def kinds() -> dict[str, int]:
    """How many people were told, by kind."""
    found: dict[str, int] = {}
    for kind in Message.objects.values_list("kind", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def params(kind: str) -> dict[str, Any]:
    return Message.objects.filter(kind=kind)[0].params


class TestTell:
    def test_tells_each_person_once_of_one_event(self) -> None:
        one, two = factories.user(), factories.user()
        for _ in "12":
            notifying.tell(
                "registration_confirmed", [one, two, one], about="7", at=NOW,
                enterprise="Engine Works",
            )  # fmt: skip

        rows = Message.objects.order_by("user")
        assert [(m.user, m.key, m.params) for m in rows] == [
            (who, f"registration_confirmed:7:{who.pk}", {"enterprise": "Engine Works"})
            for who in (one, two)
        ]

    def test_an_event_of_a_response_is_named_by_its_moment(self) -> None:
        response, who = factories.response(), factories.user()
        for at in (NOW, NOW, NOW + DAY):
            notifying.tell("recommended", [who], at=at, response=response)
        assert kinds() == {"recommended": 2}

    def test_refuses_an_unknown_kind_and_missing_parameters(self) -> None:
        with pytest.raises(KeyError, match="nothing"):
            notifying.tell("nothing", [], at=NOW)
        with pytest.raises(KeyError, match="due_at"):
            notifying.tell("returned", [factories.user()], at=NOW, items=1)

    def test_nobody_to_tell_costs_nothing(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            notifying.tell("recommended", [], at=NOW)


class TestPeople:
    def test_of_a_response_are_the_members_of_today_who_can_sign_in(self) -> None:
        response = factories.response()
        of = response.unit.enterprise
        viewer = factories.member(of, MembershipRole.VIEWER)
        left, locked = factories.member(of), factories.member(of)
        Membership.objects.filter(user=left).update(valid_to=NOW.date())
        User.objects.filter(pk=locked.pk).update(is_active=False)
        factories.member(factories.enterprise())

        assert notifying.fillers(response, NOW) == [response.created_by]
        assert set(notifying.people_of(response, NOW)) == {
            response.created_by,
            viewer,
        }
        assert notifying.members(of, NOW) == [response.created_by]

    def test_officials_of_a_district_are_its_own(self) -> None:
        near, far = factories.region(), factories.region("500106")
        ours, theirs = factories.official(), factories.official(region=far)
        past = factories.official()
        Office.objects.filter(user=past).update(valid_to=NOW.date())

        role = "district_reviewer"
        assert notifying.officials(role, NOW, near) == [ours]
        assert set(notifying.officials(role, NOW)) == {ours, theirs}


def _submit() -> None:
    factories.handed_in()


def _take_back() -> None:
    file = factories.handed_in()
    factories.member(file.unit.enterprise)
    filling.take_back(file, by=file.created_by, at=NOW)


def _score() -> None:
    factories.handed_in()
    for _ in "12":
        jobs.run(Job.objects.get(kind="assess").pk, assess_job)


def _return() -> None:
    file, by = factories.handed_in(), factories.official()
    reviewing.return_file(file, {"mes": "Which?"}, due_at=DUE, by=by, at=NOW)


def _recommended() -> Response:
    file = factories.recommended()
    factories.member(file.unit.enterprise, MembershipRole.VIEWER)
    return file


def _decide(move: str) -> Callable[[], None]:
    def step() -> None:
        by = factories.official("municipal_officer")
        recognising.decide(_recommended(), move, reason="Seen.", by=by, at=NOW)

    return step


def _decide_in_district() -> None:
    target = factories.open_round(district_decides_below=5000)
    file, by = factories.handed_in(round=target), factories.official()
    factories.clear(file, by)
    reviewing.decide_in_district(file, "decline", reason="Seen.", by=by, at=NOW)


def _recognise() -> None:
    file = factories.noticed()
    by = factories.official("municipal_officer")
    recognising.recognise(file, by=by, at=NOW + 30 * DAY)


def _object() -> None:
    file, officer = factories.noticed(), factories.official("municipal_officer")
    factories.objection(file, by=officer)


def _decide_objection() -> None:
    objection = factories.objection(factories.noticed())
    by = factories.official("municipal_officer")
    objecting.decide_objection(objection, upheld=True, reason="So.", by=by, at=NOW)


def _lapse() -> None:
    factories.response()
    lapse_overdue(NOW + 30 * DAY + GRACE)


def _reopen() -> None:
    _lapse()
    running.reopen(
        Response.objects.get(),
        due_at=NOW + 40 * DAY,
        reason="Flood.",
        by=factories.official("municipal_officer"),
        at=NOW + 31 * DAY,
    )


ISO = DUE.isoformat()
TOLD: list[tuple[Callable[[], None], str, int, dict[str, Any]]] = [
    (_submit, "submitted", 1, {"person": "Member"}),
    (_take_back, "taken_back", 2, {"person": "Member"}),
    (_score, "scored", 1, {}),
    (_return, "returned", 1, {"items": 1, "due_at": ISO}),
    (_recommended, "recommended", 1, {}),
    (_decide("notice"), "noticed", 2, {"until": ISO}),
    (_decide("cultivate"), "cultivated", 2, {"reason": "Seen."}),
    (_decide("decline"), "declined", 2, {"reason": "Seen."}),
    (_decide_in_district, "declined", 1, {"reason": "Seen."}),
    (_recognise, "recognised", 1, {"title": "DW-2026-0001"}),
    # Of three officers one decided the file and one wrote the objection down.
    (_object, "objection_raised", 1, {"raised_by": "A neighbour"}),
    (_decide_objection, "objection_decided", 1, {"upheld": True, "reason": "So."}),
    (_lapse, "lapsed", 1, {"ended_at": (NOW + 30 * DAY).isoformat()}),
    (_reopen, "reopened", 1, {"reason": "Flood."}),
]


@pytest.mark.parametrize(("step", "kind", "people", "given"), TOLD)
def test_verbs_tell(
    step: Callable[[], None], kind: str, people: int, given: dict[str, Any]
) -> None:
    step()

    assert kinds()[kind] == people
    found = params(kind)
    assert {name: found[name] for name in given} == given


def test_a_first_vote_of_two_tells_nobody() -> None:
    file = factories.recommended(round=factories.open_round(four_eyes=True))
    by = factories.official("municipal_officer")
    recognising.decide(file, "notice", by=by, at=NOW)
    assert "noticed" not in kinds()


def test_what_is_refused_tells_nobody() -> None:
    file = factories.noticed()
    by = factories.official("municipal_officer")
    with pytest.raises(recognising.NoticeRuns), transaction.atomic():
        recognising.recognise(file, by=by, at=NOW)
    assert "recognised" not in kinds()


@pytest.mark.parametrize("count", [1, 3])
def test_telling_takes_two_queries(count: int) -> None:
    response = factories.response()
    for _ in range(count - 1):
        factories.member(response.unit.enterprise)
    with CaptureQueriesContext(connection) as queries:
        people = notifying.fillers(response, NOW)
        notifying.tell("recommended", people, at=NOW, response=response)
    assert (len(people), len(queries)) == (count, 2)
