"""Where each answer stands in a copy, and how options are named in its lists."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import get_language, override

from surveys.scoring import Kind, Option, Question, Text
from surveys.scoring.measuring import HALVES
from surveys.sheets.answers.columns import BETWEEN, LANGUAGES, ordered

OF: Final = ":"
"""Between the code of a question and that of its part; codes do not have it."""
CHOSEN: Final = frozenset({Kind.SINGLE, Kind.SCENE, Kind.REQUIREMENT})


def parts_of(question: Question) -> tuple[str, ...]:
    """The parts that have a cell of their own; one nameless part for a plain answer."""
    if question.kind in HALVES:
        return tuple(HALVES[question.kind])
    if question.kind is Kind.MATRIX:
        return tuple(row.code for row in question.rows)
    if question.kind is Kind.MULTIPLE:
        return tuple(option.code for option in question.options)
    return () if question.kind is Kind.FILE else ("",)


def key_of(code: str, part: str) -> str:
    """The key of a cell."""
    return f"{code}{OF}{part}" if part else code


def labelled(text: Text | None, between: str = "\n") -> str:
    """A text of an edition in both languages, the active one first."""
    if text is None:
        return ""
    said = (text.get(language) for language in ordered(get_language() or "zh"))
    return between.join(dict.fromkeys(" ".join(line.split()) for line in said))


def entries(question: Question) -> dict[str, str]:
    """What a drop-down offers, each with the code of its option, in the order asked."""
    found: dict[str, str] = {}
    for option in question.options:
        entry = _named(question, option, labelled(option.title, BETWEEN))
        if entry in found:
            entry = f"{entry} ({option.code})"
        found[entry] = option.code
    return found


def _named(question: Question, option: Option, title: str) -> str:
    return f"{option.code} – {title}" if question.kind is Kind.SCENE else title


def known_names(question: Question) -> Mapping[str, str]:
    """Every way to name an option that says which one is meant: as listed, by its
    title in one language, by its code; compared without regard to case and blanks."""
    found: dict[str, set[str]] = {}
    for option in question.options:
        for title in (option.title.zh, option.title.en):
            for name in (title, _named(question, option, title)):
                found.setdefault(bare(name), set()).add(option.code)
    names = {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
    names |= {bare(option.code): option.code for option in question.options}
    for language in LANGUAGES:
        with override(language):
            names |= {bare(entry): code for entry, code in entries(question).items()}
    return names


def bare(text: str) -> str:
    """A name as it is compared."""
    return " ".join(text.split()).casefold()
