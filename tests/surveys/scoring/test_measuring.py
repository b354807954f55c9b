"""Numbers and points of answers, kind by kind."""

from fractions import Fraction

import pytest

from surveys.scoring import compile_scheme, complete, measure
from surveys.scoring.measuring import graded, measured, rank
from surveys.scoring.texts import Text
from tests.small_edition import option, text
from tests.surveys.scoring import documents as make

BANDS = {
    "kind": "bands",
    "bands": [
        {"below": "30", "points": "0"},
        {"below": "60", "points": "50"},
        {"points": "100"},
    ],
}
MEETING = {
    "kind": "bands",
    "bands": [
        {"to": "30", "to_included": True, "points": "0"},
        {
            "from": "30",
            "from_included": False,
            "to": "60",
            "to_included": True,
            "points": "40",
        },
        {"from": "60", "from_included": False, "points": "100"},
    ],
}
FALLING = {"kind": "linear", "lo": "8", "hi": "2"}


def question(document):
    return compile_scheme(make.edition(document, make.percent("other"))).questions[
        document["code"]
    ]


HIGHER = make.ask("pair", "pair", score=BANDS)
SCENE = make.ask(
    "q",
    "scene",
    score={"kind": "points"},
    options=[option(str(n), str(n * 20)) for n in range(5)],
)
LOWER = make.ask("pair", "pair", better="lower", score=BANDS)


@pytest.mark.parametrize(
    ("document", "value", "number"),
    [
        (make.ask("q", "number"), "72.5", Fraction(145, 2)),
        (make.percent("q"), "0", Fraction(0)),
        (make.ratio("q"), {"n": "1", "d": "3"}, Fraction(100, 3)),
        (make.ratio("q"), {"n": "0", "d": "0"}, None),
        (make.ratio("q"), {"n": "5"}, None),
        (make.ratio("q"), {"d": "5"}, None),
        (HIGHER, {"before": "10", "after": "12"}, Fraction(20)),
        (HIGHER, {"before": "10", "after": "7"}, Fraction(-30)),
        (LOWER, {"before": "10", "after": "7"}, Fraction(30)),
        (HIGHER, {"before": "0.5", "after": "0.75"}, Fraction(50)),
        (HIGHER, {"before": "1", "after": "1.5"}, Fraction(50)),
        (LOWER, {"before": "0", "after": "7"}, None),
        (LOWER, {"before": "-1", "after": "7"}, None),
        (LOWER, {"before": "10"}, None),
        (make.choice("q", "a", "b"), "a", None),
        (make.ask("q", "date"), "2024-05-01", None),
        (make.ask("q", "text"), "72.5", None),
    ],
)
def test_measure(document, value, number):
    assert measure(question(document), value) == number


@pytest.mark.parametrize(
    ("document", "value", "score"),
    [
        (make.single("q", "0", "33.3", "100"), "b", Fraction(333, 10)),
        (make.multiple("q", "20", "30", "60"), ["a", "b"], Fraction(50)),
        (make.multiple("q", "20", "30", "60"), ["a", "b", "c"], Fraction(100)),
        (make.multiple("q", "20", "30", "60", cap="45"), ["b", "c"], Fraction(45)),
        (make.multiple("q", "20.1", "30.2"), ["a", "b"], Fraction(503, 10)),
        (
            make.matrix("q", ["x", "y", "z"], "0", "50", "100"),
            {"x": "c"},
            Fraction(100, 3),
        ),
        (
            make.matrix("q", ["x", "y"], "0", "50", "100"),
            {"x": "c", "y": "b"},
            Fraction(75),
        ),
        (SCENE, "3", Fraction(60)),
        (make.percent("q", "0", "80"), "60", Fraction(75)),
        (make.percent("q", "0", "80"), "80", Fraction(100)),
        (make.percent("q", "0", "80"), "99", Fraction(100)),
        (make.percent("q", "0", "80"), "80.4", Fraction(100)),
        (make.percent("q"), "1", Fraction(1)),
        (make.percent("q", "20", "80"), "10", Fraction(0)),
        (make.percent("q", "0", "3"), "1", Fraction(100, 3)),
        (make.percent("q", score=FALLING), "2", Fraction(100)),
        (make.percent("q", score=FALLING), "5", Fraction(50)),
        (make.percent("q", score=FALLING), "9", Fraction(0)),
        (make.percent("q", score=BANDS), "29.999999", Fraction(0)),
        (make.percent("q", score=BANDS), "30", Fraction(50)),
        (make.percent("q", score=BANDS), "59.999999", Fraction(50)),
        (make.percent("q", score=BANDS), "60", Fraction(100)),
        (make.ratio("q", score=BANDS), {"n": "0", "d": "0"}, None),
        (LOWER, {"before": "10", "after": "4"}, Fraction(100)),
    ],
)
def test_score(document, value, score):
    asked = question(document)
    assert graded(asked, value, measure(asked, value))[0] == score


