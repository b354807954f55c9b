"""The result of one response: the stage reached or what blocks it, and the peers."""

from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.benchmarks import Peers, peers
from surveys.access import SignedInRequest, response_with_result, signed_in
from surveys.assessing import evaluation_of
from surveys.explaining.results import check_words, evidence_of, level_words, node_words
from surveys.explaining.words import figure, points, worded
from surveys.models import Response, Scorecard
from surveys.scoring import Evaluation, NodeResult


@signed_in
@require_safe
def result(request: SignedInRequest, pk: int) -> HttpResponse:
    """Explain the newest scorecard: levels, checks, dimensions beside the peers."""
    response = response_with_result(request, pk)
    submission = response.newest_submission()
    cards = list(submission.scorecards.standing().order_by("pk"))
    context: dict[str, Any] = {
        "response": response,
        "submission": submission,
        "cards": cards,
    }
    if cards:
        context |= _explained(response, cards[-1])
    return render(request, "reports/result.html", context)


def _explained(response: Response, card: Scorecard) -> dict[str, Any]:
    card.submission.response = response
    evaluation = evaluation_of(card)
    cluster = card.submission.facts["cluster"]
    compared = peers(response.round, response.edition, cluster)
    return {
        "card": card,
        "levels": [level_words(level) for level in evaluation.levels],
        "checks": _checks(evaluation),
        "dimensions": _dimensions(evaluation, compared),
        "peers": compared,
        "total": points(evaluation.score),
        "radar": _radar(evaluation, compared),
    }


def _checks(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The checks, those that are not met first."""
    rows = [
        {
            "words": check_words(found),
            "seen": evidence_of(found),
            "verdict": found.verdict.value,
            "check": found.check,
            "official": found.check.backing.official,
        }
        for found in evaluation.checks
    ]
    order = {"fail": 0, "unknown": 1, "pass": 2}
    return sorted(rows, key=lambda r: (not r["check"].blocking, order[r["verdict"]]))


def _dimensions(evaluation: Evaluation, compared: Peers | None) -> list[dict[str, Any]]:
    return [
        {
            "code": node.code,
            "title": worded(node.title),
            "weight": figure((node.weight or Fraction(0)) * 100, 0, "%"),
            "score": points(node.score),
            "median": _median(compared, node.code),
            "words": node_words(node),
            "parts": [_part(child) for child in node.children],
        }
        for node in evaluation.root.children
    ]


def _part(node: NodeResult) -> dict[str, str]:
    return {
        "title": worded(node.title),
        "score": points(node.score),
        "words": node_words(node),
    }


def _median(compared: Peers | None, code: str) -> str:
    value = compared.dimensions.get(code) if compared else None
    return "–" if value is None else f"{value:.1f}"


def _radar(evaluation: Evaluation, compared: Peers | None) -> dict[str, Any]:
    """The radar as the page's script draws it: axes to 100, one or two lines."""
    nodes = evaluation.root.children
    series = [{"name": _("This unit"), "values": [_rounded(n.score) for n in nodes]}]
    if compared is not None and any(compared.dimensions.values()):
        medians = [compared.dimensions.get(n.code) for n in nodes]
        values = [None if m is None else round(m, 1) for m in medians]
        name = _("Median of the cluster")
        series.append({"name": name, "values": values, "line": "dashed"})
    return {
        "kind": "radar",
        "axes": [worded(n.title) for n in nodes],
        "max": 100,
        "series": series,
    }


def _rounded(score: Fraction | None) -> float | None:
    return None if score is None else round(float(score), 1)
