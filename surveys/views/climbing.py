"""The way up: which answers to change to reach the next level, and what to do first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys.access import (
    SignedInRequest,
    not_found,
    response_to_guide,
    signed_in,
)
from surveys.explaining.results import check_words, evidence_of
from surveys.explaining.ways import (
    Step,
    hindrances,
    level_title,
    number_of,
    steps_of,
    summary,
)
from surveys.explaining.words import day, figure, points, worded
from surveys.forms.climbing import (
    EFFORT,
    EFFORTS,
    USUAL,
    PrioritiesForm,
    WishesForm,
)
from surveys.guiding import Busy, Ground, Wishes, ground_of, way_from
from surveys.models import MembershipRole, Response
from surveys.scoring import Evaluation, Level, Scheme, Verdict, Way, priorities
from surveys.sheets.ways import Cover, Line, write_way
from surveys.views.downloading import download
from surveys.views.filling import may_write

TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Climb:
    """Everything that the page and the workbook of a way tell from."""

    response: Response
    ground: Ground
    evaluation: Evaluation
    form: WishesForm
    wishes: Wishes
    way: Way

    @property
    def scheme(self) -> Scheme:
        """The edition that was scored."""
        return self.ground.scheme


def _climb(request: SignedInRequest, pk: int) -> Climb:
    """Raises Busy while another search of this person is at work."""
    response = response_to_guide(request, pk)
    own = request.holdings.member_of(*MembershipRole.values)
    draft = response.unit.enterprise_id in own
    ground = ground_of(response, draft=draft)
    evaluation = ground.evaluation()
    form = WishesForm(request.GET, scheme=ground.scheme, levels=_above(evaluation))
    wishes = form.wishes()
    way = way_from(ground, wishes, by=request.user)
    return Climb(response, ground, evaluation, form, wishes, way)


def _above(evaluation: Evaluation) -> list[Level]:
    """The levels that are not reached yet, from the lowest up."""
    return [found.level for found in evaluation.levels if not found.reached]


@signed_in
@require_safe
def way(request: SignedInRequest, pk: int) -> HttpResponse:
    """The steps to a level with effort and gain; answers can be ruled out."""
    try:
        climb = _climb(request, pk)
    except Busy:
        return render(request, "surveys/way_busy.html", status=TOO_MANY)
    scheme, found = climb.scheme, climb.way
    steps = steps_of(found, scheme)
    context = {
        "response": climb.response,
        "draft": climb.ground.submission is None,
        "way": found,
        "steps": [(step, _effort(climb, step.code)) for step in steps],
        "efforts": [(name, words) for name, (words, _cost) in EFFORTS.items()],
        "summary": summary(found, scheme),
        "now": level_title(scheme, climb.evaluation.level),
        "levels": _above(climb.evaluation),
        "chosen": climb.wishes.level or found.level,
        "ruled_out": _ruled_out(climb),
        "kept_efforts": _beside(climb, steps),
        "hindrances": hindrances(found, scheme),
        "gaps": list(_gaps(climb.evaluation)),
        "query": request.GET.urlencode(),
        "writable": may_write(request, climb.response),
        "plan": scheme.priorities,
    }
    return render(request, "surveys/way.html", context)


def _effort(climb: Climb, code: str) -> str:
    return dict(climb.form.efforts()).get(code, USUAL)


def _beside(climb: Climb, steps: list[Step]) -> list[tuple[str, str]]:
    """Efforts that were told of questions which are no step just now: kept."""
    shown = {step.code for step in steps}
    told = climb.form.efforts()
    return [(f"{EFFORT}{code}", name) for code, name in told if code not in shown]


def _ruled_out(climb: Climb) -> list[tuple[str, str]]:
    questions = climb.scheme.questions
    return [
        (code, f"{number_of(climb.scheme, code)} {worded(questions[code].title)}")
        for code in questions
        if code in climb.wishes.ruled_out
    ]


def _gaps(evaluation: Evaluation) -> Iterator[tuple[str, list[str]]]:
    """Every blocking check that is not met, with what it lacks."""
    for found in evaluation.checks:
        if found.check.blocking and found.verdict is not Verdict.PASS:
            yield check_words(found), evidence_of(found)


@signed_in
@require_safe
def way_workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The way as a plan: a row for each step, with room for who does it until when."""
    try:
        climb = _climb(request, pk)
    except Busy:
        return render(request, "surveys/way_busy.html", status=TOO_MANY)
    steps = steps_of(climb.way, climb.scheme)
    sections = {s.code: worded(s.title) for s in climb.scheme.sections}
    lines = [_line(climb, step, sections[step.section]) for step in steps]
    content = write_way(_cover(request, climb), lines, get_language() or "zh-hans")
    name = f"way-{climb.response.pk}.xlsx"
    return download(request, climb.response, name, content)


