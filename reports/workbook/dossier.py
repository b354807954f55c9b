"""The dossier of one response as a workbook: claims, findings, proofs, decisions."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook.cover import Front, fill
from reports.workbook.drafting import FIRST_ROW, Value, moment, to_bytes
from reports.workbook.palette import FACES, add_styles
from reports.workbook.tables import Column, Placed, heighten, put_table
from surveys.sheets.titles import sheet_title

T = TypeVar("T")
ROOM: Final = 3
"""Lines that each item of the on-site list has at least, to be written in."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a dossier is of. facts: label and value, as handed in and as they stand;
    stamp: the fingerprint of the answers."""

    enterprise: str
    unit: str
    about: str
    status: str
    facts: Sequence[tuple[str, str]]
    stamp: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Lane:
    """What one lane found; score: None where there is none. `open`: official checks
    that it still waits for."""

    name: str
    stage: str
    score: float | None
    open: int
    at: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """A part of the score, as claimed and as reviewed."""

    title: str
    weight: str
    claimed: float | None
    reviewed: float | None


@dataclass(frozen=True, slots=True)
class Check:
    """A gate, criterion or outcome. decides: whether the stage needs it."""

    title: str
    decides: bool
    claimed: str
    reviewed: str
    seen: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction beside the claim; objection: what became of one."""

    number: str
    question: str
    claimed: str
    corrected: str
    reason: str
    by: str
    at: str
    objection: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that was handed in."""

    number: str
    question: str
    name: str
    period: str
    issuer: str
    trust: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What to look at on site, and why; claimed: what the enterprise says."""

    number: str
    subject: str
    why: str
    claimed: str
    proofs: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an office wrote when it moved the file on."""

    what: str
    text: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one response that was handed in, in one language."""

    head: Head
    lanes: Sequence[Lane]
    dimensions: Sequence[Dimension]
    checks: Sequence[Check]
    opinions: Sequence[Opinion]
    corrections: Sequence[Corrected]
    proofs: Sequence[Proof]
    visits: Sequence[Visit]


@dataclass(frozen=True, slots=True)
class _Book:
    about: str
    stamp: str
    book: Workbook = field(default_factory=Workbook)
    contents: list[tuple[Worksheet, str]] = field(default_factory=list)


def title() -> str:
    """The title of a dossier."""
    return _("Dossier of a file")


def render(dossier: Dossier, language: str) -> bytes:
    """The .xlsx file of a dossier, whose texts are in this language already."""
    with override(language):
        head = dossier.head
        pages = _Book(f"{head.enterprise} · {head.unit} · {head.about}", head.stamp)
        add_styles(pages.book, FACES[language])
        pages.book.worksheets[0].title = sheet_title(_("Cover"))
        _write_result(pages, dossier)
        _write_findings(pages, dossier)
        _write_proofs(pages, dossier.proofs)
        _write_visits(pages, dossier.visits)
        lines = (f"{head.enterprise} · {head.unit}", head.about)
        front = Front(title(), lines, _tiles(dossier), list(_manifest(head)))
        fill(pages, pages.book.worksheets[0], front)
        return to_bytes(pages, title(), head.at)


def _tiles(dossier: Dossier) -> Sequence[tuple[str, Value, str]]:
    scores: list[Value] = [lane.score for lane in dossier.lanes]
    claimed, reviewed = (*scores, None, None)[:2]
    return (
        (_("Claimed score"), claimed, "score"),
        (_("Reviewed score"), reviewed, "score"),
        (_("Corrections"), len(dossier.corrections), "count"),
        (_("Files of proof"), len(dossier.proofs), "count"),
    )


def _manifest(head: Head) -> Iterator[tuple[str, str, str]]:
    yield "status", _("Status"), head.status
    for number, (label, value) in enumerate(head.facts, start=1):
        yield f"fact_{number}", label, value
    yield "answers_hash", _("Fingerprint of the answers (SHA-256)"), head.stamp
    yield "made_at", _("Made at"), moment(head.at)
    yield "made_for", _("Made for"), head.by


def text(
    key: str, head: str, value: Callable[[T], str], wide: float, meaning: str = ""
) -> Column[T]:
    """A column of words, which wrap."""
    return Column(key, head, value, "words", meaning, width=wide)


def put_words(
    pages: _Book,
    names: tuple[str, str, str],
    note: str,
    columns: Sequence[Column[T]],
    records: Sequence[T],
    least: int = 1,
) -> Placed:
    """A sheet with one table of words, whose rows have `least` lines or more."""
    placed = put_table(pages, names, note, columns, records)
    heighten(placed, columns, records, least)
    return placed


