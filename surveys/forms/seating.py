"""Forms of panels: drawing one, giving a seat away, and scoring a section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from surveys import seating
from surveys.explaining.answers import said
from surveys.explaining.words import worded
from surveys.forms.answers import AnswersForm, Card
from surveys.forms.choosing import RowsField
from surveys.forms.corrections import card_of
from surveys.forms.reviewing import REASON_LENGTH, words_field
from surveys.forms.rounds import EditionChoice
from surveys.models import (
    CorrectionState,
    Edition,
    Evidence,
    Round,
    SecondScore,
    Submission,
    User,
)
from surveys.models.panels import MOST_EACH
from surveys.scoring import Question
from surveys.scoring.normalising import clean_text
from surveys.seating import Draw, Second

LARGEST_SEED = 2_147_483_647
MOST_FILES, ALL = 1_000, 100  # files, percent

FILES, PERCENT = "files", "percent"
MEASURES = (
    (FILES, gettext_lazy("Number of files")),
    (PERCENT, gettext_lazy("Percent of the files")),
)

STATES = {
    CorrectionState.CLAIM: gettext_lazy("As claimed"),
    CorrectionState.NA: gettext_lazy("Does not apply, as claimed"),
    CorrectionState.ANSWERED: pgettext_lazy("an expert", "Another value is right"),
}


class DrawForm(forms.Form):
    """How large a sample is drawn, by which seed, and who scores it."""

    edition = EditionChoice(
        Edition.objects.none(), label=gettext_lazy("Questionnaire"), empty_label=None
    )
    size = forms.IntegerField(
        label=gettext_lazy("Files to draw"),
        min_value=1,
        max_value=MOST_FILES,
        initial=20,
        help_text=gettext_lazy(
            "Drawn from the recommended files in proportion to the regions, at least"
            " one of each where there is room."
        ),
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Given as"),
        choices=MEASURES,
        initial=FILES,
        help_text=gettext_lazy(
            "A number of files from 1 to 1,000, or a share from 1 to 100 percent of the"
            " recommended files without a second score, rounded up."
        ),
    )
    each = forms.IntegerField(
        label=gettext_lazy("Experts for each file"),
        min_value=1,
        max_value=MOST_EACH,
        initial=1,
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        help_text=gettext_lazy(
            "Any number. With the same number the same files are drawn again, so that"
            " everybody can check the draw."
        ),
    )
    experts = RowsField(
        User.objects.none(),
        label=gettext_lazy("Experts"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Nobody is seated before a file of an enterprise they ever belonged to, or"
            " that they had a part in as an official."
        ),
    )

    def __init__(self, target: Round, *args: Any, experts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        editions = target.editions.select_related("questionnaire")
        for name, rows in (("edition", editions), ("experts", experts)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.fields["experts"].initial = experts

    def clean(self) -> dict[str, Any]:
        """A share is at most all of them."""
        data = super().clean() or {}
        if data.get("measure") == PERCENT and (data.get("size") or 0) > ALL:
            self.add_error("size", _("A share is at most 100 percent."))
        return data

    def wanted(self) -> Draw:
        """What is to be drawn."""
        given = dict(self.cleaned_data)
        share = given["size"] if given.pop("measure") == PERCENT else None
        experts = list(given.pop("experts"))
        return Draw(self.target, experts=experts, percent=share, **given)


class ReseatForm(forms.Form):
    """Who takes over a seat."""

    expert = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Give this seat to")
    )

    def __init__(self, *args: Any, experts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["expert"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = experts


class ReleaseForm(forms.Form):
    """Why the decisions may go ahead with this calibration."""

    note = words_field(
        gettext_lazy("What you looked at and why decisions may go ahead"),
    )


@dataclass(frozen=True, slots=True)
class Option:
    """One thing an expert can find; chosen: it is what they found."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One question before an expert: claim, proof, and what they find."""

    card: Card
    claimed: str
    files: Sequence[Evidence]
    options: Sequence[Option]
    note: str
    error: str

    @property
    def done(self) -> bool:
        return any(option.chosen for option in self.options)


class SectionForm:
    """What an expert finds of some questions of one submission.

    `found` holds what can be kept, also where something else cannot; `errors` says what
    is missing, by code.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        submission: Submission,
        stored: Mapping[str, SecondScore],
        data: QueryDict | None = None,
    ) -> None:
        self.questions, self.submission, self.stored = questions, submission, stored
        self.data = data
        self.answers = AnswersForm(questions, data)
        self.found: dict[str, Second] = {}
        self.errors: dict[str, str] = {}
        if data is not None:
            for question in questions:
                self._read(question, data)

    def _read(self, question: Question, data: QueryDict) -> None:
        code = question.code
        state = data.get(f"finding.{code}", "")
        note = clean_text(data.get(f"note.{code}", ""))[:REASON_LENGTH]
        if state not in _states(self._claim(code)):
            return
        if state != CorrectionState.ANSWERED:
            self.found[code] = Second(state, None, note)
            return
        entry = self.answers.entries.get(code)
        if entry is None or entry.value is None:
            problem = self.answers.problem(code)
            self.errors[code] = problem or _("Give the value that you hold right.")
        else:
            self.found[code] = Second(state, entry.value, note)

    def _claim(self, code: str) -> dict[str, Any]:
        nothing = {"v": None, "state": "", "reason": ""}
        return self.submission.answers.get(code) or nothing

    def items(self, files: Mapping[str, Sequence[Evidence]]) -> list[Item]:
        """The questions as the page shows them."""
        return [self._item(q, files.get(q.code, ())) for q in self.questions]

    def _item(self, question: Question, files: Sequence[Evidence]) -> Item:
        code, claim = question.code, self._claim(question.code)
        row = self.stored.get(code)
        chosen, note = (row.state, row.note) if row else ("", "")
        if self.data is not None:
            chosen = self.data.get(f"finding.{code}", "")
            note = self.data.get(f"note.{code}", "")
        second = row is not None and row.state == CorrectionState.ANSWERED
        value = row.value if row and second else claim["v"]
        return Item(
            card=card_of(question, self.answers, value),
            claimed=said(question, claim["v"], claim["state"], claim["reason"]),
            files=files,
            options=[
                Option(state, str(STATES[state]), state == chosen)
                for state in _states(claim)
            ],
            note=note,
            error=self.errors.get(code, ""),
        )


def _states(claim: Mapping[str, Any]) -> tuple[CorrectionState, ...]:
    """What can be found: an inapplicable claim is right, or there is a value."""
    na = claim["state"] == "na"
    first = CorrectionState.NA if na else CorrectionState.CLAIM
    return first, CorrectionState.ANSWERED


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a file with how much of it is scored."""

    code: str
    title: str
    questions: Sequence[Question]
    done: int

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def whole(self) -> bool:
        return self.done == self.total


def parts_of(submission: Submission, scored: Mapping[str, SecondScore]) -> list[Part]:
    """The sections of a file that hold something to score."""
    wanted = seating.to_score(submission)
    found = []
    for section in submission.response.edition.scheme.sections:
        questions = [q for q in section.questions if q.code in wanted]
        done = sum(q.code in scored for q in questions)
        if questions:
            found.append(Part(section.code, worded(section.title), questions, done))
    return found
