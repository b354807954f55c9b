"""The register of titles: its list, one title with its history, the figures."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys import tallying
from surveys.access import (
    OVERSEERS,
    READERS,
    SignedInRequest,
    files_in_scope,
    for_offices,
    may_settle,
    signed_in,
    title_to_read,
)
from surveys.explaining.titles import history_of
from surveys.explaining.words import day
from surveys.forms.titles import FiguresForm, TitleFilter
from surveys.models import Stage, Title
from surveys.sheets.registers import (
    Entry,
    Figures,
    flat,
    write_figures,
    write_register,
)
from surveys.tallying import Line
from surveys.views.downloading import download

PAGE = 50
FILTERS = {
    "stage": "stage",
    "region": "region",
    "cluster": "cluster",
    "state": "state",
    "year": "granted_on__year",
}


@for_offices(*READERS)
@require_safe
def titles(request: SignedInRequest) -> HttpResponse:
    """Titles granted on the platform and before it."""
    form = TitleFilter(request.GET)
    form.is_valid()  # what cannot be understood is told of and filters nothing
    rows = _chosen(form.cleaned_data)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    runs = request.holdings.has(*OVERSEERS)
    context = {"form": form, "page": page, "runs": runs, "wide": True}
    return render(request, "surveys/titles.html", context)


def _chosen(chosen: dict[str, Any]) -> QuerySet[Title]:
    rows = Title.objects.select_related("stage", "region", "cluster")
    if text := chosen.get("q"):
        rows = rows.filter(Q(holder__icontains=text) | Q(number__icontains=text))
    wanted = {path: chosen.get(name) for name, path in FILTERS.items()}
    return rows.filter(**{path: value for path, value in wanted.items() if value})


@for_offices(*READERS)
@require_safe
def titles_file(request: SignedInRequest) -> HttpResponse:
    """The titles that the filter shows, as a workbook."""
    form = TitleFilter(request.GET)
    form.is_valid()
    rows = list(_chosen(form.cleaned_data))
    note = ngettext(
        "%(n)s title, as chosen on %(day)s",
        "%(n)s titles, as chosen on %(day)s",
        len(rows),
    ) % {"n": len(rows), "day": day(request.at)}
    entries = [_entry(title) for title in rows]
    content = write_register(entries, note, get_language() or "")
    return download(request, request.user, "dengta-titles.xlsx", content)


def _entry(title: Title) -> Entry:
    return Entry(
        number=title.number,
        stage=str(title.stage),
        holder=title.holder,
        uscc=title.uscc,
        region=str(title.region or ""),
        cluster=str(title.cluster or ""),
        granted_on=title.granted_on.isoformat(),
        state=title.get_state_display(),
        due_on=title.due_on.isoformat() if title.due_on else "",
        withdrawn_on=title.withdrawn_on.isoformat() if title.withdrawn_on else "",
    )


@signed_in
@require_safe
def title(request: SignedInRequest, pk: int) -> HttpResponse:
    """One title: what the register says of it, and what happened to it."""
    found = title_to_read(request, pk)
    context = {
        "title": found,
        "steps": history_of(found),
        "has_file": _reads_file(request, found),
        "moves": found.moves if may_settle(request, found) else set(),
    }
    return render(request, "surveys/title.html", context)


def _reads_file(request: SignedInRequest, found: Title) -> bool:
    """Whether the file that a title was granted for is one of the user's."""
    if found.response_id is None:
        return False
    return files_in_scope(request.holdings).filter(pk=found.response_id).exists()


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under a heading, with their sum where they add up."""

    key: str
    title: str
    head: str
    lines: list[Line]
    total: Line | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures: of which stages, of which years there are some, and the tables."""

    form: FiguresForm
    stages: list[Stage]
    year: int | None
    tables: list[Table]


@for_offices(*READERS)
@require_safe
def figures(request: SignedInRequest) -> HttpResponse:
    """New, withdrawn and held by year, and of one year by region and by cluster."""
    shown = _figures(request)
    context = {"shown": shown, "form": shown.form, "wide": True}
    return render(request, "surveys/title_figures.html", context)


@for_offices(*READERS)
@require_safe
def figures_file(request: SignedInRequest) -> HttpResponse:
    """The same as a workbook."""
    shown = _figures(request)
    tables = [
        Figures(
            name=table.head,
            title=table.title,
            head=table.head,
            lines=[(_label(line), _numbers(line)) for line in table.lines],
            total=_numbers(table.total) if table.total else None,
        )
        for table in shown.tables
    ]
    stages = [str(stage) for stage in shown.stages]
    content = write_figures(tables, stages, [counted()], get_language() or "")
    return download(request, request.user, "dengta-titles-figures.xlsx", content)


def counted() -> str:
    """How titles are counted, in a sentence."""
    return _(
        "A title is new in the year it was granted in, whatever became of it later, and"
        " is held at the end of each year until the one in which it was withdrawn."
    )


def _figures(request: SignedInRequest) -> Shown:
    rungs, groups = tallying.stages(), tallying.groups_of("region")
    lines = tallying.by_year(rungs, groups)
    years = [line.of for line in lines]
    form = FiguresForm(request.GET, years=years)
    form.is_valid()  # a year without titles is told of; the newest one is shown
    year = form.cleaned_data.get("year") or next(iter(years), None)
    tables = [Table("year", _("Titles by year"), _("Year"), lines)]
    if year is not None:
        near = tallying.by_place("region", year, rungs, groups)
        alike = tallying.by_place("cluster", year, rungs)
        tables += [_by_region(year, near, rungs), _by_cluster(year, alike, rungs)]
    return Shown(form, rungs, year, tables)


def _by_region(year: int, lines: list[Line], rungs: list[Stage]) -> Table:
    told = _("Titles by region, %(year)s") % {"year": year}
    return Table("region", told, _("Region"), lines, tallying.total(lines, rungs))


def _by_cluster(year: int, lines: list[Line], rungs: list[Stage]) -> Table:
    told = _("Titles by cluster, %(year)s") % {"year": year}
    return Table("cluster", told, _("Cluster"), lines, tallying.total(lines, rungs))


def _label(line: Line) -> str:
    return (
        pgettext("place of a title", "Not given") if line.of is None else str(line.of)
    )


def _numbers(line: Line) -> list[int]:
    return flat((tally.new, tally.withdrawn, tally.held) for tally in line.tallies)
