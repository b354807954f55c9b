"""What to prepare for a questionnaire: figures and proofs, by section and in all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import pgettext

from surveys.explaining.words import worded
from surveys.scoring import FACTS, Kind, Question, Scheme, Section

FIGURES = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.RATIO, Kind.PAIR, Kind.DATE})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that somebody has to look up; `parts` are what is asked of it, with
    their unit. `perhaps`: it is asked only after certain answers."""

    number: str
    title: str
    parts: tuple[str, ...]
    perhaps: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section: what it is about, its figures and its proofs."""

    code: str
    number: int
    title: str
    intro: str
    questions: int
    figures: tuple[Figure, ...]
    proofs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """A questionnaire before it is filled. `proofs`: each with how many questions it
    proves, the most useful first."""

    title: str
    intro: str
    minutes: int | None
    questions: int
    chapters: tuple[Chapter, ...]
    proofs: tuple[tuple[str, int], ...]


def preparation(scheme: Scheme, shown: frozenset[str]) -> Preparation:
    """Of an edition; `shown` are the questions that no condition hides just now."""
    chapters = tuple(
        _chapter(scheme, section, number, shown)
        for number, section in enumerate(scheme.sections, start=1)
    )
    asked = [q for q in scheme.questions.values() if may_be_asked(q, shown)]
    return Preparation(
        title=worded(scheme.title),
        intro=worded(scheme.intro),
        minutes=scheme.minutes,
        questions=len(asked),
        chapters=tuple(chapter for chapter in chapters if chapter.questions),
        proofs=_counted(scheme, asked),
    )


def may_be_asked(question: Question, shown: frozenset[str]) -> bool:
    """Whether it is asked, or may be after other answers: what the facts of the
    enterprise hide is not."""
    if question.code in shown or question.relevant is None:
        return True
    return any(test.code not in FACTS for test in question.relevant.tests())


def _counted(scheme: Scheme, asked: Iterable[Question]) -> tuple[tuple[str, int], ...]:
    counts = Counter(code for question in asked for code in question.proofs)
    return tuple(
        (worded(scheme.proofs[code]), count) for code, count in counts.most_common()
    )


def _chapter(
    scheme: Scheme, section: Section, number: int, shown: frozenset[str]
) -> Chapter:
    asked = [
        (f"{number}.{place}", question)
        for place, question in enumerate(section.questions, start=1)
        if may_be_asked(question, shown)
    ]
    return Chapter(
        code=section.code,
        number=number,
        title=worded(section.title),
        intro=worded(section.intro),
        questions=len(asked),
        figures=tuple(
            Figure(place, worded(q.title), _parts(q), q.code not in shown)
            for place, q in asked
            if q.kind in FIGURES
        ),
        proofs=tuple(title for title, _ in _counted(scheme, [q for _, q in asked])),
    )


def _parts(question: Question) -> tuple[str, ...]:
    texts = (
        question.numerator,
        question.denominator,
        question.before,
        question.after,
    )
    unit = worded(question.unit)
    given = [worded(text) for text in texts if text is not None]
    if given:
        return tuple(_in(text, unit) for text in given)
    return (unit,) if unit else ()


def _in(text: str, unit: str) -> str:
    if not unit:
        return text
    return pgettext("a figure and the unit it is asked in", "%(text)s (%(unit)s)") % {
        "text": text,
        "unit": unit,
    }
