"""Forms of the life of reports: what a list shows, and a workbook that comes back."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from reports.models import Language, Report, Weekly
from reports.workbook.returned import LIMITS
from surveys.models import Edition, Lane, Region, Round
from surveys.models.jobs import JobState

PATHS = {
    "round": "round",
    "edition": "edition",
    "lane": "lane",
    "region": "region",
    "language": "language",
    "state": "job__state",
}


class HistoryFilter(forms.Form):
    """What the history of reports shows; every part may be left open, and what cannot
    be understood filters nothing."""

    q = forms.CharField(label=_("Ordered by"), required=False, max_length=60)
    round = forms.ModelChoiceField(
        Round.objects.all(), label=_("Round"), required=False, empty_label=_("All")
    )
    edition = forms.ModelChoiceField(
        Edition.objects.none(), label=_("Edition"), required=False, empty_label=_("All")
    )
    lane = forms.ChoiceField(
        label=_("Lane"), required=False, choices=[("", _("All")), *Lane.choices]
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), required=False, empty_label=_("All")
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("All")), *Language.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *JobState.choices]
    )

    def __init__(self, *args: Any, regions: set[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Edition.objects.filter(rounds__isnull=False).distinct()
        edition, region = self.fields["edition"], self.fields["region"]
        assert isinstance(edition, forms.ModelChoiceField)
        assert isinstance(region, forms.ModelChoiceField)
        edition.queryset = asked.select_related("questionnaire").defer("document")
        if regions is not None:
            region.queryset = Region.objects.filter(pk__in=regions)

    def chosen(self, rows: QuerySet[Report]) -> QuerySet[Report]:
        """Those of these reports that fit."""
        self.is_valid()
        given = self.cleaned_data
        if text := given.get("q"):
            rows = rows.filter(Q(by__name__icontains=text))
        wanted = {path: given.get(name) for name, path in PATHS.items()}
        return rows.filter(**{path: value for path, value in wanted.items() if value})


class RebuildForm(forms.Form):
    """A workbook of ours that is to be built again."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("Excel (.xlsx), at most %(size)s MB")
        % {"size": LIMITS.packed // 1_000_000},
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Choose a workbook."),
            "empty": _("The file is empty. Choose another."),
        },
    )


class WeeklyForm(forms.Form):
    """Of which of these regions a workbook is made every Monday."""

    on = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label=_("Made every Monday for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        off = Weekly.objects.filter(on=False, region__in=regions).values("region")
        kwargs["initial"] = {"on": regions.exclude(pk__in=off)}
        super().__init__(*args, **kwargs)
        field = self.fields["on"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = regions
