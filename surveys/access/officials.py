"""What officials may read, review, decide and run."""

from django.db.models import Exists, OuterRef, QuerySet

from surveys.access.holding import (
    OVERSEERS,
    REVIEWABLE,
    Holdings,
    SignedInRequest,
    as_member,
    not_found,
    one,
)
from surveys.models import (
    MembershipRole,
    OfficeRole,
    Rescoring,
    Response,
    Revision,
    Round,
    Submission,
)
from surveys.workflow import Status


def files_in_scope(holdings: Holdings) -> QuerySet[Response]:
    """Handed-in responses of the user's regions, or of the city."""
    rows = Response.objects.with_subject().filter(status__in=REVIEWABLE)
    if holdings.has(*OVERSEERS):
        return rows
    return rows.filter(unit__enterprise__region__in=holdings.regions)


def response_to_read(request: SignedInRequest, pk: int) -> Response:
    """A handed-in file that the user may look at as an official."""
    return one(files_in_scope(request.holdings), pk=pk)


def files_to_review(request: SignedInRequest) -> QuerySet[Response]:
    """Files of the user's own regions, as their district reviewer."""
    regions = request.holdings.regions
    return _files_of_others(request).filter(unit__enterprise__region__in=regions)


def files_to_decide(request: SignedInRequest) -> QuerySet[Response]:
    """Files of the city, for a municipal officer."""
    if not request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        not_found()
    return _files_of_others(request)


def response_to_review(request: SignedInRequest, pk: int) -> Response:
    """A file of the user's own region, as its district reviewer."""
    return one(files_to_review(request), pk=pk)


def _files_of_others(request: SignedInRequest) -> QuerySet[Response]:
    """Handed-in files; nobody reviews or decides that of their own enterprise, nor what
    they filled or handed in themselves before they left it."""
    own = as_member(request, tuple(MembershipRole.values), "unit__enterprise")
    rows = Response.objects.with_subject().filter(status__in=REVIEWABLE).exclude(own)
    for work in (Submission, Revision):
        done = work.objects.filter(response=OuterRef("pk"), by=request.user)
        rows = rows.exclude(Exists(done))
    return rows


def files_to_judge(request: SignedInRequest) -> QuerySet[Response]:
    """The files whose items one may judge: of one's region, or of the whole city."""
    if request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        return _files_of_others(request)
    return files_to_review(request)


def response_to_correct(request: SignedInRequest, pk: int) -> Response:
    """A file that one reviews in one's region, or decides for the city."""
    return one(files_to_judge(request), pk=pk)


def response_to_decide(request: SignedInRequest, pk: int) -> Response:
    """A handed-in file, for a municipal officer."""
    return one(files_to_decide(request), pk=pk)


def lapsed_to_reopen(request: SignedInRequest, pk: int) -> Response:
    """A lapsed response, for a municipal officer."""
    if not request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        not_found()
    lapsed = Response.objects.with_subject().filter(status=Status.LAPSED)
    return one(lapsed, pk=pk)


def round_to_run(request: SignedInRequest, pk: int) -> Round:
    """A round, for a municipal officer."""
    if not request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        not_found()
    return one(Round.objects.all(), pk=pk)


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
