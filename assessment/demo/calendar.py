"""The demo's calendar: two finished rounds with the merger between, and an open one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

Window = tuple[datetime, datetime]

TRIES = 60  # draws for a moment in working hours; about every fourth is one
MORNING, EVENING = 9, 18  # hours
SATURDAY = 5
NOTICE_AT_LEAST = timedelta(days=30)  # from now to the deadline of the open round
OPEN_FOR = timedelta(days=110)  # before its deadline
OPEN_AT_LEAST = timedelta(days=8)  # before now


class TooEarly(Exception):
    """The clock of the machine stands before the demo's finished rounds ended."""


@dataclass(frozen=True, slots=True)
class Period:
    """A round: when it is open, and when officials do which part of their work.

    A finished one also has the moments at which it is closed and its figures are
    published; of the open one nothing happens after now.
    """

    year: int
    opens: datetime
    deadline: datetime
    filling: Window
    reviewing: Window
    deciding: Window
    granting: Window
    closes: datetime | None = None
    publishes: datetime | None = None

    @property
    def finished(self) -> bool:
        """Whether all has been decided."""
        return self.closes is not None


def local(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A moment in the time zone of the platform."""
    return datetime(year, month, day, hour, tzinfo=timezone.get_default_timezone())


ENROLLING = (local(2024, 11, 18), local(2024, 12, 28))
BEGINNING = local(2024, 11, 11, 9)
REGISTER_COMES = local(2025, 1, 8, 10)
MERGER = local(2025, 11, 6, 9)


def periods(now: datetime) -> tuple[Period, Period, Period]:
    """The rounds of 2025 and 2026, and the one that is open now; raises TooEarly."""
    finished = _finished(2025), _finished(2026)
    current = _current(now)
    last = finished[-1].publishes
    if last is None or current.opens <= last:
        raise TooEarly
    return *finished, current


def _finished(year: int) -> Period:
    opens, deadline = local(year, 1, 13, 9), local(year, 3, 1)

    def after(days: int, until: int) -> Window:
        return deadline + timedelta(days=days), deadline + timedelta(days=until)

    return Period(
        year=year,
        opens=opens,
        deadline=deadline,
        filling=(opens, deadline),
        reviewing=after(1, 36),
        deciding=after(51, 57),
        granting=after(65, 71),
        closes=local(year, 5, 15, 16),
        publishes=local(year, 5, 20, 10),
    )


def _current(now: datetime) -> Period:
    here = timezone.localtime(now).replace(microsecond=0)
    year = (
        here.year if local(here.year, 3, 1) >= here + NOTICE_AT_LEAST else here.year + 1
    )
    deadline = local(year, 3, 1)
    opens = min(deadline - OPEN_FOR, here - OPEN_AT_LEAST)
    opens = opens.replace(hour=9, minute=0, second=0, microsecond=0)
    until, since = here - timedelta(hours=1), here - timedelta(days=3)
    return Period(
        year=year,
        opens=opens,
        deadline=deadline,
        filling=(opens, until),
        reviewing=(opens + (since - opens) * 0.6, since),
        deciding=(since, until),
        granting=(until, until),
    )


def moment(between: Window, source: Random) -> datetime:
    """A moment between both, in working hours where the window has some."""
    first, last = between
    at = first
    for _ in range(TRIES):
        at = first + timedelta(
            seconds=int((last - first).total_seconds() * source.random())
        )
        here = timezone.localtime(at)
        if here.weekday() < SATURDAY and MORNING <= here.hour < EVENING:
            break
    return at
