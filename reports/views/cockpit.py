"""The cockpit of a round: figures of its progress, and the rows behind each of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports import following, overseeing
from reports.following import FILE, REACHED, STOPPED, TO_URGE, Row, section_title
from reports.forms import CockpitForm, RowsForm
from reports.overseeing import STUCK, By, Funnel, Line, Step
from surveys.access import (
    READERS,
    URGERS,
    SignedInRequest,
    for_offices,
    regions_to_oversee,
    regions_to_urge,
    round_to_oversee,
    round_to_urge,
    rounds_to_oversee,
    signed_in,
)
from surveys.models import OfficeRole, Round, RoundState
from surveys.workflow import Status

PAGE = 50
FULL = 100  # per cent
# The statuses with a column; what ended otherwise shares the last one.
COLUMNS = (
    Status.DRAFT,
    STUCK,
    Status.SUBMITTED,
    Status.RETURNED,
    Status.RECOMMENDED,
    Status.NOTICED,
    Status.RECOGNISED,
)
OTHERS = (Status.CULTIVATED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, and the list behind it; no address where there is none to see."""

    count: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the funnel: how many came to it, of a hundred, and who stopped."""

    label: str
    reached: Cell
    share: int
    stopped: Cell
    urges: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Figures by region or cluster: the columns, rows with a name, and the sums."""

    labels: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    total: Sequence[Cell]


@for_offices(*READERS)
@require_safe
def cockpits(request: SignedInRequest) -> HttpResponse:
    """Lead to the round that runs, or the last one."""
    rows = rounds_to_oversee(request.holdings).current()
    begun = rows.exclude(state=RoundState.PLANNED)
    found = begun.filter(state=RoundState.OPEN).first() or begun.first() or rows.first()
    if found is None:
        return render(request, "reports/cockpit_none.html")
    return redirect("reports:cockpit", found.pk)


@signed_in
@require_safe
def cockpit(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a round came, by region or by cluster."""
    target = round_to_oversee(request, pk)
    by = CockpitForm(request.GET).chosen()
    regions = regions_to_oversee(request.holdings)
    funnel = overseeing.funnel(target, regions, by, request.at)
    links = _Links(target, lists=request.holdings.has(*URGERS))
    others = rounds_to_oversee(request.holdings).current().exclude(pk=pk)
    busy = [line for line in funnel.lines if line.counts]
    context = {
        **about(request, target),
        "by": by,
        "choices": By.choices,
        "stages": list(_stages(funnel.total, links)),
        "states": list(_states(funnel.total, links)),
        "spots": list(_spots(funnel, links)),
        "by_step": _table(_step_labels(), busy, funnel.total, links.steps, by),
        "by_place": _table(_place_labels(), busy, funnel.total, links.places, by),
        "idle": [line.group for line in funnel.lines if not line.counts],
        "others": others,
        "lists": links.lists,
        "stuck_after": overseeing.STUCK_AFTER.days,
        "last_end": target.last_end,
        "at": request.at,
        "wide": True,
    }
    return render(request, "reports/cockpit.html", context)


def about(request: SignedInRequest, target: Round) -> dict[str, Any]:
    """What the pages of a round need for their trail."""
    municipal = request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)
    return {"round": target, "municipal": municipal}


@dataclass(frozen=True, slots=True)
class _Links:
    """Addresses of the lists behind the figures of a round."""

    target: Round
    lists: bool

    def cell(self, count: int, rows: str, **narrowed: Any) -> Cell:
        if not self.lists or not count:
            return Cell(count)
        query = urlencode({"rows": rows, **narrowed})
        place = reverse("reports:cockpit_rows", args=(self.target.pk,))
        return Cell(count, f"{place}?{query}")

    def reached(self, line: Line, step: Step, **narrowed: Any) -> Cell:
        rows = f"{REACHED}-{step.name.lower()}"
        return self.cell(line.reached(step), rows, **narrowed)

    def stopped(self, line: Line, step: Step) -> Cell:
        return self.cell(line.stopped[step], f"{STOPPED}-{step.name.lower()}")

    def place(self, line: Line, place: str, **narrowed: Any) -> Cell:
        return self.cell(line.at(place), f"{FILE}-{place}", **narrowed)

    def steps(self, line: Line, **narrowed: Any) -> list[Cell]:
        """All steps of a line, each with its list."""
        return [self.reached(line, step, **narrowed) for step in Step]

    def places(self, line: Line, **narrowed: Any) -> list[Cell]:
        """All columns of a line; what ended otherwise is no list of its own."""
        ended = Cell(sum(line.at(place) for place in OTHERS))
        return [*(self.place(line, place, **narrowed) for place in COLUMNS), ended]


def _stages(total: Line, links: _Links) -> Iterator[Stage]:
    asked = total.reached(Step.ASKED)
    for step in Step:
        reached = links.reached(total, step)
        yield Stage(
            str(step.label),
            reached,
            round(FULL * reached.count / asked) if asked else 0,
            links.stopped(total, step),
            step in TO_URGE,
        )


def _states(total: Line, links: _Links) -> Iterator[tuple[str, Cell]]:
    for status in Status:
        yield status, links.place(total, status)


def _spots(funnel: Funnel, links: _Links) -> Iterator[tuple[str, str, Cell]]:
    for spot in funnel.spots:
        title = section_title(spot.edition, spot.section)
        cell = links.cell(spot.count, f"{FILE}-{STUCK}", section=spot.key)
        yield title, str(spot.edition.questionnaire), cell


def _step_labels() -> list[str]:
    return [str(step.label) for step in Step]


def _place_labels() -> list[str]:
    labels = {STUCK: _("of these stuck")}
    return [labels.get(p) or str(Status(p).label) for p in COLUMNS] + [_("Ended")]


def _table(
    labels: Sequence[str],
    lines: Iterable[Line],
    total: Line,
    cells: Callable[..., list[Cell]],
    by: str,
) -> Table:
    rows = [
        (str(line.group), cells(line, **{by: line.group.pk}))
        for line in lines
        if line.group is not None
    ]
    return Table(labels, rows, cells(total))


@for_offices(*URGERS)
@require_safe
def cockpit_rows(request: SignedInRequest, pk: int) -> HttpResponse:
    """The enterprises or files behind one figure, to be reminded or looked into."""
    target = round_to_urge(request, pk)
    form = rows_form(request, target)
    wish = form.wish()
    rows = following.rows_of(target, wish, request.at)
    pages: Paginator[Row] = Paginator(cast("Any", rows), PAGE)  # it counts and cuts
    context = {
        **about(request, target),
        "form": form,
        "choice": wish.choice,
        "page": pages.get_page(request.GET.get("page")),
        "urges": wish.choice.urges,
        "kept": kept(request),
        "wide": True,
    }
    return render(request, "reports/cockpit_rows.html", context)


def rows_form(request: SignedInRequest, target: Round) -> RowsForm:
    """The filter of a list as the address has it."""
    data = request.GET.copy()
    data.setdefault("rows", f"{FILE}-{STUCK}")
    regions = regions_to_urge(request.holdings)
    return RowsForm(data, target=target, regions=regions)


FILTERS = ("rows", "region", "cluster", "section", "q")


def kept(request: SignedInRequest) -> list[tuple[str, str]]:
    """The parts of the address that say which list it is."""
    given = ((name, request.GET.get(name, "")) for name in FILTERS)
    return [(name, value) for name, value in given if value]
