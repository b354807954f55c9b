"""Levels are climbed one by one; each says what blocks it."""

import pytest

from surveys.scoring import Answer, Lane, Outcome, compile_scheme, evaluate
from tests.surveys.scoring import documents as make


def at_least(code, value):
    return {"answer": code, "op": ">=", "value": value}


OFFICIAL = {"external": "credit", "op": "==", "value": "clear"}
SCHEME = compile_scheme(
    make.edition(
        make.percent("p"),
        make.percent("q"),
        externals=[make.external("credit", "clear", "listed")],
        checks=[
            make.check("P", at_least("p", "50")),
            make.check("Q", at_least("q", "50")),
            make.check("O", OFFICIAL, "official"),
        ],
        levels=[
            make.level("one", 1, {"check": "P"}),
            make.level("two", 2, {"any": [{"check": "Q"}, {"check": "O"}]}),
            make.level("three", 3, {"score": True, "op": ">=", "value": "75"}),
        ],
    )
)


def climbed(p, q, facts=None, lane=Lane.CLAIMED):
    answers = {"p": Answer(p), "q": Answer(q)}
    return evaluate(SCHEME, answers, facts or {}, lane=lane)


@pytest.mark.parametrize(
    ("given", "level", "outcome", "messages"),
    [
        (("0", "0", {}, Lane.CLAIMED), None, "not_reached", "blocked climb blocked"),
        (
            ("50", "0", {}, Lane.CLAIMED),
            "two",
            "reached_open",
            "reached reached_open blocked",
        ),
        (("50", "0", {}, Lane.FINAL), "one", "reached", "reached blocked blocked"),
        (("50", "50", {}, Lane.CLAIMED), "two", "reached", "reached reached blocked"),
        (("99", "51", {}, Lane.FINAL), "three", "reached", "reached reached reached"),
        (("0", "99", {}, Lane.FINAL), None, "not_reached", "blocked climb blocked"),
        (("49", "100", {}, Lane.FINAL), None, "not_reached", "blocked climb blocked"),
        (
            ("100", "49", {"external.credit": "listed"}, Lane.CLAIMED),
            "one",
            "reached",
            "reached blocked blocked",
        ),
    ],
)
def test_climb(given, level, outcome, messages):
    found = climbed(*given)
    assert (found.level, found.outcome) == (level, Outcome(outcome))
    said = [result.message.removeprefix("level.") for result in found.levels]
    assert said == messages.split()


def test_own_needs_met_but_a_lower_level_is_not():
    result = climbed("49", "100", {"external.credit": "clear"}).levels[1]
    assert (result.reached, result.blocked_by, result.waits_for) == (False, (), "one")
    assert (result.message, result.params) == (
        "level.climb",
        {"title": result.level.title, "level": SCHEME.levels[0].title},
    )


def test_a_need_other_than_a_check_is_a_shortfall():
    result = climbed("50", "50").levels[2]
    assert result.params == {"title": result.level.title, "checks": (), "found": 1}
    (seen,) = result.shortfalls
    assert (seen.source, seen.actual, seen.wanted) == ("score", "50", "75")


def test_either_way_names_both():
    result = climbed("50", "0", lane=Lane.FINAL).levels[1]
    assert result.blocked_by == ("Q", "O")


def test_no_levels():
    scheme = compile_scheme(make.edition(make.percent("p")))
    found = evaluate(scheme, {"p": Answer("100")}, {})
    assert (found.level, found.outcome, found.open_checks, found.levels) == (
        None,
        Outcome.NOT_REACHED,
        0,
        (),
    )


def test_the_lowest_level_missed_is_waited_for():
    waited = [result.waits_for for result in climbed("0", "0").levels]
    assert waited == [None, "one", "one"]


def test_until_one_is_reached_the_first_level_tells_what_is_open():
    needs = [
        {"all": [{"check": "P"}, {"check": official}]} for official in ("O1", "O2")
    ]
    document = make.edition(
        make.percent("p"),
        externals=[make.external("credit", "clear", "listed")],
        checks=[
            make.check("P", at_least("p", "50")),
            make.check("O1", OFFICIAL, "official"),
            make.check("O2", OFFICIAL, "official"),
        ],
        levels=[make.level(f"L{n}", n, need) for n, need in enumerate(needs)],
    )
    scheme = compile_scheme(document)
    opens = [
        (found.level, found.open_checks, [result.open for result in found.levels])
        for found in (evaluate(scheme, {"p": Answer(v)}, {}) for v in ("49", "50"))
    ]
    each = [("O1",), ("O2",)]
    assert opens == [(None, 1, each), ("L1", 2, each)]
