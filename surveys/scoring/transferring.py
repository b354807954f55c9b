"""Takes answers to one edition over into another edition of the same questionnaire."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from surveys.scoring.accepting import problem
from surveys.scoring.results import Answer
from surveys.scoring.scheme import CHOSEN, Kind, Question, Scheme

UNFIT = object()  # a value that the question of the other edition does not accept


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the answers to a question come from: the code it had in the edition that
    was answered, and the new code of each option that has another one now. same: it
    accepts what it accepted then, so that nothing has to be looked at again."""

    code: str
    options: Mapping[str, str] = field(default_factory=dict)
    same: bool = False

    def value(self, question: Question, value: Any) -> Any:
        """The value as an answer to this question, or UNFIT."""
        if self.same:
            return value
        if self.options:
            value = RENAMED.get(question.kind, _as_it_is)(self.options, value)
        return value if problem(question, value) is None else UNFIT


@dataclass(frozen=True, slots=True)
class Transferred:
    """Answers by the codes of the other edition; `dropped`: the old codes of those that
    have no place there, or whose value does not fit."""

    answers: dict[str, Answer]
    accepted: frozenset[str]
    dropped: tuple[str, ...]


def origins(scheme: Scheme, answered: Scheme) -> dict[str, Origin]:
    """Of each question that has one, where answers to another edition come from.

    The concordance of the scheme speaks for one edition; in any other, and where it
    names no code, a code means what it always meant.
    """
    found = {code: Origin(code) for code in scheme.questions}
    known = scheme.concordance
    if known is not None and known.edition == answered.edition:
        for old, renamed in known.codes.items():
            if renamed.new != old:
                found.pop(old, None)  # what had this code has another one, or none
        for old, renamed in known.codes.items():
            if renamed.new is not None:
                found[renamed.new] = Origin(old, renamed.options)
    return {
        code: replace(origin, same=_accepts_the_same(scheme, code, answered, origin))
        for code, origin in found.items()
    }


def _accepts_the_same(
    scheme: Scheme, code: str, answered: Scheme, origin: Origin
) -> bool:
    before = answered.questions.get(origin.code)
    if before is None or any(old != new for old, new in origin.options.items()):
        return False
    return _accepted(scheme.questions[code]) == _accepted(before)


def _accepted(question: Question) -> tuple[Any, ...]:
    """All that decides whether a value is acceptable."""
    return (
        question.kind,
        question.decimals,
        *(question.min, question.max, question.earliest, question.latest),
        question.exclusive,
        frozenset(question.choices),
        frozenset(row.code for row in question.rows),
    )


def transfer(
    scheme: Scheme,
    answered: Scheme,
    answers: Mapping[str, Answer],
    accepted: frozenset[str] = frozenset(),
) -> Transferred:
    """The answers given to another edition, as answers to this scheme.

    `accepted`: the codes a reviewer holds not to apply, taken over as well.
    """
    taken, used, held = {}, set(), set()
    for code, origin in origins(scheme, answered).items():
        if origin.code in accepted:
            held.add(code)
        found = _taken(scheme.questions[code], origin, answers.get(origin.code))
        if found is not None:
            taken[code] = found
            used.add(origin.code)
    dropped = tuple(sorted(answers.keys() - used))
    return Transferred(taken, frozenset(held), dropped)


def _taken(question: Question, origin: Origin, answer: Answer | None) -> Answer | None:
    if answer is None or answer.state == "na":
        return answer
    value = origin.value(question, answer.value)
    return None if value is UNFIT else Answer(value, answer.state)


def _one(options: Mapping[str, str], value: Any) -> Any:
    return options.get(value, value) if isinstance(value, str) else value


def _several(options: Mapping[str, str], value: Any) -> Any:
    return [_one(options, code) for code in value] if isinstance(value, list) else value


def _rows(options: Mapping[str, str], value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {row: _one(options, code) for row, code in value.items()}


def _as_it_is(_options: Mapping[str, str], value: Any) -> Any:
    return value


RENAMED: Mapping[Kind, Callable[[Mapping[str, str], Any], Any]] = {
    **dict.fromkeys(CHOSEN, _one),
    Kind.MULTIPLE: _several,
    Kind.MATRIX: _rows,
}
