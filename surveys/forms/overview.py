"""How far a response is: its sections for the task list, its answers for checking."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from surveys.assessing import profile_of
from surveys.explaining.answers import said
from surveys.explaining.words import worded
from surveys.filling import frozen
from surveys.models import Evidence, Remark, Response, Submission
from surveys.scoring import Kind, Question, Scheme, Section, complete, visible

NOTHING: dict[str, Any] = {}
NONE: frozenset[str] = frozenset()
LOWEST_STEP = "0"  # of a ladder: nothing is there that could be proved
Row = TypeVar("Row", Evidence, Remark)


class Progress(StrEnum):
    """How far a section is; only what still needs work gets a coloured mark."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PROBLEM = "problem"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Line:
    """One shown question with its answer in words. `unproven`: it claims something,
    and no file proves it; `settled`: what the reviewer asked has been answered."""

    code: str
    number: str
    title: str
    answer: str
    answered: bool
    half: bool
    required: bool
    remarks: Sequence[Remark]
    unproven: bool = False
    settled: bool = False

    @property
    def missing(self) -> bool:
        """Whether an answer is still needed here."""
        return self.required and not self.answered

    @property
    def returned(self) -> bool:
        """Whether the reviewer still waits for a change here."""
        return bool(self.remarks) and not self.settled


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
        return sum(line.half or line.returned for line in self.lines)

    @property
    def returned(self) -> int:
        """How many items the reviewer waits for."""
        return sum(line.returned for line in self.lines)

    @property
    def unproven(self) -> int:
        """How many answers claim something that no file proves."""
        return sum(line.unproven for line in self.lines)

    @property
    def first_open(self) -> str:
        """The code of the first question where something is to be done; else none."""
        asks = (line.code for line in self.lines if line.returned or line.half)
        lacks = (line.code for line in self.lines if line.missing)
        return next(asks, "") or next(lacks, "")

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


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands beside the answers: files by question, None where nobody looked."""

    remarks: Mapping[str, Sequence[Remark]]
    settled: Collection[str]
    files: Mapping[str, Sequence[Evidence]] | None


def parts_of(
    response: Response,
    shown: frozenset[str],
    remarks: Mapping[str, Sequence[Remark]] = NOTHING,
    *,
    settled: Collection[str] = NONE,
    files: Mapping[str, Sequence[Evidence]] | None = None,
) -> list[Part]:
    """Every section of a response, with its shown questions only.

    `settled`: the codes of remarks that are answered; `files` tells what is proved.
    """
    scheme: Scheme = response.edition.scheme
    known = _Known(remarks, settled, files)
    return [
        _part(section, number, response.answers, shown, known)
        for number, section in enumerate(scheme.sections, start=1)
    ]


def _part(
    section: Section,
    number: int,
    stored: Mapping[str, Any],
    shown: frozenset[str],
    known: _Known,
) -> Part:
    lines = tuple(
        _line(question, f"{number}.{place}", stored, known)
        for place, question in enumerate(section.questions, start=1)
        if question.code in shown
    )
    title, intro = worded(section.title), worded(section.intro)
    return Part(section.code, number, title, intro, lines)


def _line(
    question: Question, number: str, stored: Mapping[str, Any], known: _Known
) -> Line:
    entry = stored.get(question.code, NOTHING)
    value, state = entry.get("v"), entry.get("state", "answered")
    given = value is not None
    whole = state == "na" or (given and complete(question, value))
    bare = known.files is not None and not known.files.get(question.code)
    return Line(
        code=question.code,
        number=number,
        title=worded(question.title),
        answer=said(question, value, state, entry.get("reason", "")),
        answered=whole,
        half=given and not whole,
        required=question.required,
        remarks=known.remarks.get(question.code, ()),
        unproven=bare and given and state != "na" and needs_proof(question, value),
        settled=question.code in known.settled,
    )


def needs_proof(question: Question, value: Any) -> bool:
    """Whether an answer claims something that the edition wants proved; "none of
    this" and the lowest step claim nothing."""
    if not question.proofs or question.kind is Kind.FILE:
        return False
    chosen = value if isinstance(value, list) else [value]
    if not question.options or not all(isinstance(code, str) for code in chosen):
        return True
    return any(_claims(question, code) for code in chosen)


def _claims(question: Question, code: str) -> bool:
    if question.kind is Kind.SCENE and code == LOWEST_STEP:
        return False
    option = question.choices.get(code)
    return option is None or option.points is None or option.points > 0


def settled_codes(
    response: Response,
    submission: Submission,
    remarks: Iterable[str],
    files: Mapping[str, Sequence[Evidence]],
) -> frozenset[str]:
    """The remarks that something has changed for since the answers were handed in."""
    now, then = frozen(response.answers), submission.answers
    cited: dict[str, set[str]] = defaultdict(set)
    for row in submission.evidence:
        cited[row["code"]].add(row["id"])
    return frozenset(
        code
        for code in remarks
        if now.get(code) != then.get(code)
        or {str(file.pk) for file in files.get(code, ())} != cited[code]
    )


def by_code(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows that belong to questions, by question code."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.code].append(row)
    return dict(grouped)
