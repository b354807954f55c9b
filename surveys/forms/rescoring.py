"""Forms of a re-scoring: what is scored again, which rows show, what is decided."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys import running
from surveys.forms.reviewing import words_field
from surveys.models import Edition, EditionState, Lane, Round


class EditionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One edition, by its title and its label."""

    def label_from_instance(self, obj: Any) -> str:
        """The title says which questionnaire, the label which edition of it."""
        return f"{obj.title} ({obj.label})"


class RescoringForm(forms.Form):
    """What of a round is scored again, under which corrected edition, and why."""

    edition = EditionField(
        Edition.objects.none(),
        label=_("Questionnaire that was answered"),
        empty_label=_("Choose"),
    )
    corrected = EditionField(
        Edition.objects.none(),
        label=_("Corrected edition"),
        empty_label=_("Choose"),
        help_text=_("A published edition of the same questionnaire."),
    )
    reason = words_field(_("Reason"))

    def __init__(self, target: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        own = target.editions.select_related("questionnaire").defer("document")
        others = Edition.objects.filter(
            state=EditionState.PUBLISHED,
            questionnaire__in=target.editions.values("questionnaire"),
        )
        self._rows("edition", own)
        self._rows("corrected", others.select_related("questionnaire"))

    def _rows(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, EditionField)
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """The corrected edition is another one of the same questionnaire, not tried
        before, and nothing else waits for a decision."""
        cleaned = super().clean() or {}
        edition, corrected = cleaned.get("edition"), cleaned.get("corrected")
        if edition is None or corrected is None:
            return cleaned
        if edition == corrected or edition.questionnaire != corrected.questionnaire:
            self.add_error(
                "corrected", _("Choose another edition of the same questionnaire.")
            )
        elif not running.may_correct(self.target, edition, corrected):
            self.add_error(
                "corrected",
                _(
                    "This edition was tried before, or another re-scoring of the"
                    " questionnaire still waits for a decision."
                ),
            )
        return cleaned


CHANGED = (
    ("level", _("Level changes")),
    ("outcome", _("Outcome changes")),
    ("score", _("Score changes")),
    ("", _("All")),
)


class ChangesFilter(forms.Form):
    """Which rows of the diff are shown."""

    changed = forms.ChoiceField(label=_("Shown"), choices=CHANGED, required=False)
    lane = forms.ChoiceField(
        label=_("Lane"), choices=[("", _("All")), *Lane.choices], required=False
    )
    q = forms.CharField(label=_("Enterprise or unit"), required=False, max_length=60)


class RescoringDecision(forms.Form):
    """Whether the new scores count from now on, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            ("adopt", pgettext_lazy("re-scoring", "Adopt: the new scores count")),
            ("reject", pgettext_lazy("re-scoring", "Reject: the old scores stay")),
        ],
    )
    reason = words_field(_("Reason"))
