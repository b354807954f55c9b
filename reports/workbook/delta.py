"""What has changed since a moment, as a workbook: one row a change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _
from django.utils.translation import override

from surveys.sheets.listing import Column, Listing, Row, write_listing
from surveys.sheets.titles import sheet_title


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not what it was, in words: `what` is an answer, a correction, a
    score, a level or a status, `item` which of them; `why` the reason given."""

    region: str
    enterprise: str
    uscc: str
    unit: str
    questionnaire: str
    what: str
    item: str
    old: str
    new: str
    who: str
    at: str
    why: str


def write(changes: Iterable[Change], notes: Sequence[str], language: str) -> bytes:
    """The workbook, "zh-hans" or "en"; every cell is a text."""
    with override(language):
        listing = Listing(
            name=sheet_title(_("Changes")),
            title=_("What has changed"),
            notes=notes,
            columns=_columns(),
            rows=[
                Row([getattr(change, field.name) for field in fields(Change)])
                for change in changes
            ],
        )
        return write_listing(listing, language)


def _columns() -> list[Column]:
    return [
        Column(_("Region"), 14),
        Column(_("Enterprise"), 30, strong=True),
        Column(_("Unified social credit code"), 22),
        Column(_("Workshop or factory"), 20),
        Column(_("Questionnaire"), 22),
        Column(_("What"), 14),
        Column(_("Which"), 34),
        Column(_("Old value"), 24),
        Column(_("New value"), 24),
        Column(_("Who"), 14),
        Column(_("When"), 18),
        Column(_("Why"), 34),
    ]
