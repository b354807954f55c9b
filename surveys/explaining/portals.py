"""Answers as they are typed or chosen on another portal, question by question."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from surveys.explaining.answers import said, share
from surveys.explaining.problems import part_name
from surveys.explaining.words import worded
from surveys.models import Response
from surveys.scoring import Kind, Question
from surveys.sheets.portals import Item

HALVES: Mapping[Kind, tuple[str, str]] = {
    Kind.RATIO: ("n", "d"),
    Kind.PAIR: ("before", "after"),
}
NOTHING: dict[str, Any] = {}


def rows_of(response: Response, shown: Collection[str]) -> Iterator[Item]:
    """The questions in the order asked; one of two figures has a row for each."""
    files: dict[str, list[str]] = {}
    for code, name in response.evidence.kept().values_list("code", "name"):
        files.setdefault(code, []).append(name)
    for number, section in enumerate(response.edition.scheme.sections, start=1):
        title = f"{number}. {worded(section.title)}"
        for place, question in enumerate(section.questions, start=1):
            if question.code not in shown:
                continue
            entry = response.answers.get(question.code, NOTHING)
            proofs = "\n".join(files.get(question.code, ()))
            yield from _items(title, f"{number}.{place}", question, entry, proofs)


def _items(
    section: str,
    number: str,
    question: Question,
    entry: Mapping[str, Any],
    proofs: str,
) -> Iterator[Item]:
    value, state = entry.get("v"), entry.get("state", "answered")
    words = said(question, value, state, entry.get("reason", ""))
    item = Item(
        section,
        number,
        worded(question.title),
        words,
        "" if state == "na" else _value(question, value),
        worded(question.unit),
        proofs,
        answered=value is not None or state == "na",
    )
    yield item
    if question.kind in HALVES and value is not None and state != "na":
        yield from _halves(item, question, value)


def _halves(item: Item, question: Question, value: Mapping[str, str]) -> Iterator[Item]:
    for part in HALVES[question.kind]:
        given = value.get(part) or ""
        title = f"– {part_name(question, part)}"
        yield Item(
            item.section,
            "",
            title,
            given,
            given,
            item.unit,
            "",
            answered=bool(given),
        )


def _value(question: Question, value: Any) -> str:
    """What is typed, or the codes of what is chosen."""
    if value is None:
        return ""
    if question.kind in HALVES:
        return share(question, value)
    if question.kind is Kind.MULTIPLE:
        return ", ".join(value)
    if question.kind in (Kind.MATRIX, Kind.FILE, Kind.REQUIREMENT):
        return ""
    return str(value)
