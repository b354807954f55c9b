"""A public notice as a workbook: its text in both languages, a row for each unit."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from surveys.sheets.listing import Column, Listing, Row, write_listing


@dataclass(frozen=True, slots=True)
class Line:
    """One unit on public notice; all texts in the reader's language."""

    enterprise: str
    uscc: str
    unit: str
    questionnaire: str
    round: str
    region: str
    begun: str
    until: str
    objections: str


def write_notice(texts: Sequence[str], lines: Sequence[Line], language: str) -> bytes:
    """The workbook: the sentences of the notice above the list."""
    with override(language):
        listing = Listing(
            name=_("Public notice"),
            title=_("Units on public notice"),
            notes=texts,
            columns=_columns(),
            rows=[
                Row((str(place), *astuple(line)))
                for place, line in enumerate(lines, start=1)
            ],
            frozen=2,
        )
        return write_listing(listing, language)


def _columns() -> tuple[Column, ...]:
    return (
        Column(pgettext("of a row", "No."), 6, figure=True),
        Column(_("Enterprise"), 30, strong=True),
        Column(_("Credit code"), 21),
        Column(_("Unit"), 20),
        Column(_("Questionnaire"), 18),
        Column(_("Round"), 20),
        Column(_("Region"), 14),
        Column(_("On notice from"), 19),
        Column(_("On notice until"), 19),
        Column(_("Objections"), 11, figure=True),
    )
