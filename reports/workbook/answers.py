"""Raw answers as a workbook: labelled, wide or long, with the codes behind labels."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.figures import Reader
from reports.workbook.concordance import write_concordance
from reports.workbook.cover import Front, fill
from reports.workbook.drafting import (
    FIRST_ROW,
    add_sheet,
    describe,
    freeze,
    head,
    moment,
    say,
    set_up_page,
)
from reports.workbook.palette import FACES, add_styles
from reports.workbook.parts import Asked, Part, asked, kind_words
from reports.workbook.streaming import Field, Record, Value, prepare, save
from reports.workbook.tables import Column, put_table
from surveys.scoring import Option, Scheme, Text
from surveys.sheets.titles import sheet_title

NOT_APPLICABLE: Final = "na"
"""The state of an answer that says so; so is the code in its place in a wide table."""
Entries = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit that counts. Texts are in the reader's language, codes are stable;
    `claimed` are the entries of its frozen answers by question code, `corrected` those
    that count instead on the lane: {"state": "answered" or "na", "v": value}."""

    number: str
    enterprise: str
    uscc: str
    name: str
    region: str
    cluster: str
    size: str
    sme_tier: str
    status: str
    outcome: str
    level: str
    score: float | None
    claimed: Entries
    corrected: Entries

    def identity(self) -> list[Value]:
        """The columns that name it."""
        return [
            self.number,
            self.enterprise,
            self.uscc,
            self.name,
            self.region,
            self.cluster,
        ]


