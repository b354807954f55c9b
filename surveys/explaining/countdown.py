"""How long until a moment, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from surveys.explaining.words import deadline

NEAR = timedelta(days=7)
URGENT = timedelta(days=1)
HOUR, MINUTE = 3600, 60  # seconds


@dataclass(frozen=True, slots=True)
class Countdown:
    """An end that is awaited. `left` is what is left in words, nothing once it is
    over; `ends` the end itself; `near` and `urgent` ask for a warning beside them."""

    at: datetime
    left: str
    ends: str
    near: bool
    urgent: bool

    @property
    def over(self) -> bool:
        return not self.left


def countdown(end: datetime, now: datetime) -> Countdown:
    """Of an exclusive end, as it is at `now`."""
    rest = end - now
    return Countdown(end, left(rest), ends_at(end), rest <= NEAR, rest <= URGENT)


def left(rest: timedelta) -> str:
    """The two biggest units of what is left: "6 days 3 hours"; nothing for none."""
    if rest <= timedelta():
        return ""
    hours, seconds = divmod(rest.seconds, HOUR)
    minutes = seconds // MINUTE
    if rest.days:
        return _both(_days(rest.days), _hours(hours) if hours else "")
    if hours:
        return _both(_hours(hours), _minutes(minutes) if minutes else "")
    return _minutes(max(minutes, 1))


def _both(bigger: str, smaller: str) -> str:
    if not smaller:
        return bigger
    parts = {"bigger": bigger, "smaller": smaller}
    return pgettext("a duration of two units", "%(bigger)s %(smaller)s") % parts


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}


def _minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def ends_at(end: datetime) -> str:
    """An exclusive end with the clock it goes by: "28 February 2027, 24:00, Beijing
    time"."""
    parts = {"end": deadline(end), "zone": zone_name()}
    return _("%(end)s, %(zone)s") % parts


def zone_name() -> str:
    """What people call the time of the platform."""
    zone = timezone.get_current_timezone_name()
    if zone == "Asia/Shanghai":
        return _("Beijing time")
    return zone
