"""The columns of a section's sheet: what each is called, how wide, what it is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

LANGUAGES: Final = ("zh-hans", "en")
BETWEEN: Final = " / "
TICK: Final = "√"
"""What people type in Chinese to say that something applies; every font has it."""


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is for the reader of the workbook, in a hidden row; `title` for people."""

    name: str
    title: Any
    width: float


KEY: Final = "#key"
ANSWER, NA, REASON = "#answer", "#na", "#reason"
COLUMNS: Final = (
    Column(KEY, "", 4),
    Column("#number", pgettext_lazy("of a question", "No."), 7),
    Column("#question", _("Question"), 42),
    Column("#item", _("To be filled in"), 28),
    Column(ANSWER, _("Answer"), 34),
    Column("#unit", pgettext_lazy("of a figure", "Unit"), 13),
    Column(NA, _("Does it apply?"), 17),
    Column(REASON, _("Why it does not apply"), 28),
    Column("#about", _("Explanation"), 52),
    Column("#proof", _("What proves it"), 34),
)
PLACES: Final[Mapping[str, int]] = {
    column.name: number for number, column in enumerate(COLUMNS, start=1)
}
DOES_NOT_APPLY: Final = _("Does not apply")


def in_both(text: Any, language: str, between: str = BETWEEN) -> str:
    """A text marked for translation in both languages, that of the reader first."""
    said = []
    for code in ordered(language):
        with override(code):
            said.append(str(text))
    return between.join(dict.fromkeys(said))


def ordered(language: str) -> tuple[str, ...]:
    """Both languages, that of the reader first."""
    return LANGUAGES[::-1] if language.startswith("en") else LANGUAGES
