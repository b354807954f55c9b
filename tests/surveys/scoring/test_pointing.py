"""Bands with both ends, and the distance to a target."""

from fractions import Fraction

import pytest

from surveys.scoring import Answer, SchemeError, compile_scheme, evaluate
from surveys.scoring.scheme import Band, Bands, Linear, Points, Target
from tests.small_edition import text
from tests.surveys.scoring import documents as make

EDGES = [("0", "10", "0"), ("10", "20", "25"), ("20", "40", "50"), ("40", "100", "75")]


def official(edges=EDGES):
    """Bands as the SME index has them: [0, 10], (10, 20], …"""
    return [
        {
            "from": low,
            "from_included": low == "0",
            "to": high,
            "to_included": True,
            "points": points,
            "code": code,
        }
        for (low, high, points), code in zip(edges, "ABCDE", strict=False)
    ]


def edition(score, **more):
    return make.edition(make.percent("p", score=score, **more))


def scored(score, value, **more):
    scheme = compile_scheme(edition(score, **more))
    return evaluate(scheme, {"p": Answer(value)}, {}).node("p")


@pytest.mark.parametrize(
    ("value", "points", "ends"),
    [
        ("0", 0, (None, False, 10, True)),
        ("10", 0, (None, False, 10, True)),
        ("10.0001", 25, (10, False, 20, True)),
        ("20", 25, (10, False, 20, True)),
        ("40", 50, (20, False, 40, True)),
        ("100", 75, (40, False, 100, True)),
    ],
)
def test_ends_belong_where_the_edition_says(value, points, ends):
    found = scored({"kind": "bands", "bands": official()}, value)
    assert found.score == points
    names = ("from", "from_included", "to", "to_included")
    assert tuple(found.params[name] for name in names) == ends


def test_bands_keep_the_codes_of_the_official_options():
    scheme = compile_scheme(edition({"kind": "bands", "bands": official()}))
    bands = scheme.questions["p"].scoring.bands
    assert [band.code for band in bands] == ["A", "B", "C", "D"]


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        ({1: {"from": "9"}}, "[1].from", "overlaps the band before"),
        ({1: {"from_included": True}}, "[1].from", "overlaps the band before"),
        ({1: {"from": "11"}}, "[1].from", "leaves a hole after the band before"),
        (
            {0: {"to_included": False}},
            "[1].from",
            "leaves a hole after the band before",
        ),
        ({0: {"from": "1"}}, "[0].from", "leaves a hole below"),
        ({0: {"from_included": False}}, "[0].from", "leaves a hole below"),
        ({3: {"to": "99"}}, "[3].to", "leaves a hole above"),
        ({3: {"to_included": False}}, "[3].to", "leaves a hole above"),
        ({2: {"to": "20"}}, "[2].to", "not above from"),
        ({1: {"from": None}}, "[1]", "open in the middle"),
    ],
)
def test_bands_that_overlap_or_leave_a_hole(change, path, message):
    bands = official()
    for place, fields in change.items():
        bands[place] = {
            key: value
            for key, value in (bands[place] | fields).items()
            if value is not None
        }
    with pytest.raises(SchemeError) as refused:
        compile_scheme(edition({"kind": "bands", "bands": bands}))
    place = f"sections[0].questions[0].score.bands{path}"
    assert (refused.value.path, refused.value.message) == (place, message)
    assert refused.value.expected


@pytest.mark.parametrize(
    ("rule", "value", "score"),
    [
        ({}, "95", 100),
        ({}, "90", 75),
        ({}, "100", 75),
        ({}, "75", 0),
        ({}, "0", 0),
        ({"beyond": "full"}, "100", 100),
        ({"beyond": "full"}, "85", 50),
        ({"beyond": "full", "side": "above"}, "0", 100),
        ({"beyond": "full", "side": "above"}, "100", 75),
    ],
)
def test_distance_to_target(rule, value, score):
    target = {"kind": "target", "target": "95", "reach": "20"}
    assert scored(target | rule, value).score == score


def test_a_side_needs_a_target_that_may_be_passed():
    rule = {"kind": "target", "target": "95", "reach": "20", "side": "above"}
    with pytest.raises(SchemeError, match="without meaning here"):
        compile_scheme(edition(rule))


def test_thirds_are_not_rounded():
    ratio = make.ratio("r", score={"kind": "linear", "lo": "0", "hi": "100"})
    scheme = compile_scheme(make.edition(ratio))
    found = evaluate(scheme, {"r": Answer({"n": "1", "d": "3"})}, {})
    assert found.score == Fraction(100, 3)


HUNDRED = Fraction(100)
NOTE = {"note": text("why")}
UPPER = [{"below": "30", "points": "0", "code": "A"}, {"points": "100", "code": "B"}]


@pytest.mark.parametrize(
    ("score", "rule"),
    [
        (
            {"kind": "linear", "lo": "0", "hi": "80"} | NOTE,
            Linear(Fraction(0), Fraction(80)),
        ),
        (
            {"kind": "target", "target": "90", "reach": "20"} | NOTE,
            Target(Fraction(90), Fraction(20), "both"),
        ),
        (
            {"kind": "target", "target": "90", "reach": "20", "beyond": "less"},
            Target(Fraction(90), Fraction(20), "both"),
        ),
        (
            {"kind": "target", "target": "90", "reach": "20", "beyond": "full"},
            Target(Fraction(90), Fraction(20), "below"),
        ),
        (
            {"kind": "bands", "bands": UPPER} | NOTE,
            Bands(
                (
                    Band(Fraction(30), Fraction(0), code="A"),
                    Band(None, HUNDRED, code="B"),
                )
            ),
        ),
        (
            {
                "kind": "bands",
                "bands": [
                    {"to": "30", "points": "0"},
                    {"from": "30", "to": "40", "to_included": True, "points": "50"},
                    {"from": "40", "from_included": False, "points": "100"},
                ],
            },
            Bands(
                (
                    Band(Fraction(30), Fraction(0)),
                    Band(Fraction(40), Fraction(50), closed=True),
                    Band(None, HUNDRED),
                ),
                two_ended=True,
            ),
        ),
    ],
)
def test_a_rule(score, rule):
    assert compile_scheme(edition(score)).questions["p"].scoring == rule


def test_points_may_have_a_cap_and_a_note():
    asked = make.multiple("q", "10", "20", cap="25")
    asked["score"] |= NOTE
    rule = compile_scheme(make.edition(asked)).questions["q"].scoring
    assert rule == Points(Fraction(25))


@pytest.mark.parametrize(
    ("score", "path", "expected"),
    [
        ({"kind": "linear", "lo": "1", "hi": "1.0"}, "hi", "two different goalposts"),
        ({"kind": "target", "target": "1", "reach": "0"}, "reach", "a number above 0"),
        (
            {"kind": "target", "target": "1", "reach": "1", "side": "below"},
            *("side", '"beyond": "full"'),
        ),
        ({"kind": "bands", "bands": UPPER[1:]}, "bands", "at least 2 items"),
        (
            {"kind": "bands", "bands": [UPPER[0], UPPER[0], UPPER[1]]},
            *("bands[1].below", "ascending bands"),
        ),
        (
            {"kind": "bands", "bands": [UPPER[0] | {"points": "101"}, UPPER[1]]},
            *("bands[0].points", "a decimal number written as text, from 0, to 100"),
        ),
    ],
)
def test_what_would_be_right(score, path, expected):
    with pytest.raises(SchemeError) as refused:
        compile_scheme(edition(score))
    place = f"sections[0].questions[0].score.{path}"
    assert (refused.value.path, refused.value.expected) == (place, expected)
