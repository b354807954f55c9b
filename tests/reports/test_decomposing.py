"""Why a mean changed: parts that add up exactly, whatever the scores."""

from dataclasses import astuple
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.statistics import (
    HIDDEN_CHANGE,
    After,
    Before,
    Thresholds,
    decompose,
    grouped,
)

SCORE = st.decimals(0, 100, places=4).map(Fraction)
MAYBE = st.none() | SCORE
UNITS = st.integers(0, 30)
BEFORE = st.dictionaries(
    UNITS, st.builds(Before, st.integers(0, 20), SCORE, MAYBE, MAYBE)
)
AFTER = st.dictionaries(UNITS, st.builds(After, st.integers(0, 20), SCORE, MAYBE))
LEAST = Thresholds(3, 3, 3, 3)


@given(BEFORE, AFTER)
def test_the_parts_add_up_exactly(before, after):
    found = decompose(before, after, LEAST)
    if found == HIDDEN_CHANGE:
        assert found.total is None
        return
    parts = found.real + found.edition + found.correction + found.composition
    means = [
        sum((one.final for one in side.values()), Fraction()) / len(side)
        for side in (before, after)
    ]
    assert parts == found.total == means[1] - means[0]


def city(seed):
    """A panel of 40, ten who left and eight who came, scores from 0 to 100."""
    dice = np.random.default_rng(seed)
    scores = np.round(dice.uniform(0, 100, (60, 5)), 4)

    def exact(value):
        return Fraction(str(value))

    before = {n: Before(n, *map(exact, scores[n, :3])) for n in range(50)}
    after = {
        n: After(n, *map(exact, scores[n, 3:])) for n in [*range(40), *range(52, 60)]
    }
    return scores, before, after


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_part_equals_numpy(seed):
    scores, before, after = city(seed)
    found = decompose(before, after)
    a, a_new, a_claim, b, b_claim = scores[:40].T
    everybody = np.concatenate([scores[:40, 3], scores[52:60, 3]])
    change = everybody.mean() - scores[:50, 0].mean()
    assert found.panel == 40
    assert [float(value) for value in astuple(found)[1:]] == pytest.approx(
        [
            scores[:50, 0].mean(),
            everybody.mean(),
            a_new.mean(),
            b.mean(),
            (b_claim - a_claim).mean(),
            (a_new - a).mean(),
            ((b - b_claim) - (a_new - a_claim)).mean(),
            change - (b - a).mean(),
        ],
        abs=1e-10,
    )


def test_the_same_edition_and_people_leave_real_change_alone():
    before = {n: Before(n, *[Fraction(n)] * 3) for n in range(6)}
    after = {n: After(n, Fraction(n + 2), Fraction(n + 2)) for n in range(6)}
    found = decompose(before, after)
    assert (found.real, found.edition, found.correction, found.composition) == (
        *(2, 0),
        *(0, 0),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (range(4), range(4)),  # a panel of four
        (range(10), range(6, 20)),  # the same
        (range(10), range(8)),  # two left
        (range(10), range(11)),  # one came
    ],
)
def test_few_are_hidden_and_so_is_what_gives_them_away(first, second):
    before = {n: Before(n, *[Fraction(n)] * 3) for n in first}
    after = {n: After(n, Fraction(n), Fraction(n)) for n in second}
    assert decompose(before, after) == HIDDEN_CHANGE


def test_units_by_group():
    units = {n: After(n, Fraction(n), None) for n in range(3)}
    found = grouped(units, lambda unit: "ab"[unit % 2])
    assert found == {"a": {0: units[0], 2: units[2]}, "b": {1: units[1]}}
