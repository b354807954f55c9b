"""What a level asks for, taken apart into tests whose truth can be aimed at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.scoring.ascending.improving import Wish
from surveys.scoring.conditions import (
    All,
    Condition,
    Either,
    Not,
    Situation,
    Test,
    Truth,
)
from surveys.scoring.results import Lane
from surveys.scoring.scheme import Check, Level, Owner, Scheme

Accept = frozenset[Truth]
SURE: Accept = frozenset({True})
HOPED: Accept = frozenset({True, None})  # an official may yet record it
OPPOSITE: Mapping[Truth, Truth] = {True: False, False: True, None: None}
ON_ANSWERS = ("answer", "count", "months")
ON_SCORES = ("node", "score")


@dataclass(frozen=True, eq=False, slots=True)
class Atom:
    """One test, and the truths of it that will do. The same test is one object."""

    test: Test
    accept: Accept

    def met(self, situation: Situation) -> bool:
        """Whether its truth will do."""
        return self.test.truth(situation) in self.accept

    @property
    def questions(self) -> tuple[str, ...]:
        """The codes of the questions it looks at."""
        on_answers = self.test.source in ON_ANSWERS
        return tuple(self.test.code.split("/")) if on_answers else ()

    @property
    def rising(self) -> bool:
        """Whether it can only become met, never unmet, when a score or count rises,
        having none being the lowest score."""
        upward = self.test.op in (">=", ">")
        return self.accept == ({True} if upward else {False})


@dataclass(frozen=True, slots=True)
class Every:
    """All parts have to be met."""

    parts: tuple["Goal", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of the parts has to be met."""

    parts: tuple["Goal", ...]


Goal = Atom | Every | Some
MET, UNMET = Every(()), Some(())


@dataclass(frozen=True, slots=True)
class Aim:
    """Takes conditions apart, with the checks that levels name."""

    checks: Mapping[str, Check]
    lane: Lane
    atoms: dict[tuple[int, Accept], Atom]

    def at(self, condition: Condition, accept: Accept = SURE) -> Goal:
        """The goal that the truth of a condition is one of `accept`."""
        if isinstance(condition, Not):
            return self.at(condition.part, frozenset(OPPOSITE[t] for t in accept))
        if isinstance(condition, Test):
            return self._test(condition, accept)
        assert isinstance(condition, All | Either)  # there are no other conditions
        parts = tuple(self.at(part, accept) for part in condition.parts)
        together = isinstance(condition, All) == (True in accept)
        return Every(parts) if together else Some(parts)

    def _test(self, test: Test, accept: Accept) -> Goal:
        if test.source != "check":
            return self.atoms.setdefault((id(test), accept), Atom(test, accept))
        wanted = self.accepted(test.code) if True in accept else accept
        return self.at(self.checks[test.code].test, wanted)

    def accepted(self, check: str) -> Accept:
        """The truths of a check that will do where it is to pass."""
        official = self.checks[check].owner is Owner.OFFICIAL
        return HOPED if official and self.lane is Lane.CLAIMED else SURE


def aim(scheme: Scheme, lane: Lane) -> Aim:
    """The taker-apart of an edition's conditions, as seen on a lane."""
    return Aim({check.code: check for check in scheme.checks}, lane, {})


def level_goal(aimed: Aim, levels: tuple[Level, ...]) -> Goal:
    """What has to be met for all these levels to be reached."""
    return Every(tuple(aimed.at(level.needs) for level in levels))


def atoms_of(goal: Goal) -> Iterator[Atom]:
    """All the tests of a goal, each as often as it stands there."""
    if isinstance(goal, Atom):
        yield goal
    else:
        for part in goal.parts:
            yield from atoms_of(part)


def holds(goal: Goal, met: Callable[[Atom], bool]) -> bool:
    """Whether a goal is met, given which of its tests are."""
    if isinstance(goal, Atom):
        return met(goal)
    results = (holds(part, met) for part in goal.parts)
    return all(results) if isinstance(goal, Every) else any(results)


def settled(goal: Goal, known: Callable[[Atom], bool | None]) -> Goal:
    """The goal without the tests that are already decided; MET or UNMET where
    nothing is left. Parts of the same kind are joined, equal ones are merged."""
    if isinstance(goal, Atom):
        truth = known(goal)
        return goal if truth is None else MET if truth else UNMET
    kind: type[Every | Some] = type(goal)
    ends, idle = (UNMET, MET) if kind is Every else (MET, UNMET)
    parts: dict[Goal, None] = {}
    for part in goal.parts:
        found = settled(part, known)
        if found == ends:
            return ends
        if found != idle:
            parts |= dict.fromkeys(_parts(found, kind))
    return next(iter(parts)) if len(parts) == 1 else kind(tuple(parts))


def _parts(goal: Goal, kind: type[Every | Some]) -> tuple[Goal, ...]:
    """The parts of a goal of that kind; any other goal is one part."""
    return (goal,) if isinstance(goal, Atom) or type(goal) is not kind else goal.parts


def wishes(scheme: Scheme, aimed: Aim, goal: Goal) -> dict[str, list[Wish]]:
    """By question: what the goal wants of it, and what would open other questions."""
    found: dict[str, dict[Atom, Wish]] = {code: {} for code in scheme.questions}
    relevant = [q.relevant for q in scheme.order if q.relevant is not None]
    for aim_at in (goal, *map(aimed.at, relevant)):
        for atom in atoms_of(aim_at):
            for code in atom.questions:
                found[code][atom] = _wish(atom)
    return {code: list(wanted.values()) for code, wanted in found.items()}


def _wish(atom: Atom) -> Wish:
    test = atom.test
    if test.source != "count":
        return Wish(test.wanted, atom.met)
    enough = (test.op in (">=", ">")) == (True in atom.accept)

    def reaching(situation: Situation) -> bool:
        got: Any = test.got(situation)
        return bool(got.sure) == enough

    return Wish(test.edge, reaching)
