"""The priority matrix: exact shares, weights by horizon, what an edition may say."""

import copy
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring.prioritising import (
    Horizon,
    Input,
    Priorities,
    Priority,
    priorities,
    read_priorities,
)
from surveys.scoring.reading import Place, SchemeError
from surveys.scoring.texts import Text
from tests.small_edition import text
from tests.surveys.scoring.strategies import examples

DOCUMENT = {
    "inputs": [
        {"code": "cost", "title": text("cost")},
        {"code": "kpi", "title": text("kpi")},
    ],
    "distance": {"code": "proximity", "title": text("distance")},
    "best": {"a": "90"},
    "horizons": [
        {
            "code": code,
            "title": text(code),
            "weights": {"cost": cost, "kpi": kpi, "proximity": proximity},
        }
        for code, cost, kpi, proximity in (
            ("strategic", "30", "40", "30"),
            ("tactical", "45", "30", "25"),
            ("operational", "60", "20", "20"),
        )
    ],
}


def plan(document=DOCUMENT, profile=("a", "b", "c")):
    return read_priorities(Place(document, "priorities"), profile)


def fractions(**numbers):
    return {code: Fraction(number) for code, number in numbers.items()}


def named(code):
    return Text(**text(code))


def test_a_plan_is_read():
    weights = (("30", "40", "30"), ("45", "30", "25"), ("60", "20", "20"))
    codes = ("strategic", "tactical", "operational")
    assert plan() == Priorities(
        (Input("cost", named("cost")), Input("kpi", named("kpi"))),
        Input("proximity", named("distance")),
        fractions(a="90"),
        tuple(
            Horizon(code, named(code), fractions(cost=c, kpi=k, proximity=p))
            for code, (c, k, p) in zip(codes, weights, strict=True)
        ),
    )


def test_each_column_is_shared_out_and_weighted():
    own = fractions(a="70", b="40", c="90")
    inputs = {"cost": fractions(a="1", b="2", c="3"), "kpi": fractions(a="1", b="1")}
    relevance = {"cost": fractions(c="1/3"), "kpi": fractions(b="2")}
    best = fractions(a="80", b="60", c="80")
    assert priorities(
        plan(), own, inputs, relevance=relevance, best=best, horizon="strategic"
    ) == (
        Priority(
            "b",
            Fraction(15) + Fraction(80, 3) + Fraction(20),
            fractions(cost="2", kpi="2", proximity="20"),
            fractions(cost="1/2", kpi="2/3", proximity="2/3"),
        ),
        Priority(
            "a",
            Fraction(15, 2) + Fraction(40, 3) + Fraction(10),
            fractions(cost="1", kpi="1", proximity="10"),
            fractions(cost="1/4", kpi="1/3", proximity="1/3"),
        ),
        Priority(
            "c",
            Fraction(15, 2),
            fractions(cost="1", kpi="0", proximity="0"),
            fractions(cost="1/4", kpi="0", proximity="0"),
        ),
    )


def test_an_empty_column_brings_nothing_and_the_plan_knows_the_best():
    found = priorities(plan(), fractions(c="10", a="60"), {}, horizon="operational")
    assert [(p.code, p.impact) for p in found] == [("a", 20), ("c", 0)]


def test_what_has_no_score_is_left_out_and_equal_ones_keep_their_order():
    own = {"c": Fraction(5), "b": None, "a": Fraction(100)}
    inputs = {"cost": fractions(a="1", b="7", c="1")}
    found = priorities(plan(), own, inputs, horizon="tactical")
    assert [(p.code, p.impact) for p in found] == [
        ("c", Fraction(45, 2)),
        ("a", Fraction(45, 2)),
    ]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"inputs": {"cost": fractions(a="-1")}, "horizon": "tactical"}, ValueError),
        ({"inputs": {"costs": {}}, "horizon": "tactical"}, KeyError),
        ({"inputs": {}, "horizon": "weekly"}, KeyError),
    ],
)
def test_what_cannot_be_is_refused(arguments, error):
    with pytest.raises(error):
        priorities(plan(), fractions(a="1"), **arguments)


AMOUNTS = st.fixed_dictionaries(
    {code: st.fractions(0, 100, max_denominator=30) for code in "abc"}
)


@examples(50)
@given(AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from(["strategic", "operational"]))
def test_impacts_are_shares_of_the_weights(own, cost, best, horizon):
    found = priorities(plan(), own, {"cost": cost}, best=best, horizon=horizon)
    weights = plan().horizon(horizon).weights
    full = {"cost": any(cost.values()), "kpi": False}
    full["proximity"] = any(best[code] > own[code] for code in own)
    assert sum(p.impact for p in found) == sum(weights[c] for c in full if full[c])
    assert [p.impact for p in found] == sorted((p.impact for p in found), reverse=True)


def broken(change):
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.pop("inputs"), "priorities"),
        (lambda d: d["best"].update(x="1"), "priorities.best.x"),
        (lambda d: d["best"].update(a="101"), "priorities.best.a"),
        (
            lambda d: d["horizons"][1]["weights"].update(kpi="31"),
            "priorities.horizons[1].weights",
        ),
        (
            lambda d: d["horizons"][0]["weights"].pop("cost"),
            "priorities.horizons[0].weights",
        ),
        (
            lambda d: d["horizons"][0]["weights"].update(cost="-0.1"),
            "priorities.horizons[0].weights.cost",
        ),
        (
            lambda d: d["horizons"][0]["weights"].update(kpi="100.1"),
            "priorities.horizons[0].weights.kpi",
        ),
        (lambda d: d.update(horizons=[]), "priorities.horizons"),
        (lambda d: d["distance"].update(code="kpi"), "priorities.distance"),
        (
            lambda d: d["horizons"][2].update(code="tactical"),
            "priorities.horizons[2]",
        ),
    ],
)
def test_a_plan_that_is_wrong_says_where(change, path):
    place = Place(broken(change), "priorities")
    place.soft(lambda at: read_priorities(at, ("a", "b", "c")), None)
    with pytest.raises(SchemeError) as caught:
        place.faults.check()
    assert caught.value.path == path
