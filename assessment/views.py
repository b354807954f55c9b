"""The start page, and the page by which a machine sees that all is well."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment.context import items_for
from surveys.models import Job, Round, RoundState, Stage


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is and what is open; people at work are led to their first page."""
    mine = items_for(request)
    if mine:
        return redirect(mine[0].url)
    context = {
        "rounds": Round.objects.filter(state=RoundState.OPEN),
        "stages": Stage.objects.all(),
    }
    return render(request, "assessment/home.html", context)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the database answers, and since when the oldest open job waits.

    A growing age tells that no worker runs, which no page would show.
    """
    oldest = Job.objects.open().order_by("created_at").first()
    waits = timezone.now() - oldest.created_at if oldest else timedelta(0)
    return JsonResponse(
        {"database": "ok", "oldest_open_job_seconds": round(waits.total_seconds())}
    )
