"""Forms of re-checks: a sample to draw, and how long titles hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.titles import year_field
from surveys.models import Region, Stage
from surveys.rechecking import MOST, Sample

LONGEST = 50  # years


class SampleForm(forms.Form):
    """Of which titles how many are drawn, by which seed."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    stage = forms.ModelChoiceField(
        Stage.objects.all(), label=_("Stage"), required=False, empty_label=_("All")
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), required=False, empty_label=_("All")
    )
    granted_from = year_field(_("Granted from the year"))
    granted_to = year_field(_("Granted up to the year"))
    size = forms.IntegerField(
        label=_("How many are drawn"), min_value=1, max_value=MOST
    )
    seed = forms.CharField(
        label=_("Seed of the draw"),
        max_length=40,
        help_text=_(
            "A number that nobody could choose, such as that of a lottery drawn on the"
            " day. Whoever has the register and the seed can repeat the draw."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """The years run forwards."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("granted_from"), cleaned.get("granted_to")
        if first and last and last < first:
            self.add_error("granted_to", _("The last year lies before the first."))
        return cleaned

    def sample(self) -> Sample:
        """What is to be drawn."""
        return Sample(**self.cleaned_data)


class YearsForm(forms.Form):
    """After how many years titles are due for a re-check, stage by stage."""

    def __init__(self, *args: Any, stages: list[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages = stages
        for stage in stages:
            self.fields[stage.code] = forms.IntegerField(
                label=str(stage),
                required=False,
                min_value=1,
                max_value=LONGEST,
                initial=stage.title_years,
            )

    def years(self) -> list[tuple[Stage, int | None]]:
        """What was chosen for each stage."""
        return [(stage, self.cleaned_data[stage.code]) for stage in self.stages]
