"""Offices that come and go: deputies, a colleague on loan, a successor."""

from datetime import datetime, timedelta

from django.utils import timezone

from assessment.demo.calendar import local
from assessment.demo.materials import SEED, dice, table
from assessment.demo.names import person
from assessment.demo.settling import DOMAIN
from assessment.demo.telling import Steps
from assessment.demo.world import World
from surveys import appointing, enrolling
from surveys.models import Office, OfficeRole, User

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DEPUTIES = local(2026, 2, 2, 10)
# Who joins the printed ones: a second municipal officer decides what the first did not.
JOINING = (
    (OfficeRole.MUNICIPAL_OFFICER, "deputy"),
    (OfficeRole.EXPERT, "expert.2"),
    (OfficeRole.EXPERT, "expert.3"),
)
HELPS, AFTERWARDS = 6 * DAY, 60 * DAY  # before now, after the deadline
FOLLOWS = 5 * DAY + 3 * HOUR  # before now


def deputies(world: World) -> Steps:
    """A second municipal officer and two more experts join for the round of 2026."""
    yield DEPUTIES
    for role, name in JOINING:
        world.people[name] = _person(world, name, at=DEPUTIES)
        enrolling.appoint(
            world.people[name],
            role,
            region=None,
            by=world.people[OfficeRole.SECURITY_ADMIN],
            at=DEPUTIES,
        )


def _person(world: World, name: str, *, at: datetime) -> User:
    by = world.people[OfficeRole.SYSTEM_ADMIN]
    called = person(dice(SEED, "official", name)).zh
    return enrolling.add_person(called, email=f"{name}@{DOMAIN}", by=by, at=at)


def colleague(world: World) -> Steps:
    """Somebody helps the printed reviewer until the round is over."""
    at = world.now - HELPS
    yield at
    office = world.reviews[world.star.later_region]
    helper = _person(world, "colleague", at=at)
    world.people["colleague"] = helper
    ends = world.periods[-1].deadline + AFTERWARDS
    appointing.appoint(
        helper,
        OfficeRole.DISTRICT_REVIEWER,
        region=office.region,
        since=timezone.localdate(at),
        until=timezone.localdate(ends),
        by=world.people[OfficeRole.SECURITY_ADMIN],
        at=at,
        reason=table("phrases")["on_loan"],
    )


def succession(world: World) -> Steps:
    """A reviewer of another district leaves; the successor takes over all of it."""
    at = world.now - FOLLOWS
    yield at
    left = _busiest(world)
    if left is None or left.region is None:
        return
    successor = _person(world, "successor", at=at)
    handed = appointing.hand_over(
        left.user,
        [left],
        successor,
        reason=table("phrases")["handed_over"],
        by=world.people[OfficeRole.SECURITY_ADMIN],
        at=at,
    )
    world.reviews[left.region.code] = handed.offices[0]


def _busiest(world: World) -> Office | None:
    """The reviewer with the most enterprises, but for the printed one."""
    star = world.star.later_region
    codes = [who.later_region for who in world.planned if who.later_region != star]
    code = max(sorted(set(codes)), key=codes.count, default="")
    return world.reviews.get(code)
