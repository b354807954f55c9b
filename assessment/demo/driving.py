"""Drives a made-up city through its rounds, all of it in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import transaction

from assessment.demo import (
    appointing,
    contesting,
    newcomers,
    overseeing,
    queueing,
    rechecking,
    rounds,
    seating,
    settling,
    sharing,
)
from assessment.demo.calendar import periods
from assessment.demo.casting import course, shown
from assessment.demo.responding import response
from assessment.demo.scenes import scenes
from assessment.demo.spread import Planned
from assessment.demo.telling import Heard, Story, tell
from assessment.demo.world import World

# About how many steps each kind of story has.
ENROLMENT, FINISHED, OPEN, ROUND, SCENE = 1, 14, 4, 5, 3


@transaction.atomic
def drive(planned: tuple[Planned, ...], *, now: datetime, heard: Heard) -> World:
    """Make the demo for these enterprises as it stands now; raises TooEarly.

    Whoever is interrupted leaves nothing behind: all of it is kept at once.
    """
    world = World(now, periods(now), planned, shown(planned))
    with _unlogged():
        tell(list(stories(world)), heard)
        queueing.arrange(world)
    overseeing.arrivals(world)
    settling.tidy_messages(now)
    return world


@contextmanager
def _unlogged() -> Iterator[None]:
    # While debugging, Django keeps the text of every statement: a tenth of the time.
    before, settings.DEBUG = settings.DEBUG, False
    try:
        yield
    finally:
        settings.DEBUG = before


def stories(world: World) -> Iterator[Story]:
    """All that happens, each story by itself."""
    yield Story(settling.founding(world), 1)
    for who in world.planned:
        yield Story(settling.enrolment(world, who), ENROLMENT)
    yield Story(settling.register_arrival(world), 1)
    yield Story(settling.merger(world), 2)
    yield Story(rechecking.recheck(world), rechecking.SIZE)
    for period in world.periods:
        yield Story(rounds.course_of_round(world, period), ROUND)
        for who in world.planned:
            taken = course(who, period, world.star)
            if taken is not None:
                length = FINISHED if period.finished else OPEN
                yield Story(response(world, who, taken), length)
        yield from scenes(world, period)
    current = world.periods[-1]
    yield Story(sharing.draft(world, current), 2 * SCENE)
    yield Story(sharing.index(world, current), SCENE)
    yield Story(newcomers.roster(world), SCENE)
    yield Story(newcomers.applications(world), SCENE)
    yield from _officials(world)


def _officials(world: World) -> Iterator[Story]:
    """What officials do beside each file."""
    last, current = world.periods[rounds.LAST_FINISHED], world.periods[-1]
    yield Story(appointing.deputies(world), 1)
    yield Story(appointing.colleague(world), 1)
    yield Story(appointing.succession(world), 1)
    yield Story(seating.finished_panel(world, last), seating.FILES)
    yield Story(seating.open_panel(world, current), seating.FILES_OPEN)
    yield Story(contesting.decided(world, last), 2)
    yield Story(contesting.raised(world, current), 1)
    yield Story(overseeing.reminders(world, current), SCENE)
    yield Story(overseeing.extensions(world, current), 1)
