"""Takes answers to one questionnaire over into another: fill once, report many.

The rules (reference/crosswalks.json) are written once for several questionnaires: what
a rule names and the edition that was answered does not ask falls away, and a rule from
which nothing is left is not used. Only what an answer affirms is taken over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.scoring.accepting import problem
from surveys.scoring.comparing import Scope
from surveys.scoring.conditions import Condition, Situation
from surveys.scoring.reading import Place
from surveys.scoring.requiring import read_condition
from surveys.scoring.results import Answer
from surveys.scoring.scheme import Kind, Question, Scheme
from surveys.scoring.settling import settle

SAME, CLOSE, JUDGEMENT = "same", "close", "judgement"
BASES = (SAME, CLOSE, JUDGEMENT)
Document = Mapping[str, Any]
Read = Callable[[Situation], Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one question gets its answer. sources: the codes of the questions that it
    looks at; basis: how sure the link is (BASES)."""

    target: str
    sources: tuple[str, ...]
    basis: str
    read: Read


@dataclass(frozen=True, slots=True)
class Crossed:
    """An answer that follows from others. value: canonical; basis as in `Rule`."""

    code: str
    value: Any
    sources: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The rules from one edition to another, both compiled."""

    source: Scheme
    target: Scheme
    rules: tuple[Rule, ...]

    @property
    def mapped(self) -> frozenset[str]:
        """The questions that may get an answer."""
        return frozenset(rule.target for rule in self.rules)

    def apply(
        self, answers: Mapping[str, Answer], facts: Mapping[str, Any]
    ) -> dict[str, Crossed]:
        """The answers that follow, by code; of several rules the first that holds.

        answers, facts: as `evaluate` takes them; what a condition hides counts as
        unanswered.
        """
        situation = Situation(facts)
        settle(self.source, answers, situation, None)
        found: dict[str, Crossed] = {}
        for rule in self.rules:
            if rule.target in found:
                continue
            value = rule.read(situation)
            question = self.target.questions[rule.target]
            if value is not None and problem(question, value) is None:
                found[rule.target] = Crossed(
                    rule.target, value, rule.sources, rule.basis
                )
        return found


def crosswalk(document: Document, source: Scheme, target: Scheme) -> Crosswalk:
    """The rules of a document that lead from one edition to another.

    Raises SchemeError for a condition that is none, ValueError for an unknown basis.
    """
    rules: list[Rule] = []
    for entry in document["crosswalks"]:
        froms, tos = entry["from"], entry["to"]
        if source.questionnaire in froms and target.questionnaire in tos:
            rules += _rules(entry, source, target)
    return Crosswalk(source, target, tuple(rules))


def _rules(entry: Document, source: Scheme, target: Scheme) -> Iterator[Rule]:
    if entry["same_codes"]:
        for code in target.questions:
            if code in source.questions:
                yield Rule(code, (code,), SAME, _taking(code))
    for rule in entry["rules"]:
        if rule["to"] in target.questions:
            found = _rule(rule, source)
            if found is not None:
                yield found


def _rule(rule: Document, source: Scheme) -> Rule | None:
    basis = rule["basis"]
    if basis not in BASES:
        raise ValueError(basis)
    reader = next(READERS[key] for key in READERS if key in rule)
    made = reader(rule, source)
    if made is None:
        return None
    sources, read = made
    return Rule(rule["to"], tuple(dict.fromkeys(sources)), basis, read)


Made = tuple[tuple[str, ...], Read] | None


def _take(rule: Document, source: Scheme) -> Made:
    question = source.questions.get(rule["take"])
    if question is None:
        return None
    row, options = rule.get("row"), rule.get("options")
    if row is not None and row not in {one.code for one in question.rows}:
        return None
    return (question.code,), _taking(question.code, row, options)


def _taking(
    code: str, row: str | None = None, options: Mapping[str, str] | None = None
) -> Read:
    def read(situation: Situation) -> Any:
        value = situation.values.get(code)
        if row is not None and value is not None:
            value = value.get(row)
        if options is not None and value is not None:
            value = options.get(value)
        return value

    return read


def _tick(rule: Document, source: Scheme) -> Made:
    found = {
        code: condition
        for code, test in rule["tick"].items()
        if (condition := _condition(test, source)) is not None
    }

    def read(situation: Situation) -> Any:
        ticked = [code for code, c in found.items() if c.truth(situation) is True]
        return ticked or None

    return (_asked(found.values()), read) if found else None


def _choose(rule: Document, source: Scheme) -> Made:
    found = [
        (each["value"], condition)
        for each in rule["choose"]
        if (condition := _condition(each["when"], source)) is not None
    ]

    def read(situation: Situation) -> Any:
        holds = (value for value, c in found if c.truth(situation) is True)
        return next(holds, None)

    return (_asked(c for _, c in found), read) if found else None


READERS: Mapping[str, Callable[[Document, Scheme], Made]] = {
    "take": _take,
    "tick": _tick,
    "choose": _choose,
}


def _asked(conditions: Any) -> tuple[str, ...]:
    return tuple(test.code for one in conditions for test in one.tests())


def _condition(document: Document, source: Scheme) -> Condition | None:
    """A condition of what is left of it in this edition; None where nothing is."""
    fitted = _fitted(document, source)
    if fitted is None:
        return None
    place = Place(fitted, "when")
    condition = read_condition(place, Scope(source.questions))
    place.faults.check()
    return condition


def _fitted(document: Document, source: Scheme) -> Document | None:
    if "all" in document:
        parts = [_fitted(part, source) for part in document["all"]]
        return None if None in parts else {"all": parts}
    if "any" in document:
        fitted = (_fitted(part, source) for part in document["any"])
        left = [part for part in fitted if part is not None]
        return {"any": left} if left else None
    question = source.questions.get(document["answer"])
    return None if question is None else _known(document, question)


def _known(document: Document, question: Question) -> Document | None:
    """The test with the options that this edition knows."""
    value = document["value"]
    if question.kind not in CODED:
        return document
    if isinstance(value, list):
        left = [code for code in value if code in question.choices]
        return {**document, "value": left} if left else None
    return document if value in question.choices else None


CODED = (Kind.SINGLE, Kind.MULTIPLE, Kind.SCENE, Kind.REQUIREMENT)
