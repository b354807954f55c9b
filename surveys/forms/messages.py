"""The forms about messages: what was read, and how they come by mail."""

from django import forms
from django.db.models import BigAutoField

from surveys.models import User


class SeenForm(forms.Form):
    """Up to which message somebody has seen their list, and on which page of it."""

    last = forms.IntegerField(
        required=False, min_value=0, max_value=BigAutoField.MAX_BIGINT
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)


class MailsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """How often mails with messages come, and in which language."""

    class Meta:
        model = User
        fields = ("mail_habit", "mail_language")
        widgets = {
            "mail_habit": forms.RadioSelect,
            "mail_language": forms.RadioSelect,
        }
