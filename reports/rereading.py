"""Reads stored answers anew: what every unit answered to each question, as arrays.

The rules of the engine mark the answers (hidden, not applicable, points), a block of
responses at once; what comes out equals what was scored, or the figures do not add up.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from math import nan
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from reports.statistics import Floats, Ints
from surveys.rescoring.reading import Reading
from surveys.scoring import Kind, Lane, Question, Scheme, State
from surveys.scoring.batching import BLOCK, Batch
from surveys.scoring.marking import Mark
from surveys.scoring.scheme import CHOSEN, MEASURED

STATES: Final = {
    State.ANSWERED: 0,
    State.NA: 1,
    State.UNANSWERED: 2,
    State.HIDDEN: 3,
}
ANSWERED: Final = 0
NOBODY: Final = -1
"""Stands for no option."""

Small = npt.NDArray[np.int8]


class Stored(NamedTuple):
    """What a scorecard was made of, as JSON: answers, facts, corrections, externals."""

    answers: str
    facts: str
    corrections: str
    external: str


@dataclass(slots=True)
class Answers:
    """The answers to one question, one item for each unit.

    states: numbers of `STATES`. chosen: one row for each list of options (one, or one
    for each row of a matrix), the place of the option chosen; of a multiple choice one
    row for each option, 1 where it is chosen. measures and scores: nan for none.
    """

    question: Question
    states: Small
    chosen: npt.NDArray[np.int8]
    measures: Floats
    scores: Floats


@dataclass(slots=True)
class _Parts:
    """What was found of one question, block by block."""

    states: list[Any] = field(default_factory=list)
    chosen: list[Any] = field(default_factory=list)
    measures: list[Any] = field(default_factory=list)
    scores: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reread:
    """All questions in the order of the edition, and the score of each unit as a
    scorecard stores it."""

    answers: tuple[Answers, ...]
    scores: tuple[str, ...]


def reread(
    scheme: Scheme, answered: Scheme, lane: str, rows: Iterable[Stored]
) -> Reread:
    """What stands in rows that answered one edition, under the rules of another (or
    the same)."""
    batch, rest = Batch(scheme, Lane(lane)), iter(rows)
    reading = Reading(batch, answered)
    reading.idle.clear()  # here every answer is of interest
    parts = [_Parts() for _ in scheme.order]
    scores: list[str] = []
    while some := list(islice(rest, BLOCK)):
        marks = [reading.row(row.answers) for row in some]
        accepted = [
            reading.correct(mark, json.loads(row.corrections))
            for mark, row in zip(marks, some, strict=True)
        ]
        block = batch.block(marks, [_facts(row) for row in some], accepted)
        scores += block.texts(scheme.root.code)
        for part, question, column in zip(
            parts, scheme.order, block.marks, strict=True
        ):
            _take(part, question, column)
    by_code = {
        question.code: _joined(question, part)
        for question, part in zip(scheme.order, parts, strict=True)
    }
    return Reread(tuple(by_code[code] for code in scheme.questions), tuple(scores))


def _facts(row: Stored) -> Mapping[str, Any]:
    facts: dict[str, Any] = json.loads(row.facts)
    external = json.loads(row.external).items()
    return facts | {f"external.{key}": value for key, value in external}


def _take(part: _Parts, question: Question, column: Sequence[Mark]) -> None:
    """Add a block to what was found; equal answers mostly share their mark."""
    places: dict[Mark, int] = {}
    where = np.array([places.setdefault(m, len(places)) for m in column], np.int64)
    marks = list(places)
    part.states.append(_array(marks, lambda m: STATES[m.state], np.int8)[where])
    if question.kind in MEASURED:
        part.measures.append(_numbers([mark.measure for mark in marks])[where])
    if question.scoring is not None:
        part.scores.append(_numbers([mark.score for mark in marks])[where])
    if question.options:
        table = np.array([_options(question, mark) for mark in marks], np.int8)
        part.chosen.append(table[where])


def _array(marks: Sequence[Mark], of: Callable[[Mark], int], kind: Any) -> Ints:
    return np.array([of(mark) for mark in marks], kind)


def _numbers(pairs: Sequence[tuple[int, int] | None]) -> Floats:
    return np.array([nan if p is None else float(Fraction(*p)) for p in pairs])


def _options(question: Question, mark: Mark) -> list[int]:
    """The options of a mark: see `Answers.chosen`."""
    known = {code: place for place, code in enumerate(question.choices)}
    said = mark.state is State.ANSWERED
    if question.kind is Kind.MULTIPLE:
        own = mark.value if said else ()
        return [int(code in own) for code in known]
    if question.kind is Kind.MATRIX:
        rows = mark.value if said else {}
        return [known.get(rows.get(row.code, ""), NOBODY) for row in question.rows]
    assert question.kind in CHOSEN
    return [known.get(mark.value, NOBODY) if said else NOBODY]


def _joined(question: Question, part: _Parts) -> Answers:
    empty = np.zeros(0)

    def whole(found: list[Any]) -> Any:
        return np.concatenate(found) if found else empty

    chosen = whole(part.chosen)
    return Answers(
        question,
        whole(part.states).astype(np.int8),
        chosen.T if chosen.ndim > 1 else np.zeros((0, 0), np.int8),
        whole(part.measures),
        whole(part.scores),
    )
