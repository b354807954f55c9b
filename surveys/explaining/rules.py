"""How the answer to a question becomes points, in words."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.explaining.words import figure, listed, worded
from surveys.scoring import Question
from surveys.scoring.scheme import Bands, Linear, Points, Scoring, Target

PLACES = 2
ALL = 100  # points; a cap that takes nothing away


def scoring_lines(question: Question) -> list[str]:
    """How the answer to a question becomes points, a line each; none where it does
    not score, or where the points stand beside its options."""
    return list(_scoring(question.scoring, worded(question.measured_in)))


def counting_lines(question: Question) -> list[str]:
    """How the answer becomes points, for those who answer: its options with what each
    brings, and its rule, where the edition has no words of its own for it."""
    rule = [] if question.scoring_note else scoring_lines(question)
    if not isinstance(question.scoring, Points):
        return rule
    brings = _("%(option)s: %(points)s points")
    options = (
        brings % {"option": worded(o.title), "points": figure(o.points, PLACES)}
        for o in question.options
        if o.points is not None
    )
    return [listed(options), *rule]


def _scoring(rule: Scoring | None, unit: str) -> Iterator[str]:
    if isinstance(rule, Points) and rule.cap != ALL:
        yield _("together at most %(cap)s points") % {"cap": figure(rule.cap, PLACES)}
    if isinstance(rule, Linear):
        goals = {"lo": _in(rule.lo, unit), "hi": _in(rule.hi, unit)}
        yield _("0 points at %(lo)s, 100 at %(hi)s, in between by proportion") % goals
    if isinstance(rule, Target):
        yield _target(rule, unit)
    if isinstance(rule, Bands):
        yield from _bands(rule, unit)


def _in(number: Fraction | None, unit: str) -> str:
    return figure(number, PLACES, unit)


TARGETS: Mapping[str, Any] = {
    "both": gettext_lazy(
        "100 points at %(target)s, 0 at a distance of %(reach)s above or below"
    ),
    "below": gettext_lazy(
        "100 points from %(target)s on, 0 at a distance of %(reach)s below"
    ),
    "above": gettext_lazy(
        "100 points up to %(target)s, 0 at a distance of %(reach)s above"
    ),
}


def _target(rule: Target, unit: str) -> str:
    goals = {"target": _in(rule.target, unit), "reach": _in(rule.reach, unit)}
    return str(TARGETS[rule.side]) % goals


# By whether the lower end belongs to the band, and whether the upper one does.
BETWEEN: Mapping[tuple[bool, bool], Any] = {
    (True, False): gettext_lazy("from %(lo)s to below %(hi)s: %(points)s points"),
    (True, True): gettext_lazy("from %(lo)s to %(hi)s: %(points)s points"),
    (False, False): gettext_lazy("above %(lo)s, below %(hi)s: %(points)s points"),
    (False, True): gettext_lazy("above %(lo)s, up to %(hi)s: %(points)s points"),
}
LOWEST: Mapping[bool, Any] = {
    False: gettext_lazy("below %(hi)s: %(points)s points"),
    True: gettext_lazy("up to %(hi)s: %(points)s points"),
}
HIGHEST: Mapping[bool, Any] = {
    True: gettext_lazy("from %(lo)s on: %(points)s points"),
    False: gettext_lazy("above %(lo)s: %(points)s points"),
}


def _bands(rule: Bands, unit: str) -> Iterator[str]:
    low: Fraction | None = None
    included = True
    for band in rule.bands:
        ends = {"lo": _in(low, unit), "hi": _in(band.upper, unit)}
        ends["points"] = figure(band.points, PLACES)
        if band.upper is None:
            sentence = HIGHEST[included]
        elif low is None:
            sentence = LOWEST[band.closed]
        else:
            sentence = BETWEEN[included, band.closed]
        code = f"{band.code} · " if band.code else ""
        yield code + str(sentence) % ends
        low, included = band.upper, not band.closed
