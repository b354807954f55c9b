"""The result of one response: the stage reached or what blocks it, and the peers."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.comparing import Peers, peers
from reports.spreading import place_of
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
from surveys.explaining.words import figure, moment, points, worded
from surveys.models import MembershipRole, Response, Scorecard
from surveys.scoring import (
    Evaluation,
    LevelResult,
    Node,
    NodeResult,
    Scheme,
    Verdict,
)

NOTHING: Mapping[str, float | None] = {}
MEMBERS = tuple(MembershipRole)


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
        "own": response.unit.enterprise_id in request.holdings.member_of(*MEMBERS),
    }
    if cards:
        context |= _explained(response, cards)
    return render(request, "reports/result.html", context)


def _explained(response: Response, cards: Sequence[Scorecard]) -> dict[str, Any]:
    card = cards[-1]
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
        "place": _place(evaluation.score, compared, places),
        "lanes": _lanes(cards, scheme),
        "stage": _stage(evaluation),
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
    medians = compared.medians if compared else NOTHING
    uppers = compared.uppers if compared else NOTHING
    return [
        {
            "code": node.code,
            "weight": figure((node.weight or Fraction(0)) * 100, 0, "%"),
            "median": _figure(medians.get(node.code), places),
            "upper": _figure(uppers.get(node.code), places),
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


def _figure(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def _place(
    score: Fraction | None, compared: Peers | None, places: int
) -> dict[str, Any] | None:
    """The unit's own place among its peers, and how their scores spread; None where
    the group is too small for it."""
    if compared is None or score is None or not compared.bins:
        return None
    rank, own = compared.rank(float(score)), place_of(compared.bins, float(score))
    rows = [
        {
            "range": _("%(low)s to %(high)s")
            % {"low": _figure(one.low, places), "high": _figure(one.high, places)},
            "count": one.count,
            "own": place == own,
        }
        for place, one in enumerate(compared.bins)
    ]
    return {
        "rank": f"{rank:.0f}",
        "rows": rows,
        "chart": _histogram(rows),
    }


def _histogram(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The spread as the page's script draws it, the own column in a colour of its own;
    the table beside it says the same."""
    others = [0 if row["own"] else row["count"] for row in rows]
    own = [row["count"] if row["own"] else 0 for row in rows]
    return {
        "kind": "column",
        "axes": [row["range"] for row in rows],
        "unit": _("Units"),
        "stacked": True,
        "series": [
            {"name": _("Units of the cluster"), "values": others},
            {"name": _("Where this unit stands"), "values": own},
        ],
    }


def _lanes(cards: Sequence[Scorecard], scheme: Scheme) -> list[dict[str, str]]:
    """The newest card of every lane, side by side."""
    newest = {card.lane: card for card in cards}
    return [
        {
            "lane": card.get_lane_display(),
            "score": points(card.score, scheme.decimals),
            "outcome": card.outcome,
            "at": moment(card.at),
        }
        for card in newest.values()
    ]


def _stage(evaluation: Evaluation) -> str:
    """Where the unit stands, in one sentence."""
    blocking = [found for found in evaluation.checks if found.check.blocking]
    counts = {
        "met": sum(found.verdict is Verdict.PASS for found in blocking),
        "all": len(blocking),
    }
    if not blocking:
        return ""
    return _("%(met)s of the %(all)s checks that decide are met.") % counts


def _radar(
    nodes: Sequence[NodeResult], scheme: Scheme, compared: Peers | None
) -> dict[str, Any]:
    """The radar as the page's script draws it: axes of one length, three lines."""
    series = [{"name": _("This unit"), "values": [_rounded(n.score) for n in nodes]}]
    for name, found, line in _peer_lines(compared):
        if any(value is not None for value in found.values()):
            values = [_one_place(found.get(n.code)) for n in nodes]
            series.append({"name": name, "values": values, "line": line})
    return {
        "kind": "radar",
        "axes": [worded(n.title) for n in nodes],
        "max": float(max(node.scale for node in scheme.profile)),
        "series": series,
    }


def _peer_lines(
    compared: Peers | None,
) -> list[tuple[str, Mapping[str, float | None], str]]:
    if compared is None:
        return []
    return [
        (_("Median of the cluster"), compared.medians, "dashed"),
        (_("Upper quarter of the cluster (P75)"), compared.uppers, "dotted"),
    ]


def _one_place(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _rounded(score: Fraction | None) -> float | None:
    return None if score is None else round(float(score), 1)
