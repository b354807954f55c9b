"""The form of one section, and each question of it as the page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import QueryDict

from surveys.carrying import Earlier
from surveys.explaining.answers import said
from surveys.explaining.needs import Chip, threshold_chip
from surveys.explaining.origins import origin_words, sources_words
from surveys.explaining.rules import counting_lines
from surveys.explaining.words import worded
from surveys.filling import Document, Entry
from surveys.forms.carrying import LastTime, last_of
from surveys.forms.conflicts import Conflict
from surveys.forms.fields import (
    Control,
    FileField,
    Posted,
    QuestionField,
    as_pen,
)
from surveys.models import Correction, CorrectionState, Evidence, Remark
from surveys.scoring import Backing, Kind, Question, Scheme

NOTHING: dict[str, Any] = {}
NO_BACKING = Backing()


class AnswersForm(forms.Form):
    """The questions of one page. `entries` holds what can be saved, also when other
    answers are refused: nobody loses eleven answers over the twelfth."""

    def __init__(
        self,
        questions: Sequence[Question],
        data: QueryDict | None = None,
        *,
        files: Mapping[str, Sequence[Evidence]] | None = None,
    ) -> None:
        super().__init__(data)
        for question in questions:
            answer = QuestionField.from_question(question)
            if isinstance(answer, FileField) and files:
                answer.kept = [str(f.pk) for f in files.get(question.code, ())]
            self.fields[question.code] = answer

    @property
    def entries(self) -> dict[str, Entry]:
        """The accepted answers of the questions that were on the page."""
        if not self.is_bound:
            return {}
        self.full_clean()
        given = {c: e for c, e in self.cleaned_data.items() if e is not None}
        pen = as_pen(self.data.get("pen", ""))
        return {c: replace(e, pen=pen) for c, e in given.items()} if pen else given

    def posted(self, code: str) -> Posted | None:
        """What was typed for a question; None when it was not on the page."""
        if not self.is_bound:
            return None
        found: Posted | None = self[code].data
        return found

    def problem(self, code: str) -> str:
        """Why the answer to a question is refused; nothing when it is fine."""
        return " ".join(str(line) for line in self.errors.get(code, ()))


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the answers of a page, by question code."""

    files: Mapping[str, Sequence[Evidence]] = field(default_factory=dict)
    remarks: Mapping[str, Sequence[Remark]] = field(default_factory=dict)
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    earlier: Earlier | None = None
    settled: frozenset[str] = frozenset()
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A reviewer's correction in words."""

    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    """One question as the page shows it; all texts in the active language.

    `counting` says how the answer becomes points, a line each; `sources` what the
    figures of the question are taken from.
    """

    question: Question
    number: str
    title: str
    shown: bool
    template: str
    control: Control
    chip: Chip | None
    version: int
    inapplicable: bool
    reason: str
    error: str
    files: Sequence[Evidence]
    remarks: Sequence[Remark]
    correction: Corrected | None
    conflict: Conflict | None = None
    counting: Sequence[str] = ()
    sources: str = ""
    origin: str = ""
    last: LastTime | None = None
    backing: Backing = NO_BACKING
    settled: bool = False

    def __getitem__(self, name: str) -> Any:
        """The same as the attribute. A template asks for items first; without this
        every look-up of a page would begin with an exception."""
        return getattr(self, name)

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def help(self) -> str:
        return worded(self.question.help)

    @property
    def note(self) -> str:
        return worded(self.question.scoring_note)

    @property
    def source_note(self) -> str:
        return worded(self.backing.note)

    @property
    def proof(self) -> str:
        return worded(self.question.proof)

    @property
    def unit(self) -> str:
        return worded(self.question.unit)

    @property
    def provable(self) -> bool:
        """Whether the card offers to add files."""
        question = self.question
        return bool(question.proofs or question.proof or question.kind is Kind.FILE)

    @property
    def described(self) -> str:
        """The ids of what describes the control to a screen reader."""
        unit = f"u-{self.code}" if self.unit else ""
        error = f"e-{self.code}" if self.error else ""
        return f"{unit} {error}".strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Makes the cards of one section out of stored answers and a form."""

    scheme: Scheme
    number: int
    shown: frozenset[str]
    stored: Document
    form: AnswersForm
    beside: Beside

    def cards(self) -> list[Card]:
        """The questions of the section in order; hidden ones are marked, not left
        out, so that the page can show them without asking again."""
        section = self.scheme.sections[self.number - 1]
        return [
            self._card(question, f"{self.number}.{place}")
            for place, question in enumerate(section.questions, start=1)
        ]

    def _card(self, question: Question, number: str) -> Card:
        code, beside = question.code, self.beside
        answer = self.form.fields[code]
        assert isinstance(answer, QuestionField)
        entry = self.stored.get(code, NOTHING)
        posted = self.form.posted(code) or as_stored(entry)
        error = self.form.problem(code) if self.form.is_bound else ""
        conflict = beside.conflicts.get(code)
        # What is not saved yet is still an answer to the version that was seen.
        saved = not error and conflict is None
        backing = self._backing(question)
        return Card(
            question=question,
            number=number,
            title=worded(question.title),
            counting=counting_lines(question),
            sources=sources_words(backing),
            shown=code in self.shown,
            template=answer.template,
            control=answer.control(posted.raw),
            chip=threshold_chip(self.scheme, question),
            version=int(entry.get("n", 0)) if saved else posted.version,
            inapplicable=posted.inapplicable,
            reason=posted.reason,
            error=error,
            files=beside.files.get(code, ()),
            remarks=beside.remarks.get(code, ()),
            correction=corrected(question, beside.corrections.get(code)),
            conflict=conflict,
            origin=origin_words(entry.get("from", "")),
            last=last_of(question, beside.earlier, entry),
            backing=backing,
            settled=code in beside.settled,
        )

    def _backing(self, question: Question) -> Backing:
        """Its own, or that of the check behind its threshold."""
        threshold = question.threshold
        if question.backing.sources or threshold is None:
            return question.backing
        found = (c.backing for c in self.scheme.checks if c.code == threshold.check)
        return next(found, question.backing)


def as_stored(entry: Mapping[str, Any]) -> Posted:
    """A stored answer in the shape of a posted one."""
    return Posted(
        entry.get("v"),
        entry.get("state") == "na",
        entry.get("reason", ""),
        int(entry.get("n", 0)),
    )


def corrected(question: Question, correction: Correction | None) -> Corrected | None:
    """A correction as the enterprise reads it beside its own answer."""
    if correction is None:
        return None
    state = "na" if correction.state == CorrectionState.NA else "answered"
    words = said(question, correction.value, state, correction.reason)
    return Corrected(words, correction.reason)
