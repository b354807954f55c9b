"""What members of an enterprise may see, fill and manage."""

from uuid import UUID

from django.db.models import Q

from surveys.access.experts import proves_before
from surveys.access.holding import (
    FILLERS,
    OVERSEERS,
    REVIEWABLE,
    SignedInRequest,
    as_member,
    not_found,
    one,
)
from surveys.access.officials import files_in_scope, files_to_judge
from surveys.models import (
    Enterprise,
    Evidence,
    MembershipRole,
    Response,
    ReturnedCopy,
    Unit,
    Upload,
)


def response_to_see(request: SignedInRequest, pk: int) -> Response:
    """A response of an enterprise the user belongs to."""
    mine = as_member(request, tuple(MembershipRole.values), "unit__enterprise")
    return one(Response.objects.with_subject().filter(mine), pk=pk)


def response_to_fill(request: SignedInRequest, pk: int) -> Response:
    """A response the user may write in, whatever its status."""
    mine = as_member(request, FILLERS, "unit__enterprise")
    return one(Response.objects.with_subject().filter(mine), pk=pk)


def unit_to_see(request: SignedInRequest, pk: int) -> Unit:
    """A unit of an enterprise the user belongs to."""
    mine = as_member(request, tuple(MembershipRole.values), "enterprise")
    rows = Unit.objects.select_related(
        "enterprise__region__group",
        "enterprise__primary_cluster",
        "enterprise__industry",
        "enterprise__size",
        "enterprise__sme_tier",
        "enterprise__chain_role",
    )
    return one(rows.filter(mine), pk=pk)


def response_to_guide(request: SignedInRequest, pk: int) -> Response:
    """A response of one's own enterprise in any state, or a file in one's scope."""
    mine = as_member(request, tuple(MembershipRole.values), "unit__enterprise")
    own = Response.objects.with_subject().filter(mine, pk=pk).first()
    return own or one(files_in_scope(request.holdings), pk=pk)


def returned_copy_to_manage(request: SignedInRequest, pk: UUID) -> ReturnedCopy:
    """A copy that came back for a response the user may write in."""
    mine = as_member(request, FILLERS, "response__unit__enterprise")
    return one(ReturnedCopy.objects.select_related("job").filter(mine), pk=pk)


def unit_to_fill(request: SignedInRequest, pk: int) -> Unit:
    """A unit for which the user may start an assessment."""
    mine = as_member(request, FILLERS, "enterprise")
    return one(Unit.objects.select_related("enterprise").filter(mine), pk=pk)


def evidence_to_read(request: SignedInRequest, pk: UUID) -> Evidence:
    """A file of one's own enterprise, or one handed in with a file in one's scope, or
    one that proves what one is to score as an expert."""
    evidence = one(Evidence.objects.select_related("response__unit"), pk=pk)
    own = request.holdings.member_of(*MembershipRole.values)
    if evidence.response.unit.enterprise_id in own:
        return evidence
    if not proves_before(request, evidence):
        one(files_in_scope(request.holdings), pk=evidence.response_id)
        # With an objection a file reaches the office at once.
        if evidence.objection_id is None and not evidence.is_handed_in():
            not_found()
    return evidence


def evidence_to_grade(request: SignedInRequest, pk: UUID) -> Evidence:
    """A proof of a file that one judges, as it was handed in."""
    rows = Evidence.objects.filter(response__in=files_to_judge(request))
    evidence = one(rows.select_related("response"), pk=pk)
    if evidence.objection_id is not None or not evidence.is_handed_in():
        not_found()
    return evidence


def evidence_to_change(request: SignedInRequest, pk: UUID) -> Evidence:
    """A file that one may take off an answer of one's own enterprise, or describe."""
    mine = as_member(request, FILLERS, "response__unit__enterprise")
    rows = Evidence.objects.kept().select_related("response__round")
    return one(rows.filter(mine), pk=pk)


def upload_to_go_on(request: SignedInRequest, pk: UUID) -> Upload:
    """A file that one is sending oneself to one's own enterprise."""
    mine = as_member(request, FILLERS, "response__unit__enterprise")
    rows = Upload.objects.select_related("response__round", "response__unit")
    return one(rows.filter(mine, by=request.user), pk=pk)


def enterprise_to_see(request: SignedInRequest, pk: int) -> Enterprise:
    """An enterprise one belongs to, or of one's region, or of the city."""
    holdings = request.holdings
    rows = Enterprise.objects.select_related(
        "region", "primary_cluster", "industry", "size", "sme_tier", "chain_role"
    )
    mine = as_member(request, tuple(MembershipRole.values), "pk")
    if holdings.has(*OVERSEERS):
        return one(rows, pk=pk)
    return one(rows.filter(mine | Q(region__in=holdings.regions)), pk=pk)


def enterprise_to_manage(request: SignedInRequest, pk: int) -> Enterprise:
    """An enterprise of which one is an administrator."""
    mine = as_member(request, (MembershipRole.ADMINISTRATOR,), "pk")
    return one(Enterprise.objects.filter(mine), pk=pk)


def response_with_result(request: SignedInRequest, pk: int) -> Response:
    """A handed-in response of one's own enterprise, or a file in one's scope."""
    mine = as_member(request, tuple(MembershipRole.values), "unit__enterprise")
    rows = Response.objects.with_subject().filter(status__in=REVIEWABLE)
    own = rows.filter(mine, pk=pk).first()
    return own or one(files_in_scope(request.holdings), pk=pk)
