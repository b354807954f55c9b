"""The result of one response: the stage reached or what blocks it, and the peers."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.benchmarks import Peers, peers
from surveys.access import SignedInRequest, response_with_result, signed_in
from surveys.assessing import edition_of, evaluation_of
from surveys.explaining.results import (
    check_words,
    evidence_of,
    level_words,
    node_words,
    seen_words,
    told,
)
from surveys.explaining.words import figure, points, worded
from surveys.models import Response, Scorecard
from surveys.scoring import Evaluation, LevelResult, Node, NodeResult, Scheme


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
    evaluation, scheme = evaluation_of(card), edition_of(card).scheme
    cluster = card.submission.facts["cluster"]
    compared = peers(response.round, response.edition, cluster)
    places = scheme.decimals
    profile = [evaluation.node(node.code) for node in scheme.profile]
    return {
        "card": card,
        "levels": [_level(level) for level in evaluation.levels],
        "checks": _checks(evaluation),
        "dimensions": _dimensions(profile, compared, places),
        "weighted": _weighted(scheme),
        "parts": _dimensions(evaluation.root.children, None, places),
        "peers": compared,
        "total": points(evaluation.score, places),
        "scale": figure(scheme.scale, 0),
        "whole": node_words(evaluation.root, places),
        "decides": _decides(scheme),
        "official": _official(scheme.root),
        "radar": _radar(profile, scheme, compared),
    }


def _level(level: LevelResult) -> dict[str, Any]:
    """A level in words, with what else but a check is missing."""
    backing = level.level.backing
    return {
        "words": level_words(level),
        "short": [seen_words(seen) for seen in level.shortfalls],
        "note": worded(backing.note),
        "official": backing.official,
    }


def _weighted(scheme: Scheme) -> bool:
    """Whether what is compared stands right below the score, with a weight."""
    places = {child.item.code: child for child in scheme.root.children}
    found = [places.get(node.code) for node in scheme.profile]
    return all(child is not None and not child.level for child in found)


def _decides(scheme: Scheme) -> bool:
    """Whether a score is among what a level needs."""
    tests = (test for level in scheme.levels for test in level.needs.tests())
    return any(test.source in ("score", "node") for test in tests)


def _official(root: Node) -> bool:
    """Whether an official text backs every weight of the tree."""
    places = (child for node in root.walk() for child in node.children)
    return all(child.source is not None and child.source.official for child in places)


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


def _dimensions(
    nodes: Sequence[NodeResult], compared: Peers | None, places: int
) -> list[dict[str, Any]]:
    return [
        {
            "code": node.code,
            "weight": figure((node.weight or Fraction(0)) * 100, 0, "%"),
            "median": _median(compared, node.code, places),
            "parts": [_part(child, places) for child in node.children],
        }
        | _part(node, places)
        for node in nodes
    ]


def _part(node: NodeResult, places: int) -> dict[str, str]:
    return {
        "title": worded(node.title),
        "score": points(node.score, places),
        "words": node_words(node, places),
        "told": told(node, places),
    }


def _median(compared: Peers | None, code: str, places: int) -> str:
    value = compared.dimensions.get(code) if compared else None
    return "–" if value is None else f"{value:.{places}f}"


def _radar(
    nodes: Sequence[NodeResult], scheme: Scheme, compared: Peers | None
) -> dict[str, Any]:
    """The radar as the page's script draws it: axes of one length, one or two lines."""
    series = [{"name": _("This unit"), "values": [_rounded(n.score) for n in nodes]}]
    if compared is not None and any(compared.dimensions.values()):
        medians = [compared.dimensions.get(n.code) for n in nodes]
        values = [None if m is None else round(m, 1) for m in medians]
        name = _("Median of the cluster")
        series.append({"name": name, "values": values, "line": "dashed"})
    return {
        "kind": "radar",
        "axes": [worded(n.title) for n in nodes],
        "max": float(max(node.scale for node in scheme.profile)),
        "series": series,
    }


def _rounded(score: Fraction | None) -> float | None:
    return None if score is None else round(float(score), 1)
