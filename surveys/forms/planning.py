"""The task list as data: who fills which section, and why not yet to hand in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from surveys.explaining.words import worded
from surveys.forms.overview import Part
from surveys.models import Assignment, Response, User
from surveys.scoring import Scheme


@dataclass(frozen=True, slots=True)
class Task:
    """One section of the list; `who` fills it, nobody in particular where None."""

    part: Part
    who: User | None
    mine: bool

    @property
    def anchor(self) -> str:
        """Where its page is best opened: at what is to be done first."""
        code = self.part.first_open if self.part.done or self.part.returned else ""
        return f"#q-{code}" if code else ""


def tasks_of(
    parts: Sequence[Part], assignments: Iterable[Assignment], reader: User
) -> list[Task]:
    """The sections with who fills them."""
    people = {row.section: row.user for row in assignments}
    return [
        Task(part, people.get(part.code), people.get(part.code) == reader)
        for part in parts
    ]


def hindrances(parts: Sequence[Part], scheme: Scheme) -> list[str]:
    """What still keeps a response from being handed in; nothing where it can be."""
    missing = sum(part.missing for part in parts)
    if scheme.unanswered != "block" or not missing:
        return []
    text = ngettext(
        "%(count)s answer is still needed.",
        "%(count)s answers are still needed.",
        missing,
    )
    return [text % {"count": missing}]


def cautions(parts: Sequence[Part], scheme: Scheme) -> list[str]:
    """What does not keep it from being handed in, and should be known before."""
    blocks = scheme.unanswered == "block"
    missing = 0 if blocks else sum(part.missing for part in parts)
    counted = (
        (sum(part.returned for part in parts), RETURNED),
        (missing, MISSING),
        (sum(line.half for part in parts for line in part.lines), HALVES),
        (sum(part.unproven for part in parts), UNPROVEN),
    )
    return [str(text % {"count": count}) for count, text in counted if count]


RETURNED = ngettext_lazy(
    "%(count)s returned item has not been changed yet.",
    "%(count)s returned items have not been changed yet.",
    "count",
)
MISSING = ngettext_lazy(
    "%(count)s question is not answered and would count as 0.",
    "%(count)s questions are not answered and would count as 0.",
    "count",
)
HALVES = ngettext_lazy(
    "%(count)s answer is only half given.",
    "%(count)s answers are only half given.",
    "count",
)
UNPROVEN = ngettext_lazy(
    "%(count)s answer has no proof yet.",
    "%(count)s answers have no proof yet.",
    "count",
)


class AssigningForm(forms.Form):
    """Who fills which section: a choice each, those of the page only."""

    def __init__(
        self,
        response: Response,
        colleagues: Sequence[User],
        assigned: Mapping[str, User],
        data: Any = None,
    ) -> None:
        super().__init__(data, prefix="section")
        nobody = [("", _("nobody in particular"))]
        people = [(str(person.pk), person.name) for person in colleagues]
        for number, section in enumerate(response.edition.scheme.sections, start=1):
            who = assigned.get(section.code)
            field = forms.ChoiceField(
                label=f"{number}. {worded(section.title)}",
                choices=nobody + people + _gone(who, colleagues),
                required=False,
                initial=str(who.pk) if who else "",
                error_messages={
                    "invalid_choice": _(
                        "This person does not fill for the enterprise any more. Choose"
                        " somebody else."
                    )
                },
            )
            field.widget.attrs["class"] = "form-select"
            self.fields[section.code] = field

    def chosen(self) -> dict[str, int | None]:
        """Who is to fill each section that was on the page: a person's id, or None."""
        return {
            code: int(value) if value else None
            for code, value in self.cleaned_data.items()
            if self.add_prefix(code) in self.data
        }


def _gone(who: User | None, colleagues: Sequence[User]) -> list[tuple[str, str]]:
    """Somebody who was given the section and has left: still shown, so that nothing
    changes unless somebody chooses."""
    if who is None or who in colleagues:
        return []
    return [(str(who.pk), _("%(name)s (has left)") % {"name": who.name})]
