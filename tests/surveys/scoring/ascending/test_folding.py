"""Folding keeps the best; the bounds never lie."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.scoring import State
from surveys.scoring.ascending.folding import Effort, Label, Outlook, Step, Ways, fold
from surveys.scoring.ascending.tallying import Tally

POINTS = st.tuples(st.integers(0, 9), st.integers(0, 20))
PARTS = st.lists(st.lists(POINTS, min_size=1, max_size=4), min_size=1, max_size=4)


def steps_of(parts):
    return [
        Step(
            place,
            [Label(total, None, State.ANSWERED, 0, ()) for total, _ in points],
            [value for _, value in points],
            [0] * len(points),
            int.__add__,
        )
        for place, points in enumerate(map(sorted, parts))
    ]


def sums(parts):
    for picked in product(*parts):
        yield sum(total for total, _ in picked), sum(value for _, value in picked)


@settings(max_examples=100, deadline=None)
@given(PARTS)
def test_the_front_is_what_nothing_beats(parts):
    ways = Ways(Tally(()), Effort(10_000))
    (front,) = fold(0, steps_of(parts), ways).values()
    best = {}
    for total, value in sums(parts):
        best[total] = max(value, best.get(total, -1))
    kept, highest = [], -1
    for total in sorted(best):
        if best[total] > highest:
            highest = best[total]
            kept.append((total, highest))
    assert [(one.total, one.value) for one in front] == kept


@settings(max_examples=200, deadline=None)
@given(PARTS, st.integers(0, 60))
def test_bounds_lie_on_either_side_of_the_best(parts, needed):
    outlook = Outlook(steps_of(parts), needed)
    found = [total for total, value in sums(parts) if value >= needed]
    least, greedy = outlook.least(0, 0), outlook.greedy()
    assert (least is None) == (greedy is None) == (not found)
    if found:
        assert least <= min(found) <= greedy


@settings(max_examples=100, deadline=None)
@given(PARTS, st.integers(0, 60))
def test_pruning_loses_no_best(parts, needed):
    steps = steps_of(parts)
    outlook = Outlook(steps, needed)
    ways = Ways(Tally(()), Effort(10_000), outlook.greedy(), hopeless=outlook)
    front = fold(0, steps, ways)
    found = [total for total, value in sums(parts) if value >= needed]
    kept = [one.total for partials in front.values() for one in partials]
    assert min(kept, default=None) == min(found, default=None)
