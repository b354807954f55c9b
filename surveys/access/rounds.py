"""Which rounds somebody oversees, whose rows of them, and whom they may remind."""

from django.db.models import Q, QuerySet

from surveys.access.holding import (
    OVERSEERS,
    READERS,
    Holdings,
    SignedInRequest,
    not_found,
    one,
)
from surveys.models import OfficeRole, Reminder, Round, RoundState
from surveys.models.editions import RoundQuerySet

URGERS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER)


def regions_to_oversee(holdings: Holdings) -> frozenset[int] | None:
    """The regions whose figures this person sees; None is the whole city.

    Counts of the city are for the municipality and for analysts, who see no lists.
    """
    if holdings.has(*OVERSEERS) or not holdings.regions:
        return None
    return frozenset(holdings.regions)


def regions_to_urge(holdings: Holdings) -> frozenset[int] | None:
    """The regions whose enterprises this person sees listed and may remind."""
    return None if holdings.has(*OVERSEERS) else frozenset(holdings.regions)


def rounds_to_oversee(holdings: Holdings) -> RoundQuerySet:
    """Rounds whose progress one may look at; a planned one is the municipality's."""
    if not holdings.has(*READERS):
        not_found()
    rows = Round.objects.all()
    return rows if holdings.has(*OVERSEERS) else rows.exclude(state=RoundState.PLANNED)


def round_to_oversee(request: SignedInRequest, pk: int) -> Round:
    """A round whose progress one may look at."""
    return one(rounds_to_oversee(request.holdings), pk=pk)


def round_to_urge(request: SignedInRequest, pk: int) -> Round:
    """A round of which one sees lists and reminds the enterprises of one's regions."""
    if not request.holdings.has(*URGERS):
        not_found()
    return one(rounds_to_oversee(request.holdings), pk=pk)


def reminders_in_scope(request: SignedInRequest) -> QuerySet[Reminder]:
    """Reminders of the city, or those to somebody of one's regions and one's own."""
    if not request.holdings.has(*URGERS):
        not_found()
    rows = Reminder.objects.select_related("round", "by")
    regions = regions_to_urge(request.holdings)
    if regions is None:
        return rows
    near = Q(lines__enterprise__region__in=regions)
    return rows.filter(pk__in=Reminder.objects.filter(near).values("pk"))


def reminder_to_read(request: SignedInRequest, pk: int) -> Reminder:
    """A reminder, of which one sees the lines of one's regions."""
    return one(reminders_in_scope(request), pk=pk)
