"""The expert panels: blind second scores, their calibration, and the release by it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from assessment.demo.accounts import OFFICER
from assessment.demo.calendar import Period
from assessment.demo.drawing import below
from assessment.demo.materials import SEED, dice, table
from assessment.demo.telling import Steps
from assessment.demo.world import World
from reports.calibrating import Calibration, calibrate
from surveys import seating
from surveys.models import Edition, OfficeRole, Panel, Seat, User
from surveys.scoring import Question
from surveys.seating import Draw, Second, TooFewExperts

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# After the deadline of a finished round: drawn, scored from then on, released.
DRAWN, SCORED, RELEASED = 40 * DAY, 41 * DAY, 50 * DAY
FILES, FILES_OPEN = 36, 8
DRAWN_OPEN = 26 * HOUR  # before now
DONE_OPEN = 0.4  # of the seats of the open round, how many are scored
# How often an expert finds less than was claimed; in one region more often.
LOWER, LOWER_THERE = 0.05, 0.8
BEGUN = 0.4  # share of the items of the file that an expert works on


def finished_panel(world: World, period: Period) -> Steps:
    """A sample of a finished round is scored a second time, then decisions go."""
    at = period.deadline + DRAWN + 10 * HOUR
    yield at
    panel = _draw(world, period, FILES, at)
    if panel is not None:
        for seat, then in _turns(panel, period.deadline + SCORED + 9 * HOUR):
            yield then
            _score(world, seat, then)
    at = period.deadline + RELEASED + 15 * HOUR
    yield at
    target = world.rounds[period.year]
    found = calibrate(target)
    seating.release(
        target,
        note=_note(found),
        figures=found.figures(),
        by=world.people[OFFICER.role],
        at=at,
    )


def _note(found: Calibration) -> str:
    """Why decisions may go, with the name of whoever is outside the limits."""
    outside = "、".join(line.name for line in found.reviewers if line.outside)
    text: str = table("phrases")["released_outside" if outside else "released"]
    return text.format(reviewers=outside)


def open_panel(world: World, period: Period) -> Steps:
    """In the open round the experts have begun."""
    at = world.now - DRAWN_OPEN
    yield at
    panel = _draw(world, period, FILES_OPEN, at)
    if panel is None:
        return
    turns = list(_turns(panel, at + 2 * HOUR))
    done = round(DONE_OPEN * len(turns))
    for seat, then in turns[:done]:
        yield then
        _score(world, seat, then)
    printed = world.people[OfficeRole.EXPERT]
    begun = next((s for s, _ in turns[done:] if s.expert_id == printed.pk), None)
    if begun is not None:
        then = world.now - 2 * HOUR
        yield then
        found = _found(world, begun)
        some = dict(list(found.items())[: round(BEGUN * len(found))])
        seating.score(begun, some, by=begun.expert, at=then)


def _draw(world: World, period: Period, size: int, at: datetime) -> Panel | None:
    """A panel over the questionnaire for which most files wait; none where none do."""
    target = world.rounds[period.year]

    def waiting(edition: Edition) -> int:
        return seating.files_to_draw(target, edition).count()

    edition = max(world.reference.editions.values(), key=waiting)
    experts: Sequence[User] = list(seating.experts_on(timezone.localdate(at)))
    if not waiting(edition) or not experts:
        return None
    plan = Draw(target, edition, size, SEED, experts)
    try:
        return seating.draw(plan, by=world.people[OFFICER.role], at=at)
    except TooFewExperts:
        return None


def _turns(panel: Panel, since: datetime) -> Iterator[tuple[Seat, datetime]]:
    """The seats in their order, and when each is scored: two hours for a file."""
    rows = panel.seats.select_related(
        "expert", "panel__round", "submission__response__unit__enterprise"
    )
    for number, seat in enumerate(rows.order_by("pk")):
        day, hour = divmod(number, 6)
        yield seat, since + day * DAY + hour * HOUR


def _score(world: World, seat: Seat, at: datetime) -> None:
    seating.score(seat, _found(world, seat), by=seat.expert, at=at)
    seating.finish(seat, by=seat.expert, at=at)


def _found(world: World, seat: Seat) -> dict[str, Second]:
    """Mostly as claimed; where one reviewer is lenient the experts find less."""
    enterprise = seat.submission.response.unit.enterprise
    lenient = _lenient(world)
    chance = LOWER_THERE if enterprise.region.code == lenient else LOWER
    source = dice(SEED, "second", enterprise.uscc, seat.submission.receipt)
    return {
        code: _second(question, seat.submission.answers.get(code), chance, source)
        for code, question in seating.to_score(seat.submission).items()
    }


def _lenient(world: World) -> str:
    """The region with the most enterprises beside that of the star."""
    star = world.star.later_region
    codes = [who.later_region for who in world.planned if who.later_region != star]
    return max(sorted(set(codes)), key=codes.count, default="")


def _second(
    question: Question, claim: dict[str, Any] | None, chance: float, source: Random
) -> Second:
    falls = source.random() < chance
    if claim is None or claim["state"] != "answered":
        return Second("na" if claim and claim["state"] == "na" else "claim")
    value = below(question, claim["v"]) if falls else None
    if value is None:
        return Second("claim")
    return Second("answered", value, source.choice(table("phrases")["seconds"]))