@dataclass(slots=True)
class Told:
    """What is known once all units were read: how many they are, how many answers they
    gave, how many of these to no question of the edition, the rows of the table, the
    hash of the content, and what scored them."""

    units: int = 0
    entries: int = 0
    left_out: int = 0
    rows: int = 0
    content: str = ""
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the answers are from: `labels` are the texts of the codes of a unit, by the
    name of its field; `earlier` is the edition that this one follows, if any. `live`
    says that they are as they stood at `at`, which else is that of a published cut."""

    round: Text
    scheme: Scheme
    sha256: str
    lane: Text
    at: dt.datetime
    live: bool
    labels: Mapping[str, Mapping[str, str]]
    earlier: Scheme | None = None
    long: bool = False


@dataclass(slots=True)
class Book:
    """The workbook while it is being written."""

    about: str
    stamp: str = ""
    book: Workbook = field(default_factory=Workbook)
    contents: list[tuple[Worksheet, str]] = field(default_factory=list)


def render(
    units: Iterable[Unit],
    source: Source,
    told: Told,
    reader: Reader,
    language: str,
    file: IO[bytes],
) -> None:
    """Write the workbook into an empty file, in "zh-hans" or "en". `told` is complete
    once `units` ended; it gets the number of rows. Raises TooLarge."""
    with override(language):
        scheme = source.scheme
        questions = list(asked(scheme))
        parts = (say(source.round), say(scheme.title), say(source.lane))
        book = Book(" · ".join(parts))
        add_styles(book.book, FACES[language])
        cover = book.book.worksheets[0]
        cover.title = sheet_title(_("Cover"))
        made = _long if source.long else _wide
        fields, rows = made(units, source, questions)
        sheet = add_sheet(book, pgettext("sheet", "Answers"), _shape(source))
        bulk = prepare(sheet, "Answers", fields, row=FIRST_ROW)
        freeze(sheet, FIRST_ROW + 1, 3)

        def finish(counts: Sequence[int]) -> None:
            (told.rows,) = counts
            book.stamp = told.content
            _finish(book, sheet, source, reader, told)

        save(book.book, [(bulk, rows)], file, finish)


def _shape(source: Source) -> str:
    if source.long:
        return _("One row an answer, with its code, label and number")
    return _("One row a unit, one column for each part of a question")


def _finish(
    book: Book, sheet: Worksheet, source: Source, reader: Reader, told: Told
) -> None:
    """All that can only be written once the rows are known."""
    note = _("Scope: %(scope)s. Do not pass the list on beyond this scope.")
    head(book, sheet, _("Raw answers"), note % {"scope": say(reader.scope)})
    set_up_page(book, sheet, repeat=FIRST_ROW)
    _write_codes(book, source.scheme)
    if source.earlier is not None:
        write_concordance(book, source.scheme, source.earlier)
    tiles = (
        (_("Units"), told.units, "count"),
        (_("Rows"), told.rows, "count"),
        (_("Questions"), len(source.scheme.questions), "count"),
    )
    lines = (book.about, _("Data cut: %(moment)s") % {"moment": moment(source.at)})
    manifest = list(_manifest(source, reader, told))
    front = Front(_("Raw answers"), lines, tiles, manifest)
    fill(book, book.book.worksheets[0], front)
    describe(book, front.title, reader.at)


def _manifest(
    source: Source, reader: Reader, told: Told
) -> Iterator[tuple[str, str, str]]:
    """Key, label and value of what the answers are made from."""
    live = _("Live: as they stood when the workbook was built")
    yield "round", _("Round"), say(source.round)
    yield "data_cut", _("Data cut"), moment(source.at)
    yield "figures", _("Figures"), live if source.live else _("Published")
    yield "lane", _("Lane of the scores"), say(source.lane)
    yield "filters", _("Filters"), say(reader.scope)
    edition = f"{say(source.scheme.title)} {source.scheme.edition}"
    yield "edition", _("Edition"), edition
    yield "edition_hash", _("Edition hash (SHA-256)"), source.sha256
    if source.earlier is not None:
        earlier = f"{say(source.earlier.title)} {source.earlier.edition}"
        yield "earlier_edition", _("Earlier edition"), earlier
    yield "engine", _("Engine version"), told.engine
    yield "units", _("Units"), str(told.units)
    yield "answers", _("Answers"), str(told.entries)
    yield "left_out", _("Answers to no question of the edition"), str(told.left_out)
    yield "rows", _("Rows"), str(told.rows)
    yield "content_hash", _("Content hash (SHA-256)"), told.content
    yield "ordered_by", _("Ordered by"), reader.name
    yield "ordered_at", _("Ordered"), moment(reader.at)


def _identity(source: Source) -> list[Field]:
    labels = source.labels
    return [
        Field(_("Receipt"), "text", 18),
        Field(_("Enterprise"), "text", 34),
        Field(_("Unified social credit code"), "text", 22),
        Field(_("Unit"), "text", 20),
        Field(_("Region"), "text", 14, labels["region"]),
        Field(_("Cluster"), "text", 20, labels["cluster"]),
    ]


def _wide(
    units: Iterable[Unit], source: Source, questions: Sequence[Asked]
) -> tuple[list[Field], Iterator[Record]]:
    """The columns of a table with one row a unit, and its rows."""
    labels = source.labels
    fields = [
        *_identity(source),
        Field(_("Size"), "text", 12, labels["size"]),
        Field(_("SME tier"), "text", 16, labels["sme_tier"]),
        Field(_("Status"), "text", 14, labels["status"]),
        Field(_("Lane"), "text", 10),
        Field(_("Outcome"), "text", 14, labels["outcome"]),
        Field(_("Level"), "text", 14, labels["level"]),
        Field(_("Score"), "score", 9),
        *(part.field() for question in questions for part in question.parts),
    ]
    return fields, _wide_rows(units, say(source.lane), questions)


def _wide_rows(
    units: Iterable[Unit], lane: str, questions: Sequence[Asked]
) -> Iterator[Record]:
    absent = _("Not applicable")
    plan = [
        (q.question.code, q.split, (None,) * len(q.parts), (absent,) * len(q.parts))
        for q in questions
    ]
    for unit in units:
        entries = {**unit.claimed, **unit.corrected} if unit.corrected else unit.claimed
        row = unit.identity()
        row += (unit.size, unit.sme_tier, unit.status, lane)
        row += (unit.outcome, unit.level, unit.score)
        for code, split, nothing, not_applicable in plan:
            entry = entries.get(code)
            if entry is None:
                row += nothing
            elif (value := entry.get("v")) is not None:
                row += split(value)
            else:
                na = entry.get("state") == NOT_APPLICABLE
                row += not_applicable if na else nothing
        yield row


def _long(
    units: Iterable[Unit], source: Source, questions: Sequence[Asked]
) -> tuple[list[Field], Iterator[Record]]:
    """The columns of a table with one row for each part that was answered, and its
    rows."""
    titles = {part.code: say(part.title) for q in questions for part in q.parts}
    states = {
        "answered": pgettext("answer", "Answered"),
        NOT_APPLICABLE: _("Not applicable"),
        "unanswered": pgettext("answer", "Unanswered"),
    }
    fields = [
        *_identity(source),
        Field(_("Status"), "text", 14, source.labels["status"]),
        Field(_("Lane"), "text", 10),
        Field(_("Question code"), "text", 22),
        Field(_("Part code"), "text", 26),
        Field(_("Question"), "text", 40, titles),
        Field(_("Value code"), "text", 18),
        Field(_("Label"), "text", 30),
        Field(_("Number"), "figure", 13),
        Field(pgettext("of an answer", "State"), "text", 14, states),
        Field(_("Reason"), "text", 24),
        Field(_("Claimed: value code"), "text", 18),
        Field(_("Claimed: number"), "figure", 13),
        Field(_("Corrected"), "text", 11, {"yes": _("Yes"), "no": _("No")}),
    ]
    return fields, _long_rows(units, say(source.lane), questions)


def _long_rows(
    units: Iterable[Unit], lane: str, questions: Sequence[Asked]
) -> Iterator[Record]:
    plan = [
        (q, [(part, part.code, part.labels) for part in q.parts]) for q in questions
    ]
    for unit in units:
        before = [*unit.identity(), unit.status, lane]
        for question, parts in plan:
            code = question.question.code
            claimed, corrected = unit.claimed.get(code), unit.corrected.get(code)
            if claimed is None and corrected is None:
                continue
            entry = corrected or claimed or {}
            first, last = _split(question, claimed), _split(question, entry)
            state = _state(entry)
            reason = (claimed or {}).get("reason", "")
            same = "yes" if corrected else "no"
            for place, (part, key, labels) in enumerate(parts):
                value, was = last[place], first[place]
                if value is None and was is None and state == "answered":
                    continue
                yield [
                    *before,
                    code,
                    key,
                    key,
                    *_told(part, labels, value),
                    state,
                    reason,
                    *_told(part, None, was)[::2],
                    same,
                ]


def _split(question: Asked, entry: Mapping[str, Any] | None) -> Sequence[Value]:
    """The values of the parts; None where there is none."""
    value = entry.get("v") if entry else None
    return (None,) * len(question.parts) if value is None else question.split(value)


def _state(entry: Mapping[str, Any]) -> str:
    if entry.get("v") is not None:
        return "answered"
    na = entry.get("state") == NOT_APPLICABLE
    return NOT_APPLICABLE if na else "unanswered"


def _told(
    part: Part, labels: Mapping[str, str] | None, value: Value
) -> tuple[Value, Value, Value]:
    """Code, label and number of a value."""
    if part.style == "figure":
        return None, None, value
    if isinstance(value, dt.date):
        value = value.isoformat()
    label = value if labels is None else labels.get(str(value), value)
    return value, label, None


@dataclass(frozen=True, slots=True)
class _Code:
    """A line of the sheet of codes: a part, with one of its options if it has any."""

    part: Part
    option: Option | None


def _write_codes(book: Book, scheme: Scheme) -> None:
    """Every question, part and option with its code, in both languages."""
    names = (
        pgettext("sheet", "Codes"),
        _("What each column and each code stands for, in both languages"),
        "Codes",
    )
    note = _("Codes stay the same from edition to edition; texts may change.")
    lines = [
        _Code(part, option)
        for question in asked(scheme)
        for part in question.parts
        for option in (part.options or (None,))
    ]
    put_table(book, names, note, _code_columns(scheme), lines)


def _code_columns(scheme: Scheme) -> tuple[Column[_Code], ...]:
    sections = {section.code: say(section.title) for section in scheme.sections}

    def words(key: str, title: str, value: Any) -> Column[_Code]:
        return Column(key, title, value, "text", "")

    def unit(line: _Code) -> str:
        measured = line.part.question.unit
        return "" if measured is None else say(measured)

    return (
        words("question", _("Question code"), lambda c: c.part.question.code),
        words("part", _("Part code"), lambda c: c.part.code),
        words("section", _("Section"), lambda c: sections[c.part.question.section]),
        words("zh", _("Text in Chinese"), lambda c: c.part.title.zh),
        words("en", _("Text in English"), lambda c: c.part.title.en),
        words("kind", _("Kind"), lambda c: kind_words(c.part.question.kind)),
        words("unit", _("Unit of measure"), unit),
        words("code", _("Option code"), lambda c: c.option.code if c.option else ""),
        words(
            "label_zh",
            _("Label in Chinese"),
            lambda c: c.option.title.zh if c.option else "",
        ),
        words(
            "label_en",
            _("Label in English"),
            lambda c: c.option.title.en if c.option else "",
        ),
    )
