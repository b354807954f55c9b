"""Evidence handed out: as a download, and shown in a frame of our own pages."""

from uuid import UUID

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from surveys import proving
from surveys.access import SignedInRequest, evidence_to_read, not_found, signed_in
from surveys.models import Evidence, MembershipRole
from surveys.proving import Blocked, NotScanned

# Should a browser show it all the same, it may do nothing there.
SANDBOX = "sandbox; default-src 'none'"
# Chromium shows no PDF in a sandbox. What stands in such a file runs in the viewer of
# the browser, which is no page of ours, and may load nothing.
FRAMED = {
    "pdf": "default-src 'none'; frame-ancestors 'self'",
    "picture": f"{SANDBOX}; frame-ancestors 'self'",
}


@signed_in
@require_safe
def evidence(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """Hand out a file, as a download and never as a page."""
    found = evidence_to_read(request, pk)
    return _blocked(request, found) or _file(found, SANDBOX, as_attachment=True)


@signed_in
@require_safe
@xframe_options_sameorigin
def evidence_view(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """Show a PDF or a picture, to be looked at beside the claim; only we frame it."""
    found = evidence_to_read(request, pk)
    if not found.shown_as:
        not_found()
    policy = FRAMED[found.shown_as]
    return _blocked(request, found) or _file(found, policy, as_attachment=False)


def _blocked(request: SignedInRequest, found: Evidence) -> HttpResponseBase | None:
    """The page that says why a file is not handed out; that it is, is written down."""
    own = request.holdings.member_of(*MembershipRole.values)
    official = found.response.unit.enterprise_id not in own
    try:
        proving.hand_out(found, official=official, by=request.user, at=request.at)
    except (Blocked, NotScanned):
        context = {"file": found}
        return render(request, "surveys/evidence_blocked.html", context, status=409)
    return None


def _file(found: Evidence, policy: str, *, as_attachment: bool) -> FileResponse:
    return FileResponse(
        found.file.open("rb"),
        as_attachment=as_attachment,
        filename=found.name,
        content_type=found.media_type,
        headers={
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
        },
    )
