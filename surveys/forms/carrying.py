"""Answers of last time as pages show them: at a question, and as a list to choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from surveys.carrying import Earlier, Last
from surveys.explaining.answers import said
from surveys.explaining.words import day, listed, worded
from surveys.models import Response
from surveys.scoring import Question

LONGEST = 300  # characters of an answer of last time; the rest is on its own page


@dataclass(frozen=True, slots=True)
class LastTime:
    """The answer of last time beside a question. `note`: why it is not taken over by
    one click; `open`: nothing is answered yet; `same`: today's answer says the same."""

    words: str
    note: str
    carries: bool
    open: bool
    same: bool


def last_of(
    question: Question, earlier: Earlier | None, entry: Mapping[str, Any]
) -> LastTime | None:
    """What a question was answered with last time, if it was."""
    last = earlier.answers.get(question.code) if earlier else None
    if earlier is None or last is None:
        return None
    return LastTime(
        words=_words(question, earlier, last),
        note=note_on(last),
        carries=last.carries,
        open=_is_open(entry),
        same=(entry.get("v"), entry.get("state")) == (last.value, last.state),
    )


def _words(question: Question, earlier: Earlier, last: Last) -> str:
    parts = {
        "answer": listed(answer_of(question, last).splitlines()),
        "round": earlier.submission.response.round.name,
        "receipt": earlier.submission.receipt,
    }
    if last.corrected:
        return (
            _(
                "Last time, as corrected by the reviewer: %(answer)s (%(round)s,"
                " receipt %(receipt)s)"
            )
            % parts
        )
    return _("Last time: %(answer)s (%(round)s, receipt %(receipt)s)") % parts


def answer_of(question: Question, last: Last) -> str:
    """The answer of last time in words, of a long text the beginning."""
    words = said(question, last.value, last.state, last.reason)
    return Truncator(words).chars(LONGEST)


def note_on(last: Last) -> str:
    """Why an answer cannot simply be taken over; nothing where it can."""
    if last.corrected:
        return _(
            "The reviewer corrected this answer last time, so it is not carried over:"
            " answer anew."
        )
    if last.blocked:
        return _(
            "A virus was found in its proof (%(files)s): answer anew and add a clean"
            " file."
        ) % {"files": listed(file.name for file in last.blocked)}
    if last.expired:
        files = listed(
            _("“%(name)s” until %(day)s")
            % {"name": file.name, "day": day(file.covers_to)}
            for file in last.expired
            if file.covers_to
        )
        return _(
            "Its proof has expired (%(files)s): answer anew and add a file that"
            " covers this round."
        ) % {"files": files}
    return ""


def _is_open(entry: Mapping[str, Any]) -> bool:
    return entry.get("v") is None and entry.get("state") != "na"


# --- the list


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of last time in the list. `present` is today's, nothing where none
    is given; `version` is that of today's answer; `files` are used again."""

    code: str
    number: str
    title: str
    words: str
    present: str
    version: int
    note: str
    files: Sequence[str]

    @property
    def carries(self) -> bool:
        return not self.note


@dataclass(frozen=True, slots=True)
class Choices:
    """Those of one section that are not the same as today's answers."""

    code: str
    title: str
    lines: tuple[Choice, ...]

    @property
    def open(self) -> int:
        """How many can be taken over without replacing anything."""
        return sum(line.carries and not line.present for line in self.lines)


def choices_of(
    response: Response, earlier: Earlier | None, shown: frozenset[str], only: str = ""
) -> list[Choices]:
    """By section, what was answered last time and is not answered so today."""
    if earlier is None:
        return []
    found = []
    for number, section in enumerate(response.edition.scheme.sections, start=1):
        if only not in ("", section.code):
            continue
        lines = tuple(
            _choice(question, f"{number}.{place}", earlier, response)
            for place, question in enumerate(section.questions, start=1)
            if question.code in shown
            and _differs(earlier, question.code, response.answers)
        )
        if lines:
            title = f"{number}. {worded(section.title)}"
            found.append(Choices(section.code, title, lines))
    return found


def _differs(earlier: Earlier, code: str, answers: Mapping[str, Any]) -> bool:
    last = earlier.answers.get(code)
    entry = answers.get(code, {})
    if last is None or entry.get("from") == earlier.origin:
        return False
    return (entry.get("v"), entry.get("state")) != (last.value, last.state)


def _choice(
    question: Question, number: str, earlier: Earlier, response: Response
) -> Choice:
    last = earlier.answers[question.code]
    entry = response.answers.get(question.code, {})
    present = "" if _is_open(entry) else _present(question, entry, last)
    return Choice(
        code=question.code,
        number=number,
        title=worded(question.title),
        words=_("Last time: %(answer)s") % {"answer": answer_of(question, last)},
        present=present,
        version=int(entry.get("n", 0)),
        note=note_on(last),
        files=[file.name for file in last.files],
    )


def _present(question: Question, entry: Mapping[str, Any], last: Last) -> str:
    words = said(question, entry["v"], entry["state"], entry["reason"])
    parts = {"answer": Truncator(words).chars(LONGEST)}
    if last.carries:
        return _("Replaces your answer: %(answer)s") % parts
    return _("Now: %(answer)s") % parts


class CarryForm(forms.Form):
    """Which answers are taken over: `code`, and for those that replace one the version
    that the page showed (`CODE.version`)."""

    def __init__(self, response: Response, data: QueryDict) -> None:
        super().__init__(data)
        self.known = response.edition.scheme.questions

    @property
    def codes(self) -> list[str]:
        assert isinstance(self.data, QueryDict)
        return self.data.getlist("code")

    @property
    def replacing(self) -> dict[str, int]:
        """The versions of answers that the person ticked to be replaced."""
        given = ((code, self.data.get(f"{code}.version", "")) for code in self.codes)
        return {
            code: int(text)
            for code, text in given
            if text.isascii() and text.isdecimal() and len(text) <= LONGEST_VERSION
        }

    def clean(self) -> dict[str, Any]:
        """Something is ticked, and all of it is asked."""
        if not self.codes:
            raise ValidationError(_("Tick at least one answer."))
        if any(code not in self.known for code in self.codes):
            raise ValidationError(_("This question is not part of the questionnaire."))
        return super().clean() or {}


LONGEST_VERSION = 9  # digits
