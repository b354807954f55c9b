"""Evidence in words: the period a file covers, and what is doubtful about it."""

from datetime import date

from django.utils.translation import gettext as _

from surveys.explaining.words import day
from surveys.models import Evidence, Round


def period(file: Evidence) -> str:
    """The period that a file covers; nothing where none is told."""
    first, last = file.covers_from, file.covers_to
    if first and last:
        return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if first:
        return _("from %(first)s on") % {"first": day(first)}
    return _("up to %(last)s") % {"last": day(last)} if last else ""


def period_doubt(file: Evidence, target: Round | None = None) -> str:
    """Why the period of a file may not be that of the round; nothing where it is."""
    target = target or file.response.round
    first, _last = target.period
    if file.covers_to and file.is_expired(first):
        return _(
            "The period it covers ended on %(last)s, before the time that this round"
            " asks about, which begins on %(first)s. Add a newer file if there is one."
        ) % {"last": day(file.covers_to), "first": day(first)}
    if file.covers_from and file.covers_from > date(target.year, 12, 31):
        return _(
            "The period it covers begins after %(year)s, the year of this round. Check"
            " its dates."
        ) % {"year": target.year}
    return ""
