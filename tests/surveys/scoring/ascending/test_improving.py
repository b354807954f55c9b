"""What an answer could become, by kind of question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.scoring import compile_scheme, problem
from surveys.scoring.ascending.aiming import aim, level_goal, wishes
from surveys.scoring.ascending.improving import candidates, effect
from surveys.scoring.results import Lane
from tests.small_edition import option
from tests.surveys.scoring import documents as make
from tests.surveys.scoring.strategies import scored, values


def tried(question, value, *tests):
    """(value, rungs) of every candidate; tests: conditions that a level needs."""
    checks = [make.check(f"C{n}", test) for n, test in enumerate(tests)]
    needs = {"all": [{"check": check["code"]} for check in checks]}
    scored_too = [] if "score" in question else [make.percent("other")]
    document = make.edition(
        question,
        *scored_too,
        checks=checks,
        levels=[make.level("one", 1, needs)] if checks else [],
    )
    scheme = compile_scheme(document)
    aimed = aim(scheme, Lane.CLAIMED)
    wished = wishes(scheme, aimed, level_goal(aimed, scheme.levels))["q"]
    found = candidates(scheme.questions["q"], value, wished)
    return [(one.value, one.rungs) for one in found]


ANSWERED = {"answer": "q", "op": "answered"}


def on(op, value, code="q"):
    return {"answer": code, "op": op, "value": value}


@pytest.mark.parametrize(
    ("question", "value", "tests", "found"),
    [
        # one option: more points, nearest first; equal points are one rung
        (make.single("q", "0", "50", "50", "100"), "a", [], [("b", 1), ("d", 2)]),
        (make.single("q", "50", "0", "100"), "a", [], [("c", 1)]),
        (make.single("q", "0", "100"), None, [], [("a", 1), ("b", 2)]),
        (make.single("q", "0", "100"), "b", [], []),
        (
            make.single("q", "0", "40", "100"),
            "b",
            [on("==", "a")],
            [("c", 1), ("a", 4)],
        ),
        # without points only what is wished for
        (make.choice("q", "x", "y", "z"), "x", [], []),
        (make.choice("q", "x", "y", "z"), "x", [on("in", ["y", "z"])], [("y", 1)]),
        (make.choice("q", "x", "y", "z"), "x", [on("!=", "x")], [("y", 1)]),
        (make.choice("q", "x", "y"), "y", [{"not": on("==", "y")}], [("x", 3)]),
        (make.scene("q"), "1", [on(">=", "3")], [("3", 2)]),
        (make.scene("q"), None, [on(">=", "1"), on(">=", "3")], [("1", 2), ("3", 4)]),
        (
            make.ask("q", "requirement", score={"kind": "points"}),
            "partly",
            [],
            [("mostly", 1), ("met", 2)],
        ),
        # several: the best missing ones, up to the cap; what wishes name
        (
            make.multiple("q", "10", "40", "30", cap="70"),
            ["a"],
            [],
            [(["a", "b"], 1), (["a", "b", "c"], 2)],
        ),
        (
            make.multiple("q", "0", "40", "30", exclusive="a"),
            ["a"],
            [on("contains", "c")],
            [(["b"], 1), (["c"], 1), (["b", "c"], 2)],
        ),
        (
            make.multiple("q", "0", "40", exclusive="a"),
            ["b"],
            [on("contains", "a")],
            [(["a"], 1)],
        ),
        (
            make.multiple("q", "20", "20", "20", cap="20"),
            ["a"],
            [on(">=", "3")],
            [(["a", "b", "c"], 2)],
        ),
        # a matrix: all rows up to an option
        (
            make.matrix("q", ["x", "y"], "0", "50", "100"),
            {"x": "c"},
            [],
            [({"x": "c", "y": "b"}, 2), ({"x": "c", "y": "c"}, 3)],
        ),
        # numbers: quarters of goalposts, edges of tests
        (
            make.percent("q", "20", "60"),
            "31",
            [],
            [("40", 1), ("50", 2), ("60", 3)],
        ),
        (make.percent("q", "60", "20"), "31", [], [("30", 1), ("20", 2)]),
        (
            make.percent("q", "0", "100", decimals=0),
            "80",
            [on(">", "85"), {"not": on(">=", "70")}],
            [("86", 1), ("69", 2), ("100", 3)],
        ),
        (
            make.ask("q", "number", max="50"),
            "60",
            [on("in", ["55", "45"])],
            [("45", 1)],
        ),
        (
            make.ask("q", "number"),
            None,
            [{"answer": "q", "op": "answered"}],
            [("0", 1)],
        ),
        (make.ask("q", "date"), None, [{"answer": "q", "op": "answered"}], []),
        (make.ask("q", "text"), None, [{"answer": "q", "op": "answered"}], []),
    ],
)
def test_candidates(question, value, tests, found):
    assert tried(question, value, *tests) == found


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ({"n": "30", "d": "60"}, [("45", "60"), ("60", "60")]),
        ({"n": "30", "d": "0"}, [("0", "100"), ("25", "100"), ("50", "100")]),
        ({"n": "30"}, [("0", "100"), ("25", "100"), ("50", "100")]),
        ({"n": "2", "d": "3"}, [("3", "3")]),
    ],
)
def test_a_ratio_keeps_its_whole(value, parts):
    found = [value for value, _ in tried(make.ratio("q", decimals=0), value)]
    assert found[: len(parts)] == [{"n": n, "d": d} for n, d in parts]


@pytest.mark.parametrize(
    ("better", "before", "after"),
    [
        ("higher", "200", ["210", "220"]),
        ("lower", "200", ["190", "180"]),
        ("lower", "0", ["100", "95", "90"]),
    ],
)
def test_a_pair_changes_what_is_after(better, before, after):
    score = {"kind": "linear", "lo": "0", "hi": "10"}
    question = make.ask("q", "pair", better=better, score=score, min="0")
    start = {"before": before, "after": before}
    found = [one for one, _ in tried(question, start)]
    whole = "100" if before == "0" else before
    assert {one["before"] for one in found} == {whole}
    assert set(after) <= {one["after"] for one in found}


def test_bands_and_targets():
    bands = [
        {"to": "10", "to_included": True, "points": "0"},
        {"from": "10", "from_included": False, "to": "30", "points": "60"},
        {"from": "30", "points": "20"},
    ]
    question = make.percent("q", score={"kind": "bands", "bands": bands}, decimals=1)
    assert tried(question, "4") == [("10.1", 1)]
    assert tried(question, "40") == [("29.9", 1)]
    target = {"kind": "target", "target": "50", "reach": "20"}
    question = make.percent("q", score=target)
    assert tried(question, "38") == [("40", 1), ("45", 2), ("50", 3)]
    assert tried(question, "57") == [("55", 1), ("50", 2)]


def test_a_count_wants_each_of_its_questions_up():
    count = {"count": ["q"], "reaching": "42", "op": ">=", "value": "1"}
    assert ("42", 1) in tried(make.percent("q"), "40", count)
    few = {"count": ["q"], "reaching": "42", "op": "<=", "value": "0"}
    question = make.ask("q", "percent", decimals=0)
    assert tried(question, "50", few) == [("41", 1)]


@settings(max_examples=150, deadline=None)
@given(scored("q"), st.data())
def test_each_candidate_is_accepted_and_better(question, data):
    start = data.draw(st.none() | values(question))
    scheme = compile_scheme(make.edition(question))
    asked = scheme.questions["q"]
    if start in ({}, []):
        start = None
    found = candidates(asked, start)
    assert [problem(asked, one.value) for one in found] == [None] * len(found)
    before = effect(asked, start, ())[0]
    scores = [effect(asked, one.value, ())[0] for one in found]
    assert all(score > before for score in scores)
    assert len(set(scores)) == len(scores)
    assert [one.rungs for one in found] == sorted(one.rungs for one in found)
    assert all(one.rungs > 0 for one in found)


def test_an_option_is_no_number():
    """A count of choices and an option of the same name are not mixed up."""
    question = make.multiple("q", "0", "0", "0")
    question["options"] = [option(code, "10") for code in ("1", "2", "3")]
    assert tried(question, None, on(">=", "2"))[:2] == [(["1"], 1), (["1", "2"], 2)]
