"""Objections to public notices: one decided by a second officer, one still open."""

from datetime import datetime, timedelta

from assessment.demo.accounts import OFFICER
from assessment.demo.calendar import Period
from assessment.demo.materials import table
from assessment.demo.telling import Steps
from assessment.demo.world import World
from surveys import objecting
from surveys.models import Objection, Response, User
from surveys.workflow import Status

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# After the deadline of a finished round: while notices run, and before titles.
RAISED, DECIDED = 54 * DAY, 61 * DAY
RAISED_OPEN = 90 * timedelta(minutes=1)  # before now


def decided(world: World, period: Period) -> Steps:
    """Somebody objects to a notice; who decided it may not decide that, so the second
    officer does, and rejects it."""
    at = period.deadline + RAISED + 16 * HOUR
    yield at
    raised = _raise(world, period, world.people[OFFICER.role], at)
    at = period.deadline + DECIDED + 15 * HOUR
    yield at
    if raised is not None:
        objecting.decide_objection(
            raised,
            upheld=False,
            reason=table("phrases")["rejected"],
            by=world.people["deputy"],
            at=at,
        )


def raised(world: World, period: Period) -> Steps:
    """In the open round one waits for the printed officer."""
    at = world.now - RAISED_OPEN
    yield at
    _raise(world, period, world.people["deputy"], at)


def _raise(world: World, period: Period, by: User, at: datetime) -> Objection | None:
    """An objection to a notice that runs, in the region of the star where one does."""
    rows = Response.objects.with_subject().filter(
        round=world.rounds[period.year], status=Status.NOTICED, notice_until__gt=at
    )
    near = world.star.later_region
    found = sorted(
        rows.order_by("pk"), key=lambda r: r.unit.enterprise.region.code != near
    )
    if not found:
        return None
    said = table("phrases")["public_objection"]
    return objecting.raise_objection(
        found[0], text=said["text"], raised_by_name=said["by"], by=by, at=at
    )
