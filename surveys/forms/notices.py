"""The filter of the public notices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.models import Region, Round
from surveys.workflow import Status

PHASES = (
    ("", _("All")),
    ("running", _("Notice runs")),
    ("over", _("Notice over, to be recognised")),
)


class NoticeFilter(forms.Form):
    """Which units on public notice are listed; every part may be left open."""

    phase = forms.ChoiceField(label=_("State"), choices=PHASES, required=False)
    round = forms.ModelChoiceField(
        Round.objects.filter(responses__status=Status.NOTICED).distinct(),
        label=_("Round"),
        required=False,
        empty_label=_("All"),
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), required=False, empty_label=_("All")
    )

    def __init__(self, *args: object, regions: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through
        if not regions:
            del self.fields["region"]
