"""The start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessment.context import items_for
from surveys.models import Round, RoundState, Stage


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
