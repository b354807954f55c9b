"""What experts may see: the files they sit before, and nothing beside."""

from django.db.models import QuerySet

from surveys.access.holding import SignedInRequest, as_member, not_found, one
from surveys.models import Evidence, MembershipRole, OfficeRole, Panel, Seat


def seats_of(request: SignedInRequest) -> QuerySet[Seat]:
    """The seats of an expert; none before a file of an enterprise of their own."""
    if not request.holdings.has(OfficeRole.EXPERT):
        not_found()
    path = "submission__response__unit__enterprise"
    own = as_member(request, tuple(MembershipRole.values), path)
    rows = Seat.objects.filter(expert=request.user).exclude(own)
    return rows.select_related(
        "panel__round__release",
        "submission__response__unit__enterprise",
        "submission__response__edition__questionnaire",
    ).defer("submission__response__edition__document")


def seat_to_score(request: SignedInRequest, pk: int) -> Seat:
    """One file that the expert sits before."""
    return one(seats_of(request), pk=pk)


def proves_before(request: SignedInRequest, evidence: Evidence) -> bool:
    """Whether a file proves what this expert is to score, as it was handed in."""
    if evidence.objection_id or not request.holdings.has(OfficeRole.EXPERT):
        return False
    seats = seats_of(request).filter(submission__response=evidence.response_id)
    cited = seats.values_list("submission__evidence", flat=True)
    return any(row["id"] == str(evidence.pk) for rows in cited for row in rows)


def panel_to_run(request: SignedInRequest, pk: int) -> Panel:
    """A panel, for a municipal officer."""
    if not request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        not_found()
    rows = Panel.objects.select_related("round", "edition__questionnaire", "drawn_by")
    return one(rows.defer("edition__document"), pk=pk)


def seat_to_give(request: SignedInRequest, pk: int) -> Seat:
    """A seat of any expert, for a municipal officer."""
    if not request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        not_found()
    return one(Seat.objects.select_related("panel__round", "submission"), pk=pk)
