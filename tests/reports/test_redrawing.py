"""The arrays give what the engine gives, and redraw as they say."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports import redrawing
from reports.replaying import Taken, evaluated
from reports.varying import Units, drawn_from, questions_below
from surveys.scoring import Answer, Lane, compile_scheme, evaluate
from tests.surveys.scoring import documents as make
from tests.surveys.scoring.strategies import cases

MEMBER = {"unit": 1, "enterprise": 1, "number": 1, "part": 0}
MEMBER |= {"region": "", "cluster": ""}


def taken(answers, facts=None, accepted=()):
    return Taken(answers, facts or {}, frozenset(accepted), (), ())


def ground_of(scheme, lane, found):
    units = Units(scheme, lane)
    for one in found:
        units.add(dict(MEMBER), one)
    return units.ground()


def assert_equal(scheme, ground, evaluation, unit):
    """The scores to 1e-9 and the level of one unit, with the weights as they are."""
    scores = ground.scores(redrawing.weights_of(scheme))
    expected = {
        code: math.nan if score is None else float(score)
        for code, score in evaluation.scores().items()
    }
    got = {code: values[0, unit] for code, values in scores.items()}
    assert got == pytest.approx(expected, abs=1e-9, nan_ok=True)
    ladder = ["", *(level.code for level in scheme.levels)]
    assert ladder[int(ground.levels(scores)[0, unit])] == (evaluation.level or "")


# The strategy compiles what it draws: slow on a busy machine, whatever is tested.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_without_a_redraw_scores_and_levels_are_those_of_the_engine(case):
    document, answers, facts, lane, accepted = case
    scheme = compile_scheme(document)
    given = {code: Answer(*answer) for code, answer in answers.items()}
    one, nothing = taken(given, facts, accepted), taken({})
    ground = ground_of(scheme, lane, [one, nothing])
    assert_equal(scheme, ground, evaluated(scheme, one, lane), 0)
    assert_equal(scheme, ground, evaluated(scheme, nothing, lane), 1)


def leaf_scheme(aggregate, *weights, levels=(), **more):
    """Two questions whose points are what is answered, under one node."""
    codes = [f"q{n}" for n in range(len(weights))]
    questions = [
        make.percent(code, score={"kind": "linear", "lo": "0", "hi": "100"})
        for code in codes
    ]
    leaves = [
        make.leaf(code, w) if w else {"question": code}
        for code, w in zip(codes, weights, strict=True)
    ]
    root = make.node("total", *leaves, aggregate=aggregate) | more
    return compile_scheme(make.edition(*questions, root=root, levels=list(levels)))


@pytest.mark.parametrize(
    ("aggregate", "more"),
    [
        ("weighted_mean", {}),
        ("geometric", {}),
        ("harmonic", {}),
        ("power", {"p": "2"}),
        ("power", {"p": "-0.5"}),
        ("sum", {}),
        ("min", {}),
        ("max", {}),
        ("count", {"reaches": "40"}),
        ("carry", {"reaches": "80"}),
    ],
)
@pytest.mark.parametrize("numbers", [("35", "82"), ("80", "40"), ("0", "100")])
def test_every_aggregate(aggregate, more, numbers):
    weights = ("30", "50") if aggregate != "carry" else (None, None)
    scheme = leaf_scheme(aggregate, *weights, **more)
    answers = {f"q{n}": Answer(value) for n, value in enumerate(numbers)}
    ground = ground_of(scheme, "claimed", [taken(answers)])
    found = evaluate(scheme, answers, {}, lane=Lane.CLAIMED)
    assert_equal(scheme, ground, found, 0)


def test_weights_are_redrawn_within_a_quarter_and_keep_their_sum():
    scheme = leaf_scheme("weighted_mean", "30", "50", "20")

    drawn = redrawing.redrawn(scheme)["total"]

    assert drawn.shape == (500, 3)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(500))
    ratio = drawn / [0.3, 0.5, 0.2]
    assert ratio.min() > 0.75 / 1.25
    assert ratio.max() < 1.25 / 0.75
    again = redrawing.redrawn(scheme)["total"]
    assert np.array_equal(drawn, again)
    assert not np.array_equal(drawn, redrawing.redrawn(scheme, seed=1)["total"])


def test_ranks_and_levels_equal_fractions_from_the_raw_rows():
    """Every draw recomputed with exact fractions of the same weights."""
    level = make.level("one", 1, {"score": True, "op": ">=", "value": "50"})
    scheme = leaf_scheme("weighted_mean", "30", "50", "20", levels=[level])
    rows = [("90", "10", "60"), ("20", "80", "40"), ("50", "50", "50"), ("0", "9", "4")]
    answers = [{f"q{n}": Answer(v) for n, v in enumerate(row)} for row in rows]
    ground = ground_of(scheme, "claimed", map(taken, answers))
    weights = redrawing.redrawn(scheme)

    drawn = drawn_from(ground, weights, lambda *_: None)

    for draw in range(0, 500, 25):
        exact = [Fraction(w) for w in weights["total"][draw].tolist()]
        scores = [
            sum(w * int(v) for w, v in zip(exact, row, strict=True)) / sum(exact)
            for row in rows
        ]
        ranks = [sum(o > s for o in scores) + 1 for s in scores]
        assert drawn.ranks[draw].tolist() == ranks
        expected = [int(round(s, 9) >= 50) for s in scores]
        assert drawn.levels[draw].tolist() == expected
    assert drawn.rank.tolist() == [3, 1, 2, 4]


@given(st.lists(st.sampled_from(["0", "100", "40"]), min_size=3, max_size=3))
def test_an_item_left_out_weighs_nothing(values):
    scheme = leaf_scheme("weighted_mean", "30", "50", "20")
    answers = {f"q{n}": Answer(value) for n, value in enumerate(values)}
    ground = ground_of(scheme, "claimed", [taken(answers)])

    left = redrawing.without(redrawing.weights_of(scheme), scheme, "q1")

    expected = Fraction(3 * int(values[0]) + 2 * int(values[2]), 5)
    assert ground.scores(left)["total"][0, 0] == pytest.approx(float(expected))
    assert questions_below(scheme.root) == ["q0", "q1", "q2"]
