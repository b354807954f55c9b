"""Says in one sentence each what the engine found: tree, checks and levels."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from surveys.explaining.needs import needed, seen_value
from surveys.explaining.words import figure, listed, worded
from surveys.scoring import CheckResult, LevelResult, NodeResult, Seen, Text, Verdict

SENTENCES: Mapping[str, Any] = {
    "question.hidden": gettext_lazy(
        "Does not concern this unit; the other questions share its weight."
    ),
    "question.na": gettext_lazy(
        "Does not apply; the other questions share its weight."
    ),
    "question.unanswered": gettext_lazy("Not answered, so it counts as 0."),
    "question.not_computable": gettext_lazy(
        "Cannot be computed from these numbers, so it counts as 0."
    ),
    "question.points": gettext_lazy("%(score)s points for: %(options)s"),
    "question.linear": gettext_lazy(
        "%(measure)s, where %(lo)s gives 0 and %(hi)s gives 100: %(score)s points"
    ),
    "question.bands": gettext_lazy(
        "%(measure)s, from %(from)s to below %(below)s: %(score)s points"
    ),
    "question.bands.lowest": gettext_lazy(
        "%(measure)s, below %(below)s: %(score)s points"
    ),
    "question.bands.highest": gettext_lazy(
        "%(measure)s, %(from)s or more: %(score)s points"
    ),
    "question.bands.only": gettext_lazy("%(measure)s: %(score)s points"),
    "question.between": gettext_lazy("%(measure)s, %(band)s: %(score)s points"),
    "question.target": gettext_lazy(
        "%(measure)s, where %(target)s gives 100 and a distance of %(reach)s gives 0:"
        " %(score)s points"
    ),
    "node.hidden": gettext_lazy("None of its questions concerns this unit."),
    "node.na": gettext_lazy("None of its questions applies."),
    "node.unanswered": gettext_lazy("None of its questions is answered."),
    "node.too_little": gettext_lazy(
        "Only %(applicable)s of its weight applies; below %(floor)s there is no score."
    ),
    "node.weighted_mean": gettext_lazy(
        "%(score)s points, the weighted mean of its parts"
    ),
    "node.sum": gettext_lazy("%(score)s points, the sum of its parts"),
    "node.min": gettext_lazy("%(score)s points, those of its weakest part: %(title)s"),
    "node.max": gettext_lazy(
        "%(score)s points, those of its strongest part: %(title)s"
    ),
    "node.geometric": gettext_lazy(
        "%(score)s points, the weighted geometric mean of its parts"
    ),
    "node.harmonic": gettext_lazy(
        "%(score)s points, the weighted harmonic mean of its parts"
    ),
    "node.power": gettext_lazy(
        "%(score)s points, the weighted power mean of its parts (exponent %(p)s)"
    ),
    "node.not_positive": gettext_lazy(
        "No points: this mean needs every part above 0, and “%(title)s” has 0."
    ),
    "node.count": gettext_lazy(
        "%(score)s points: %(found)s of %(parts)s parts reach %(reaches)s points"
    ),
    "node.too_few": gettext_lazy(
        "Only %(answered)s of what applies is answered; below %(threshold)s there is"
        " no score."
    ),
    "node.carry": gettext_lazy(
        "%(score)s; levels fulfilled with at least %(reaches)s points each: %(levels)s;"
        " “%(title)s” adds its own %(own)s of 100"
    ),
    "node.carry_full": gettext_lazy("%(score)s; every level is fulfilled"),
    "node.lookup": gettext_lazy("%(score)s points for “%(title)s”: %(value)s"),
    "node.lookup_unknown": gettext_lazy("“%(title)s” is not known, so it counts as 0."),
    "check.pass": gettext_lazy("Met: %(title)s"),
    "check.fail": gettext_lazy("Not met: %(title)s"),
    "check.unknown": gettext_lazy("Not answered yet: %(title)s"),
    "check.open": gettext_lazy("To be checked by an official: %(title)s"),
    "check.not_recorded": gettext_lazy("Not recorded by an official yet: %(title)s"),
    "level.reached": gettext_lazy("%(title)s is reached."),
    "level.blocked": gettext_lazy("%(title)s is not reached."),
    "level.climb": gettext_lazy(
        "What %(title)s needs is met, but %(level)s has to be reached first."
    ),
    "seen.unknown": gettext_lazy("%(title)s: not known yet; needed is %(needed)s"),
    "seen.choice": gettext_lazy("%(title)s: “%(actual)s”; needed is %(needed)s"),
    "seen.answer": gettext_lazy("%(title)s: %(actual)s; needed is %(needed)s"),
    "seen.fact": gettext_lazy("%(title)s: %(actual)s; needed is %(needed)s"),
    "seen.external": gettext_lazy("%(title)s: recorded as %(actual)s"),
    "seen.months": gettext_lazy("%(title)s: %(actual)s; needed is %(needed)s"),
    "seen.node": gettext_lazy("%(title)s: %(actual)s points; needed is %(needed)s"),
    "seen.score": gettext_lazy("%(title)s: %(actual)s points; needed is %(needed)s"),
    "seen.check": gettext_lazy("%(title)s: %(actual)s"),
    "seen.count": gettext_lazy("%(title)s: %(actual)s; needed is %(needed)s"),
}
# Where a band begins and ends, by whether that end belongs to it.
FROM = {True: gettext_lazy("from %(value)s"), False: gettext_lazy("above %(value)s")}
TO = {True: gettext_lazy("up to %(value)s"), False: gettext_lazy("below %(value)s")}


def check_words(result: CheckResult) -> str:
    """Whether a check is met, in one line with its title."""
    return str(SENTENCES[result.message]) % {"title": worded(result.check.title)}


def seen_words(seen: Seen) -> str:
    """What one test saw beside what is needed."""
    return str(SENTENCES[seen.message]) % {
        "title": worded(seen.title).rstrip("?\uff1f"),  # the title of a question
        "actual": seen_value(seen),
        "needed": needed(seen),
    }


def evidence_of(result: CheckResult) -> list[str]:
    """What decided a check, a line each: what is missing, or, where it is met, one
    line for each question that speaks for it."""
    if result.verdict is not Verdict.PASS:
        missed = _joined(seen for seen in result.actual if seen.met is not True)
        return [seen_words(seen) for seen in missed]
    met = _joined(seen for seen in result.actual if seen.met)
    first = {seen.code: seen for seen in reversed(met)}
    return [seen_words(seen) for seen in met if first[seen.code] is seen]


def _joined(found: Iterable[Seen]) -> list[Seen]:
    """Tests of one question for several options as one test for all of them."""
    joined: dict[tuple[str, ...], Seen] = {}
    for seen in found:
        several = seen.op == "contains"
        key = (seen.code, seen.op) if several else (seen.code, seen.op, seen.wanted)
        first = joined.get(key)
        options = f"{first.wanted},{seen.wanted}" if first and several else seen.wanted
        joined[key] = replace(first or seen, wanted=options)
    return list(joined.values())


def level_words(result: LevelResult) -> str:
    """Whether a level is reached, in one sentence."""
    params = {key: _shown(key, value, "") for key, value in result.params.items()}
    if result.message != "level.reached_open":
        return str(SENTENCES[result.message]) % params
    return (
        ngettext(
            "%(title)s is reached by the enterprise's own statement;"
            " %(open)s check by an official is still open.",
            "%(title)s is reached by the enterprise's own statement;"
            " %(open)s checks by an official are still open.",
            result.params["open"],
        )
        % params
    )


def node_words(node: NodeResult, places: int = 1) -> str:
    """How a question or an indicator came to its score."""
    unit = worded(node.params.get("unit"))
    params = {k: _shown(k, v, unit, places) for k, v in node.params.items()}
    if node.message == "question.between":
        params["band"] = _between(node.params, params)
    sentence = str(SENTENCES[_key(node)]) % params
    applicable = node.params.get("applicable")
    if applicable in (None, 1) or node.message == "node.too_little":
        return sentence
    return _("%(sentence)s (%(applicable)s of the weight applies)") % {
        "sentence": sentence,
        "applicable": params["applicable"],
    }


def told(node: NodeResult, places: int = 1) -> str:
    """A place of the tree in one sentence: what it is, its weight, how it scored."""
    parts = {"title": worded(node.title), "words": node_words(node, places)}
    if node.weight is None:
        return _("%(title)s: %(words)s") % parts
    parts["weight"] = figure(node.weight * 100, 1, "%")
    return _("%(title)s, %(weight)s of the weight: %(words)s") % parts


def _between(params: Mapping[str, Any], shown: Mapping[str, str]) -> str:
    """The ends of a band: "above 10 % up to 20 %"."""
    ends = [
        str(words[params[f"{end}_included"]]) % {"value": shown[end]}
        for end, words in (("from", FROM), ("to", TO))
        if params[end] is not None
    ]
    return pgettext("between the two ends of a band", " ").join(ends)


def _key(node: NodeResult) -> str:
    if node.message != "question.bands":
        return node.message
    low, high = node.params["from"] is None, node.params["below"] is None
    return f"question.bands{BAND_ENDS[low, high]}"


BAND_ENDS = {
    (False, False): "",
    (True, False): ".lowest",
    (False, True): ".highest",
    (True, True): ".only",
}
SHARES = ("applicable", "floor", "answered", "threshold")
UNITLESS = ("score", "own", "reaches", "p", "value")


def _shown(key: str, value: Any, unit: str, places: int = 1) -> str:
    if isinstance(value, Text):
        return worded(value)
    if key in SHARES:
        return figure(value * 100, places, "%")
    if isinstance(value, Fraction):
        return figure(value, places, "" if key in UNITLESS else unit)
    if isinstance(value, tuple):
        return listed(_shown(key, item, unit) for item in value)
    return str(value)
