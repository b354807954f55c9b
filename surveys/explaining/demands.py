"""What a condition asks for, in words: of a level, of a check, of a question shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from surveys.explaining.needs import needed
from surveys.explaining.words import listed, worded
from surveys.scoring.conditions import All, Condition, Either, Not, Situation, Test

TESTS: Mapping[str, Any] = {
    "check": gettext_lazy("%(title)s"),
    "node": gettext_lazy("Score of “%(title)s”: %(needed)s"),
    "score": gettext_lazy("%(title)s: %(needed)s"),
}
OTHER = gettext_lazy("%(title)s: %(needed)s")


@dataclass(frozen=True, slots=True)
class Demand:
    """One line of what is asked for; where it has parts, it says how many of them."""

    words: str
    parts: "tuple[Demand, ...]" = ()


def demand(condition: Condition) -> Demand:
    """A condition as lines within lines."""
    if isinstance(condition, All | Either) and len(condition.parts) == 1:
        return demand(condition.parts[0])
    if isinstance(condition, All):
        return Demand(_("All of these:"), tuple(map(demand, condition.parts)))
    if isinstance(condition, Either):
        return Demand(_("At least one of these:"), tuple(map(demand, condition.parts)))
    if isinstance(condition, Not):
        return Demand(_("Not the case:"), (demand(condition.part),))
    return Demand(" ".join(test_words(test) for test in condition.tests()))


def in_one_line(condition: Condition | None) -> str:
    """A condition as one line; nothing for none."""
    return "" if condition is None else _line(condition, within=False)


def _line(condition: Condition, *, within: bool) -> str:
    if isinstance(condition, Not):
        return _("not: %(what)s") % {"what": _line(condition.part, within=True)}
    if not isinstance(condition, All | Either):
        return " ".join(test_words(test) for test in condition.tests())
    if len(condition.parts) == 1:
        return _line(condition.parts[0], within=within)
    lines = [_line(part, within=True) for part in condition.parts]
    either = pgettext("between alternatives", " or ")
    whole = listed(lines) if isinstance(condition, All) else either.join(lines)
    return f"({whole})" if within else whole


def test_words(test: Test) -> str:
    """What one test needs: "Share of NC machines: at least 60 %"."""
    seen = test.seen(Situation({}))
    return str(TESTS.get(test.source, OTHER)) % {
        "title": worded(test.title).rstrip("?\uff1f"),  # the title of a question
        "needed": needed(seen),
    }
