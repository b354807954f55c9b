"""How the answers of many files to one question spread: counts, or the five figures."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import quantiles
from typing import Any

from django.utils.translation import gettext as _

from surveys.explaining.words import figure, worded
from surveys.scoring import Kind, Question, measure
from surveys.scoring.scheme import CHOSEN, MEASURED

Entry = Mapping[str, Any] | None
SEVERAL = 2  # figures from which there are quartiles


@dataclass(frozen=True, slots=True)
class Share:
    """How many chose an option, in number and in percent of those who answered."""

    title: str
    count: int
    percent: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the figures of a spread, with its unit."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The answers of all files: how many of each sort, and what they say."""

    answered: int
    inapplicable: int
    unanswered: int
    shares: Sequence[Share] = ()
    figures: Sequence[Figure] = ()


def spread_of(question: Question, entries: Iterable[Entry]) -> Spread:
    """What the answers to one question say together.

    Quartiles are those of type 7, as Excel's QUARTILE.INC computes them.
    """
    known = list(entries)
    states = Counter(_state(entry) for entry in known)
    values = [entry["v"] for entry in known if entry and _state(entry) == "answered"]
    return Spread(
        answered=states["answered"],
        inapplicable=states["na"],
        unanswered=states["unanswered"],
        shares=_shares(question, values),
        figures=_figures(question, values),
    )


def _state(entry: Entry) -> str:
    if entry is None:
        return "unanswered"
    if entry["state"] == "na":
        return "na"
    return "unanswered" if entry["v"] is None else "answered"


def _shares(question: Question, values: Sequence[Any]) -> list[Share]:
    if question.kind in CHOSEN:
        counts = Counter(values)
    elif question.kind is Kind.MULTIPLE:
        counts = Counter(code for codes in values for code in codes)
    else:
        return []
    return [
        Share(worded(choice.title), counts[code], _percent(counts[code], len(values)))
        for code, choice in question.choices.items()
    ]


def _percent(count: int, total: int) -> str:
    return figure(Fraction(100 * count, total), 0, "%") if total else "–"


def _figures(question: Question, values: Sequence[Any]) -> list[Figure]:
    if question.kind not in MEASURED:
        return []
    found = [number for v in values if (number := measure(question, v)) is not None]
    if not found:
        return []
    cuts = (
        quantiles(found, n=4, method="inclusive")
        if len(found) >= SEVERAL
        else found * 3
    )
    titles = (
        _("Lowest value"),
        _("Lower quartile"),
        _("Median"),
        _("Upper quartile"),
        _("Highest value"),
    )
    unit = worded(question.measured_in)
    numbers = (min(found), *cuts, max(found))
    return [
        Figure(title, figure(number, 1, unit))
        for title, number in zip(titles, numbers, strict=True)
    ]


def height(question: Question, entry: Entry) -> Fraction:
    """What files are put in order by: the figure, or the place of the option chosen;
    below everything where nothing is answered."""
    if entry is None or _state(entry) != "answered":
        return Fraction(-(10**18))
    value = entry["v"]
    if question.kind in MEASURED:
        return measure(question, value) or Fraction(-(10**17))
    if question.kind in CHOSEN:
        return Fraction(list(question.choices).index(value))
    return Fraction(len(value) if question.kind is Kind.MULTIPLE else 0)
