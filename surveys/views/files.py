"""One file as officials see it: claims, proof, corrections, facts, and what to do."""

from collections import Counter
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from surveys import objecting, recognising, reviewing
from surveys.access import (
    SignedInRequest,
    files_to_judge,
    next_in_queue,
    response_to_read,
    signed_in,
)
from surveys.assessing import (
    corrections_of,
    evaluate,
    external_facts,
    stood_beside,
)
from surveys.carrying import Earlier
from surveys.explaining.phrases import phrases
from surveys.explaining.results import check_words, evidence_of
from surveys.explaining.words import worded
from surveys.forms.judging import read
from surveys.forms.objections import objected
from surveys.forms.reviewing import (
    DecisionForm,
    FactForm,
    ObjectionDecisionForm,
    ObjectionForm,
    OpinionForm,
    ReasonForm,
    ReturnForm,
)
from surveys.forms.working import FILTERS, work_of
from surveys.judging import unchanged
from surveys.models import (
    ExternalFact,
    Lane,
    ObjectionState,
    OfficeRole,
    Response,
    Scorecard,
    Submission,
    User,
)
from surveys.scoring import Evaluation, Scheme
from surveys.views.queues import flags_of
from surveys.workflow import OPEN_TO_FINDINGS, Status


@signed_in
@require_safe
def file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a file; a reviewer who looks at a submitted one has opened it."""
    response = response_to_read(request, pk)
    district = response.unit.enterprise.region_id in request.holdings.regions
    if district and response.opened_at is None:
        reviewing.open_file(response, by=request.user, at=request.at)
    return file_page(request, response)


def file_page(
    request: SignedInRequest, response: Response, bound: forms.Form | None = None
) -> HttpResponse:
    """The page of a file; `bound` is the form of a verb that could not be done."""
    context = working(request, response)
    submission, running = context["submission"], context["running"]
    context |= {
        "unchanged": context["may_judge"] and unchanged(submission, running.states),
        "checks": _checks(running, context["claimed"]),
        "verdicts": Counter(c.verdict.value for c in running.checks).most_common(),
        "facts": _facts(request, response, bound),
        "moves": response.moves.select_related("by"),
        "objections": objected(response),
        "flags": flags_of([submission.pk]).get(submission.pk, []),
        "phrases": phrases("asks", "corrections", "opinions"),
        "wide": True,
        "bound": bound,
    }
    context |= _forms(request, submission, bound)
    status = 400 if bound else 200
    return render(request, "surveys/file.html", context, status=status)


def working(request: SignedInRequest, response: Response) -> dict[str, Any]:
    """What the items of a file are judged by, and how far that is."""
    submission = response.newest_submission()
    corrections = corrections_of(submission)
    used = stood_beside(corrections, external_facts(submission))
    running = evaluate(submission, Lane.REVIEWED, used)
    reading = read(submission, running.states, corrections)
    return {
        "response": response,
        "submission": submission,
        "claimed": submission.scorecards.standing().filter(lane=Lane.CLAIMED).last(),
        "running": running,
        "reading": reading,
        "last_card": last_card(reading.earlier),
        "work": work_of(reading.parts(), request.GET),
        "filters": FILTERS,
        "following_file": next_in_queue(request, response),
        "may_judge": may_judge(request, response),
    }


def last_card(earlier: Earlier | None) -> Scorecard | None:
    """The final score of the round before, where it was decided."""
    if earlier is None:
        return None
    return earlier.submission.scorecards.standing().filter(lane=Lane.FINAL).last()


def may_judge(request: SignedInRequest, response: Response) -> bool:
    """Whether this user may put something beside the claims of the file now."""
    if response.status not in OPEN_TO_FINDINGS:
        return False
    return files_to_judge(request).filter(pk=response.pk).exists()


def _checks(running: Evaluation, claimed: Scorecard | None) -> list[dict[str, Any]]:
    stored = claimed.checks if claimed else {}
    return [
        {
            "result": result,
            "words": check_words(result),
            "seen": evidence_of(result),
            "claimed": stored.get(result.check.code, "unknown"),
            "verdict": result.verdict.value,
            "vintage": result.check.backing.vintage,
            "official": result.check.backing.official,
        }
        for result in running.checks
    ]


def _facts(
    request: SignedInRequest, response: Response, bound: forms.Form | None
) -> list[dict[str, Any]]:
    scheme = response.edition.scheme
    recorded: dict[str, ExternalFact] = {
        fact.key: fact for fact in response.externals.select_related("by")
    }
    return [
        {
            "code": code,
            "title": worded(external.title),
            "help": worded(external.help),
            "recorded": recorded.get(code),
            "value": _fact_words(scheme, recorded.get(code)),
            "form": bound
            if isinstance(bound, FactForm) and bound.external.code == code
            else fact_form(request, scheme, code),
        }
        for code, external in scheme.externals.items()
    ]


def _fact_words(scheme: Scheme, fact: ExternalFact | None) -> str:
    if fact is None:
        return ""
    options = scheme.externals[fact.key].options
    return next((worded(o.title) for o in options if o.code == fact.value), fact.value)


def fact_form(request: SignedInRequest, scheme: Scheme, code: str) -> FactForm:
    """The form of one external fact, bound to what was posted."""
    today = timezone.localdate(request.at)
    return FactForm(
        scheme.externals[code],
        request.POST if request.method == "POST" else None,
        language=get_language() or "zh",
        today=today,
        initial={"as_of": today},
    )


def _forms(
    request: SignedInRequest, submission: Submission, bound: forms.Form | None
) -> dict[str, Any]:
    """The forms of the verbs that this user may do now, by name."""
    response = submission.response
    offered: dict[str, forms.Form] = {}
    district = response.unit.enterprise.region_id in request.holdings.regions
    if district and response.status == Status.SUBMITTED:
        offered["return_form"] = ReturnForm(submission, at=request.at)
        if reviewing.district_decides(submission):
            offered["settle_form"] = DecisionForm(moves=("notice", "decline"))
        else:
            offered["opinion_form"] = OpinionForm()
    deciders = _deciders(request, response)
    if request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        offered |= _municipal_forms(request, response, deciders)
    for name, form in offered.items():
        if type(form) is type(bound):
            offered[name] = bound
    return dict(offered) | {"deciders": deciders}


def _deciders(request: SignedInRequest, response: Response) -> list[User]:
    """Who may decide the objections that are open; nobody where there is none."""
    if not response.objections.filter(state=ObjectionState.OPEN).exists():
        return []
    return objecting.deciders(response, request.at)


def _municipal_forms(
    request: SignedInRequest, response: Response, deciders: list[User]
) -> dict[str, forms.Form]:
    offered: dict[str, forms.Form] = {}
    if request.user in deciders:
        offered["objection_decision_form"] = ObjectionDecisionForm()
    if response.status == Status.RECOMMENDED:
        offered["decide_form"] = DecisionForm(moves=recognising.DECISIONS)
        offered["send_back_form"] = ReasonForm()
    if response.status == Status.NOTICED:
        offered["objection_form"] = ObjectionForm()
    return offered
