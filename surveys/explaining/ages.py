"""How long a file has waited for its district, beside what the round wants."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.models import Response
from surveys.workdays import workdays_after
from surveys.workflow import Status

SOON = 2  # working days before the target


@dataclass(frozen=True, slots=True)
class Age:
    """Working days since it was handed in, and how many the district has."""

    days: int
    target: int

    @property
    def state(self) -> str:
        """within, soon or over."""
        if self.days > self.target:
            return "over"
        return "soon" if self.days > self.target - SOON else "within"

    @property
    def words(self) -> str:
        """How long, in the active language."""
        return ngettext(
            "%(days)s of %(target)s working day",
            "%(days)s of %(target)s working days",
            self.target,
        ) % {"days": self.days, "target": self.target}

    @property
    def verdict(self) -> str:
        """What that means, in the active language."""
        if self.state == "over":
            late = self.days - self.target
            return ngettext("%(days)s day overdue", "%(days)s days overdue", late) % {
                "days": late
            }
        return _("due soon") if self.state == "soon" else _("in time")


def age_of(response: Response, at: datetime) -> Age | None:
    """How long it has waited; None where it does not wait for a district."""
    if response.status != Status.SUBMITTED:
        return None
    since, today = timezone.localdate(response.status_at), timezone.localdate(at)
    return Age(workdays_after(since, today), response.round.review_days)
