"""One enterprise: its profile, its units, its titles and assessments."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys import enrolling
from surveys.access import (
    SignedInRequest,
    enterprise_to_manage,
    enterprise_to_see,
    signed_in,
)
from surveys.forms.enterprises import ProfileForm
from surveys.forms.filling import UnitForm
from surveys.models import MembershipRole, Response


@signed_in
@require_safe
def enterprise(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is known of an enterprise; officials see what was handed in."""
    found = enterprise_to_see(request, pk)
    own = found.pk in request.holdings.member_of(*MembershipRole.values)
    responses = Response.objects.with_subject().filter(unit__enterprise=found)
    context = {
        "enterprise": found,
        "secondary": found.secondary_clusters.all(),
        "units": found.units.all(),
        "titles": found.titles.held().select_related("stage", "unit"),
        "responses": responses if own else responses.exclude(submissions=None),
        "own": own,
        "manages": pk in request.holdings.member_of(MembershipRole.ADMINISTRATOR),
    }
    return render(request, "surveys/enterprise.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what the enterprise says of itself."""
    found = enterprise_to_manage(request, pk)
    form = ProfileForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        enrolling.update_profile(found, form.profile(), by=request.user, at=request.at)
        messages.success(request, _("The profile is saved."))
        return redirect("surveys:enterprise", pk)
    context = {"enterprise": found, "form": form}
    return render(request, "surveys/profile.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def unit_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a workshop or factory that can be assessed."""
    found = enterprise_to_manage(request, pk)
    form = UnitForm(request.POST or None, enterprise=found)
    if request.method == "POST" and form.is_valid():
        enrolling.add_unit(
            found,
            form.cleaned_data["kind"],
            form.cleaned_data["name"],
            by=request.user,
            at=request.at,
        )
        messages.success(request, _("The unit is added."))
        return redirect("surveys:desk")
    context = {"enterprise": found, "form": form}
    return render(request, "surveys/unit_add.html", context)
