"""The application form on paper: what was handed in, with a place for the seal."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.access import (
    SignedInRequest,
    not_found,
    response_to_guide,
    signed_in,
)
from surveys.forms.filling import DeclarationForm
from surveys.forms.printing import enterprise_facts, printed, summary
from surveys.models import MembershipRole


@signed_in
@require_safe
def application_form(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newest version that was handed in, for A4."""
    response = response_to_guide(request, pk)
    submission = response.submissions.order_by("-number").first() or not_found()
    submission.response = response
    mine = request.holdings.member_of(*MembershipRole.values)
    context = {
        "response": response,
        "inside": response.unit.enterprise_id in mine,
        "submission": submission,
        "facts": enterprise_facts(submission),
        "parts": printed(submission),
        "result": summary(submission),
        "declaration": DeclarationForm.base_fields["truthful"].label,
    }
    return render(request, "surveys/form.html", context)
