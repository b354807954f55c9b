"""Running a round: plan it, open it, close it, extend one response."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from surveys import auditing
from surveys.models import Edition, Region, Response, Round, RoundState, User


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as a municipal officer plans it; the deadline is exclusive."""

    name_zh: str
    name_en: str
    year: int
    opens_at: datetime
    deadline: datetime
    editions: Sequence[Edition]
    regions: Sequence[Region]
    notice_days: int = 5
    four_eyes: bool = False
    district_decides_below: Decimal | None = None


class RoundRefused(Exception):
    """The round is not in a state from which this step starts."""


@transaction.atomic
def plan_round(plan: Plan, *, by: User, at: datetime) -> Round:
    """Write a round down; nobody can fill anything before it is opened."""
    planned = Round.objects.create(
        name_zh=plan.name_zh,
        name_en=plan.name_en,
        year=plan.year,
        opens_at=plan.opens_at,
        deadline=plan.deadline,
        notice_days=plan.notice_days,
        four_eyes=plan.four_eyes,
        district_decides_below=plan.district_decides_below,
        created_by=by,
    )
    planned.editions.set(plan.editions)
    planned.regions.set(plan.regions)
    auditing.record("plan_round", planned, by=by, at=at)
    return planned


def open_round(target: Round, *, by: User, at: datetime) -> None:
    """Open a planned round; enterprises can start from its opening time on."""
    _step(target, RoundState.PLANNED, RoundState.OPEN, by=by, at=at)


def close_round(target: Round, *, by: User, at: datetime) -> None:
    """Close an open round once its deadline has passed; reviews go on."""
    if at < target.deadline:
        raise RoundRefused
    _step(target, RoundState.OPEN, RoundState.CLOSED, by=by, at=at)


@transaction.atomic
def _step(target: Round, old: str, new: str, *, by: User, at: datetime) -> None:
    if Round.objects.filter(pk=target.pk, state=old).update(state=new) != 1:
        raise RoundRefused
    target.state = new
    auditing.record(f"round_{new}", target, by=by, at=at)


@transaction.atomic
def reopen(
    response: Response, *, due_at: datetime, reason: str, by: User, at: datetime
) -> None:
    """Let a lapsed response go on until a new date, which lies ahead."""
    if due_at <= at:
        raise ValueError("due_at")
    response.move("reopen", by=by, at=at, reason=reason, due_at=due_at)
    auditing.record("reopen", response, by=by, at=at, reason=reason)
