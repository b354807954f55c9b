"""How the open round is run: who came and stopped, reminders and more time."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from assessment.demo.accounts import OFFICER
from assessment.demo.calendar import Period, moment
from assessment.demo.materials import SEED, dice, table
from assessment.demo.telling import Steps
from assessment.demo.world import World
from surveys import extending, receiving, urging
from surveys.models import (
    Enterprise,
    Message,
    Region,
    Reminder,
    Response,
    User,
)
from surveys.urging import Wanted
from surveys.workflow import Status

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Before now: to who has not begun; to the drafts; to both once more, some too soon.
REMINDED = (7 * DAY, 5 * DAY, 4 * DAY)
LEFT_OPEN = 20 * HOUR  # so long a list stood open before the reminder was sent
READ = 0.6  # of those reminded, how many have read it
LOOKED_IN = 0.5  # of those who have filed nothing yet, how many signed in
EXTENDED = 2 * DAY  # before now
LONGER = {"enterprise": 10 * DAY, "region": 5 * DAY}  # after the deadline


def reminders(world: World, period: Period) -> Steps:
    """The municipality reminds the star's cluster, and its district its own."""
    first, second, third = (_working_hours(world, before) for before in REMINDED)
    notes = table("phrases")["reminders"]
    yield first
    cluster = world.reference.clusters[world.star.cluster]
    idle = _idle(world, period).filter(primary_cluster=cluster)
    _remind(world, period, _wanted(idle), notes[0], world.people[OFFICER.role], first)
    home = world.reviews[world.star.later_region]
    near = Enterprise.objects.filter(region=home.region)
    yield second - LEFT_OPEN
    drafts = Wanted(responses=_drafts(world, period, near))
    yield second
    _remind(world, period, drafts, notes[1], home.user, second)
    yield third
    idle = _idle(world, period).filter(region=home.region)
    again = Wanted(_wanted(idle).enterprises, _drafts(world, period, near))
    _remind(world, period, again, notes[2], home.user, third)


def _working_hours(world: World, before: timedelta) -> datetime:
    window = (world.now - before - 6 * HOUR, world.now - before + 6 * HOUR)
    return moment(window, dice(SEED, "reminder", before.days))


def _idle(world: World, period: Period) -> QuerySet[Enterprise]:
    """Who is asked and has filed nothing in this round."""
    begun = world.rounds[period.year].responses.values("unit__enterprise")
    return Enterprise.objects.exclude(pk__in=begun)


def _wanted(rows: QuerySet[Enterprise]) -> Wanted:
    return Wanted(enterprises=frozenset(rows.values_list("pk", flat=True)))


def _drafts(world: World, period: Period, of: QuerySet[Enterprise]) -> frozenset[int]:
    rows = Response.objects.filter(
        round=world.rounds[period.year], status=Status.DRAFT, unit__enterprise__in=of
    )
    return frozenset(rows.values_list("pk", flat=True))


def _remind(
    world: World, period: Period, wanted: Wanted, note: str, by: User, at: datetime
) -> None:
    if wanted == Wanted():
        return
    sent = urging.remind(world.rounds[period.year], wanted, note=note, by=by, at=at)
    _read(sent, at)


def _read(sent: Reminder, at: datetime) -> None:
    """Some open the reminder in the hours after it."""
    source = dice(SEED, "read", sent.lines.count())
    told = Message.objects.filter(pk__in=sent.lines.values("messages"))
    for message in told.order_by("pk"):
        if source.random() < READ:
            later = at + source.randrange(1, 20) * HOUR
            receiving.read(message, at=later)


def extensions(world: World, period: Period) -> Steps:
    """One enterprise and one region get more time, each with its reason."""
    at = _working_hours(world, EXTENDED)
    yield at
    target, by = world.rounds[period.year], world.people[OFFICER.role]
    reasons = table("phrases")["extensions"]
    home = world.reviews[world.star.later_region].region
    one = _idle(world, period).filter(region=home).order_by("uscc").first()
    whom: dict[str, Enterprise | Region | None] = {
        "enterprise": one,
        "region": _smallest(world, but=home),
    }
    for kind, asked in whom.items():
        if asked is not None:
            until = period.deadline + LONGER[kind]
            extending.extend(
                target, asked, until=until, reason=reasons[kind], by=by, at=at
            )


def _smallest(world: World, *, but: Region | None) -> Region | None:
    """Another region, one with few enterprises."""
    counts: dict[str, int] = {}
    for who in world.planned:
        counts[who.later_region] = counts.get(who.later_region, 0) + 1
    if but is not None:
        counts.pop(but.code, None)
    code = min(counts, key=lambda code: (counts[code], code), default="")
    return world.reference.regions.get(code)


def arrivals(world: World) -> None:
    """Whoever has filled has signed in; of the others some did, and stopped there. No
    request comes from made-up people, so it is noted where sign-ins note it."""
    source = dice(SEED, "arrivals")
    begun = set(Response.objects.values_list("unit__enterprise", flat=True))
    seen = [
        one.by.pk
        for one in world.participants.values()
        if one.enterprise.pk in begun or source.random() < LOOKED_IN
    ]
    User.objects.filter(pk__in=seen).update(last_login=world.now - DAY)
