"""What a person wishes of the way up, and says of the dimensions; all in the address,
so that a page can be kept or sent to a colleague."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.explaining.words import worded
from surveys.guiding import Wishes
from surveys.scoring import Level, Node, Priorities, Scheme

EFFORT: Final = "effort."
EFFORTS: Final = {
    "small": (_("small"), Fraction(1, 2)),
    "usual": (_("as usual"), Fraction(1)),
    "large": (_("large"), Fraction(2)),
    "very_large": (_("very large"), Fraction(4)),
}
USUAL: Final = "usual"


class WishesForm(forms.Form):
    """To which level, which answers are to stay, and what is harder than usual."""

    def __init__(self, data: Any, *, scheme: Scheme, levels: list[Level]) -> None:
        super().__init__(data)
        codes = [(code, code) for code in scheme.questions]
        self.fields["level"] = forms.ChoiceField(
            choices=[("", ""), *((one.code, worded(one.title)) for one in levels)],
            required=False,
        )
        self.fields["out"] = forms.MultipleChoiceField(choices=codes, required=False)
        efforts = [(name, words) for name, (words, _cost) in EFFORTS.items()]
        for name in data:
            if (
                name.startswith(EFFORT)
                and name.removeprefix(EFFORT) in scheme.questions
            ):
                self.fields[name] = forms.ChoiceField(choices=efforts, required=False)

    def wishes(self) -> Wishes:
        """What is wished; what cannot be read is left out."""
        self.full_clean()
        data = self.cleaned_data
        return Wishes(
            level=data.get("level") or None,
            costs={
                code: EFFORTS[name][1] for code, name in self.efforts() if name != USUAL
            },
            ruled_out=frozenset(data.get("out", ())),
        )

    def efforts(self) -> Iterator[tuple[str, str]]:
        """The questions whose effort was told, and how large it is."""
        for name, value in self.cleaned_data.items():
            if name.startswith(EFFORT) and value:
                yield name.removeprefix(EFFORT), value


class PrioritiesForm(forms.Form):
    """For every dimension an amount of each input, and how far one plans."""

    def __init__(self, data: Any, *, plan: Priorities, nodes: list[Node]) -> None:
        super().__init__(data or None)
        self.plan, self.nodes = plan, nodes
        self.fields["horizon"] = forms.ChoiceField(
            label=_("How far do you plan?"),
            choices=[(one.code, worded(one.title)) for one in plan.horizons],
        )
        for node in nodes:
            for column in plan.inputs:
                self.fields[f"{column.code}.{node.code}"] = forms.DecimalField(
                    label=f"{worded(node.title)}: {worded(column.title)}",
                    min_value=0,
                    max_value=1_000_000,
                    max_digits=12,
                    decimal_places=4,
                    required=False,
                    widget=forms.TextInput(
                        attrs={"inputmode": "decimal", "class": "form-control"}
                    ),
                )

    def rows(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Each dimension with its fields."""
        for node in self.nodes:
            fields = [self[f"{column.code}.{node.code}"] for column in self.plan.inputs]
            yield worded(node.title), fields

    def amounts(self) -> Mapping[str, Mapping[str, Fraction]]:
        """By input and dimension what was given; nothing counts 0."""
        data = self.cleaned_data
        return {
            column.code: {
                node.code: Fraction(data[f"{column.code}.{node.code}"] or 0)
                for node in self.nodes
            }
            for column in self.plan.inputs
        }
