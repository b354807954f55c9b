"""The forms by which a municipal officer plans a round and changes it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.forms.choosing import RowsField
from surveys.forms.reviewing import ahead, day_field, end_of, words_field
from surveys.models import Edition, EditionState, Enterprise, Region, Round
from surveys.running import SETTINGS, Plan


class EditionChoices(RowsField):
    """Published editions, by their titles."""

    def label_from_instance(self, obj: Any) -> str:
        """The title of the edition, which names the edition as well."""
        return str(obj.title)


class EditionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One of the editions of a questionnaire, by title and label."""

    def label_from_instance(self, obj: Any) -> str:
        """The title with the label, by which editions are told apart."""
        return f"{obj.title} ({obj.label})"


class RoundForm(forms.Form):
    """A round: names, period, editions, regions, rules of decision."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    opens_on = day_field(_("Opens on"))
    last_day = day_field(
        _("Last day"), help_text=_("Open until 24:00 of this day, Beijing time.")
    )
    asks_from = day_field(
        _("Asks about the time from"),
        help_text=_("Figures and proof are those of this time, mostly last year."),
    )
    asks_to = day_field(_("Asks about the time until"))
    editions = EditionChoices(
        Edition.objects.none(),
        label=_("Questionnaires"),
        widget=forms.CheckboxSelectMultiple,
    )
    regions = RowsField(
        Region.objects.none(),
        label=_("Regions taking part"),
        widget=forms.CheckboxSelectMultiple,
    )
    notice_days = forms.IntegerField(
        label=_("Days of public notice"), min_value=1, max_value=60, initial=5
    )
    objection_days = forms.IntegerField(
        label=_("Working days to object to a correction"),
        min_value=1,
        max_value=60,
        initial=5,
        help_text=_(
            "Counted from the day after the recommendation; the enterprise may object"
            " until 24:00 of the last one."
        ),
    )
    review_days = forms.IntegerField(
        label=_("Working days a district has for a file"),
        min_value=1,
        max_value=120,
        initial=10,
        help_text=_("The queue shows which files have waited longer; nothing lapses."),
    )
    district_decides_below = forms.DecimalField(
        label=_("The district decides below this investment (10,000 CNY)"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("Leave it empty where the municipality decides every file."),
    )
    four_eyes = forms.BooleanField(
        label=_("Two officers must agree on each decision"), required=False
    )

    calibrated = forms.BooleanField(
        label=_("Decisions wait for the calibration"),
        required=False,
        help_text=_(
            "Experts score a sample a second time; the municipality decides once"
            " somebody has looked at the agreement and released the decisions."
        ),
    )

    def __init__(
        self, *args: Any, today: date, planned: Round | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = today.year
        self.fields["asks_from"].initial = date(today.year - 1, 1, 1)
        self.fields["asks_to"].initial = date(today.year - 1, 12, 31)
        editions = Edition.objects.filter(state=EditionState.PUBLISHED)
        self._rows("editions", editions.select_related("questionnaire"))
        self._rows("regions", Region.objects.valid_on(today))
        if planned is not None:
            self.initial = {**_planned(planned), **self.initial}

    def _rows(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, RowsField)
        field.queryset = rows
        field.initial = rows

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("opens_on"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        first, last = cleaned.get("asks_from"), cleaned.get("asks_to")
        if first and last and last < first:
            self.add_error(
                "asks_to", _("The period ends before it begins. Exchange the two days.")
            )
        return cleaned

    def plan(self) -> Plan:
        """What the officer planned, with the exclusive deadline."""
        given = dict(self.cleaned_data)
        first, last = given.pop("opens_on"), given.pop("last_day")
        opens = timezone.make_aware(datetime.combine(first, time.min))
        return Plan(opens_at=opens, deadline=end_of(last), **given)


def _planned(target: Round) -> dict[str, Any]:
    """What was planned, as the form shows it."""
    last = timezone.localdate(target.deadline - timedelta(microseconds=1))
    found = {name: getattr(target, name) for name in SETTINGS}
    asks_from, asks_to = target.period
    return found | {
        "asks_from": asks_from,
        "asks_to": asks_to,
        "opens_on": timezone.localdate(target.opens_at),
        "last_day": last,
        "editions": list(target.editions.values_list("pk", flat=True)),
        "regions": list(target.regions.values_list("pk", flat=True)),
    }


class ExtensionForm(forms.Form):
    """More time for one region or one enterprise, until when, and why."""

    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=_("For a whole region"),
        required=False,
        empty_label=_("Choose, or name an enterprise below"),
    )
    uscc = forms.CharField(
        label=_("Or for one enterprise: its unified social credit code"),
        required=False,
        max_length=30,
    )
    until = day_field(_("Open until the end of"), help_text=_("This day is included."))
    reason = words_field(_("Reason"), help_text=_("Those concerned read it."))

    def __init__(self, *args: Any, target: Round, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)
        region.queryset = target.regions.all()

    def clean_uscc(self) -> Enterprise | None:
        """The enterprise with this code."""
        code = "".join(self.cleaned_data["uscc"].split()).upper()
        if not code:
            return None
        found = Enterprise.objects.filter(uscc=code).first()
        if found is None:
            raise forms.ValidationError(
                _("No enterprise here has this code. Check its 18 characters.")
            )
        return found

    def clean_until(self) -> datetime:
        """The exclusive moment, which must lie ahead."""
        return ahead(self.cleaned_data["until"], self.at)

    def clean(self) -> dict[str, Any]:
        """A region or an enterprise, and not both."""
        cleaned = super().clean() or {}
        chosen = [cleaned.get("region"), cleaned.get("uscc")]
        if not self.errors and chosen.count(None) != 1:
            raise forms.ValidationError(
                _("Choose a region or name one enterprise, one of the two.")
            )
        return cleaned

    def whom(self) -> Region | Enterprise:
        """Who gets more time."""
        found: Region | Enterprise = (
            self.cleaned_data["region"] or self.cleaned_data["uscc"]
        )
        return found


class SwapForm(forms.Form):
    """Which published edition takes the place of the one that is asked, and why."""

    edition = EditionChoice(
        Edition.objects.none(), label=_("Edition to ask instead"), empty_label=None
    )
    reason = words_field(_("Reason"), help_text=_("Those who fill read it."))

    def __init__(self, *args: Any, substitutes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = self.fields["edition"]
        assert isinstance(edition, EditionChoice)
        edition.queryset = substitutes
