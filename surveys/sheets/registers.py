"""The register of titles as workbooks: its list, its figures, a sample's visits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from surveys.sheets.listing import (
    Column,
    Listing,
    Row,
    write_listing,
    write_listings,
)
from surveys.sheets.titles import sheet_title

FIGURE: Final = 15  # characters
LABEL: Final = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """A title in words."""

    number: str
    stage: str
    holder: str
    uscc: str
    region: str
    cluster: str
    granted_on: str
    state: str
    due_on: str = ""
    withdrawn_on: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A title that was drawn, and what came of it; what is found is filled in."""

    place: int
    number: str
    stage: str
    holder: str
    region: str
    granted_on: str
    outcome: str
    finding: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A table: the heading of its lines, each with new, withdrawn and held by stage;
    `total` likewise, where lines add up."""

    name: str
    title: str
    head: str
    lines: Sequence[tuple[str, Sequence[int]]]
    total: Sequence[int] | None = None


def write_register(entries: Iterable[Entry], note: str, language: str) -> bytes:
    """The list; `note` says which titles it holds."""
    with override(language):
        listing = Listing(
            name=sheet_title(_("Register of titles")),
            title=_("Register of titles"),
            notes=[note],
            columns=_columns(Entry.__slots__),
            rows=(Row(_cells(entry)) for entry in entries),
            frozen=1,
        )
        return write_listing(listing, language)


def _columns(names: Iterable[str]) -> list[Column]:
    """The columns of an entry's or a visit's fields."""
    known = {
        "place": Column(_("No."), 6, figure=True),
        "number": Column(_("Number"), 18, strong=True),
        "stage": Column(_("Stage"), 15),
        "holder": Column(_("Holder"), 38),
        "uscc": Column(_("Unified social credit code"), 24),
        "region": Column(_("Region"), 16),
        "cluster": Column(_("Cluster"), 22),
        "granted_on": Column(_("Granted on"), 12),
        "state": Column(_("State"), 14),
        "due_on": Column(_("Re-check due on"), 12),
        "withdrawn_on": Column(_("Withdrawn on"), 12),
        "outcome": Column(_("Outcome"), 11),
        "finding": Column(_("What was found"), 26),
    }
    return [known[name] for name in names]


def _cells(entry: Entry | Visit) -> list[str | int]:
    return [getattr(entry, name) for name in entry.__slots__]


def write_figures(
    tables: Iterable[Figures],
    stages: Sequence[str],
    notes: Sequence[str],
    language: str,
) -> bytes:
    """The tables, a sheet each; figures are numbers."""
    with override(language):
        return write_listings([_table(t, stages, notes) for t in tables], language)


def _table(figures: Figures, stages: Sequence[str], notes: Sequence[str]) -> Listing:
    parts = (
        _("%(stage)s: new"),
        _("%(stage)s: withdrawn"),
        _("%(stage)s: held at the end of the year"),
    )
    heads = (part % {"stage": stage} for stage in stages for part in parts)
    rows = [Row([label, *numbers]) for label, numbers in figures.lines]
    if figures.total is not None:
        rows.append(Row([pgettext("sum", "Total"), *figures.total]))
    return Listing(
        name=sheet_title(figures.name),
        title=figures.title,
        notes=notes,
        columns=(
            Column(figures.head, LABEL, strong=True),
            *(Column(head, FIGURE, figure=True) for head in heads),
        ),
        rows=rows,
        frozen=1,
    )


def write_visits(
    visits: Iterable[Visit], name: str, notes: Sequence[str], language: str
) -> bytes:
    """The list of visits, with columns to fill in on site."""
    with override(language):
        columns = (
            *_columns(Visit.__slots__),
            Column(_("Found on site"), 30, filled=True),
            Column(_("Visited on, by"), 18, filled=True),
        )
        listing = Listing(
            name=sheet_title(_("Visits")),
            title=name,
            notes=notes,
            columns=columns,
            rows=(Row([*_cells(visit), "", ""]) for visit in visits),
            frozen=4,
        )
        return write_listing(listing, language)


def flat(triples: Iterable[tuple[int, int, int]]) -> list[int]:
    """The figures of all stages in the order of the columns."""
    return list(chain.from_iterable(triples))
