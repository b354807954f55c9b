"""Reads how a question turns into points: options, goalposts, a target, bands."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from surveys.scoring.reading import Place
from surveys.scoring.scheme import (
    MEASURED,
    Band,
    Bands,
    Kind,
    Linear,
    Points,
    Scoring,
    Target,
)

HUNDRED = Fraction(100)
SIDES = ("below", "above")
TWO_ENDED = (
    '[{"from": "0", "to": "10", "to_included": true, "points": "0"},'
    ' {"from": "10", "from_included": false, "to": "100", "to_included": true,'
    ' "points": "100"}]'
)


class Range(NamedTuple):
    """The least and the greatest measure a question can have; None: no end."""

    low: Fraction | None
    high: Fraction | None


def read_scoring(place: Place, kind: Kind, within: Range) -> Scoring | None:
    """The rule under "score" of a question, or None where it has none."""
    found = place.get("score")
    if found is None:
        return None
    rule = found.at("kind").one_of(list(MEASURES) if kind in MEASURED else ["points"])
    if rule == "points":
        return _points(place)
    if rule == "bands":
        return _bands(found, within)
    return _linear(found) if rule == "linear" else _target(found)


def _points(place: Place) -> Points:
    place.at("score").keys("kind", "note")
    cap = place.get("cap")
    if cap and cap.number(0, 100) == 0:
        raise cap.wrong("not positive", "a number above 0", '"100"')
    return Points(cap.number() if cap else HUNDRED)


def _linear(place: Place) -> Linear:
    place.keys("kind lo hi", "note")
    lo, hi = place.at("lo").number(), place.at("hi").number()
    if lo == hi:
        raise place.at("hi").wrong("the same as lo", "two different goalposts")
    return Linear(lo, hi)


def _target(place: Place) -> Target:
    place.keys("kind target reach", "beyond side note")
    beyond, side = place.get("beyond"), place.get("side")
    full = beyond is not None and beyond.one_of(("less", "full")) == "full"
    if side is not None and not full:
        raise side.wrong("without meaning here", '"beyond": "full"')
    one = side.one_of(SIDES) if side else "below"
    return Target(
        place.at("target").number(),
        place.at("reach").positive(),
        one if full else "both",
    )


MEASURES: Mapping[str, object] = {"linear": Linear, "target": Target, "bands": Bands}


# --- bands


def _bands(place: Place, within: Range) -> Bands:
    place.keys("kind bands", "note")
    places = place.at("bands").items(least=2)
    if any(at.has("below") for at in places):
        return Bands(_by_upper_end(places))
    return Bands(_by_both_ends(places, within), two_ended=True)


def _by_upper_end(places: list[Place]) -> tuple[Band, ...]:
    bands = [_under(at) for at in places[:-1]]
    ends = [band.upper for band in bands if band.upper is not None]
    for (first, second), at in zip(pairwise(ends), places[1:], strict=False):
        if first >= second:
            raise at.at("below").wrong("not above the band before", "ascending bands")
    points = places[-1].keys("points", "code").at("points").number(0, 100)
    return (*bands, Band(None, points, code=_code(places[-1])))


def _under(place: Place) -> Band:
    place.keys("below points", "code")
    points = place.at("points").number(0, 100)
    return Band(place.at("below").number(), points, code=_code(place))


def _code(place: Place) -> str | None:
    found = place.get("code")
    return found.code() if found else None


class Ends(NamedTuple):
    """A band as the document names it: both ends, and whether they belong to it."""

    low: Fraction | None
    low_in: bool
    band: Band


def _by_both_ends(places: list[Place], within: Range) -> tuple[Band, ...]:
    read = [_ends(at) for at in places]
    for (first, second), at in zip(pairwise(read), places[1:], strict=True):
        _meet(first, second, at)
    _cover(read, within, places)
    return tuple(ends.band for ends in read)


def _ends(place: Place) -> Ends:
    place.keys("points", "from from_included to to_included code")
    low, high = place.get("from"), place.get("to")
    lower, upper = low.number() if low else None, high.number() if high else None
    low_in = _flag(place, "from_included", default=True)
    closed = _flag(place, "to_included", default=False)
    if lower is not None and upper is not None and lower >= upper:
        raise place.at("to").wrong("not above from", "an end above its beginning")
    points = place.at("points").number(0, 100)
    band = Band(upper, points, closed and upper is not None, _code(place))
    return Ends(lower, low_in, band)


def _flag(place: Place, key: str, *, default: bool) -> bool:
    found = place.get(key)
    return found.flag() if found else default


def _meet(first: Ends, second: Ends, place: Place) -> None:
    """Each band begins where the one before it ends, and the edge is in one of them."""
    end, start = first.band.upper, second.low
    if end is None or start is None:
        raise place.wrong("open in the middle", "from and to", TWO_ENDED)
    if start < end or (start == end and first.band.closed and second.low_in):
        raise place.at("from").wrong("overlaps the band before", "ascending bands")
    if start > end or not (first.band.closed or second.low_in):
        raise place.at("from").wrong("leaves a hole after the band before", TWO_ENDED)


def _cover(read: list[Ends], within: Range, places: list[Place]) -> None:
    """The bands leave out no measure that the question accepts."""
    low, top = read[0].low, read[-1].band
    if low is not None and not _reaches(within.low, low, inside=read[0].low_in):
        expected = "no from in the first band, or a min of the question"
        raise places[0].at("from").wrong("leaves a hole below", expected)
    if top.upper is not None and not _reaches(
        top.upper, within.high, inside=top.closed
    ):
        expected = "no to in the last band, or a max of the question"
        raise places[-1].at("to").wrong("leaves a hole above", expected)


def _reaches(above: Fraction | None, below: Fraction | None, *, inside: bool) -> bool:
    if above is None or below is None:
        return False
    return above > below or (above == below and inside)