@pytest.mark.parametrize(
    ("code", "score"), [("met", 100), ("mostly", 80), ("partly", 50), ("not", 0)]
)
def test_requirement(code, score):
    asked = question(make.ask("q", "requirement", score={"kind": "points"}))
    assert graded(asked, code, None)[0] == score


@pytest.mark.parametrize(
    ("document", "value", "reason"),
    [
        (
            make.single("q", "0", "40"),
            "b",
            ("question.points", {"score": 40, "options": (Text("中文:b", "b"),)}),
        ),
        (
            make.percent("q", "0", "80"),
            "60",
            (
                "question.linear",
                {
                    "score": 75,
                    "measure": 60,
                    "lo": 0,
                    "hi": 80,
                    "unit": Text("%", "%"),
                },
            ),
        ),
        (
            make.ratio("q", unit=text("machines"), score=BANDS),
            {"n": "1", "d": "2"},
            (
                "question.bands",
                {
                    "score": 50,
                    "measure": 50,
                    "from": 30,
                    "below": 60,
                    "unit": Text("%", "%"),
                },
            ),
        ),
        (make.ratio("q"), {"n": "0", "d": "0"}, ("question.not_computable", {})),
        (
            make.percent("q", score={"kind": "target", "target": "90", "reach": "20"}),
            "80",
            (
                "question.target",
                {
                    "score": 50,
                    "measure": 80,
                    "target": 90,
                    "reach": 20,
                    "unit": Text("%", "%"),
                },
            ),
        ),
        (
            make.percent("q", score=MEETING),
            "60",
            (
                "question.between",
                {
                    "score": 40,
                    "measure": 60,
                    "from": 30,
                    "from_included": False,
                    "to": 60,
                    "to_included": True,
                    "unit": Text("%", "%"),
                },
            ),
        ),
    ],
)
def test_reason(document, value, reason):
    asked = question(document)
    assert graded(asked, value, measure(asked, value))[1:] == reason


@pytest.mark.parametrize(
    ("document", "value", "whole"),
    [
        (make.ratio("q"), {"n": "1"}, False),
        (make.ratio("q"), {"n": "1", "d": "2"}, True),
        (HIGHER, {"after": "1"}, False),
        (make.matrix("q", ["x", "y"], "0", "1"), {"x": "a"}, False),
        (make.matrix("q", ["x", "y"], "0", "1"), {"x": "a", "y": "b"}, True),
        (make.ask("q", "text"), "x", True),
        (make.ask("q", "text"), None, False),
        (make.ask("q", "text"), "", False),
        (make.ask("q", "file"), [], False),
    ],
)
def test_complete(document, value, whole):
    assert complete(question(document), value) is whole


@pytest.mark.parametrize(
    ("document", "value", "number"),
    [
        (make.scene("q"), "3", 3),
        (make.ask("q", "requirement"), "mostly", 80),
        (make.multiple("q", "1", "1", "1", exclusive="c"), ["a", "b"], 2),
        (make.multiple("q", "1", "1", "1", exclusive="c"), ["c"], 0),
    ],
)
def test_rank(document, value, number):
    assert rank(question(document), value) == number


@pytest.mark.parametrize(
    ("value", "pair"),
    [
        ({"n": "1", "d": "1"}, (100, 1)),
        ({"n": "3", "d": "4"}, (300, 4)),
        ({"n": "1", "d": "-2"}, (-100, 2)),
    ],
)
def test_the_denominator_of_a_measure_is_above_zero(value, pair):
    assert measured(question(make.ratio("q")), value) == pair
