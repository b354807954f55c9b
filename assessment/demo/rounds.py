"""The rounds of the demo: planned, opened, lapsed, closed, their figures published."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from assessment.demo import workbooks
from assessment.demo.accounts import OFFICER
from assessment.demo.calendar import Period
from assessment.demo.telling import Steps
from assessment.demo.world import World
from reports import ordering
from surveys import lapsing, running
from surveys.models import Lane

LAST_FINISHED = -2  # of the periods; the last one is open
# 10,000 CNY; in the open round the districts decide more, and notices run early.
DISTRICT_DECIDES_BELOW, BELOW_OPEN = Decimal(3000), Decimal(4500)
BEFORE = timedelta(days=6)  # a round is planned so long before it opens
PUT_AWAY = timedelta(days=210)  # after it was closed, an earlier round is archived
AFTER = timedelta(minutes=2)  # the machine looks once a minute what is overdue


def course_of_round(world: World, period: Period) -> Steps:
    """A round from its plan on; the open one stays open."""
    yield period.opens - BEFORE
    by = world.people[OFFICER.role]
    plan = _plan(world, period)
    planned = running.plan_round(plan, by=by, at=period.opens - BEFORE)
    world.rounds[period.year] = planned
    yield period.opens
    running.open_round(planned, by=by, at=period.opens)
    if period.closes and period.publishes:
        yield period.deadline + AFTER
        lapsing.lapse_overdue(period.deadline + AFTER)
        yield period.closes
        lapsing.lapse_overdue(period.closes)
        running.close_round(planned, by=by, at=period.closes)
        yield period.publishes
        for edition in world.reference.editions.values():
            ordering.publish_cut(
                planned, edition, Lane.FINAL, by=by, at=period.publishes
            )
        if period is world.periods[LAST_FINISHED]:
            workbooks.order(world, period)
            return
        yield period.closes + PUT_AWAY
        running.archive_round(planned, by=by, at=period.closes + PUT_AWAY)


def _plan(world: World, period: Period) -> running.Plan:
    day = timezone.localdate(period.opens)
    regions = world.reference.regions.values()
    # What is for whole enterprises was not asked in the rounds before.
    whole = [] if period.finished else world.reference.whole.values()
    return running.Plan(
        name_zh=f"{period.year}年度",
        name_en=f"Round of {period.year}",
        year=period.year,
        opens_at=period.opens,
        deadline=period.deadline,
        editions=[*world.reference.editions.values(), *whole],
        regions=[region for region in regions if region.exists_on(day)],
        calibrated=period is not world.periods[0],  # experts came in the second one
        district_decides_below=(
            DISTRICT_DECIDES_BELOW if period.finished else BELOW_OPEN
        ),
    )
