"""A part of the audit trail as a workbook: a row for each of its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from surveys.sheets.listing import Column, Listing, Row, write_listing


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the trail in words."""

    number: str
    at: str
    who: str
    role: str
    address: str
    action: str
    about: str
    reason: str
    before: str
    after: str
    more: str


def write_trail(notes: Sequence[str], lines: Iterable[Line], language: str) -> bytes:
    """The workbook; `notes` say what was chosen and how far the trail is sealed."""
    with override(language):
        listing = Listing(
            name=_("Audit trail"),
            title=_("Audit trail"),
            notes=notes,
            columns=_columns(),
            rows=[Row(astuple(line)) for line in lines],
        )
        return write_listing(listing, language)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("No."), 9, figure=True),
        Column(pgettext("of the trail", "When"), 20),
        Column(pgettext("of the trail", "Who"), 16, strong=True),
        Column(_("Acting as"), 16),
        Column(_("From where"), 16),
        Column(pgettext("of the trail", "What"), 24, strong=True),
        Column(_("To what"), 22),
        Column(pgettext("of the trail", "Why"), 28),
        Column(pgettext("of the trail", "Before"), 26),
        Column(pgettext("of the trail", "After"), 26),
        Column(_("Details"), 26),
    )
