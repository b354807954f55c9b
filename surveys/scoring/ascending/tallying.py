"""Keeps tally of which tests of a goal a choice of answers meets so far.

A test that the goal cannot do without is decided where it stands and needs no tally;
those that one of several may do have a bit each, and counts have a number each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from surveys.scoring.ascending.aiming import (
    ON_SCORES,
    Atom,
    Every,
    Goal,
    atoms_of,
    holds,
)
from surveys.scoring.conditions import Situation

Counts = tuple[int, ...]
Codes = Callable[[Atom], tuple[str, ...]]
Met = Callable[[Atom], bool]
Reached = Callable[[Counts], bool]


class Counter(NamedTuple):
    """A count as a sum that has to be at least `wanted`. sign: -1 where few are
    wanted; perhaps: whether what is unanswered counts as if it reached."""

    atom: Atom
    sign: int
    perhaps: bool
    wanted: int

    def step(self, situation: Situation) -> int:
        """What the answers of one question add."""
        got = self.atom.test.got(situation)
        return self.sign * int(got.sure + (got.perhaps if self.perhaps else 0))

    def cut(self, number: int) -> int:
        """The sum as far as it matters: nothing beyond what decides."""
        if self.sign > 0:
            return min(number, self.wanted)
        return max(number, self.wanted - 1)


def counter(atom: Atom) -> Counter:
    """How to tally a test that counts."""
    test, hoped = atom.test, None in atom.accept
    upward = test.op in (">=", ">")
    sign = 1 if upward == (True in atom.accept) else -1
    # the least whole number above the edge, and the greatest below it
    above = int(test.wanted) + (test.op in (">", "<="))
    return Counter(atom, sign, hoped == (sign > 0), above if sign > 0 else 1 - above)


@dataclass(frozen=True)
class Tally:
    """The tests of a goal that is a number of parts, all of which have to be met."""

    parts: tuple[Goal, ...]

    @cached_property
    def needed(self) -> frozenset[Atom]:
        """Tests (but of counts) without which the goal cannot be met."""
        return frozenset(p for p in self.parts if isinstance(p, Atom)) - self.counted

    @cached_property
    def counted(self) -> frozenset[Atom]:
        """Tests of counts, wherever they stand."""
        atoms = (atom for part in self.parts for atom in atoms_of(part))
        return frozenset(atom for atom in atoms if atom.test.source == "count")

    @cached_property
    def counters(self) -> tuple[Counter, ...]:
        """The counts, in an order."""
        atoms = (atom for part in self.parts for atom in atoms_of(part))
        return tuple(counter(a) for a in dict.fromkeys(atoms) if a in self.counted)

    @cached_property
    def open(self) -> tuple[Goal, ...]:
        """The parts that can be met in more than one way, or that count."""
        return tuple(part for part in self.parts if part not in self.needed)

    @cached_property
    def bits(self) -> Mapping[Atom, int]:
        """A bit for each test of an open part."""
        atoms = dict.fromkeys(a for part in self.open for a in atoms_of(part))
        kept = (atom for atom in atoms if atom not in self.counted)
        return {atom: 1 << place for place, atom in enumerate(kept)}

    @cached_property
    def on_questions(self) -> Mapping[str, tuple[Atom, ...]]:
        """The tests, but of counts, that look at the answer to a question."""
        return self._by(lambda atom: atom.questions)

    @cached_property
    def on_nodes(self) -> Mapping[str, tuple[Atom, ...]]:
        """The tests that look at the score of a node; "" is the whole score."""
        return self._by(lambda a: (a.test.code,) if a.test.source in ON_SCORES else ())

    def _by(self, codes: Codes) -> Mapping[str, tuple[Atom, ...]]:
        found: dict[str, list[Atom]] = {}
        for atom in (*self.needed, *self.bits):
            for code in codes(atom):
                found.setdefault(code, []).append(atom)
        return {code: tuple(atoms) for code, atoms in found.items()}

    def of(self, atoms: Sequence[Atom], met: Met) -> int | None:
        """The bits of the tests that are met; None where a needed one is not."""
        bits = 0
        for atom in atoms:
            if met(atom):
                bits |= self.bits.get(atom, 0)
            elif atom in self.needed:
                return None
        return bits

    def steps(self, situation: Situation) -> Counts:
        """What one question adds to each count."""
        return tuple(counter.step(situation) for counter in self.counters)

    def add(self, counts: Counts, steps: Counts) -> Counts:
        """Counts after a step more."""
        if not counts:
            return counts
        pairs = zip(self.counters, counts, steps, strict=True)
        return tuple(counter.cut(have + step) for counter, have, step in pairs)

    def closed(self, bits: int) -> int:
        """With all bits of the parts that are met already, so that ways to meet them
        are not told apart any longer."""
        if bits not in self._closed:
            left = [part for part in self.open if not holds(part, self._met(bits))]
            needed = {atom for part in left for atom in atoms_of(part)}
            spare = (bit for atom, bit in self.bits.items() if atom not in needed)
            self._closed[bits] = bits | sum(spare)
        return self._closed[bits]

    @cached_property
    def _closed(self) -> dict[int, int]:
        return {}

    def _met(self, bits: int, counts: Counts | None = None) -> Met:
        def met(atom: Atom) -> bool:
            if atom not in self.counted:
                return bool(bits & self.bits[atom])
            return counts is not None and self._reached[atom](counts)

        return met

    @cached_property
    def _reached(self) -> Mapping[Atom, Reached]:
        def reached(place: int, wanted: int) -> Reached:
            return lambda counts: counts[place] >= wanted

        numbered = enumerate(self.counters)
        return {one.atom: reached(place, one.wanted) for place, one in numbered}

    def done(self, bits: int, counts: Counts) -> bool:
        """Whether the whole goal is met, the needed tests being met."""
        return holds(Every(self.open), self._met(bits, counts))
