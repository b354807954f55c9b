"""Conditions in three values (Kleene): true, false, and unknown, which is None."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

from surveys.scoring.texts import Text

Truth = bool | None
NO_LABELS: Mapping[str, Text] = {}


@dataclass(slots=True)
class Situation:
    """What conditions look at while one response is evaluated; grows step by step.

    values: answered questions that are neither hidden nor not applicable;
    measures: their numbers, where the kind has one and it can be computed;
    states: the state of every question settled so far;
    scores: nodes, once the tree is done; verdicts: checks, once they are done.
    """

    facts: Mapping[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    measures: dict[str, Fraction | None] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    scores: dict[str, Fraction | None] = field(default_factory=dict)
    score: Fraction | None = None
    verdicts: Mapping[str, Truth] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one test saw, so that a page can say "yours 58.3 %, needed ≥ 60 %".

    source: answer, count, fact, external, months, node, score or check. actual: decimal
    text, ISO date, option code (several joined with ","), free text, or
    "start/finish" for months; None when not known. labels: titles of the option
    codes in `actual` and `wanted`. met: the truth of this test alone.
    """

    source: str
    code: str
    title: Text
    actual: str | None
    op: str
    wanted: str
    unit: Text | None
    labels: Mapping[str, Text]
    met: Truth

    @property
    def message(self) -> str:
        """Which sentence of MESSAGE_IDS says it."""
        if self.actual is None:
            return "seen.unknown"
        return "seen.choice" if self.labels else f"seen.{self.source}"


class Condition(Protocol):
    """A condition that can be asked, and taken apart into its tests."""

    def truth(self, situation: Situation) -> Truth: ...

    def tests(self) -> Iterator["Test"]: ...

    def unmet(self, situation: Situation) -> Iterator["Test"]: ...


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison. `got` gives what is compared (None: unknown), `text` what is
    shown of it; both are closures made when the scheme is compiled. edge: for a count,
    what each of its questions is to reach."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    source: str
    code: str
    title: Text
    op: str
    wanted: str
    got: Callable[[Situation], Any]
    compare: Callable[[Any], Truth]
    text: Callable[[Situation], str | None]
    unit: Text | None = None
    labels: Mapping[str, Text] = field(default_factory=dict)
    edge: str = ""

    def truth(self, situation: Situation) -> Truth:
        """True, False, or None when what is asked about is not known."""
        got = self.got(situation)
        return None if got is None else self.compare(got)

    def tests(self) -> Iterator["Test"]:
        """Itself."""
        yield self

    def unmet(self, situation: Situation) -> Iterator["Test"]:
        """Itself, unless it is true."""
        if self.truth(situation) is not True:
            yield self

    def seen(self, situation: Situation) -> Seen:
        """The test with what it saw."""
        text = self.text(situation)
        return Seen(
            self.source,
            self.code,
            self.title,
            text,
            self.op,
            self.wanted,
            self.unit,
            self.labels,
            self.truth(situation),
        )


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; false as soon as one is false."""

    parts: tuple[Condition, ...]

    def truth(self, situation: Situation) -> Truth:
        """Kleene's "and"."""
        result: Truth = True
        for part in self.parts:
            truth = part.truth(situation)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    def tests(self) -> Iterator[Test]:
        """The tests of all parts, in order."""
        for part in self.parts:
            yield from part.tests()

    def unmet(self, situation: Situation) -> Iterator[Test]:
        """The tests of the parts that are not true."""
        for part in self.parts:
            if part.truth(situation) is not True:
                yield from part.unmet(situation)


@dataclass(frozen=True, slots=True)
class Either:
    """True as soon as one part is; false when every part is false."""

    parts: tuple[Condition, ...]

    def truth(self, situation: Situation) -> Truth:
        """Kleene's "or"."""
        result: Truth = False
        for part in self.parts:
            truth = part.truth(situation)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    def tests(self) -> Iterator[Test]:
        """The tests of all parts, in order."""
        for part in self.parts:
            yield from part.tests()

    def unmet(self, situation: Situation) -> Iterator[Test]:
        """Every test that is not true, when none of the parts is."""
        if self.truth(situation) is not True:
            for part in self.parts:
                yield from part.unmet(situation)


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is false; unknown stays unknown."""

    part: Condition

    def truth(self, situation: Situation) -> Truth:
        """Kleene's "not"."""
        truth = self.part.truth(situation)
        return None if truth is None else not truth

    def tests(self) -> Iterator[Test]:
        """The tests of the part."""
        return self.part.tests()

    def unmet(self, situation: Situation) -> Iterator[Test]:
        """All tests of the part, when its opposite is not true."""
        if self.truth(situation) is not True:
            yield from self.part.tests()
