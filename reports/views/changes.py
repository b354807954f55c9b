"""What has changed since the reader took a workbook along."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports import exporting
from reports.scoping import downloads
from surveys.access import (
    URGERS,
    SignedInRequest,
    files_in_scope,
    for_offices,
    round_to_urge,
)
from surveys.models import AuditRow, Round
from surveys.views.downloading import download

LATEST = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """A round, and when the reader took something of it along."""

    round: Round
    rows: list[AuditRow]


@for_offices(*URGERS)
@require_safe
def changes(request: SignedInRequest) -> HttpResponse:
    """The downloads from which on changes can be told, by round."""
    found = downloads(request.holdings)
    rounds = Round.objects.filter(pk__in=found).order_by("-opens_at", "-pk")
    taken = [Taken(target, found[target.pk][:LATEST]) for target in rounds]
    return render(request, "reports/changes.html", {"taken": taken})


@for_offices(*URGERS)
@require_safe
def changes_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The changes of a round since the last download, or since an earlier one."""
    target = round_to_urge(request, pk)
    rows = downloads(request.holdings).get(target.pk, [])
    wanted = request.GET.get("since", "")
    row = next((row for row in rows if not wanted or str(row.seq) == wanted), None)
    if row is None:
        messages.info(request, _("You have not taken a workbook of this round along."))
        return redirect("reports:changes")
    language = "en" if get_language() == "en" else "zh-hans"
    content = exporting.export_delta(
        target,
        files_in_scope(request.holdings).filter(round=target),
        row.at,
        language,
        reader=request.holdings,
        at=request.at,
    )
    name = f"dengta-changes-{target.year}-{request.at:%Y%m%d}-{language[:2]}.xlsx"
    return download(request, None, name, content)
