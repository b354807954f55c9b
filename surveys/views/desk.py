"""The desk of an enterprise: what is open for its units, and starting it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys import filling, notifying
from surveys.access import (
    FILLERS,
    SignedInRequest,
    one,
    signed_in,
    unit_to_fill,
)
from surveys.filling import NotOpen
from surveys.forms.desk import Known, Own, RoundCard, next_round, round_cards
from surveys.forms.overview import by_code, settled_codes
from surveys.models import (
    Assignment,
    Edition,
    Enterprise,
    Evidence,
    Membership,
    MembershipRole,
    Registration,
    RegistrationState,
    Response,
    Round,
    Submission,
    Title,
    Unit,
    User,
)
from surveys.workflow import EDITABLE, HANDED_IN, Status

PAST = 20  # finished assessments an enterprise sees on its desk


@dataclass(frozen=True, slots=True)
class Desk:
    """One enterprise of a person. `planned`: the next round, where none is open;
    `administrators`: whom to ask, where the reader may not add a unit."""

    enterprise: Enterprise
    fills: bool
    manages: bool
    rounds: list[RoundCard]
    past: list[Response]
    planned: Round | None
    administrators: list[User]


@signed_in
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Every enterprise of this person with what can be done for it now."""
    memberships = request.holdings.memberships
    mine = {m.enterprise_id for m in memberships}
    units = list(Unit.objects.filter(enterprise__in=mine))
    found = _responses(mine)
    rounds = _open_rounds(request) if mine else []
    known = _known(request, found, mine)
    applied = Registration.objects.filter(applicant=request.user)
    context = {
        "desks": [_desk(m, rounds, units, found, known) for m in memberships],
        "registrations": applied.exclude(
            state=RegistrationState.ARRIVED
        ).select_related("region"),
        "with_result": HANDED_IN,
    }
    return render(request, "surveys/desk.html", context)


def _responses(mine: Collection[int]) -> list[Response]:
    """Of these enterprises, the newest round first; answers of those that can be
    filled only."""
    rows = Response.objects.with_subject().filter(unit__enterprise__in=mine)
    rows = rows.order_by("-round__opens_at", "unit__name")
    others = rows.exclude(status__in=EDITABLE).defer("edition__document", "answers")
    return [*rows.filter(status__in=EDITABLE), *others]


def _open_rounds(request: SignedInRequest) -> list[Round]:
    editions = Edition.objects.defer("document").select_related("questionnaire__stage")
    rounds = Round.objects.open(request.at)
    parts = (Prefetch("editions", editions), "regions", "extensions")
    return list(rounds.prefetch_related(*parts))


def _known(
    request: SignedInRequest, responses: list[Response], mine: Collection[int]
) -> Known:
    given: dict[int, set[str]] = defaultdict(set)
    rows = Assignment.objects.filter(
        user=request.user, response__in=[r.pk for r in _editable(responses)]
    )
    for pk, section in rows.values_list("response", "section"):
        given[pk].add(section)
    titles = Title.objects.held().filter(enterprise__in=mine)
    return Known(
        at=request.at,
        returned=_returned([r for r in responses if r.status == Status.RETURNED]),
        mine=given,
        titles=set(titles.values_list("unit", "stage")),
    )


def _editable(responses: list[Response]) -> list[Response]:
    return [response for response in responses if response.status in EDITABLE]


def _returned(responses: list[Response]) -> dict[int, list[str]]:
    """What the reviewers still wait for, by response."""
    if not responses:
        return {}
    rows = Submission.objects.filter(response__in=responses).order_by("number")
    newest = {row.response_id: row for row in rows.prefetch_related("remarks")}
    files: dict[int, list[Evidence]] = defaultdict(list)
    for file in Evidence.objects.kept().filter(response__in=responses):
        files[file.response_id].append(file)
    found = {}
    for response in responses:
        submission = newest[response.pk]
        codes = dict.fromkeys(remark.code for remark in submission.remarks.all())
        kept = by_code(files[response.pk])
        settled = settled_codes(response, submission, codes, kept)
        found[response.pk] = [code for code in codes if code not in settled]
    return found


def _desk(
    membership: Membership,
    rounds: list[Round],
    units: list[Unit],
    responses: list[Response],
    known: Known,
) -> Desk:
    enterprise = membership.enterprise
    own = Own(
        enterprise=enterprise,
        fills=membership.role in FILLERS,
        units=[unit for unit in units if unit.enterprise_id == enterprise.pk],
        responses=[r for r in responses if r.unit.enterprise_id == enterprise.pk],
    )
    cards = round_cards(own, rounds, known)
    manages = membership.role == MembershipRole.ADMINISTRATOR
    asks = not manages and any(card.lacking for card in cards)
    return Desk(
        enterprise=enterprise,
        fills=own.fills,
        manages=manages,
        rounds=cards,
        past=_past(own, cards),
        planned=None if cards else next_round(enterprise, known.at),
        administrators=_administrators(enterprise, known) if asks else [],
    )


def _past(own: Own, cards: list[RoundCard]) -> list[Response]:
    shown = {
        line.response.pk
        for card in cards
        for unit in (*card.units, *card.whole)
        for line in unit.lines
        if line.response
    }
    return [r for r in own.responses if r.pk not in shown][:PAST]


def _administrators(enterprise: Enterprise, known: Known) -> list[User]:
    return notifying.members(enterprise, known.at, (MembershipRole.ADMINISTRATOR,))


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
