"""What a question's answers are as columns: one for each of its parts, by stable codes.

A part's code is the question's, and behind a dot that of an option, row or figure, so
that it is the same in every edition that asks the same.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reports.workbook.drafting import say
from reports.workbook.streaming import Field, Value
from surveys.scoring import Kind, Option, Question, Scheme, Text

Values = tuple[Value, ...]
WIDTHS = {"text": 18, "words": 30, "figure": 13, "date": 12}
"""In characters, by style."""


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a question's answers: `key` stands behind the question's code, ""
    where there is only one. `options` are those whose codes its values are."""

    question: Question
    key: str
    title: Text
    style: str
    options: tuple[Option, ...] = ()

    @property
    def code(self) -> str:
        """The stable code of the column."""
        return f"{self.question.code}.{self.key}" if self.key else self.question.code

    @property
    def labels(self) -> dict[str, str] | None:
        """The texts of its codes in the active language; None where it has none."""
        found = {option.code: say(option.title) for option in self.options}
        return found or None

    def field(self) -> Field:
        """The column as a table has it."""
        title = f"{self.code} {say(self.title)}"
        return Field(title, self.style, WIDTHS[self.style], self.labels)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its parts, and what takes a stored value apart into them."""

    question: Question
    parts: tuple[Part, ...]
    split: Callable[[Any], Values]


def asked(scheme: Scheme) -> Iterator[Asked]:
    """The questions of an edition in the order of its pages."""
    for section in scheme.sections:
        for question in section.questions:
            keys = tuple(part.key for part in _parts(question))
            yield Asked(question, tuple(_parts(question)), SPLITS[question.kind](keys))


def _parts(question: Question) -> Iterator[Part]:
    title, style = question.title, STYLES[question.kind]
    if question.kind is Kind.MULTIPLE:
        for option in question.options:
            told = joined(title, option.title)
            yield Part(question, option.code, told, style, (option,))
    elif question.kind is Kind.MATRIX:
        for row in question.rows:
            told = joined(title, row.title)
            yield Part(question, row.code, told, style, question.options)
    elif question.kind is Kind.RATIO:
        yield Part(question, "n", joined(title, question.numerator), style)
        yield Part(question, "d", joined(title, question.denominator), style)
    elif question.kind is Kind.PAIR:
        yield Part(question, "before", joined(title, question.before), style)
        yield Part(question, "after", joined(title, question.after), style)
    else:
        yield Part(question, "", title, style, question.options)


def joined(first: Text, second: Text | None) -> Text:
    """Two texts as one, in both languages."""
    if second is None:
        return first
    return Text(f"{first.zh} · {second.zh}", f"{first.en} · {second.en}")


def _same(_keys: tuple[str, ...]) -> Callable[[Any], Values]:
    return lambda value: (value,)


def _chosen(keys: tuple[str, ...]) -> Callable[[Any], Values]:
    return lambda value: tuple([key if key in value else None for key in keys])


def _by_key(keys: tuple[str, ...]) -> Callable[[Any], Values]:
    return lambda value: tuple([value.get(key) for key in keys])


def _figures(keys: tuple[str, ...]) -> Callable[[Any], Values]:
    return lambda value: tuple([figure(value.get(key)) for key in keys])


def _figure(_keys: tuple[str, ...]) -> Callable[[Any], Values]:
    return lambda value: (figure(value),)


def _day(_keys: tuple[str, ...]) -> Callable[[Any], Values]:
    return lambda value: (dt.date.fromisoformat(value),)


def _count(_keys: tuple[str, ...]) -> Callable[[Any], Values]:
    return lambda value: (len(value),)


def figure(text: str | None) -> float | None:
    """A stored decimal text as the figure that a cell holds."""
    return None if text is None else float(text)


SPLITS: Mapping[Kind, Callable[[tuple[str, ...]], Callable[[Any], Values]]] = {
    Kind.SINGLE: _same,
    Kind.SCENE: _same,
    Kind.REQUIREMENT: _same,
    Kind.MULTIPLE: _chosen,
    Kind.NUMBER: _figure,
    Kind.PERCENT: _figure,
    Kind.RATIO: _figures,
    Kind.PAIR: _figures,
    Kind.MATRIX: _by_key,
    Kind.DATE: _day,
    Kind.TEXT: _same,
    Kind.FILE: _count,
}
STYLES: Mapping[Kind, str] = {
    **dict.fromkeys(SPLITS, "text"),
    **dict.fromkeys((Kind.NUMBER, Kind.PERCENT, Kind.RATIO, Kind.PAIR), "figure"),
    Kind.FILE: "figure",
    Kind.DATE: "date",
}


def kind_words(kind: Kind) -> str:
    """A kind of question in the active language."""
    return {
        Kind.SINGLE: _("One choice"),
        Kind.SCENE: _("Scene"),
        Kind.REQUIREMENT: _("Requirement"),
        Kind.MULTIPLE: _("Several choices"),
        Kind.NUMBER: _("Number"),
        Kind.PERCENT: _("Percentage"),
        Kind.RATIO: _("Ratio of two numbers"),
        Kind.PAIR: _("Before and after"),
        Kind.MATRIX: _("Table of choices"),
        Kind.DATE: _("Date"),
        Kind.TEXT: _("Text"),
        Kind.FILE: _("Files (number)"),
    }[kind]
