"""Working days in China: weekends and holidays off, make-up Saturdays worked."""

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.utils import timezone

DAY = timedelta(days=1)


@cache
def _calendar() -> holidays.HolidayBase:
    """The State Council's notices, one a year; a year not announced yet by the law."""
    return holidays.country_holidays("CN")


@cache
def is_workday(day: date) -> bool:
    """Whether offices work on that day."""
    return _calendar().is_working_day(day)


def last_workday(start: date, days: int) -> date:
    """The last of so many working days, counted from the day after `start`."""
    day = start
    while days > 0:
        day += DAY
        days -= is_workday(day)
    return day


def end_after(moment: datetime, days: int) -> datetime:
    """The exclusive end of so many working days, counted from the day after a moment:
    24:00 of the last one, local time."""
    last = last_workday(timezone.localdate(moment), days)
    return timezone.make_aware(datetime.combine(last + DAY, time.min))


def workdays_after(start: date, day: date) -> int:
    """How many working days there were after `start`, up to a day and with it."""
    days = (day - start).days
    return sum(is_workday(start + n * DAY) for n in range(1, days + 1))


def waiting_since(day: date, days: int) -> date:
    """The last day after which more than so many working days have passed by then."""
    start, passed = day, 0
    while passed <= days:
        passed += is_workday(start)
        start -= DAY
    return start
