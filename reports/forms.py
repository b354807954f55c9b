"""Forms of readers: which figures, on which lane, in which language."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reports.following import CHOICES, FILE, Choice, Wish, section_title
from reports.models import Cut, Language
from reports.overseeing import STUCK, By, Regions
from surveys.explaining.words import day
from surveys.forms.choosing import LONGEST_ID
from surveys.forms.reviewing import words_field
from surveys.models import (
    Cluster,
    Edition,
    Lane,
    Questionnaire,
    Region,
    Round,
    RoundState,
)
from surveys.scoring.normalising import clean_text
from surveys.workflow import Status

Pairs = list[tuple[str, str]]


def figures_to_order() -> Pairs:
    """Each edition of each round that was opened, as "round.edition" with its words."""
    rounds = Round.objects.exclude(state="planned").prefetch_related(
        "editions__questionnaire"
    )
    return [
        (f"{target.pk}.{edition.pk}", f"{target} · {edition.questionnaire}")
        for target in rounds
        for edition in target.editions.all()
    ]


class _FiguresForm(forms.Form):
    figures = forms.ChoiceField(label=_("Round and questionnaire"))

    def __init__(self, *args: Any, figures: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["figures"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = figures

    def round_and_edition(self) -> tuple[Round, Edition]:
        """The chosen round and edition."""
        target, edition = self.cleaned_data["figures"].split(".")
        return (
            Round.objects.get(pk=target),
            Edition.objects.select_related("questionnaire").get(pk=edition),
        )


class LiveOrderForm(_FiguresForm):
    """A workbook of the figures as they stand, for the municipality."""

    lane = forms.ChoiceField(label=_("Lane"), choices=Lane.choices, initial=Lane.FINAL)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    rows = forms.BooleanField(
        label=_("With the list of enterprises"), required=False, initial=True
    )


class CutOrderForm(forms.Form):
    """A workbook of published figures."""

    cut = forms.ModelChoiceField(
        Cut.objects.none(), label=_("Published figures"), empty_label=None
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cut"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Cut.objects.select_related("round", "edition__questionnaire")
        field.label_from_instance = _cut_words  # type: ignore[assignment, method-assign]


def _cut_words(cut: Cut) -> str:
    lane = Lane(cut.lane).label
    return f"{cut.round} · {cut.edition.questionnaire} · {lane} · {day(cut.at)}"


class PublishForm(_FiguresForm):
    """Publishing figures: they are fixed as they stand now, once and for all."""

    lane = forms.ChoiceField(label=_("Lane"), choices=Lane.choices, initial=Lane.FINAL)


class StudyForm(forms.Form):
    """A study of an edition: on which round's responses, in which language."""

    round = forms.ModelChoiceField(
        Round.objects.none(),
        label=_("Round to replay"),
        help_text=_("Rounds that asked an edition of the same questionnaire."),
        empty_label=None,
    )
    lane = forms.ChoiceField(
        label=_("Lane"),
        choices=Lane.choices,
        initial=Lane.FINAL,
        help_text=_("Claimed while the round runs, final after it."),
    )
    language = forms.ChoiceField(
        label=_("Language of the workbook"), choices=Language.choices
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["round"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            Round.objects.filter(editions__questionnaire=edition.questionnaire_id)
            .exclude(state=RoundState.PLANNED)
            .distinct()
        )


class SummaryFilter(forms.Form):
    """What a summary table shows. `regions` are those that the reader may see."""

    round = forms.ModelChoiceField(
        Round.objects.none(), label=_("Round"), empty_label=None
    )
    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("Region"), required=False, empty_label=_("All")
    )
    questionnaire = forms.ModelChoiceField(
        Questionnaire.objects.all(),
        label=_("Questionnaire"),
        required=False,
        empty_label=_("All"),
    )
    status = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(
        self,
        *args: Any,
        rounds: QuerySet[Round],
        regions: QuerySet[Region],
        statuses: Iterable[Status],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("round", rounds), ("region", regions)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = [("", _("All")), *((s.value, s.label) for s in statuses)]


class CockpitForm(forms.Form):
    """By what the figures of a round are told apart; regions where nothing is said."""

    by = forms.ChoiceField(choices=By.choices, required=False)

    def chosen(self) -> str:
        """The choice, or the usual one."""
        return (self.is_valid() and self.cleaned_data["by"]) or By.REGION.value


class RowsForm(forms.Form):
    """Which rows of a round are listed; what cannot be understood filters nothing."""

    rows = forms.ChoiceField(label=_("Show"), required=False)
    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("Region"), required=False, empty_label=_("All")
    )
    cluster = forms.ModelChoiceField(
        Cluster.objects.all(), label=_("Cluster"), required=False, empty_label=_("All")
    )
    section = forms.ChoiceField(label=_("Last answer in"), required=False)
    q = forms.CharField(label=_("Enterprise"), required=False, max_length=60)

    def __init__(
        self, *args: Any, target: Round, regions: Regions, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.regions = regions
        self._choices("rows", [(str(choice), choice.words) for choice in CHOICES])
        self._section(target, str(self.data.get("section") or ""))
        rows = target.regions.all()
        rows = rows if regions is None else rows.filter(pk__in=regions)
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)
        region.queryset = rows
        if regions is not None and len(regions) < 2:  # noqa: PLR2004 -- no choice
            del self.fields["region"]

    def _section(self, target: Round, key: str) -> None:
        """The section that a figure led to may be left again; others are no choice."""
        number, _dot, code = key.partition(".")
        asked = Edition.objects.filter(rounds=target).defer("document")
        known = number.isascii() and number.isdecimal() and len(number) <= LONGEST_ID
        edition = asked.filter(pk=number).first() if known else None
        if edition is None:
            del self.fields["section"]
            return
        title = f"{edition.title} · {section_title(edition, code)}"
        self._choices("section", [("", _("All")), (key, title)])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def wish(self) -> Wish:
        """The list that is asked for."""
        self.is_valid()
        given = self.cleaned_data
        return Wish(
            Choice.read(given.get("rows") or f"{FILE}-{STUCK}"),
            self.regions,
            region=given.get("region"),
            cluster=given.get("cluster"),
            section=given.get("section") or "",
            text=clean_text(given.get("q") or ""),
        )


class RemindForm(forms.Form):
    """What goes with a reminder."""

    note = words_field(
        _("A note of your own (may stay empty)"), required=False, max_length=500
    )
