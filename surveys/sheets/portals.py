"""A workbook for copying: the answers in the order of a national questionnaire."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from surveys.sheets.listing import Column, Heading, Listing, Row, write_listing


@dataclass(frozen=True, slots=True)
class Cover:
    """Whose answers these are; all texts in the reader's language."""

    title: str
    enterprise: str
    uscc: str
    unit: str
    status: str
    written: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the questionnaire. words: the answer as people say it; value: what is
    typed or chosen; proofs: names of files, one a line."""

    section: str
    number: str
    title: str
    words: str
    value: str
    unit: str
    proofs: str
    answered: bool


def write_portal(cover: Cover, items: Iterable[Item], language: str) -> bytes:
    """The workbook: one sheet, printable, with what is open marked in words."""
    with override(language):
        listing = Listing(
            name=_("To be copied"),
            title=cover.title,
            notes=_notes(cover),
            columns=(
                Column(_("No."), 8),
                Column(_("Question"), 46),
                Column(_("Our answer"), 44),
                Column(_("To type or choose"), 22, strong=True),
                Column(_("Unit"), 14),
                Column(_("Proof"), 34),
            ),
            rows=list(_rows(items)),
        )
        return write_listing(listing, language)


def _notes(cover: Cover) -> tuple[str, ...]:
    return (
        f"{cover.enterprise} · {cover.uscc} · {cover.unit}",
        _("As of %(day)s; status here: %(status)s")
        % {"day": cover.written, "status": cover.status},
        _(
            "Type or choose on the portal what stands under “To type or choose”. Where"
            " it is empty, the words beside it say what to choose. The order is that of"
            " the questionnaire; the portal may number it otherwise."
        ),
    )


def _rows(items: Iterable[Item]) -> Iterator[Row | Heading]:
    section = ""
    for item in items:
        if item.section != section:
            section = item.section
            yield Heading(section)
        words = item.words if item.answered else _("Not answered here")
        texts = (item.number, item.title, words, item.value, item.unit, item.proofs)
        yield Row(texts, marked=not item.answered)
