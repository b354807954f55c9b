"""Every report there was: who ordered what, when; stopped, and ordered again."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports import ordering
from reports.filtering import HistoryFilter
from reports.scoping import in_scope, mine, municipal
from surveys.access import READERS, SignedInRequest, for_offices, one

PAGE = 50


@for_offices(*READERS)
@require_safe
def history(request: SignedInRequest) -> HttpResponse:
    """The reports in the reader's scope, the newest first."""
    regions = None if municipal(request.holdings) else request.holdings.regions
    form = HistoryFilter(request.GET, regions=regions)
    rows = form.chosen(in_scope(request.holdings)).order_by("-at", "pk")
    context = {
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "wide": True,
    }
    return render(request, "reports/history.html", context)


@for_offices(*READERS)
@require_POST
def cancel(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Stop a workbook that the reader ordered."""
    found = one(mine(request.holdings).filter(by=request.user), pk=pk)
    if ordering.cancel(found, by=request.user, at=request.at):
        text = _("Cancelled. Building stops at its next step; nothing is delivered.")
        messages.success(request, text)
    else:
        messages.info(request, _("It had ended before; nothing was cancelled."))
    return redirect("reports:report", pk)


@for_offices(*READERS)
@require_POST
def again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Order the same once more, as a new report."""
    found = one(mine(request.holdings), pk=pk)
    new = ordering.order_again(found, by=request.user, at=request.at)
    messages.success(request, _("Ordered again with the same choices."))
    return redirect("reports:report", new.pk)