def _line(climb: Climb, step: Step, section: str) -> Line:
    return Line(
        section,
        step.number,
        step.title,
        step.before,
        step.after,
        str(EFFORTS[_effort(climb, step.code)][0]),
        step.gain,
        step.score,
        "\n".join(step.unlocks),
        step.proof,
    )


def _cover(request: SignedInRequest, climb: Climb) -> Cover:
    unit, told = climb.response.unit, summary(climb.way, climb.scheme)
    if climb.way.reachable:
        sentence = _(
            "To “%(level)s”: %(count)s changes, from %(now)s to %(then)s points"
        )
    else:
        sentence = _("There is no way to “%(level)s” by changing answers alone.")
    gaps = [
        line for words, found in _gaps(climb.evaluation) for line in (words, *found)
    ]
    return Cover(
        title=climb.response.edition.title,
        subject=f"{unit.enterprise.name} · {unit.name} · {climb.response.round}",
        sentence=sentence % told,
        written=day(timezone.localdate(request.at)),
        notes=[] if climb.way.reachable else gaps,
    )


@signed_in
@require_safe
def first(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which dimensions to work on first: the priority matrix of the edition."""
    response = response_to_guide(request, pk)
    own = request.holdings.member_of(*MembershipRole.values)
    ground = ground_of(response, draft=response.unit.enterprise_id in own)
    plan, nodes = ground.scheme.priorities, list(ground.scheme.profile)
    if plan is None:
        not_found()
    form = PrioritiesForm(request.GET, plan=plan, nodes=nodes)
    context = {
        "response": response,
        "form": form,
        "inputs": [worded(column.title) for column in plan.inputs],
        "columns": [worded(column.title) for column in plan.columns],
        "problems": [field for field in form if field.errors],
    }
    if form.is_valid():
        context |= _ranked(ground, form)
    return render(request, "surveys/first.html", context)


def _ranked(ground: Ground, form: PrioritiesForm) -> dict[str, Any]:
    evaluation = ground.evaluation()
    own = {node.code: evaluation.node(node.code).score for node in form.nodes}
    best = form.plan.best or {node.code: node.scale for node in form.nodes}
    horizon = form.cleaned_data["horizon"]
    found = priorities(form.plan, own, form.amounts(), horizon=horizon, best=best)
    titles = {node.code: worded(node.title) for node in form.nodes}
    codes = [column.code for column in form.plan.columns]
    places = ground.scheme.decimals
    rows = [
        {
            "title": titles[one.code],
            "score": points(own[one.code], places),
            "impact": points(one.impact),
            "bar": f"{float(one.impact):.3f}",
            "columns": [_share(one.columns, code) for code in codes],
        }
        for one in found
    ]
    return {"rows": rows, "most": f"{float(found[0].impact):.3f}" if found else "1"}


def _share(columns: Mapping[str, Fraction], code: str) -> str:
    return figure(columns[code] * 100, 1, "%")
