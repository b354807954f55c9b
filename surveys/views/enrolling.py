"""Enterprises as officials list them, and entering a new one."""

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_safe

from surveys import enrolling
from surveys.access import SignedInRequest, for_offices, registrations_in_scope
from surveys.forms.enterprises import EnrolmentForm
from surveys.models import Enterprise, OfficeRole, Region, RegistrationState

PAGE = 50
OFFICIALS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER)
FIRST_PASSWORD = 16  # letters and digits that are not mistaken for one another
SIGNS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def regions_of(request: SignedInRequest) -> QuerySet[Region]:
    """The regions whose enterprises this official keeps."""
    today = Region.objects.valid_on(timezone.localdate(request.at))
    if request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        return today
    return today.filter(pk__in=request.holdings.regions)


@for_offices(*OFFICIALS)
@require_safe
def enterprises(request: SignedInRequest) -> HttpResponse:
    """The enterprises of the official's regions, by name."""
    text = request.GET.get("q", "").replace("\0", "").strip()
    rows = Enterprise.objects.select_related("region", "primary_cluster", "size")
    rows = rows.filter(region__in=regions_of(request))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(uscc=text.upper()))
    counted = rows.annotate(units_count=Count("units")).order_by("name", "pk")
    page = Paginator(counted, PAGE).get_page(request.GET.get("page"))
    scope = registrations_in_scope(request.holdings)
    waiting = scope.filter(state=RegistrationState.APPLIED).count()
    context = {"page": page, "q": text, "waiting": waiting, "wide": True}
    return render(request, "surveys/enterprises.html", context)


@for_offices(*OFFICIALS)
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: SignedInRequest) -> HttpResponse:
    """Enter an enterprise and its first administrator; the password is shown once."""
    form = EnrolmentForm(request.POST or None, regions=regions_of(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "surveys/enrol.html", {"form": form})
    password = get_random_string(FIRST_PASSWORD, SIGNS)
    found = enrolling.enrol(
        form.cleaned_data["uscc"],
        form.profile(),
        form.contact(),
        password=password,
        by=request.user,
        at=request.at,
        uscc_reason=form.cleaned_data["uscc_reason"],
    )
    context = {"enterprise": found, "contact": form.contact(), "password": password}
    answer = render(request, "surveys/enrolled.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer
