"""Preview of an edition as a respondent sees it, with a score that follows.

Answers live in the author's session; no response, revision or scorecard is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys.access import (
    SignedInRequest,
    edition_to_author,
    not_found,
    signed_in,
)
from surveys.explaining.results import evidence_of, level_words
from surveys.explaining.words import worded
from surveys.filling import Document
from surveys.forms.answers import AnswersForm, Beside, Card, Sheet
from surveys.forms.authoring import FactsForm
from surveys.models import Edition
from surveys.scoring import (
    Answer,
    CheckResult,
    Evaluation,
    Scheme,
    Section,
    State,
    Verdict,
    evaluate,
    problem,
)
from surveys.views.authoring import LANGUAGES, compiled
from surveys.views.evidence import wants_fragment

LOCALES = {"zh": "zh-hans", "en": "en"}
FACTS = "facts"  # the form beside the sections, by the name of its button


@dataclass(slots=True)
class Trial:
    """What an author tries: answers as responses store them, and facts as posted."""

    answers: Document = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """One section of a preview: whose, which, in which language."""

    edition: Edition
    scheme: Scheme
    section: Section
    number: int
    language: str
    trial: Trial

    def address(self, code: str = "", language: str = "") -> str:
        """The address of a section in a language, by default of this one."""
        args = (self.edition.pk, code or self.section.code)
        path = reverse("surveys:preview", args=args)
        return f"{path}?language={language or self.language}"

    def neighbour(self, step: int) -> Section | None:
        """The section before or after this one."""
        place = self.number - 1 + step
        sections = self.scheme.sections
        return sections[place] if 0 <= place < len(sections) else None


@signed_in
@require_safe
def start(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the first section."""
    edition = edition_to_author(request, pk)
    scheme = compiled(edition)
    if scheme is None:
        messages.error(request, _("The edition has faults and cannot be previewed."))
        return redirect("surveys:edition", pk)
    return redirect("surveys:preview", pk, scheme.sections[0].code)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SignedInRequest, pk: int, code: str) -> HttpResponseBase:
    """One section as a respondent sees it; posting keeps answers in the session."""
    shown = _shown(request, edition_to_author(request, pk), code)
    if request.method == "POST":
        return _tried(request, shown)
    return _page(request, shown, AnswersForm(shown.section.questions))


def _shown(request: SignedInRequest, edition: Edition, code: str) -> Shown:
    scheme = compiled(edition) or not_found()
    wanted = request.GET.get("language", "")
    active = "en" if (get_language() or "").startswith("en") else "zh"
    language = wanted if wanted in LANGUAGES else active
    for number, section in enumerate(scheme.sections, start=1):
        if section.code == code:
            trial = _trial(request, edition, scheme)
            return Shown(edition, scheme, section, number, language, trial)
    return not_found()


# --- what is tried, in the session


def _key(edition: Edition) -> str:
    return f"preview-{edition.pk}"


def _trial(request: SignedInRequest, edition: Edition, scheme: Scheme) -> Trial:
    """What was tried so far, but for what no longer fits a draft that changed."""
    kept = request.session.get(_key(edition), {})
    answers = {
        code: entry
        for code, entry in kept.get("answers", {}).items()
        if _fits(scheme, code, entry)
    }
    return Trial(answers, kept.get("facts", {}))


def _fits(scheme: Scheme, code: str, entry: Mapping[str, Any]) -> bool:
    question = scheme.questions.get(code)
    if question is None:
        return False
    if entry["state"] == State.NA:
        return question.allow_na
    return problem(question, entry["v"]) is None


def _keep(request: SignedInRequest, shown: Shown) -> None:
    trial = {"answers": shown.trial.answers, "facts": shown.trial.facts}
    request.session[_key(shown.edition)] = trial


def _tried(request: SignedInRequest, shown: Shown) -> HttpResponseBase:
    wish = request.POST.get("next", "")
    if wish == "clear":
        request.session.pop(_key(shown.edition), None)
        return redirect(shown.address(shown.scheme.sections[0].code))
    if wish == FACTS:
        return _facts(request, shown)
    form = AnswersForm(shown.section.questions, request.POST)
    for code, entry in form.entries.items():
        if entry.value is None and entry.state != State.NA:
            shown.trial.answers.pop(code, None)
        else:
            said = {"v": entry.value, "state": entry.state, "reason": entry.reason}
            shown.trial.answers[code] = {**said, "n": 0}
    _keep(request, shown)
    if wants_fragment(request):
        return _standing(request, shown, form)
    if form.errors:
        return _page(request, shown, form)
    after = shown.neighbour(1)
    return redirect(shown.address(after.code if after else ""))


def _facts(request: SignedInRequest, shown: Shown) -> HttpResponse:
    form = FactsForm(shown.scheme, request.POST)
    if form.is_valid():
        fields = form.fields
        shown.trial.facts = {name: request.POST.getlist(name) for name in fields}
        _keep(request, shown)
        return redirect(shown.address())
    answers = AnswersForm(shown.section.questions)
    return _page(request, shown, answers, facts=form)


# --- the score that follows


def _evaluated(shown: Shown) -> Evaluation:
    answers = {
        code: Answer(entry["v"], entry["state"])
        for code, entry in shown.trial.answers.items()
    }
    facts = _facts_form(shown)
    known = {"unit_kind": shown.scheme.unit, "titles": {}}
    return evaluate(
        shown.scheme, answers, known | (facts.facts() if facts.is_valid() else {})
    )


def _facts_form(shown: Shown) -> FactsForm:
    data = QueryDict(mutable=True)
    for name, values in shown.trial.facts.items():
        data.setlist(name, values)
    return FactsForm(shown.scheme, data)


def _visible(evaluation: Evaluation) -> frozenset[str]:
    states = evaluation.states.items()
    return frozenset(code for code, state in states if state is not State.HIDDEN)


def _panel(shown: Shown, evaluation: Evaluation) -> dict[str, Any]:
    """What stands beside the questions: score, level, dimensions, what blocks."""
    visible = _visible(evaluation)
    answered = [c for c in shown.trial.answers if c in visible]
    results = {result.code: result for result in evaluation.walk()}
    return {
        "scheme": shown.scheme,
        "evaluation": evaluation,
        "scale": shown.scheme.scale,
        "profile": [
            (worded(node.title), results[node.code].score, node.scale)
            for node in shown.scheme.profile
            if node.code in results
        ],
        "levels": [(level_words(result), result) for result in evaluation.levels],
        "blocking": _blocking(evaluation),
        "answered": len(answered),
        "total": len(visible),
    }


def _blocking(evaluation: Evaluation) -> list[tuple[str, list[str]]]:
    """What stands in the way of the lowest level that is not reached."""
    checks = {result.check.code: result for result in evaluation.checks}
    for level in evaluation.levels:
        if not level.reached:
            found = [checks[code] for code in level.blocked_by if code in checks]
            return [(worded(c.check.title), _missed(c)) for c in found]
    return []


def _missed(result: CheckResult) -> list[str]:
    """What an answer that was given misses; of what is open the title says enough."""
    return evidence_of(result) if result.verdict is Verdict.FAIL else []


def _standing(
    request: SignedInRequest, shown: Shown, form: AnswersForm
) -> JsonResponse:
    """What a change changed: the panel, the questions shown, what is refused."""
    evaluation = _evaluated(shown)
    panel = render_to_string(
        "surveys/parts/preview_score.html", _panel(shown, evaluation), request
    )
    codes = (question.code for question in shown.section.questions)
    with override(LOCALES[shown.language]):
        errors = {code: form.problem(code) for code in codes}
    return JsonResponse(
        {"panel": panel, "visible": sorted(_visible(evaluation)), "errors": errors}
    )


# --- the page


def _page(
    request: SignedInRequest,
    shown: Shown,
    form: AnswersForm,
    facts: FactsForm | None = None,
) -> HttpResponse:
    evaluation = _evaluated(shown)
    sections = shown.scheme.sections
    after, before = shown.neighbour(1), shown.neighbour(-1)
    context = {
        "edition": shown.edition,
        "shown": shown,
        "sheet": _sheet(request, shown, form, _visible(evaluation)),
        "sections": [(s, worded(s.title), shown.address(s.code)) for s in sections],
        "languages": [(code, shown.address("", code)) for code in LANGUAGES],
        "after": after,
        "before": before and shown.address(before.code),
        "address": shown.address(),
        "facts": facts or _facts_form(shown),
        **_panel(shown, evaluation),
    }
    return render(request, "surveys/edition_preview.html", context)


def _sheet(
    request: SignedInRequest, shown: Shown, form: AnswersForm, visible: frozenset[str]
) -> str:
    """The questions in the language of the preview, whatever that of the page."""
    with override(LOCALES[shown.language]):
        cards: list[Card] = Sheet(
            shown.scheme, shown.number, visible, shown.trial.answers, form, Beside()
        ).cards()
        context = {
            "cards": cards,
            "title": worded(shown.section.title),
            "intro": worded(shown.section.intro),
        }
        return render_to_string("surveys/parts/preview_sheet.html", context, request)
