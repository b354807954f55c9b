"""What this user may see, fill, review and decide: the object, or 404."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from surveys.models import (
    Edition,
    EditionImport,
    Enterprise,
    Evidence,
    Membership,
    MembershipRole,
    Office,
    OfficeRole,
    Rescoring,
    Response,
    Round,
    Unit,
    User,
    held_on,
)
from surveys.workflow import HANDED_IN, Status

FILLERS = (MembershipRole.ADMINISTRATOR, MembershipRole.RESPONDENT)
REVIEWABLE = HANDED_IN | {Status.RETURNED}
OVERSEERS = (OfficeRole.MUNICIPAL_OFFICER,)
AUTHORS = (OfficeRole.AUTHOR, OfficeRole.MUNICIPAL_OFFICER)
READERS = (
    OfficeRole.DISTRICT_REVIEWER,
    OfficeRole.MUNICIPAL_OFFICER,
    OfficeRole.ANALYST,
)


class Holdings:
    """The offices and memberships a user holds on a day; each read once a request."""

    def __init__(self, user: User, day: date) -> None:
        self.user = user
        self.day = day

    @cached_property
    def offices(self) -> list[Office]:
        rows = Office.objects.filter(held_on(self.day), user=self.user)
        return list(rows.select_related("region"))

    @cached_property
    def memberships(self) -> list[Membership]:
        rows = Membership.objects.filter(held_on(self.day), user=self.user)
        return list(rows.select_related("enterprise"))

    def has(self, *roles: str) -> bool:
        """Whether one of these offices is held."""
        return any(office.role in roles for office in self.offices)

    @property
    def regions(self) -> set[int]:
        """The regions whose files this user reviews."""
        role = OfficeRole.DISTRICT_REVIEWER
        return {o.region_id for o in self.offices if o.role == role and o.region_id}

    def member_of(self, *roles: str) -> set[int]:
        """The enterprises this user belongs to in one of these roles."""
        return {m.enterprise_id for m in self.memberships if m.role in roles}


class SignedInRequest(HttpRequest):
    """A request of somebody signed in, with the time it arrived and what they hold."""

    user: User
    at: datetime
    holdings: Holdings


View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """A page for everybody who is signed in."""
    return login_required(view)


def for_offices(*roles: str) -> Callable[[View], View]:
    """A page for holders of these offices; to everybody else it does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.holdings.has(*roles):
                not_found()
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def not_found() -> NoReturn:
    """One answer for what is missing and for what one may not see."""
    raise Http404(_("Page not found, or you may not see it."))


Row = TypeVar("Row", bound=Model)


def one(rows: QuerySet[Row], **key: object) -> Row:
    """The row, or the 404 that tells nothing."""
    found = rows.filter(**key).first()
    if found is None:
        not_found()
    return found


def _as_member(request: SignedInRequest, roles: tuple[str, ...], path: str) -> Q:
    """Rows whose enterprise (at `path`) the user belongs to; one join, no query."""
    held = Membership.objects.filter(
        held_on(request.holdings.day), user=request.user, role__in=roles
    )
    return Q((f"{path}__in", held.values("enterprise")))


def response_to_see(request: SignedInRequest, pk: int) -> Response:
    """A response of an enterprise the user belongs to."""
    mine = _as_member(request, tuple(MembershipRole.values), "unit__enterprise")
    return one(Response.objects.with_subject().filter(mine), pk=pk)


def response_to_fill(request: SignedInRequest, pk: int) -> Response:
    """A response the user may write in, whatever its status."""
    mine = _as_member(request, FILLERS, "unit__enterprise")
    return one(Response.objects.with_subject().filter(mine), pk=pk)


def unit_to_fill(request: SignedInRequest, pk: int) -> Unit:
    """A unit for which the user may start an assessment."""
    mine = _as_member(request, FILLERS, "enterprise")
    return one(Unit.objects.select_related("enterprise").filter(mine), pk=pk)


def files_in_scope(holdings: Holdings) -> QuerySet[Response]:
    """Handed-in responses of the user's regions, or of the city."""
    rows = Response.objects.with_subject().filter(status__in=REVIEWABLE)
    if holdings.has(*OVERSEERS):
        return rows
    return rows.filter(unit__enterprise__region__in=holdings.regions)


def response_to_read(request: SignedInRequest, pk: int) -> Response:
    """A handed-in file that the user may look at as an official."""
    return one(files_in_scope(request.holdings), pk=pk)


