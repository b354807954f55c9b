"""The desk of an enterprise: what is open for its units, and starting it."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys import filling
from surveys.access import (
    FILLERS,
    SignedInRequest,
    one,
    signed_in,
    unit_to_fill,
)
from surveys.filling import NotOpen
from surveys.models import (
    Edition,
    Enterprise,
    Membership,
    MembershipRole,
    Response,
    Round,
    RoundState,
    Unit,
)
from surveys.workflow import EDITABLE, HANDED_IN

PAST = 20  # finished assessments an enterprise sees on its desk


@dataclass(frozen=True, slots=True)
class Offer:
    """A questionnaire that is open for a unit, with the response where one began."""

    round: Round
    edition: Edition
    unit: Unit
    response: Response | None


@dataclass(frozen=True, slots=True)
class Desk:
    """One enterprise of a person."""

    enterprise: Enterprise
    fills: bool
    manages: bool
    offers: list[Offer]
    past: list[Response]


@signed_in
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Every enterprise of this person with what can be done for it now."""
    memberships = request.holdings.memberships
    mine = {m.enterprise_id for m in memberships}
    rounds = _open_rounds(request)
    units = list(Unit.objects.filter(enterprise__in=mine))
    responses = Response.objects.with_subject().filter(unit__enterprise__in=mine)
    found = list(responses.order_by("-round__opens_at", "unit__name"))
    desks = [_desk(m, rounds, units, found) for m in memberships]
    context = {
        "desks": desks,
        "rounds": rounds,
        "editable": EDITABLE,
        "with_result": HANDED_IN,
    }
    return render(request, "surveys/desk.html", context)


def _open_rounds(request: SignedInRequest) -> list[Round]:
    editions = Edition.objects.defer("document").select_related("questionnaire__stage")
    rounds = Round.objects.filter(
        state=RoundState.OPEN, opens_at__lte=request.at, deadline__gt=request.at
    )
    return list(rounds.prefetch_related(Prefetch("editions", editions), "regions"))


def _desk(
    membership: Membership,
    rounds: list[Round],
    units: list[Unit],
    responses: list[Response],
) -> Desk:
    enterprise = membership.enterprise
    own = [unit for unit in units if unit.enterprise_id == enterprise.pk]
    theirs = [r for r in responses if r.unit.enterprise_id == enterprise.pk]
    offers = _offers(enterprise, rounds, own, theirs)
    shown = {offer.response.pk for offer in offers if offer.response}
    return Desk(
        enterprise=enterprise,
        fills=membership.role in FILLERS,
        manages=membership.role == MembershipRole.ADMINISTRATOR,
        offers=offers,
        past=[r for r in theirs if r.pk not in shown][:PAST],
    )


def _offers(
    enterprise: Enterprise,
    rounds: list[Round],
    units: list[Unit],
    responses: list[Response],
) -> list[Offer]:
    begun = {(r.round_id, r.edition_id, r.unit_id): r for r in responses}
    return [
        Offer(target, edition, unit, begun.get((target.pk, edition.pk, unit.pk)))
        for target in rounds
        if enterprise.region_id in {region.pk for region in target.regions.all()}
        for edition in target.editions.all()
        for unit in units
        if edition.unit_kind == unit.kind
    ]


@signed_in
@require_POST
def start(request: SignedInRequest, pk: int, target: int, edition: int) -> HttpResponse:
    """Start an assessment of a unit, or go on with the one that began."""
    unit = unit_to_fill(request, pk)
    opened = one(Round.objects.all(), pk=target)
    asked = one(Edition.objects.all(), pk=edition)
    try:
        response = filling.start(unit, asked, opened, by=request.user, at=request.at)
    except NotOpen:
        messages.error(request, _("This round is not open for this unit."))
        return redirect("surveys:desk")
    return redirect("surveys:task_list", response.pk)
