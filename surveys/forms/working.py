"""Working through a file: which of its items are shown, and how far one is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.items import Item, Part

ALL = "all"
FILTERS = {
    "open": _("Not yet judged"),
    "changed": _("Changed since the last version"),
    "doubted": _("With a doubt"),
}


class ShownForm(forms.Form):
    """Which section of a file is shown, or of all which items."""

    section = forms.ChoiceField(required=False)
    show = forms.ChoiceField(choices=list(FILTERS.items()), required=False)

    def __init__(self, parts: Sequence[Part], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = self.fields["section"]
        assert isinstance(section, forms.ChoiceField)
        section.choices = [(ALL, ALL), *((part.code, part.code) for part in parts)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be asked back at one item, and where that is."""

    section: str
    item: Item


@dataclass(frozen=True, slots=True)
class Work:
    """The sections of a file, those shown, and how far one is with all of them.

    `section` and `show` are what was chosen; `following` is the first item that still
    has to be looked at, after the section that is shown where there is one.
    """

    parts: Sequence[Part]
    shown: Sequence[Part]
    section: str = ""
    show: str = ""

    @property
    def total(self) -> int:
        return sum(part.total for part in self.parts)

    @property
    def judged(self) -> int:
        return sum(part.judged for part in self.parts)

    @property
    def left(self) -> int:
        return self.total - self.judged

    @property
    def changed(self) -> int:
        return sum(part.changed for part in self.parts)

    @property
    def doubted(self) -> int:
        return sum(item.doubted for part in self.parts for item in part.items)

    @property
    def asks(self) -> list[Asked]:
        """What goes to the enterprise when the file is returned."""
        return [
            Asked(part.code, item)
            for part in self.parts
            for item in part.items
            if item.asked
        ]

    @property
    def following(self) -> Asked | None:
        here = [part.code for part in self.parts].index(self.section or self._first)
        turned = [*self.parts[here:], *self.parts[:here]]
        places = (Asked(p.code, item) for p in turned for item in p.items if item.open)
        return next(places, None)

    @property
    def _first(self) -> str:
        return self.parts[0].code

    def item(self, code: str) -> Item | None:
        """The item of a question, if it shows."""
        items = (item for part in self.parts for item in part.items)
        return next((item for item in items if item.code == code), None)


def work_of(parts: Sequence[Part], data: Any) -> Work:
    """What is shown of a file: the section asked for, or else the first with something
    to judge; of all sections the items that a filter lets through."""
    form = ShownForm(parts, data)
    chosen = form.cleaned_data if form.is_valid() else {}
    section, show = chosen.get("section", ""), chosen.get("show", "")
    if show:
        found = (replace(p, items=_through(p.items, show)) for p in parts)
        return Work(parts, [part for part in found if part.items], "", show)
    if section == ALL or not parts:
        return Work(parts, parts, "", "")
    first = next((part.code for part in parts if part.judged < part.total), "")
    section = section or first or parts[0].code
    return Work(parts, [part for part in parts if part.code == section], section)


def _through(items: Sequence[Item], show: str) -> list[Item]:
    return [item for item in items if item[show]]
