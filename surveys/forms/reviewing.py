"""Forms of officials: facts, returning, opinions, decisions."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.models import JudgementKind, Submission, Trust
from surveys.proving import GRADES
from surveys.reviewing import asked
from surveys.scoring import External
from surveys.scoring.normalising import clean_text

REASON_LENGTH = 2_000
DAYS_TO_MEND = 10
# Beyond them lies a slip of the keyboard; the ends of the calendar have no midnight.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A calendar day, with the browser's own picker."""
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    bounds = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    return forms.DateField(label=label, widget=picker, validators=bounds, **options)


def words_field(label: Any, *, phrases: str = "", **options: Any) -> forms.CharField:
    """A few sentences; `phrases` is the kind of those that a script offers."""
    offered = {"data-phrases": phrases} if phrases else {}
    box = forms.Textarea(attrs={"rows": 3} | offered)
    options.setdefault("max_length", REASON_LENGTH)
    return forms.CharField(label=label, widget=box, **options)


def end_of(day: date) -> datetime:
    """The exclusive end of a day: "24:00" is 00:00 of the next."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def ahead(day: date, at: datetime) -> datetime:
    """The exclusive end of a day, which must lie after the given moment."""
    moment = end_of(day)
    if moment <= at:
        raise forms.ValidationError(_("Choose a day that is still to come."))
    return moment


class FactForm(forms.Form):
    """One external fact: what was found, on which day, and where."""

    value = forms.ChoiceField(label=_("Finding"))
    as_of = day_field(_("As of"))
    source = forms.CharField(label=_("Source (site, document, person)"), max_length=200)

    def __init__(
        self, external: External, *args: Any, language: str, today: date, **kwargs: Any
    ) -> None:
        kwargs.setdefault("prefix", external.code)
        super().__init__(*args, **kwargs)
        self.external, self.today = external, today
        value = self.fields["value"]
        assert isinstance(value, forms.ChoiceField)
        value.choices = [("", _("Choose"))] + [
            (option.code, option.title.get(language)) for option in external.options
        ]

    def clean_as_of(self) -> date:
        """A finding is of today or earlier."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("The day cannot lie in the future."))
        return day


class JudgeForm(forms.Form):
    """Agree to the claim of one item, or take back what is noted of it."""

    kind = forms.ChoiceField(choices=[(JudgementKind.AGREE, ""), ("none", "")])


# What an official may say of a proof, the most trusted first.
TRUST = [(trust.value, trust.label) for trust in Trust if trust in GRADES]


class GradeForm(forms.Form):
    """How far a proof can be trusted; the enterprise says what is its own statement."""

    trust = forms.ChoiceField(choices=TRUST)


class AskForm(forms.Form):
    """What the enterprise is asked at one item; without words nothing."""

    text = words_field(_("Remark to the enterprise"), required=False)

    def clean_text(self) -> str:
        """Without what cannot be stored or read."""
        return clean_text(self.cleaned_data["text"])


class ReasonForm(forms.Form):
    """A reason in words, required."""

    reason = words_field(_("Reason"))


class OpinionForm(forms.Form):
    """The reviewer's opinion that goes with a recommendation."""

    opinion = words_field(_("Opinion of the district"), phrases="opinions")


class ReturnForm(forms.Form):
    """The last day to mend what is asked, and remarks on items beyond those noted."""

    due = day_field(
        _("To be mended by the end of"), help_text=_("This day is included.")
    )

    def __init__(
        self, submission: Submission, *args: Any, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.submission, self.at = submission, at
        today = timezone.localdate(at)
        self.fields["due"].initial = today + timedelta(days=DAYS_TO_MEND)

    @property
    def typed(self) -> dict[str, str]:
        """The remarks that were posted with the return, by code."""
        return {
            code: clean_text(self.data[f"remark.{code}"])[:REASON_LENGTH]
            for code in self.submission.response.edition.scheme.questions
            if f"remark.{code}" in self.data
        }

    def clean_due(self) -> datetime:
        """The exclusive moment, which must lie ahead."""
        return ahead(self.cleaned_data["due"], self.at)

    def clean(self) -> dict[str, Any]:
        """At least one remark on a question of this edition: noted, or given now."""
        cleaned = super().clean() or {}
        cleaned["remarks"] = self.typed
        if not any((asked(self.submission) | self.typed).values()):
            raise forms.ValidationError(
                _("Ask back at least one item that needs a change (“Ask back”).")
            )
        return cleaned


DECISIONS = (
    ("notice", _("Reached: give public notice")),
    ("cultivate", _("Put on the cultivation list")),
    ("decline", _("Decline")),
)


class DecisionForm(forms.Form):
    """A decision on a file; all but a public notice need a reason."""

    move = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = words_field(_("Reason"), required=False)

    def __init__(self, *args: Any, moves: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        move = self.fields["move"]
        assert isinstance(move, forms.ChoiceField)
        move.choices = [(name, label) for name, label in DECISIONS if name in moves]

    def clean(self) -> dict[str, Any]:
        """A reason wherever the enterprise is not recognised."""
        cleaned = super().clean() or {}
        if cleaned.get("move") != "notice" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Give the reason; the enterprise reads it."))
        return cleaned


class ObjectionForm(forms.Form):
    """An objection that reached the office during the public notice."""

    raised_by_name = forms.CharField(label=_("Who objects"), max_length=120)
    text = words_field(_("Objection"))


class ObjectionDecisionForm(forms.Form):
    """What became of an objection."""

    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("", _("Choose")), ("yes", _("Upheld")), ("no", _("Rejected"))],
        coerce=lambda word: word == "yes",
    )
    reason = words_field(_("Reason"))


class ReopenForm(forms.Form):
    """A new date for a lapsed response, and why."""

    due = day_field(_("Open until the end of"))
    reason = words_field(_("Reason"))

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_due(self) -> datetime:
        """The exclusive moment, which must lie ahead."""
        return ahead(self.cleaned_data["due"], self.at)
