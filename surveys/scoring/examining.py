"""Examines an edition for what nobody could ever reach: checks and levels."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, pairwise, product
from typing import Any, NamedTuple

from surveys.scoring.bounding import highest
from surveys.scoring.compiling import compile_scheme
from surveys.scoring.conditions import All, Condition, Either, Not, Situation, Test
from surveys.scoring.exact import decimal_text, exact
from surveys.scoring.reading import Place, SchemeError
from surveys.scoring.scheme import (
    MEASURED,
    Check,
    Kind,
    Level,
    Question,
    Scheme,
)

MOST = (
    2_000  # ways to meet a condition that are looked at; beyond it counts as possible
)
OPTIONS = 10  # of a multiple choice whose every selection is tried


def validate(document: object) -> Scheme:
    """The scheme of an edition that may be published: compiled, every check can be
    passed and every level reached. Raises SchemeError with all faults."""
    scheme = compile_scheme(document)
    faults = tuple(_faults(scheme, Place(document)))
    if faults:
        faults[0].faults = faults
        raise faults[0]
    return scheme


def _faults(scheme: Scheme, top: Place) -> Iterator[SchemeError]:
    searcher = _Searcher(scheme)
    hopeless = set()
    for number, check in enumerate(scheme.checks):
        against = searcher.contradiction(check.test)
        if against is not None:
            hopeless.add(check.code)
            place = top.at("checks").items()[number].at("test")
            yield _nobody(place, "nobody can pass this check", against)
    climbed: list[Condition] = []
    for level in scheme.levels:
        climbed.append(level.needs)
        if hopeless & {t.code for t in level.needs.tests() if t.source == "check"}:
            continue
        against = searcher.contradiction(All(tuple(climbed)))
        if against is not None:
            yield _nobody(_place(top, level), "nobody can reach this level", against)
            return


def _place(top: Place, level: Level) -> Place:
    places = top.at("levels").items()
    return next(p for p in places if p.at("code").value == level.code).at("needs")


def _nobody(place: Place, message: str, against: "Conjunct") -> SchemeError:
    tests = " and ".join(dict.fromkeys(map(str, against)))
    return place.wrong(f"{message}: {tests}", "a demand that some answers meet")


class Literal(NamedTuple):
    """A test that has to be true, or has to be false."""

    test: Test
    wanted: bool

    def __str__(self) -> str:
        test = self.test
        name = {"score": "the score"}.get(test.source, test.code)
        words = f"{name} {test.op} {test.wanted}".strip()
        return words if self.wanted else f"not ({words})"


Conjunct = tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class _Searcher:
    """Looks for a way to meet a condition. It errs on the side of the author: what it
    calls impossible is impossible, not the other way round."""

    scheme: Scheme

    def contradiction(self, condition: Condition) -> Conjunct | None:
        """None where the condition can be met; else the demands of one way to meet it
        that exclude each other."""
        ways = self._ways(condition, wanted=True)
        if ways is None:
            return None
        clash: Conjunct | None = None
        for way in ways:
            found = self._clash(way)
            if found is None:
                return None
            clash = clash or found
        return clash or ()

    def _ways(self, condition: Condition, *, wanted: bool) -> list[Conjunct] | None:
        """The condition in disjunctive form; None where it has too many parts."""
        if isinstance(condition, Not):
            return self._ways(condition.part, wanted=not wanted)
        if isinstance(condition, All | Either):
            parts = [self._ways(part, wanted=wanted) for part in condition.parts]
            if None in parts:
                return None
            lists = [part for part in parts if part is not None]
            every = isinstance(condition, All) == wanted
            return _crossed(lists) if every else _limited(chain(*lists))
        assert isinstance(condition, Test)
        return self._test(condition, wanted=wanted)

    def _test(self, test: Test, *, wanted: bool) -> list[Conjunct] | None:
        if test.source == "check":
            return self._ways(self._check(test.code).test, wanted=wanted)
        own: list[Conjunct] = [(Literal(test, wanted),)]
        question = self._asked(test)
        if question is None or question.relevant is None:
            return own
        shown = self._ways(question.relevant, wanted=True)
        return None if shown is None else _crossed([own, shown])

    def _check(self, code: str) -> Check:
        return next(check for check in self.scheme.checks if check.code == code)

    def _asked(self, test: Test) -> Question | None:
        named = test.source == "answer"
        return self.scheme.questions.get(test.code) if named else None

    def _clash(self, way: Conjunct) -> Conjunct | None:
        """The literals about one thing that no value of it meets."""
        about: dict[tuple[str, str], list[Literal]] = {}
        for literal in way:
            key = (literal.test.source, literal.test.code)
            about.setdefault(key, []).append(literal)
        for (source, code), literals in about.items():
            tries = self._tries(source, code, [one.test for one in literals])
            if tries is not None and not any(_meets(at, literals) for at in tries):
                return tuple(literals)
        return None

    def _tries(
        self, source: str, code: str, tests: list[Test]
    ) -> Iterator[Situation] | None:
        """Situations that cover every case the tests can tell apart; None where that
        cannot be said."""
        if source == "answer":
            return _answers(self.scheme.questions[code], tests)
        if source in ("node", "score"):
            node = self.scheme.nodes[code] if code else self.scheme.root
            numbers = _points(tests, Fraction(0), highest(node))
            return (_scored(source, code, number) for number in numbers)
        if source == "external":
            options = self.scheme.externals[code].options
            return (Situation({f"external.{code}": o.code}) for o in options)
        if source == "count":
            asked = [self.scheme.questions[one] for one in code.split("/")]
            return (_reaching(asked, few) for few in range(len(asked) + 1))
        return None


def _crossed(parts: list[list[Conjunct]]) -> list[Conjunct] | None:
    size = 1
    for part in parts:
        size *= len(part)
    if size > MOST:
        return None
    return [tuple(chain(*way)) for way in product(*parts)]


def _limited(ways: Iterator[Conjunct]) -> list[Conjunct] | None:
    found = list(ways)
    return None if len(found) > MOST else found


def _meets(situation: Situation, literals: list[Literal]) -> bool:
    return all(one.test.truth(situation) is one.wanted for one in literals)


def _scored(source: str, code: str, number: Fraction) -> Situation:
    if source == "score":
        return Situation({}, score=number)
    return Situation({}, scores={code: number})


def _points(
    tests: list[Test], low: Fraction | None, high: Fraction | None
) -> list[Fraction]:
    """The numbers between which the tests change, those between them, and the ends."""
    edges = {exact(text) for test in tests for text in test.wanted.split(",") if text}
    edges |= {end for end in (low, high) if end is not None}
    ordered = sorted(edges or {Fraction(0)})
    tried = [ordered[0] - 1, *ordered, ordered[-1] + 1]
    tried += [(first + second) / 2 for first, second in pairwise(ordered)]
    return [
        number
        for number in tried
        if (low is None or number >= low) and (high is None or number <= high)
    ]


def _answers(question: Question, tests: list[Test]) -> Iterator[Situation] | None:
    code = question.code
    if question.kind in MEASURED:
        real = [test for test in tests if test.op != "answered"]
        numbers = _points(real, question.min, question.max)
        return chain(
            [Situation({})],
            (
                Situation({}, values={code: decimal_text(n)}, measures={code: n})
                for n in numbers
            ),
        )
    values = _values(question)
    if values is None:
        return None
    given = (Situation({}, values={code: value}) for value in values)
    return chain([Situation({})], given)


def _values(question: Question) -> list[Any] | None:
    codes = [option.code for option in question.options]
    if question.kind is Kind.MULTIPLE:
        return _selections(codes, question.exclusive)
    if question.kind is Kind.MATRIX:
        return [{row.code: codes[0] for row in question.rows}]
    return codes or None


def _selections(codes: list[str], exclusive: str | None) -> list[list[str]] | None:
    if len(codes) > OPTIONS:
        return None
    free = [code for code in codes if code != exclusive]
    sizes = range(1, len(free) + 1)
    found = [list(some) for size in sizes for some in combinations(free, size)]
    return [*found, [exclusive]] if exclusive else found


def _reaching(asked: list[Question], few: int) -> Situation:
    """So many of the questions at their best, the others at their worst."""
    situation = Situation({})
    for place, question in enumerate(asked):
        value, number = _end(question, best=place < few)
        situation.values[question.code] = value
        situation.measures[question.code] = number
    return situation


def _end(question: Question, *, best: bool) -> tuple[Any, Fraction | None]:
    if question.kind in MEASURED:
        low, high = question.min or Fraction(0), question.max
        number = low if not best else Fraction(10**12) if high is None else high
        return decimal_text(number), number
    points = {o.code: o.points or Fraction(0) for o in question.options}
    if question.kind is Kind.SCENE:
        points = {code: Fraction(code) for code in points}
    return (max if best else min)(points, key=points.__getitem__), None
