"""The way up as a workbook: a plan with a row for each step, to be given out."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from surveys.sheets.listing import Column, Listing, Row, write_listing


@dataclass(frozen=True, slots=True)
class Cover:
    """What the plan is for; all texts in the reader's language. notes: what stands
    against it, where there is no way."""

    title: str
    subject: str
    sentence: str
    written: str
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One step in words; gain and score as people read them."""

    section: str
    number: str
    title: str
    before: str
    after: str
    effort: str
    gain: str
    score: str
    unlocks: str
    proof: str


def write_way(cover: Cover, lines: Sequence[Line], language: str) -> bytes:
    """The workbook: one sheet, with room for who does it until when."""
    with override(language):
        written = _("As of %(day)s") % {"day": cover.written}
        by_hand = ("", "", "")
        listing = Listing(
            name=_("Way up"),
            title=cover.title,
            notes=(cover.subject, cover.sentence, written),
            columns=_columns(),
            rows=[
                Row((str(place), *astuple(line), *by_hand))
                for place, line in enumerate(lines, start=1)
            ],
            frozen=4,
            after=cover.notes,
        )
        return write_listing(listing, language)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Step"), 6),
        Column(_("Section"), 16),
        Column(_("No."), 8),
        Column(_("Question"), 34),
        Column(_("Now"), 30),
        Column(_("To be"), 30, strong=True),
        Column(_("Effort"), 10),
        Column(_("Gain (points)"), 9, figure=True),
        Column(_("Score then"), 9, figure=True),
        Column(_("What it brings"), 34),
        Column(_("What proves it"), 30),
        Column(_("Who"), 14, filled=True),
        Column(_("Until when"), 14, filled=True),
        Column(_("Note"), 22, filled=True),
    )
