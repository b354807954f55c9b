"""Which regions' workbooks are made every Monday, when next, and the last ones."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from reports import scheduling, switching
from reports.filtering import WeeklyForm
from reports.scoping import mine, municipal
from surveys.access import URGERS, SignedInRequest, for_offices
from surveys.models import Region

LATEST = 20


@for_offices(*URGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def weekly(request: SignedInRequest) -> HttpResponse:
    """The switches of the reader's regions."""
    regions = _regions(request)
    # Nobody ticked is an answer, too.
    given = request.POST if request.method == "POST" else None
    form = WeeklyForm(given, regions=regions)
    if form.is_valid():
        on = set(form.cleaned_data["on"].values_list("pk", flat=True))
        changed = switching.switch(regions, on, by=request.user, at=request.at)
        _say(request, changed)
        return redirect("reports:weekly")
    made = mine(request.holdings).filter(scheduled_on__isnull=False)
    context = {
        "form": form,
        "following": scheduling.following(request.at),
        "hour": scheduling.FROM,
        "weeks": scheduling.KEPT // scheduling.WEEK,
        "round": scheduling.current_round(),
        "made": made[:LATEST],
    }
    return render(request, "reports/weekly.html", context)


def _regions(request: SignedInRequest) -> QuerySet[Region]:
    """All regions for the municipality, for others those they review."""
    rows = Region.objects.order_by("order", "pk")
    if municipal(request.holdings):
        target = scheduling.current_round()
        return rows.filter(pk__in=target.regions.values("pk")) if target else rows
    return rows.filter(pk__in=request.holdings.regions)


def _say(request: SignedInRequest, changed: int) -> None:
    if not changed:
        messages.info(request, _("Nothing was changed."))
        return
    text = ngettext(
        "Saved: changed for %(count)s region.",
        "Saved: changed for %(count)s regions.",
        changed,
    )
    messages.success(request, text % {"count": changed})