def _write_result(pages: _Book, dossier: Dossier) -> None:
    put_words(
        pages,
        (_("Result"), _("What each lane found"), "Lanes"),
        _("Claimed is what the enterprise says; reviewed is with the corrections."),
        [
            text("lane", _("Lane"), lambda r: r.name, 18),
            text("stage", _("Stage"), lambda r: r.stage, 46),
            Column("score", _("Score"), lambda r: r.score, "score", ""),
            Column("open", _("Checks open"), lambda r: r.open, "count", ""),
            text("at", pgettext("moment", "As of"), lambda r: r.at, 30),
        ],
        list(dossier.lanes),
    )
    put_words(
        pages,
        (_("Dimensions"), _("Parts of the score"), "Dimensions"),
        _("“—” where there is no score."),
        [
            text("title", _("Dimension"), lambda r: r.title, 46),
            text("weight", _("Weight"), lambda r: r.weight, 12),
            Column("claimed", _("Claimed"), lambda r: r.claimed, "score", ""),
            Column("reviewed", _("Reviewed"), lambda r: r.reviewed, "score", ""),
        ],
        list(dossier.dimensions),
    )
    put_words(
        pages,
        (_("Checks"), _("Gates, criteria and outcomes"), "Checks"),
        _("A stage is reached when everything that decides is met."),
        [
            text("title", _("Check"), lambda r: r.title, 46),
            text("decides", _("Decides"), lambda r: yes(of=r.decides), 10),
            text("claimed", _("Claimed"), lambda r: r.claimed, 14),
            text("reviewed", _("Reviewed"), lambda r: r.reviewed, 14),
            text("seen", _("What was seen"), lambda r: r.seen, 60),
        ],
        list(dossier.checks),
    )


def yes(*, of: bool) -> str:
    """Yes or no."""
    return _("yes") if of else _("no")


def _write_findings(pages: _Book, dossier: Dossier) -> None:
    put_words(
        pages,
        (_("Opinions"), _("What the offices wrote"), "Opinions"),
        _("In the order in which the file was moved on."),
        [
            text("what", _("Step"), lambda r: r.what, 22),
            text("text", _("Opinion or reason"), lambda r: r.text, 80),
            text("by", _("By"), lambda r: r.by, 16),
            text("at", _("When"), lambda r: r.at, 26),
        ],
        list(dossier.opinions),
    )
    put_words(
        pages,
        (_("Corrections"), _("Corrections beside the claims"), "Corrections"),
        _("A claim is never overwritten; the newest correction of an item counts."),
        [
            text("number", _("No."), lambda r: r.number, 8),
            text("question", _("Question"), lambda r: r.question, 34),
            text("claimed", _("Claimed"), lambda r: r.claimed, 28),
            text("corrected", _("Corrected"), lambda r: r.corrected, 28),
            text("reason", _("Reason"), lambda r: r.reason, 36),
            text("by", _("By"), lambda r: r.by, 14),
            text("at", _("When"), lambda r: r.at, 22),
            text("objection", _("Objection"), lambda r: r.objection, 18),
        ],
        list(dossier.corrections),
    )


def _write_proofs(pages: _Book, proofs: Sequence[Proof]) -> None:
    put_words(
        pages,
        (_("Proofs"), _("Files that were handed in"), "Proofs"),
        _("The fingerprint tells whether a file is the one that was handed in."),
        [
            text("number", _("No."), lambda r: r.number, 8),
            text("question", _("Question"), lambda r: r.question, 34),
            text("name", _("File"), lambda r: r.name, 32),
            text("period", _("Covers the period"), lambda r: r.period, 24),
            text("issuer", _("Issued by"), lambda r: r.issuer, 20),
            text("trust", _("Trust"), lambda r: r.trust, 20),
            text("sha256", _("Fingerprint (SHA-256)"), lambda r: r.sha256, 40),
        ],
        list(proofs),
    )


def _write_visits(pages: _Book, visits: Sequence[Visit]) -> None:
    """The list that is taken along, printed, and filled in by hand."""
    columns: list[Column[Visit]] = [
        text("number", _("No."), lambda r: r.number, 8),
        text("subject", _("What to look at"), lambda r: r.subject, 32),
        text("why", _("Why"), lambda r: r.why, 34),
        text("claimed", _("Claimed"), lambda r: r.claimed, 26),
        Column(
            "proofs",
            pgettext("that prove an answer", "Files"),
            lambda r: r.proofs,
            "count",
            "",
        ),
        text("found", _("Found on site"), _blank, 30),
        text("conclusion", _("Conclusion"), _blank, 16),
        text("signed", _("Signature"), _blank, 16),
    ]
    placed = put_words(
        pages,
        (_("On-site check list"), _("What to look at on site"), "Visits"),
        _("Made from what rests on own statement, is near a limit, or was corrected."),
        columns,
        list(visits),
        least=ROOM,
    )
    row = max(placed.last, FIRST_ROW) + 2
    for step, words in enumerate(
        (_("Looked at on:"), _("Looked at by:"), _("For the enterprise:"))
    ):
        cell = placed.sheet.cell(row + step, 1, words)
        cell.style = "Dengta heading"
        placed.sheet.row_dimensions[row + step].height = 26


def _blank(_record: object) -> str:
    return ""
