"""Bands with both ends, and the distance to a target."""

from fractions import Fraction

import pytest

from surveys.scoring import Answer, SchemeError, compile_scheme, evaluate
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
