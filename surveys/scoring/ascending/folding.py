"""Folds parts together one by one, keeping only what may still become the best.

A label is one way to choose answers below a place of the tree: what it costs, the
score it gives, the tests it meets. Of two that meet the same tests the dearer one is
kept only where its score is higher (R. Bellman's principle, as for knapsacks).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from surveys.scoring.ascending.tallying import Counts, Tally
from surveys.scoring.results import State

NO_SCORE = Fraction(-1)  # stands below every score in comparisons


class Move(NamedTuple):
    """An answer that changes. total: cost and rungs in one number."""

    code: str
    total: int
    value: Any
    rungs: int


class Label(NamedTuple):
    """A way to answer. move: of a question that changes; parts: of a node, see
    `moves`."""

    total: int
    score: Fraction | None
    state: State
    bits: int
    counts: Counts
    move: Move | None = None
    parts: "Parts | None" = None

    @property
    def height(self) -> Fraction:
        """The score, for comparing."""
        return NO_SCORE if self.score is None else self.score


class Parts(NamedTuple):
    """The labels folded so far, the last one first; place: which child it is of."""

    before: "Parts | None"
    place: int
    label: Label


class Partial(NamedTuple):
    """Some parts folded together. value: what they come to, in whole numbers that
    only this node understands; the higher the better."""

    total: int
    value: int
    parts: Parts | None


class Mark(NamedTuple):
    """What partials have to share to be compared. extra: what is answered, where that
    matters; exact: the value, where higher is not always better."""

    bits: int
    counts: Counts
    extra: int
    exact: int


Front = Mapping[Mark, Sequence[Partial]]
Join = Callable[[int, int], int]


class Step(NamedTuple):
    """One part as the node sees it: for each of its labels what it adds to the value
    (None: nothing) and to what is answered."""

    place: int
    labels: Sequence[Label]
    values: Sequence[int | None]
    extras: Sequence[int]
    join: Join


class TooMuch(Exception):  # no error: the search goes on less exactly
    """More labels than the search may look at."""


@dataclass(slots=True)
class Effort:
    """How many labels were looked at, and how many may be."""

    most: int
    labels: int = 0

    def spend(self, labels: int) -> None:
        """Count labels. Raises TooMuch where that is over the bounds."""
        self.labels += labels
        if self.labels > self.most:
            raise TooMuch


@dataclass(slots=True)
class Ways:
    """How to fold. limit: the total above which nothing is of use; width: how many
    partials to keep after each step, None for all that may become the best."""

    tally: Tally
    effort: Effort
    limit: int | None = None
    width: int | None = None
    exact: bool = False
    hopeless: "Outlook | None" = None


def fold(start: int, steps: Sequence[Step], ways: Ways) -> Front:
    """All steps folded, from the value `start`."""
    nothing = (0,) * len(ways.tally.counters)
    bits = ways.tally.closed(0)
    front: Front = {Mark(bits, nothing, 0, 0): [Partial(0, start, None)]}
    for number, step in enumerate(steps, start=1):
        pools = _joined(front, step, ways)
        front = {
            mark: kept
            for mark, pool in pools.items()
            if (kept := _kept(pool, number, len(pools), ways))
        }
    return front


def _joined(
    front: Front, step: Step, ways: Ways
) -> dict[Mark, dict[int, tuple[int, Parts]]]:
    """By mark and total: the best value, and how it comes about."""
    pools: dict[Mark, dict[int, tuple[int, Parts]]] = {}
    tally, place = ways.tally, step.place
    ways.effort.spend(len(step.labels) * sum(map(len, front.values())))
    for mark, partials in front.items():
        for label, value, extra in zip(
            step.labels, step.values, step.extras, strict=True
        ):
            bits = tally.closed(mark.bits | label.bits)
            counts = tally.add(mark.counts, label.counts)
            then = Mark(bits, counts, mark.extra + extra, 0)
            for partial in partials:
                total = partial.total + label.total
                if ways.limit is not None and total > ways.limit:
                    break
                to = partial.value if value is None else step.join(partial.value, value)
                at = then._replace(exact=to) if ways.exact else then
                pool = pools.setdefault(at, {})
                if total not in pool or to > pool[total][0]:
                    pool[total] = to, Parts(partial.parts, place, label)
    return pools


def _kept(
    pool: Mapping[int, tuple[int, Parts]], number: int, pools: int, ways: Ways
) -> list[Partial]:
    """Those of a mark that may still become the best, cheapest first."""
    kept: list[Partial] = []
    for total in sorted(pool):
        value, parts = pool[total]
        if kept and value <= kept[-1].value:
            continue
        outlook = ways.hopeless
        if outlook is None or not outlook.over(number, total, value, ways.limit):
            kept.append(Partial(total, value, parts))
    return _thinned(kept, number, pools, ways)


def _thinned(kept: list[Partial], number: int, pools: int, ways: Ways) -> list[Partial]:
    """The most promising ones, where not all may be kept; the highest is."""
    if ways.width is None or len(kept) <= (most := max(2, ways.width // pools)):
        return kept
    outlook = ways.hopeless
    if outlook is None:
        return [kept[len(kept) * n // most] for n in range(most)] + kept[-1:]
    by_hope = sorted(
        kept, key=lambda p: p.total + (outlook.least(number, p.value) or 0)
    )
    chosen = {partial.total for partial in [*by_hope[:most], kept[-1]]}
    return [partial for partial in kept if partial.total in chosen]


# --- how much more it will take at least


class Slope(NamedTuple):
    """A part made better: for how much more, by how much."""

    total: int
    gain: int

    @property
    def price(self) -> Fraction:
        """What one more costs."""
        return Fraction(self.total, self.gain)


class Rest(NamedTuple):
    """What can be had of all parts from a number on: at the least total (`total`,
    `value`), and by paying more in the order of price (sums)."""

    total: int
    value: int
    gains: Sequence[int]
    totals: Sequence[int]


class Outlook:
    """Lower bounds on what it takes to bring a sum up to what is needed: the parts
    left over are taken in fractions (G. B. Dantzig's bound for knapsacks)."""

    def __init__(self, steps: Sequence[Step], needed: int) -> None:
        self.needed = needed
        self.rests = [Rest(0, 0, (0,), (0,))]
        slopes: list[Slope] = []
        for step in reversed(steps):
            points = list(_hull(step))
            slopes += [Slope(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
            slopes.sort(key=lambda slope: slope.price)
            first, last = points[0], self.rests[-1]
            sums = _sums(slopes)
            self.rests.append(Rest(first[0] + last.total, first[1] + last.value, *sums))
        self.rests.reverse()

    def least(self, number: int, value: int) -> int | None:
        """A lower bound on what the parts from a number on add to the total; None
        where they cannot bring the value up to what is needed."""
        rest = self.rests[number]
        lacking = self.needed - value - rest.value
        if lacking <= 0:
            return rest.total
        place = bisect_left(rest.gains, lacking)
        if place == len(rest.gains):
            return None
        gain, total = rest.gains[place - 1], rest.totals[place - 1]
        step, more = rest.gains[place] - gain, rest.totals[place] - total
        return rest.total + total + more * (lacking - gain) // step

    def over(self, number: int, total: int, value: int, limit: int | None) -> bool:
        """Whether it cannot come to what is needed within the limit."""
        least = self.least(number, value)
        return least is None or (limit is not None and total + least > limit)

    def greedy(self) -> int | None:
        """The total of a way that does bring it up, None without one."""
        rest = self.rests[0]
        place = bisect_left(rest.gains, self.needed - rest.value)
        return None if place == len(rest.gains) else rest.total + rest.totals[place]


def _sums(slopes: Iterable[Slope]) -> tuple[list[int], list[int]]:
    gains, totals = [0], [0]
    for slope in slopes:
        gains.append(gains[-1] + slope.gain)
        totals.append(totals[-1] + slope.total)
    return gains, totals


def _hull(step: Step) -> Iterator[tuple[int, int]]:
    """The corners (total, value) below which no label of a part lies."""
    pairs = zip(step.labels, step.values, strict=True)
    points = sorted((label.total, -(value or 0)) for label, value in pairs)
    corners: list[tuple[int, int]] = []
    for total, below in points:
        value = -below
        if corners and value <= corners[-1][1]:
            continue
        while len(corners) > 1 and _above(corners[-2], corners[-1], (total, value)):
            corners.pop()
        corners.append((total, value))
    yield from corners


def _above(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    """Whether b is no better a bargain than going from a to c at once."""
    return (b[0] - a[0]) * (c[1] - a[1]) >= (c[0] - a[0]) * (b[1] - a[1])


def moves(label: Label) -> Iterator[Move]:
    """The answers that change."""
    if label.move is not None:
        yield label.move
    parts = label.parts
    while parts is not None:
        yield from moves(parts.label)
        parts = parts.before
