"""Forms around the questionnaire: a new unit, a file, the declaration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.models import Enterprise, UnitKind


class UnitForm(forms.Form):
    """A workshop or factory that is to be assessed."""

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_(
            "As it is called in the enterprise, such as “Stamping workshop 2”."
        ),
    )

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = UnitKind.choices

    def clean(self) -> dict[str, Any]:
        """One unit of a kind and name in an enterprise."""
        data = super().clean() or {}
        taken = self.enterprise.units.filter(
            kind=data.get("kind"), name=data.get("name")
        )
        if taken.exists():
            self.add_error("name", _("A unit with this name exists. Choose another."))
        return data


class DeclarationForm(forms.Form):
    """Who declares, for the enterprise, that the answers are true."""

    name = forms.CharField(label=_("Name of the person responsible"), max_length=80)
    post = forms.CharField(
        label=_("Post"), max_length=80, help_text=_("Such as head of production")
    )
    truthful = forms.BooleanField(
        label=_(
            "I declare for the enterprise that the answers and the files are true and"
            " complete, and I know that a false statement leads to exclusion from the"
            " round."
        ),
        error_messages={
            "required": _("Tick the declaration; without it nothing can be handed in.")
        },
    )
