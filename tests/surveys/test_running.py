"""A round: planned, opened once, closed once its deadline has passed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from surveys import running
from surveys.models import AuditRow, Round, RoundState
from surveys.running import Plan, RoundRefused
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

# "28 February 24:00" in Chongqing is the first moment of March there.
DEADLINE = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LIMIT = Decimal(3000)


def planned() -> Round:
    plan = Plan(
        name_zh="2026年第一轮",
        name_en="First round",
        year=2026,
        opens_at=NOW,
        deadline=DEADLINE,
        editions=[factories.edition()],
        regions=[factories.region()],
        notice_days=7,
        objection_days=3,
        four_eyes=True,
        district_decides_below=LIMIT,
    )
    return running.plan_round(plan, by=factories.user(), at=NOW)


def opened() -> Round:
    target = planned()
    running.open_round(target, by=factories.user(), at=NOW)
    return target


def test_a_plan_is_kept_whole() -> None:
    target = planned()

    target.refresh_from_db()
    assert (target.state, target.year, target.opens_at, target.deadline) == (
        RoundState.PLANNED,
        2026,
        NOW,
        DEADLINE,
    )
    assert (target.notice_days, target.objection_days) == (7, 3)
    assert target.four_eyes is True
    assert target.district_decides_below == LIMIT
    assert [e.label for e in target.editions.all()] == ["2023"]
    assert [r.code for r in target.regions.all()] == ["500105"]
    row = AuditRow.objects.get(action="plan_round")
    assert (row.object_id, row.by) == (str(target.pk), target.created_by)


def test_a_round_cannot_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError):
        factories.open_round(deadline=NOW - timedelta(days=10))


@pytest.mark.parametrize(
    ("state", "at", "expected"),
    [
        (RoundState.PLANNED, NOW, False),
        (RoundState.OPEN, NOW - SECOND, False),
        (RoundState.OPEN, NOW, True),
        (RoundState.OPEN, DEADLINE - timedelta(milliseconds=1), True),
        (RoundState.OPEN, DEADLINE, False),
        (RoundState.CLOSED, NOW, False),
        (RoundState.ARCHIVED, NOW, False),
    ],
)
def test_when_it_takes_responses(state: str, at: datetime, expected: bool) -> None:
    target = planned()
    target.state = state
    assert target.is_open(at) == expected


def test_it_is_opened_once() -> None:
    target = planned()
    other = Round.objects.get(pk=target.pk)
    running.open_round(target, by=factories.user(), at=NOW)

    with pytest.raises(RoundRefused):
        running.open_round(other, by=factories.user(), at=NOW)

    other.refresh_from_db()
    assert (target.state, other.state) == (RoundState.OPEN, RoundState.OPEN)
    assert AuditRow.objects.filter(action="round_open").count() == 1


def test_it_is_closed_from_its_deadline_on_and_once() -> None:
    target, by = opened(), factories.user()

    with pytest.raises(RoundRefused):
        running.close_round(target, by=by, at=DEADLINE - SECOND)
    running.close_round(target, by=by, at=DEADLINE)
    with pytest.raises(RoundRefused):
        running.close_round(target, by=by, at=DEADLINE)

    target.refresh_from_db()
    assert target.state == RoundState.CLOSED
    assert AuditRow.objects.filter(action="round_closed").count() == 1


def test_a_planned_round_is_not_closed() -> None:
    with pytest.raises(RoundRefused):
        running.close_round(planned(), by=factories.user(), at=DEADLINE)


def test_a_closed_round_is_not_opened_again() -> None:
    target, by = opened(), factories.user()
    running.close_round(target, by=by, at=DEADLINE)
    with pytest.raises(RoundRefused):
        running.open_round(target, by=by, at=DEADLINE)


@pytest.mark.parametrize(
    ("limit", "investment", "expected"),
    [
        (None, Decimal(1), False),
        (LIMIT, None, False),
        (LIMIT, Decimal("2999.99"), True),
        (LIMIT, LIMIT, False),
        (LIMIT, Decimal(0), True),
        (Decimal(0), Decimal(0), False),
    ],
)
def test_who_decides(
    limit: Decimal | None, investment: Decimal | None, expected: bool
) -> None:
    target = planned()
    target.district_decides_below = limit
    assert target.lets_district_decide(investment) == expected
