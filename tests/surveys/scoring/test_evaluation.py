"""Checks, levels and outcomes, lane by lane; thresholds hit exactly."""

from fractions import Fraction

import pytest

from surveys.scoring import (
    ENGINE_VERSION,
    Answer,
    Lane,
    Outcome,
    State,
    Verdict,
    compile_scheme,
    evaluate,
)
from tests.surveys.scoring import documents as make

NC = {"answer": "nc", "op": ">=", "value": "60"}
CREDIT = {"external": "credit", "op": "==", "value": "clear"}
DOCUMENT = make.edition(
    make.ratio("nc", allow_na=True),
    externals=[make.external("credit", "clear", "listed")],
    checks=[
        make.check("NC", NC),
        make.check("CREDIT", CREDIT, "official"),
        make.check("SHOWN", {"score": True, "op": ">=", "value": "99"}, blocking=False),
    ],
    levels=[make.level("L", 1, {"all": [{"check": "NC"}, {"check": "CREDIT"}]})],
)
SCHEME = compile_scheme(DOCUMENT)
NO, OPEN, YES = Outcome.NOT_REACHED, Outcome.REACHED_OPEN, Outcome.REACHED
ENOUGH, SHORT = {"n": "3", "d": "5"}, {"n": "599", "d": "1000"}
CLEAR, LISTED = {"external.credit": "clear"}, {"external.credit": "listed"}


def evaluated(value, facts, lane=Lane.CLAIMED, **how):
    answers = {} if value is None else {"nc": Answer(value)}
    return evaluate(SCHEME, answers, facts, lane=lane, **how)


@pytest.mark.parametrize(
    ("lane", "value", "facts", "expected"),
    [
        ("claimed", ENOUGH, {}, (OPEN, (), ("CREDIT",), ("pass", "open"))),
        ("claimed", ENOUGH, CLEAR, (YES, (), (), ("pass", "pass"))),
        ("claimed", ENOUGH, LISTED, (NO, ("CREDIT",), (), ("pass", "fail"))),
        ("claimed", SHORT, {}, (NO, ("NC",), ("CREDIT",), ("fail", "open"))),
        ("claimed", None, {}, (NO, ("NC",), ("CREDIT",), ("unknown", "open"))),
        (
            "claimed",
            {"n": "0", "d": "0"},
            CLEAR,
            (NO, ("NC",), (), ("unknown", "pass")),
        ),
        ("reviewed", ENOUGH, {}, (NO, ("CREDIT",), (), ("pass", "not_recorded"))),
        ("reviewed", ENOUGH, CLEAR, (YES, (), (), ("pass", "pass"))),
        ("reviewed", ENOUGH, LISTED, (NO, ("CREDIT",), (), ("pass", "fail"))),
        ("final", ENOUGH, {}, (NO, ("CREDIT",), (), ("pass", "not_recorded"))),
        ("final", None, LISTED, (NO, ("NC", "CREDIT"), (), ("unknown", "fail"))),
        ("final", ENOUGH, CLEAR, (YES, (), (), ("pass", "pass"))),
    ],
)
def test_gate(lane, value, facts, expected):
    outcome, blocked, still_open, messages = expected
    found = evaluated(value, facts, Lane(lane))
    (level,) = found.levels
    reached = outcome is not NO
    assert (found.outcome, found.level) == (outcome, "L" if reached else None)
    assert (level.reached, level.blocked_by, level.open) == (
        reached,
        blocked,
        still_open,
    )
    assert found.open_checks == len(still_open)
    said = tuple(result.message for result in found.checks[:2])
    assert said == tuple(f"check.{word}" for word in messages)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ({"n": "60", "d": "100"}, Verdict.PASS),
        ({"n": "3", "d": "5"}, Verdict.PASS),
        ({"n": "0.6", "d": "1"}, Verdict.PASS),
        ({"n": "59.999999999999999", "d": "100"}, Verdict.FAIL),
        ({"n": "599999999999", "d": "1000000000000"}, Verdict.FAIL),
        ({"n": "6", "d": "10.000000001"}, Verdict.FAIL),
        ({"n": "0", "d": "0"}, Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_threshold(value, verdict):
    assert evaluated(value, {}).checks[0].verdict == verdict


def test_three_times_seven_tenths_is_two_point_one():
    """As floats 0.7 * 3 is 2.0999999999999996 and misses its threshold."""
    leaves = [make.leaf(code, "100") for code in "pqr"]
    document = make.edition(
        *(make.percent(code) for code in "pqr"),
        root=make.node("total", *leaves),
        checks=[make.check("C", {"score": True, "op": ">=", "value": "0.7"})],
        levels=[make.level("L", 1, {"check": "C"})],
    )
    answers = {code: Answer("0.7") for code in "pqr"}
    found = evaluate(compile_scheme(document), answers, {})
    assert (found.score, found.outcome) == (Fraction(7, 10), YES)


@pytest.mark.parametrize(
    ("wanted", "outcome"), [("33.333333333333", YES), ("33.34", NO)]
)
def test_thirds_are_compared_unrounded(wanted, outcome):
    document = make.edition(
        make.ratio("nc"),
        levels=[make.level("L", 1, {"score": True, "op": ">=", "value": wanted})],
    )
    found = evaluate(compile_scheme(document), {"nc": Answer({"n": "1", "d": "3"})}, {})
    assert (found.score, found.outcome) == (Fraction(100, 3), outcome)


def test_a_check_that_does_not_block_is_shown():
    found = evaluated(ENOUGH, CLEAR)
    shown = found.checks[2]
    assert (shown.verdict, shown.message) == (Verdict.FAIL, "check.fail")
    assert (shown.actual[0].actual, shown.actual[0].wanted) == ("60", "99")


@pytest.mark.parametrize(
    ("lane", "accepted", "state", "verdict"),
    [
        (Lane.CLAIMED, (), State.NA, Verdict.UNKNOWN),
        (Lane.REVIEWED, (), State.UNANSWERED, Verdict.UNKNOWN),
        (Lane.REVIEWED, ("nc",), State.NA, Verdict.UNKNOWN),
    ],
)
def test_not_applicable_never_passes(lane, accepted, state, verdict):
    answers = {"nc": Answer(None, "na")}
    found = evaluate(SCHEME, answers, CLEAR, lane=lane, accepted=frozenset(accepted))
    assert (found.states["nc"], found.checks[0].verdict) == (state, verdict)
    assert found.outcome is NO


def test_what_is_given_back():
    found = evaluated(ENOUGH, {})
    assert (found.engine, found.lane) == (ENGINE_VERSION, Lane.CLAIMED)
    assert found.scores() == {"total": 60}
    assert found.node("nc").measure == 60
    assert [result.code for result in found.root.walk()] == ["total", "nc"]
    with pytest.raises(KeyError):
        found.node("x")
