"""The filter of the register of titles."""

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.models import Region, Stage


class TitleFilter(forms.Form):
    """What the register shows; every part may be left open."""

    q = forms.CharField(label=_("Holder or number"), required=False, max_length=60)
    stage = forms.ModelChoiceField(
        Stage.objects.all(), label=_("Stage"), required=False, empty_label=_("All")
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), required=False, empty_label=_("All")
    )
