"""Deciding several files at once: for each a decision and a reason of its own, or one
reason for all that have none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.reviewing import DECISIONS, REASON_LENGTH, words_field
from surveys.vetting import Vetted
from surveys.workflow import MOVES

LEAVE = [("", _("Leave as it is"))]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to become of one file."""

    file: Vetted
    move: str
    reason: str

    @property
    def label(self) -> Any:
        return dict(DECISIONS)[self.move]


class BatchForm(forms.Form):
    """One row for each file. What the stage allows is chosen beforehand, and nothing
    where something stands against it."""

    reason = words_field(
        _("Reason for all rows without one of their own"), required=False
    )

    def __init__(self, *args: Any, files: Sequence[Vetted], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vetted = [file for file in files if not file.barred]
        for file in self.vetted:
            pk = file.response.pk
            self.fields[f"move_{pk}"] = forms.ChoiceField(
                label=_("Decision"),
                choices=[*LEAVE, *DECISIONS],
                required=False,
                initial="notice" if file.passes else "",
            )
            self.fields[f"reason_{pk}"] = forms.CharField(
                label=_("Reason"), required=False, max_length=REASON_LENGTH
            )

    def rows(self) -> list[tuple[Vetted, forms.BoundField, forms.BoundField]]:
        """Each file with its two fields."""
        return [
            (file, self[f"move_{file.response.pk}"], self[f"reason_{file.response.pk}"])
            for file in self.vetted
        ]

    def hidden(self) -> list[dict[str, str]]:
        """Everything that was chosen, for the page that asks for the confirmation."""
        names = [name for name in self.fields if self.data.get(name)]
        keys = [str(file.response.pk) for file in self.vetted]
        return [{"name": "file", "value": key} for key in keys] + [
            {"name": name, "value": self.data[name]} for name in names
        ]

    def chosen(self) -> list[Chosen]:
        """The files to be decided, of a form that is valid."""
        common, cleaned = self.cleaned_data.get("reason", ""), self.cleaned_data
        return [
            Chosen(file, move, cleaned.get(f"reason_{file.response.pk}") or common)
            for file in self.vetted
            if (move := cleaned.get(f"move_{file.response.pk}"))
        ]

    def clean(self) -> dict[str, Any]:
        """At least one decision; reasons where the enterprise reads them; the public
        notice only for what reached the stage."""
        cleaned = super().clean() or {}
        chosen = self.chosen()
        for one in chosen:
            pk = one.file.response.pk
            if one.move == "notice" and not one.file.reached:
                words = _("The stage is not reached: no public notice can be given.")
                self.add_error(f"move_{pk}", words)
            elif MOVES[one.move].reason and not one.reason.strip():
                words = _("Give the reason; the enterprise reads it.")
                self.add_error(f"reason_{pk}", words)
        if not chosen and not self.errors:
            raise forms.ValidationError(_("Choose a decision for at least one file."))
        return cleaned