def response_to_review(request: SignedInRequest, pk: int) -> Response:
    """A file of the user's own region, as its district reviewer."""
    regions = request.holdings.regions
    rows = _files_of_others(request).filter(unit__enterprise__region__in=regions)
    return one(rows, pk=pk)


def _files_of_others(request: SignedInRequest) -> QuerySet[Response]:
    """Handed-in files; nobody reviews or decides that of their own enterprise."""
    own = _as_member(request, tuple(MembershipRole.values), "unit__enterprise")
    rows = Response.objects.with_subject().filter(status__in=REVIEWABLE)
    return rows.exclude(own)


def response_with_result(request: SignedInRequest, pk: int) -> Response:
    """A handed-in response of one's own enterprise, or a file in one's scope."""
    mine = _as_member(request, tuple(MembershipRole.values), "unit__enterprise")
    rows = Response.objects.with_subject().filter(status__in=REVIEWABLE)
    own = rows.filter(mine, pk=pk).first()
    return own or one(files_in_scope(request.holdings), pk=pk)


def response_to_correct(request: SignedInRequest, pk: int) -> Response:
    """A file that one reviews in one's region, or decides for the city."""
    if request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        return response_to_decide(request, pk)
    return response_to_review(request, pk)


def response_to_decide(request: SignedInRequest, pk: int) -> Response:
    """A handed-in file, for a municipal officer."""
    if not request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        not_found()
    return one(_files_of_others(request), pk=pk)


def lapsed_to_reopen(request: SignedInRequest, pk: int) -> Response:
    """A lapsed response, for a municipal officer."""
    if not request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        not_found()
    lapsed = Response.objects.with_subject().filter(status=Status.LAPSED)
    return one(lapsed, pk=pk)


def evidence_to_read(request: SignedInRequest, pk: UUID) -> Evidence:
    """A file of one's own enterprise, or one handed in with a file in one's scope."""
    evidence = one(Evidence.objects.select_related("response__unit"), pk=pk)
    own = request.holdings.member_of(*MembershipRole.values)
    if evidence.response.unit.enterprise_id not in own:
        one(files_in_scope(request.holdings), pk=evidence.response_id)
        if not evidence.is_handed_in():
            not_found()
    return evidence


def evidence_to_remove(request: SignedInRequest, pk: UUID) -> Evidence:
    """A file that one may take off an answer of one's own enterprise."""
    mine = _as_member(request, FILLERS, "response__unit__enterprise")
    rows = Evidence.objects.kept().select_related("response__round")
    return one(rows.filter(mine), pk=pk)


def enterprise_to_see(request: SignedInRequest, pk: int) -> Enterprise:
    """An enterprise one belongs to, or of one's region, or of the city."""
    holdings = request.holdings
    rows = Enterprise.objects.select_related(
        "region", "primary_cluster", "industry", "size", "sme_tier", "chain_role"
    )
    mine = _as_member(request, tuple(MembershipRole.values), "pk")
    if holdings.has(*OVERSEERS):
        return one(rows, pk=pk)
    return one(rows.filter(mine | Q(region__in=holdings.regions)), pk=pk)


def enterprise_to_manage(request: SignedInRequest, pk: int) -> Enterprise:
    """An enterprise of which one is an administrator."""
    mine = _as_member(request, (MembershipRole.ADMINISTRATOR,), "pk")
    return one(Enterprise.objects.filter(mine), pk=pk)


def round_to_run(request: SignedInRequest, pk: int) -> Round:
    """A round, for a municipal officer."""
    if not request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        not_found()
    return one(Round.objects.all(), pk=pk)


def edition_to_author(request: SignedInRequest, pk: int) -> Edition:
    """An edition in whatever state, for those who write questionnaires."""
    if not request.holdings.has(*AUTHORS):
        not_found()
    rows = Edition.objects.select_related("questionnaire__stage", "based_on", "by")
    return one(rows, pk=pk)


def import_to_author(request: SignedInRequest, pk: UUID) -> EditionImport:
    """A workbook on its way in, for those who write questionnaires."""
    if not request.holdings.has(*AUTHORS):
        not_found()
    rows = EditionImport.objects.select_related("questionnaire", "edition", "job", "by")
    return one(rows, pk=pk)


def rescoring_to_decide(request: SignedInRequest, pk: int) -> Rescoring:
    """A re-scoring of a round, for a municipal officer."""
    if not request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        not_found()
    rows = Rescoring.objects.select_related(
        "round",
        "edition__questionnaire",
        "corrected__questionnaire",
        "job",
        "by",
        "decided_by",
    )
    return one(rows.defer("edition__document", "corrected__document"), pk=pk)
