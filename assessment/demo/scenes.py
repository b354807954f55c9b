"""Scenes of the enterprise whose accounts are printed, beside what everybody does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from assessment.demo.calendar import Period
from assessment.demo.casting import PAPERS, PAPERS_SHOWN, Course, End, choose, course
from assessment.demo.materials import table
from assessment.demo.papers import paper
from assessment.demo.responding import response
from assessment.demo.rounds import LAST_FINISHED
from assessment.demo.spread import Planned, PlannedUnit
from assessment.demo.telling import Steps, Story
from assessment.demo.world import World
from surveys import objecting, proving
from surveys.models import Correction, CorrectionState, Response, Trust

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Before now: so late that one may still object to what the reviewer corrected.
LOOKED_SINCE, LOOKED_UNTIL = 4 * DAY, 3 * DAY + 6 * HOUR
GRADED, OBJECTED = 3 * HOUR, 2 * HOUR  # before now
FILE = 12  # steps of a response, about


def scenes(world: World, period: Period) -> Iterator[Story]:
    """The scenes of a round."""
    if period is world.periods[LAST_FINISHED]:
        yield Story(_second_workshop(world, period), FILE)
    if not period.finished:
        yield Story(_factory(world, period), FILE)
        yield Story(_objection(world, period), FILE)


def _second_workshop(world: World, period: Period) -> Steps:
    """The workshop that the open round asks about was filed before, and sent back."""
    yield period.opens
    unit = _spare(world, "workshop")
    if unit is not None:
        sent_back = Course(
            period,
            End.RETURNED,
            papers=PAPERS_SHOWN,
            corrected=True,
            cast=unit,
            dated=True,
        )
        yield from response(world, world.star, sent_back)


def _spare(world: World, kind: str) -> PlannedUnit | None:
    """A unit of this kind without a title, beside the one that is filed anyway."""
    held = world.participants[world.star.uscc].held
    filed = choose(world.star, held, world.star)
    left = (u for u in world.star.units if u.kind == kind and u not in held)
    return next((unit for unit in left if unit != filed), None)


def _factory(world: World, period: Period) -> Steps:
    """The factory is recommended, with a correction to which one may still object."""
    yield period.opens
    unit = _spare(world, "factory")
    if unit is None:
        return
    yield from response(world, world.star, _recommended(world, period, unit))
    yield world.now - GRADED
    filed = _filed(world, period, world.star, unit)
    reviewer = world.reviewer(filed.unit.enterprise)
    grades = (Trust.ISSUED, Trust.VERIFIED)
    for proof, trust in zip(filed.evidence.order_by("code"), grades, strict=False):
        proving.grade(proof, trust, by=reviewer, at=world.now - GRADED)


def _recommended(world: World, period: Period, unit: PlannedUnit) -> Course:
    looked = (world.now - LOOKED_SINCE, world.now - LOOKED_UNTIL)
    return Course(
        replace(period, reviewing=looked),
        End.RECOMMENDED,
        papers=PAPERS,
        corrected=True,
        cast=unit,
        dated=True,
    )


def _filed(world: World, period: Period, who: Planned, unit: PlannedUnit) -> Response:
    row = world.participants[who.uscc].units[unit]
    return Response.objects.with_subject().get(
        unit=row, round=world.rounds[period.year]
    )


def _objection(world: World, period: Period) -> Steps:
    """Somebody else has objected to a correction; an officer is to decide."""
    yield period.opens
    found = _objector(world, period)
    if found is None:
        return
    who, unit = found
    yield from response(world, who, _recommended(world, period, unit))
    yield world.now - OBJECTED
    filed = _filed(world, period, who, unit)
    corrected = Correction.objects.filter(
        submission__response=filed, state=CorrectionState.ANSWERED
    )
    for correction in corrected[:1]:
        proof = filed.edition.scheme.questions[correction.code].title
        objecting.object_to_correction(
            correction,
            text=table("phrases")["objection"],
            files=[paper(f"{proof.zh}.pdf", f"{who.name}:{proof.zh}(示例)", proof.en)],
            by=world.participants[who.uscc].by,
            at=world.now - OBJECTED,
        )


def _objector(world: World, period: Period) -> tuple[Planned, PlannedUnit] | None:
    """An enterprise that files nothing else in this round, from the same region where
    there is one."""
    star = world.star
    idle = [w for w in world.planned if course(w, period, star) is None]
    idle.sort(key=lambda who: who.later_region != star.later_region)
    for who in idle:
        unit = choose(who, world.participants[who.uscc].held, star)
        if unit is not None:
            return who, unit
    return None
