"""What became of the questions between two editions, question by question."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.workbook.drafting import Pages, say
from reports.workbook.tables import Column, put_table
from surveys.scoring import Question, Scheme
from surveys.scoring.transferring import origins


class Fate(StrEnum):
    """What became of a question; the first that fits."""

    SAME = "same"
    NEW = "new"
    DROPPED = "dropped"
    RENAMED = "renamed"
    OPTIONS = "options"
    ACCEPTS = "accepts"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Match:
    """A question of the earlier edition beside that of this one; None: not asked.
    `fates` are all that changed."""

    before: Question | None
    now: Question | None
    fates: tuple[Fate, ...]


def matches(scheme: Scheme, earlier: Scheme) -> Iterator[Match]:
    """The questions of this edition in its order, then those that were dropped."""
    found = origins(scheme, earlier)
    used = set()
    for section in scheme.sections:
        for now in section.questions:
            origin = found.get(now.code)
            before = earlier.questions.get(origin.code) if origin else None
            if before is None:
                yield Match(None, now, (Fate.NEW,))
                continue
            used.add(before.code)
            yield Match(before, now, tuple(_changes(before, now)) or (Fate.SAME,))
    for code, before in earlier.questions.items():
        if code not in used:
            yield Match(before, None, (Fate.DROPPED,))


def _changes(before: Question, now: Question) -> Iterator[Fate]:
    if before.code != now.code:
        yield Fate.RENAMED
    if _offered(before) != _offered(now):
        yield Fate.OPTIONS
    if _bounds(before) != _bounds(now):
        yield Fate.ACCEPTS
    if before.title != now.title or before.help != now.help:
        yield Fate.TEXT


def _offered(question: Question) -> tuple[object, ...]:
    options = [(option.code, option.title) for option in question.options]
    return options, [(row.code, row.title) for row in question.rows]


def _bounds(question: Question) -> tuple[object, ...]:
    return (
        question.kind,
        question.unit,
        question.decimals,
        (question.min, question.max, question.earliest, question.latest),
        (question.required, question.allow_na, question.exclusive),
    )


def fate_words(fate: Fate) -> str:
    """What became of a question, in the active language."""
    return {
        Fate.SAME: pgettext("question between editions", "Same"),
        Fate.NEW: pgettext("question between editions", "New"),
        Fate.DROPPED: pgettext("question between editions", "Dropped"),
        Fate.RENAMED: pgettext("question between editions", "Another code"),
        Fate.OPTIONS: pgettext("question between editions", "Changed options"),
        Fate.ACCEPTS: pgettext("question between editions", "Changed limits or unit"),
        Fate.TEXT: pgettext("question between editions", "Changed text"),
    }[fate]


def write_concordance(pages: Pages, scheme: Scheme, earlier: Scheme) -> None:
    """The sheet of all matches."""
    names = (
        _("Concordance"),
        _("Which question of the earlier edition is which of this one"),
        "Concordance",
    )
    note = _("Earlier edition: %(earlier)s. This edition: %(now)s.") % {
        "earlier": earlier.edition,
        "now": scheme.edition,
    }
    put_table(pages, names, note, _columns(), list(matches(scheme, earlier)))


def _columns() -> tuple[Column[Match], ...]:
    def code(question: Question | None) -> str:
        return "" if question is None else question.code

    def title(question: Question | None) -> str:
        return "" if question is None else say(question.title)

    def fates(match: Match) -> str:
        return " · ".join(map(fate_words, match.fates))

    return (
        Column(
            "old",
            _("Code in the earlier edition"),
            lambda m: code(m.before),
            "text",
            "",
        ),
        Column("new", _("Code in this edition"), lambda m: code(m.now), "text", ""),
        Column("fate", _("What changed"), fates, "text", ""),
        Column(
            "was",
            _("Question in the earlier edition"),
            lambda m: title(m.before),
            "text",
            "",
        ),
        Column(
            "now", _("Question in this edition"), lambda m: title(m.now), "text", ""
        ),
    )
