"""What differs between two evaluations of one response, and why, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.explaining.results import check_words, evidence_of, node_words
from surveys.explaining.words import figure, points, worded
from surveys.scoring import CheckResult, Evaluation, NodeResult


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check with another verdict. before, after: verdicts ("" where the edition has
    no such check); reasons: what decided it now, or else before."""

    title: str
    before: str
    after: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeChange:
    """An indicator or question with another score or weight. depth: below the root;
    before, after: points; weights: shares of its parent; words: how it comes now."""

    title: str
    depth: int
    before: str
    after: str
    weights: tuple[str, str]
    words: tuple[str, str]


def check_changes(old: Evaluation, new: Evaluation) -> list[CheckChange]:
    """The checks whose verdict differs, in the order of the new edition."""
    before = {result.check.code: result for result in old.checks}
    after = {result.check.code: result for result in new.checks}
    codes = [*after, *(code for code in before if code not in after)]
    pairs = ((before.get(code), after.get(code)) for code in codes)
    return [_check(was, now) for was, now in pairs if _verdict(was) != _verdict(now)]


def _verdict(result: CheckResult | None) -> str:
    return result.verdict.value if result else ""


def _check(was: CheckResult | None, now: CheckResult | None) -> CheckChange:
    shown = now or was
    assert shown is not None
    reasons = (
        [
            *(_("Before: %(words)s") % {"words": text} for text in _why(was)),
            *(_("Now: %(words)s") % {"words": text} for text in _why(now)),
        ]
        if was and now
        else _why(shown)
    )
    title = worded(shown.check.title)
    return CheckChange(title, _verdict(was), _verdict(now), tuple(reasons))


def _why(result: CheckResult) -> list[str]:
    return evidence_of(result) or [check_words(result)]


def node_changes(old: Evaluation, new: Evaluation) -> list[NodeChange]:
    """The places of the trees whose score or weight differs, parents first."""
    before = {place.code: place for _depth, place in _places(old)}
    found = []
    for depth, now in _places(new):
        was = before.pop(now.code, None)
        if was is None or (was.score, was.weight) != (now.score, now.weight):
            found.append(_node(depth, was, now))
    return found + [_node(1, gone, None) for gone in before.values()]


def _places(evaluation: Evaluation) -> Iterator[tuple[int, NodeResult]]:
    for tree in (evaluation.root, *evaluation.indices):
        yield from _below(tree, 0)


def _below(place: NodeResult, depth: int) -> Iterator[tuple[int, NodeResult]]:
    yield depth, place
    for child in place.children:
        yield from _below(child, depth + 1)


def _node(depth: int, was: NodeResult | None, now: NodeResult | None) -> NodeChange:
    shown = now or was
    assert shown is not None
    pair = (was, now)
    before, after = (points(place.score) if place else "–" for place in pair)
    weights = tuple(_weight(place) for place in pair)
    words = [node_words(place) if place else "" for place in pair]
    if was and now and now.children and was.message == now.message:
        words[0] = ""  # that it is the mean of its parts need not be said twice
    return NodeChange(
        worded(shown.title),
        depth,
        before,
        after,
        (weights[0], weights[1]),
        (words[0], words[1]),
    )


def _weight(place: NodeResult | None) -> str:
    if place is None or place.weight is None:
        return "–"
    return figure(place.weight * 100, 1, "%")
