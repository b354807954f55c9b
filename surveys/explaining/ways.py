"""The way up in words: each step with its effort and gain, and what stands against."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from surveys.explaining.answers import said
from surveys.explaining.results import seen_words
from surveys.explaining.words import figure, listed, points, worded
from surveys.scoring import Change, Obstacle, Question, Scheme, Seen, Stand, Way


@dataclass(frozen=True, slots=True)
class Step:
    """One answer to change, in words. gain: points that it adds, with its sign;
    unlocks: what is met from here on."""

    code: str
    section: str
    number: str
    title: str
    before: str
    after: str
    rungs: int
    score: str
    gain: str
    unlocks: list[str]
    proof: str


@dataclass(frozen=True, slots=True)
class Hindrance:
    """A need that no change of answers meets, and why."""

    title: str
    ruled_out: bool
    lines: list[str]


def steps_of(way: Way, scheme: Scheme) -> list[Step]:
    """The changes of a way in their order."""
    before, found = way.now, []
    for change in way.changes:
        found.append(_step(change, before, scheme))
        before = change.after
    return found


def number_of(scheme: Scheme, code: str) -> str:
    """The number of a question, such as 3.2."""
    for at, section in enumerate(scheme.sections, start=1):
        for place, question in enumerate(section.questions, start=1):
            if question.code == code:
                return f"{at}.{place}"
    raise KeyError(code)


def _step(change: Change, before: Stand, scheme: Scheme) -> Step:
    question = scheme.questions[change.code]
    return Step(
        code=change.code,
        section=question.section,
        number=number_of(scheme, change.code),
        title=worded(question.title),
        before=said(question, change.before),
        after=said(question, change.value),
        rungs=change.rungs,
        score=points(change.after.score, scheme.decimals),
        gain=_gain(before, change.after, scheme.decimals),
        unlocks=list(_unlocked(before, change.after, scheme)),
        proof=worded(question.proof) or _proofs(question, scheme),
    )


def _proofs(question: Question, scheme: Scheme) -> str:
    return listed(worded(scheme.proofs[code]) for code in question.proofs)


def _gain(before: Stand, after: Stand, places: int) -> str:
    gained = (after.score or Fraction(0)) - (before.score or Fraction(0))
    sign = "+" if gained > 0 else ""
    return f"{sign}{points(gained, places)}".replace("-", "−")


def _unlocked(before: Stand, after: Stand, scheme: Scheme) -> Iterator[str]:
    titles = {check.code: check.title for check in scheme.checks}
    for code in before.blocked_by:
        if code not in after.blocked_by:
            yield _("Met from here on: %(title)s") % {"title": worded(titles[code])}
    if after.level != before.level and after.level is not None:
        yield _("Level reached: %(title)s") % {
            "title": level_title(scheme, after.level)
        }


def level_title(scheme: Scheme, code: str | None) -> str:
    """The title of a level."""
    found = {level.code: level for level in scheme.levels}
    return worded(found[code].title) if code is not None else ""


def hindrances(way: Way, scheme: Scheme) -> list[Hindrance]:
    """Why there is no way, need by need."""
    return [_hindrance(one, scheme) for one in way.because]


def _hindrance(obstacle: Obstacle, scheme: Scheme) -> Hindrance:
    titles = {check.code: check.title for check in scheme.checks}
    title = worded(titles.get(obstacle.check))
    if not title:
        title = _("What “%(level)s” needs besides its checks") % {
            "level": level_title(scheme, obstacle.level)
        }
    lines = [line_of(seen, scheme) for seen in obstacle.seen]
    return Hindrance(title, obstacle.ruled_out, lines)


def line_of(seen: Seen, scheme: Scheme) -> str:
    """One thing that is in the way, and what can be done about it."""
    words = seen_words(seen)
    if seen.source in ("external", "check"):
        note = _("An official looks this up; no answer changes it.")
    elif seen.source == "fact":
        note = _(
            "This is known of the enterprise; if it is wrong, correct the profile of"
            " the enterprise."
        )
    elif seen.actual is None and seen.code in scheme.questions:
        note = _("Answer this question first; then look for the way again.")
    elif seen.source == "months":
        note = _("Dates are not proposed here: check whether they are right.")
    else:
        return words
    return _("%(words)s. %(note)s") % {"words": words.rstrip("。."), "note": note}


def summary(way: Way, scheme: Scheme) -> dict[str, Any]:
    """The way in figures: how many changes, from which score to which."""
    last = way.changes[-1].after if way.changes else way.now
    return {
        "level": level_title(scheme, way.level),
        "count": len(way.changes),
        "now": points(way.now.score, scheme.decimals),
        "then": points(last.score, scheme.decimals),
        "gain": _gain(way.now, last, scheme.decimals),
        "cost": figure(way.cost, 0),
    }
