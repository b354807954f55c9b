"""The form of a correction: a second value beside a claim, with its reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.explaining.words import worded
from surveys.forms.answers import AnswersForm, Card
from surveys.forms.fields import QuestionField
from surveys.forms.reviewing import words_field
from surveys.models import CorrectionState
from surveys.scoring import Question

STATES = {
    CorrectionState.ANSWERED: _("Another value is right"),
    CorrectionState.NA: _("“Does not apply” is accepted"),
    CorrectionState.CLAIM: _("The claim is right (takes a correction back)"),
}


class CorrectionForm(forms.Form):
    """What the reviewer finds of one item, and why."""

    state = forms.ChoiceField(label=_("Finding"), widget=forms.RadioSelect)
    reason = words_field(_("Reason (the enterprise reads it)"), phrases="corrections")

    def __init__(self, *args: Any, claim: dict[str, Any] | None, **kwargs: Any) -> None:
        inapplicable = claim is not None and claim["state"] == "na"
        first = CorrectionState.NA if inapplicable else CorrectionState.ANSWERED
        kwargs.setdefault("initial", {"state": first})
        super().__init__(*args, **kwargs)
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField)
        state.choices = [
            (value, label)
            for value, label in STATES.items()
            if value != CorrectionState.NA or inapplicable
        ]


def card_of(question: Question, form: AnswersForm, value: Any) -> Card:
    """The control of one question, filled with what was typed or with `value`."""
    answer = form.fields[question.code]
    assert isinstance(answer, QuestionField)
    posted = form.posted(question.code)
    return Card(
        question=question,
        number="",
        title=worded(question.title),
        shown=True,
        template=answer.template,
        control=answer.control(posted.raw if posted else value),
        chip=None,
        version=0,
        inapplicable=False,
        reason="",
        error=form.problem(question.code) if form.is_bound else "",
        files=(),
        remarks=(),
        correction=None,
    )
