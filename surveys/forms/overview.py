"""How far a response is: its sections for the task list, its answers for checking."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from surveys.assessing import profile_of
from surveys.explaining.answers import said
from surveys.explaining.words import worded
from surveys.models import Evidence, Remark, Response
from surveys.scoring import Question, Scheme, Section, complete, visible

NOTHING: dict[str, Any] = {}
Row = TypeVar("Row", Evidence, Remark)


class Progress(StrEnum):
    """How far a section is; only what still needs work gets a coloured mark."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PROBLEM = "problem"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Line:
    """One shown question with its answer in words."""

    code: str
    number: str
    title: str
    answer: str
    answered: bool
    half: bool
    required: bool
    remarks: Sequence[Remark]

    @property
    def missing(self) -> bool:
        """Whether an answer is still needed here."""
        return self.required and not self.answered


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its shown questions and how many of them are done."""

    code: str
    number: int
    title: str
    intro: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def done(self) -> int:
        return sum(line.answered for line in self.lines)

    @property
    def missing(self) -> int:
        """How many answers are still needed."""
        return sum(line.missing for line in self.lines)

    @property
    def problems(self) -> int:
        """Half answers, and items that a reviewer returned."""
        return sum(line.half or bool(line.remarks) for line in self.lines)

    @property
    def progress(self) -> Progress:
        if self.problems:
            return Progress.PROBLEM
        if not self.missing:
            return Progress.COMPLETED
        return Progress.IN_PROGRESS if self.done else Progress.NOT_STARTED


def shown_codes(response: Response) -> frozenset[str]:
    """The questions that no condition hides from this unit just now."""
    unit, scheme = response.unit, response.edition.scheme
    others = None if _looks_at(scheme, "secondary_clusters") else ()
    facts = profile_of(unit.enterprise, unit.kind, others=others)
    return visible(scheme, response.typed_answers(), facts)


def _looks_at(scheme: Scheme, fact: str) -> bool:
    """Whether a condition of a question asks about a fact."""
    conditions = (q.relevant for q in scheme.order if q.relevant is not None)
    return any(test.code == fact for found in conditions for test in found.tests())


def parts_of(
    response: Response,
    shown: frozenset[str],
    remarks: Mapping[str, Sequence[Remark]] = NOTHING,
) -> list[Part]:
    """Every section of a response, with its shown questions only."""
    scheme: Scheme = response.edition.scheme
    return [
        _part(section, number, response.answers, shown, remarks)
        for number, section in enumerate(scheme.sections, start=1)
    ]


def _part(
    section: Section,
    number: int,
    stored: Mapping[str, Any],
    shown: frozenset[str],
    remarks: Mapping[str, Sequence[Remark]],
) -> Part:
    lines = tuple(
        _line(question, f"{number}.{place}", stored, remarks.get(question.code, ()))
        for place, question in enumerate(section.questions, start=1)
        if question.code in shown
    )
    title, intro = worded(section.title), worded(section.intro)
    return Part(section.code, number, title, intro, lines)


def _line(
    question: Question,
    number: str,
    stored: Mapping[str, Any],
    remarks: Sequence[Remark],
) -> Line:
    entry = stored.get(question.code, NOTHING)
    value, state = entry.get("v"), entry.get("state", "answered")
    given = value is not None
    whole = state == "na" or (given and complete(question, value))
    return Line(
        code=question.code,
        number=number,
        title=worded(question.title),
        answer=said(question, value, state, entry.get("reason", "")),
        answered=whole,
        half=given and not whole,
        required=question.required,
        remarks=remarks,
    )


def by_code(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows that belong to questions, by question code."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.code].append(row)
    return dict(grouped)
