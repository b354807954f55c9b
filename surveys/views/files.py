"""One file as officials see it: claims, proof, corrections, facts, and what to do."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from surveys import objecting, recognising, reviewing
from surveys.access import SignedInRequest, response_to_read, signed_in
from surveys.assessing import beside, corrections_of, evaluate
from surveys.explaining.answers import said
from surveys.explaining.results import check_words, evidence_of
from surveys.explaining.words import worded
from surveys.forms.answers import Corrected, corrected
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
from surveys.models import (
    Correction,
    Evidence,
    ExternalFact,
    Lane,
    ObjectionState,
    OfficeRole,
    Response,
    Scorecard,
    Submission,
    User,
)
from surveys.scoring import Evaluation, Question, Scheme, State
from surveys.workflow import OPEN_TO_FINDINGS, Status


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a file: what was claimed, what proves it, what stands beside."""

    question: Question
    number: str
    claimed: str
    state: str
    evidence: list[Evidence]
    correction: Correction | None
    corrected: Corrected | None
    remark: str

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def title(self) -> str:
        return worded(self.question.title)

    @property
    def proof(self) -> str:
        return worded(self.question.proof)


@signed_in
@require_safe
def file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a file; a reviewer who looks at a submitted one has opened it."""
    response = response_to_read(request, pk)
    if response.unit.enterprise.region_id in request.holdings.regions:
        reviewing.open_file(response, by=request.user, at=request.at)
    return file_page(request, response)


def file_page(
    request: SignedInRequest, response: Response, bound: forms.Form | None = None
) -> HttpResponse:
    """The page of a file; `bound` is the form of a verb that could not be done."""
    submission = response.newest_submission()
    claimed = submission.scorecards.standing().filter(lane=Lane.CLAIMED).last()
    used = beside(submission, Lane.REVIEWED)
    running = evaluate(submission, Lane.REVIEWED, used)
    context = {
        "response": response,
        "submission": submission,
        "claimed": claimed,
        "running": running,
        "sections": _sections(submission, running, bound),
        "checks": _checks(running, claimed),
        "facts": _facts(request, response, bound),
        "moves": response.moves.select_related("by"),
        "objections": objected(response),
        "may_note": response.status in OPEN_TO_FINDINGS,
        "wide": True,
        "bound": bound,
    }
    status = 400 if bound else 200
    context |= _forms(request, submission, bound)
    return render(request, "surveys/file.html", context, status=status)


def _sections(
    submission: Submission, running: Evaluation, bound: forms.Form | None
) -> list[dict[str, Any]]:
    scheme = submission.response.edition.scheme
    files = _files(submission)
    beside_claims = corrections_of(submission)
    typed = bound.data if isinstance(bound, ReturnForm) else {}
    return [
        {
            "code": section.code,
            "title": worded(section.title),
            "items": [
                Item(
                    question=question,
                    number=f"{number}.{place}",
                    claimed=_claimed(question, submission),
                    state=_state(running, question),
                    evidence=files.get(question.code, []),
                    correction=beside_claims.get(question.code),
                    corrected=corrected(question, beside_claims.get(question.code)),
                    remark=typed.get(f"remark.{question.code}", ""),
                )
                for place, question in enumerate(section.questions, start=1)
            ],
        }
        for number, section in enumerate(scheme.sections, start=1)
    ]


def _state(running: Evaluation, question: Question) -> str:
    # A corrected edition may have dropped the question: it counts no more.
    return running.states.get(question.code, State.HIDDEN).value


def _claimed(question: Question, submission: Submission) -> str:
    entry = submission.answers.get(question.code)
    if entry is None:
        return said(question, None)
    return said(question, entry["v"], entry["state"], entry["reason"])


def _files(submission: Submission) -> dict[str, list[Evidence]]:
    cited = [row["id"] for row in submission.evidence]
    found: dict[str, list[Evidence]] = {}
    rows = Evidence.objects.filter(pk__in=cited).select_related("by", "response__round")
    for evidence in rows.defer("response__answers"):
        found.setdefault(evidence.code, []).append(evidence)
    return found


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
        offered["return_form"] = ReturnForm(response.edition.scheme, at=request.at)
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
    return dict(offered) | {
        "deciders": deciders,
        "may_correct": (district or "decide_form" in offered)
        and response.status in OPEN_TO_FINDINGS,
    }


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
