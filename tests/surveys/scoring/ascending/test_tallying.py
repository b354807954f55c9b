"""Counts as sums: met exactly when the engine says so."""

from itertools import product

import pytest

from surveys.scoring import Lane, compile_scheme
from surveys.scoring.ascending.aiming import SURE, Every, Some, aim, settled
from surveys.scoring.ascending.tallying import Tally
from surveys.scoring.conditions import Situation
from tests.surveys.scoring import documents as make

CODES = ["a", "b", "c"]
ACCEPTS = [SURE, frozenset({True, None}), frozenset({False}), frozenset({False, None})]


def situations():
    """Every way in which three scenes can reach a level, not reach it, be open or
    hidden."""
    for picked in product(("2", "1", "unanswered", "hidden"), repeat=3):
        situation = Situation({})
        for code, what in zip(CODES, picked, strict=True):
            situation.states[code] = "answered" if what.isdigit() else what
            if what.isdigit():
                situation.values[code] = what
        yield situation


def alone(situation, code):
    one = Situation({}, states={code: situation.states[code]})
    if code in situation.values:
        one.values[code] = situation.values[code]
    return one


def aimed_at(test):
    scheme = compile_scheme(
        make.edition(
            make.percent("q"),
            *map(make.scene, CODES),
            checks=[make.check("C", test, blocking=False)],
        )
    )
    return aim(scheme, Lane.CLAIMED), scheme.checks[0].test


@pytest.mark.parametrize("op", [">=", ">", "<=", "<"])
@pytest.mark.parametrize("value", ["0", "1", "2", "3"])
@pytest.mark.parametrize("accept", ACCEPTS)
def test_a_count_is_a_sum(op, value, accept):
    test = {"count": CODES, "reaching": "2", "op": op, "value": value}
    aimed, condition = aimed_at(test)
    atom = aimed.at(condition, accept)
    tally = Tally((atom,))
    for situation in situations():
        counts = (0,)
        for code in CODES:
            counts = tally.add(counts, tally.steps(alone(situation, code)))
        assert tally.done(tally.closed(0), counts) == atom.met(situation)


def test_bits_are_kept_only_while_they_decide():
    scores = [{"score": True, "op": ">=", "value": str(n)} for n in (10, 20, 30)]
    test = {"all": [scores[0], {"any": scores[1:]}, {"any": [scores[2], scores[0]]}]}
    aimed, condition = aimed_at(test)
    goal = settled(aimed.at(condition), lambda atom: None)
    assert isinstance(goal, Every)
    tally = Tally(goal.parts)
    needed, (twenty, thirty), (again, ten) = (
        goal.parts[0],
        goal.parts[1].parts,
        goal.parts[2].parts,
    )
    assert tally.needed == {needed}
    assert tally.of([needed], lambda atom: False) is None
    second, third = tally.bits[twenty], tally.bits[thirty]
    assert (tally.closed(0), tally.closed(second)) == (0, second | third)
    every = sum(tally.bits.values())
    assert tally.closed(third | tally.bits[again] | tally.bits[ten]) == every
    assert not tally.done(second, ())
    assert tally.done(every, ())


def test_what_is_decided_falls_out():
    either = {"any": [{"score": True, "op": ">=", "value": n} for n in ("10", "20")]}
    aimed, condition = aimed_at({"all": [either, {"not": either}]})
    goal = aimed.at(condition)
    first, second = goal.parts[0].parts
    assert settled(goal, lambda atom: atom is first or None) == goal.parts[1]
    assert settled(goal, lambda atom: False) == Some(())
    kept = settled(goal, lambda atom: None if atom is second else atom.accept != SURE)
    assert kept == second
