"""The register of titles."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.access import READERS, SignedInRequest, for_offices
from surveys.forms.titles import TitleFilter
from surveys.models import Title

PAGE = 50


@for_offices(*READERS)
@require_safe
def titles(request: SignedInRequest) -> HttpResponse:
    """Titles granted on the platform and before it, with counts by year."""
    form = TitleFilter(request.GET)
    form.is_valid()  # what cannot be understood is told of and filters nothing
    rows = _chosen(form.cleaned_data)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "years": _by_year(), "wide": True}
    return render(request, "surveys/titles.html", context)


def _chosen(chosen: dict[str, Any]) -> QuerySet[Title]:
    rows = Title.objects.select_related("stage", "region", "cluster")
    if text := chosen.get("q"):
        rows = rows.filter(Q(holder__icontains=text) | Q(number__icontains=text))
    for name in ("stage", "region"):
        if value := chosen.get(name):
            rows = rows.filter(**{name: value})
    return rows


def _by_year() -> list[dict[str, Any]]:
    """New and cumulative titles of each year, by stage, the newest year first."""
    counts = (
        Title.objects.held()
        .order_by("granted_on__year")
        .values_list("granted_on__year", "stage__code")
        .annotate(Count("pk"))
    )
    table: dict[int, dict[str, int]] = {}
    for year, stage, count in counts:
        table.setdefault(year, {})[stage] = count
    return _cumulated(table)


def _cumulated(table: dict[int, dict[str, int]]) -> list[dict[str, Any]]:
    totals = {"digital_workshop": 0, "smart_factory": 0}
    rows = []
    for year, new in sorted(table.items()):
        for stage in totals:
            totals[stage] += new.get(stage, 0)
        workshops, factories = totals.values()
        rows.append(
            {
                "year": year,
                "new_workshops": new.get("digital_workshop", 0),
                "workshops": workshops,
                "new_factories": new.get("smart_factory", 0),
                "factories": factories,
            }
        )
    return rows[::-1]
