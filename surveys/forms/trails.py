"""The filter of the audit trail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from surveys.explaining.actions import GROUPS, KINDS


def _day(label: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker)


class TrailFilter(forms.Form):
    """What the trail shows; every part may be left open. Both days are included."""

    since = _day(_("From day"))
    until = _day(_("To day"))
    who = forms.CharField(
        label=_("Person: name, e-mail or phone"), required=False, max_length=80
    )
    action = forms.ChoiceField(label=_("Action"), required=False)
    kind = forms.ChoiceField(label=_("Kind of object"), required=False)
    object_id = forms.CharField(
        label=_("Number of the object"), required=False, max_length=40
    )
    address = forms.GenericIPAddressField(label=_("Network address"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        action, kind = self.fields["action"], self.fields["kind"]
        assert isinstance(action, forms.ChoiceField)
        assert isinstance(kind, forms.ChoiceField)
        action.choices = [every, *((group, [*w.items()]) for group, w in GROUPS)]
        kind.choices = [every, *KINDS.items()]

    def clean(self) -> dict[str, Any]:
        """A span has its days in their order."""
        chosen: dict[str, Any] = super().clean() or {}
        since, until = chosen.get("since"), chosen.get("until")
        if since and until and until < since:
            raise ValidationError(
                {"until": _("The last day lies before the first. Exchange them.")}
            )
        return chosen
