"""Forms of readers: which figures, on which lane, in which language."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reports.models import Cut, Language
from surveys.explaining.words import day, listed
from surveys.models import Edition, Lane, Questionnaire, Region, Round, RoundState
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

    def in_words(self) -> str:
        """What was chosen beside round and region."""
        chosen = self.cleaned_data
        told = [str(chosen["questionnaire"])] if chosen.get("questionnaire") else []
        if status := chosen.get("status"):
            told.append(str(Status(status).label))
        return listed(told)
