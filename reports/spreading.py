"""How scores spread: columns wide enough that none gives anybody away. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

COLUMNS: Final = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores from `low` (included) to `high`; the last bin includes its end.

    `count` is of scores (units), `enterprises` of those they belong to.
    """

    low: float
    high: float
    count: int
    enterprises: int


def spread(
    scores: Sequence[float],
    enterprises: Sequence[int],
    *,
    scale: float,
    minimum: int,
) -> tuple[Bin, ...]:
    """Columns from 0 to `scale`, each over `minimum` enterprises or more.

    Ten of equal width at first; one with too few is joined with the next, and the last
    with the one before it. No columns where all together are too few.
    """
    edges = [scale * place / COLUMNS for place in range(COLUMNS + 1)]
    bins: list[Bin] = []
    first = 0
    for place in range(1, COLUMNS + 1):
        found = _between(scores, enterprises, edges[first], edges[place], scale)
        if found.enterprises >= minimum:
            bins.append(found)
            first = place
    if first < COLUMNS and bins:
        bins[-1] = _between(scores, enterprises, bins[-1].low, scale, scale)
    return tuple(bins)


def _between(
    scores: Sequence[float],
    enterprises: Sequence[int],
    low: float,
    high: float,
    scale: float,
) -> Bin:
    inside = [
        enterprise
        for score, enterprise in zip(scores, enterprises, strict=True)
        if low <= score < high or score == high == scale
    ]
    return Bin(low, high, len(inside), len(set(inside)))


def place_of(bins: Sequence[Bin], score: float) -> int | None:
    """Which of the columns a score stands in."""
    for place, one in enumerate(bins):
        last = place == len(bins) - 1
        if one.low <= score < one.high or (last and score == one.high):
            return place
    return None
