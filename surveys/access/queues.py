"""What waits for an official, and which file comes after this one."""

from django.db.models import Q, QuerySet

from surveys.access.holding import SignedInRequest
from surveys.access.officials import files_to_decide, files_to_review
from surveys.models import OfficeRole, Response
from surveys.models.responses import BY_RISK
from surveys.workflow import Status


def waiting_for(request: SignedInRequest) -> QuerySet[Response]:
    """Files that the user can conclude: submitted ones of the own regions that no
    colleague works on, and for the municipality recommended ones."""
    if request.holdings.regions:
        free = Q(reviewer=None) | Q(reviewer=request.user)
        return files_to_review(request).filter(free, status=Status.SUBMITTED)
    if request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        return files_to_decide(request).filter(status=Status.RECOMMENDED)
    return Response.objects.none()


def next_in_queue(request: SignedInRequest, response: Response) -> Response | None:
    """The file that comes after this one in the order of a queue, or the first of all
    where it is the last or waits no more; None where no other waits."""
    rows = waiting_for(request).exclude(pk=response.pk).order_by(*BY_RISK)
    if response.status in (Status.SUBMITTED, Status.RECOMMENDED):
        after = rows.filter(_after(response)).first()
        if after is not None:
            return after
    return rows.first()


def _after(response: Response) -> Q:
    same = Q(risk=response.risk)
    later = Q(status_at__gt=response.status_at)
    tied = Q(status_at=response.status_at, pk__gt=response.pk)
    return Q(risk__lt=response.risk) | same & (later | tied)
