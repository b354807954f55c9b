"""Reminders: exactly those that were chosen, once in a while, with a log of each."""

from datetime import timedelta
from typing import Any

import pytest

from surveys import urging
from surveys.models import (
    AuditRow,
    Enterprise,
    Membership,
    Message,
    Reminder,
    Response,
    Round,
)
from surveys.urging import PAUSE, Wanted
from surveys.workflow import EDITABLE, Status
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
DEADLINE = NOW + timedelta(days=30)


@pytest.fixture
def target() -> Round:
    factories.region()
    return factories.open_round()


def idle() -> Enterprise:
    """An enterprise with somebody who could start."""
    found = factories.enterprise()
    factories.member(found)
    return found


def remind(
    target: Round, *chosen: Enterprise | Response, note: str = "", **fields: Any
) -> Reminder:
    wanted = Wanted(
        frozenset(one.pk for one in chosen if isinstance(one, Enterprise)),
        frozenset(one.pk for one in chosen if isinstance(one, Response)),
    )
    fields = {"by": factories.official(), "at": NOW} | fields
    return urging.remind(target, wanted, note=note, **fields)


def outcomes(reminder: Reminder) -> list[tuple[int, int | None, str, int]]:
    lines = reminder.lines.values_list("enterprise", "response", "outcome", "people")
    return list(lines)


def test_those_chosen_are_told_and_nobody_else(target: Round) -> None:
    draft, other = factories.filled(round=target), factories.filled(round=target)
    beginner = idle()
    idle()

    sent = remind(target, draft, beginner, note="Please.")

    owner = draft.unit.enterprise
    assert outcomes(sent) == [
        (beginner.pk, None, "told", 1),
        (owner.pk, draft.pk, "told", 1),
    ]
    rows = Message.objects.filter(kind="urged").order_by("response")
    told = {row.user: row.response for row in rows}
    starter = beginner.memberships.get().user
    assert told == {starter: None, draft.created_by: draft}
    assert other.created_by not in told
    assert Message.objects.get(user=draft.created_by, kind="urged").params == {
        "enterprise": owner.name,
        "round_zh": "2026年第一轮",
        "round_en": "First round of 2026",
        "closes_at": DEADLINE.isoformat(),
        "reason": "Please.",
    }


def test_the_log_knows_the_message_of_each_person(target: Round) -> None:
    draft = factories.filled(round=target)
    colleague = factories.member(draft.unit.enterprise, "administrator")
    factories.member(draft.unit.enterprise, "viewer")

    line = remind(target, draft).lines.get()

    assert line.people == 2
    people = {message.user for message in line.messages.all()}
    assert people == {draft.created_by, colleague}
    row = AuditRow.objects.get(action="remind")
    expected = {"told": 1, "throttled": 0, "nobody": 0, "settled": 0}
    assert (row.object_id, row.details) == (str(line.reminder_id), expected)


def test_an_enterprise_that_began_is_reminded_of_what_is_open(target: Round) -> None:
    draft = factories.filled(round=target)
    owner = draft.unit.enterprise
    second = factories.filled(round=target, unit=factories.unit(owner))
    done = factories.handed_in(round=target, unit=factories.unit(owner))

    sent = remind(target, owner)

    assert {line[1] for line in outcomes(sent)} == {draft.pk, second.pk}
    assert done.pk not in {line[1] for line in outcomes(sent)}


def test_the_same_is_told_once_within_the_pause(target: Round) -> None:
    draft, other = factories.filled(round=target), factories.filled(round=target)
    remind(target, draft)

    again = remind(target, draft, other, at=NOW + PAUSE - SECOND)
    later = remind(target, draft, at=NOW + PAUSE)

    found = {line[1]: line[2:] for line in outcomes(again)}
    assert found == {draft.pk: ("throttled", 0), other.pk: ("told", 1)}
    assert [line[2] for line in outcomes(later)] == ["told"]
    assert Message.objects.filter(kind="urged", user=draft.created_by).count() == 2


def test_one_that_was_throttled_does_not_wait_longer(target: Round) -> None:
    draft = factories.filled(round=target)
    remind(target, draft)
    remind(target, draft, at=NOW + PAUSE - SECOND)
    assert [line[2] for line in outcomes(remind(target, draft, at=NOW + PAUSE))] == [
        "told"
    ]


def test_another_round_has_its_own_pause(target: Round) -> None:
    beginner, other = idle(), factories.open_round()
    remind(target, beginner)
    assert [line[2] for line in outcomes(remind(other, beginner))] == ["told"]


@pytest.mark.parametrize("gone", ["member", "account", "viewer"])
def test_where_nobody_can_fill_nobody_is_told(target: Round, gone: str) -> None:
    alone = idle()
    membership = alone.memberships.get()
    if gone == "account":
        membership.user.is_active = False
        membership.user.save()
    changes = {"member": {"valid_to": NOW.date()}, "viewer": {"role": "viewer"}}
    if gone in changes:
        Membership.objects.filter(pk=membership.pk).update(**changes[gone])

    assert outcomes(remind(target, alone)) == [(alone.pk, None, "nobody", 0)]


@pytest.mark.parametrize("status", sorted(set(Status) - EDITABLE))
def test_what_is_not_open_is_left_alone(target: Round, status: str) -> None:
    draft = factories.filled(round=target)
    rows = Response.objects.filter(pk=draft.pk)
    rows.update(status=status, notice_until=NOW)

    sent = remind(target, draft)

    assert [line[2:] for line in outcomes(sent)] == [("settled", 0)]
    assert not Message.objects.filter(kind="urged").exists()


def test_after_the_deadline_nobody_is_reminded_of_it(target: Round) -> None:
    draft, beginner = factories.filled(round=target), idle()
    sent = remind(target, draft, beginner, at=DEADLINE)
    assert {line[2] for line in outcomes(sent)} == {"settled"}


def test_a_file_of_another_round_is_none_of_this_one(target: Round) -> None:
    foreign = factories.filled(round=factories.open_round())
    assert outcomes(remind(target, foreign)) == []


@pytest.mark.parametrize("count", [1, 4])
def test_an_outlook_takes_as_many_queries_for_all(
    target: Round, count: int, django_assert_num_queries: Any
) -> None:
    drafts = [factories.filled(round=target) for _ in range(count)]
    beginners = [idle() for _ in range(count)]
    wanted = Wanted(
        frozenset(one.pk for one in beginners), frozenset(one.pk for one in drafts)
    )
    held = Round.objects.prefetch_related("extensions").get(pk=target.pk)

    with django_assert_num_queries(6):
        found = urging.outlook(held, wanted, at=NOW)

    assert (found.told, found.throttled, found.nobody, found.settled) == (
        2 * count,
        0,
        0,
        0,
    )
