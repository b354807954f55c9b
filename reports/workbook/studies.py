"""What the workbooks of studies share: cover, manifest, units, dictionary."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from openpyxl.chart._chart import ChartBase
from openpyxl.workbook import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from reports.findings import EditionOf, Line, Member, Rehearsal, Sensitivity, text
from reports.workbook.charts import put_chart
from reports.workbook.cover import Front, fill
from reports.workbook.drafting import (
    Value,
    moment,
    say,
    to_bytes,
)
from reports.workbook.palette import FACES, add_styles
from reports.workbook.tables import Column, Placed, lines_height, put_table, width
from surveys.scoring import Text
from surveys.sheets.titles import sheet_title

T = TypeVar("T")
Names = Mapping[int, tuple[str, str, str]]
"""Enterprise, credit code and unit by id; empty for readers who may not see them."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: round, lane, who ordered it when, and the names."""

    round: Text
    lane: Text
    by: str
    at: dt.datetime
    names: Names


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook of a study while it is being written."""

    about: str
    stamp: str
    order: Order
    book: Workbook = field(default_factory=Workbook)
    contents: list[tuple[Worksheet, str]] = field(default_factory=list)
    explained: list[tuple[str, Column[Any]]] = field(default_factory=list)

    def table(
        self,
        names: tuple[str, str, str],
        note: str,
        columns: Sequence[Column[T]],
        records: Sequence[T],
        **more: Any,
    ) -> Placed:
        """A sheet with one table; `names`: its title, what it is about, and the name
        of the table."""
        placed = put_table(self, names, note, columns, records, **more)
        self.explained.extend((names[0], column) for column in columns)
        return placed


def started(found: Rehearsal | Sensitivity, order: Order, language: str) -> Book:
    """A workbook with its styles and an empty cover, in the active language."""
    edition = found["edition"]
    parts = (say(order.round), titled(edition), say(order.lane))
    book = Book(" · ".join(parts), content_hash(found), order)
    add_styles(book.book, FACES[language])
    book.book.worksheets[0].title = sheet_title(_("Cover"))
    return book


def titled(edition: EditionOf) -> str:
    """An edition by its title and label."""
    return f"{say(text(edition['title']))} {edition['label']}"


def content_hash(found: Rehearsal | Sensitivity) -> str:
    """SHA-256 of the findings in canonical JSON; floats as Python's repr."""
    document = json.dumps(
        found, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()


def finished(
    book: Book,
    found: Rehearsal | Sensitivity,
    title: str,
    tiles: Sequence[tuple[str, Value, str]],
    method: str,
) -> bytes:
    """Write dictionary and cover; the bytes of the file."""
    _write_dictionary(book)
    lines = (book.about, _("Data cut: %(moment)s") % {"moment": moment(book.order.at)})
    manifest = list(_manifest(book, found, method))
    fill(book, book.book.worksheets[0], Front(title, lines, tiles, manifest))
    return to_bytes(book, title, book.order.at)


def _manifest(
    book: Book, found: Rehearsal | Sensitivity, method: str
) -> Iterator[tuple[str, str, str]]:
    order = book.order
    yield "round", _("Round"), say(order.round)
    yield "data_cut", _("Data cut"), moment(order.at)
    yield "lane", _("Lane of the scores"), say(order.lane)
    yield "edition", _("Edition of the study"), titled(found["edition"])
    yield "edition_hash", _("Edition hash (SHA-256)"), found["edition"]["sha256"]
    for number, source in enumerate(found["sources"], start=1):
        yield f"source_{number}", _("Edition that was answered"), titled(source)
        yield (
            f"source_hash_{number}",
            _("Edition hash (SHA-256)"),
            source["sha256"],
        )
    yield "engine", _("Version of the scoring engine"), found["engine"]
    yield "rows", _("Row counts"), _rows(found)
    yield "method", _("Method"), method
    yield "names", _("Names of enterprises"), _naming(order)
    yield "content_hash", _("Content hash (SHA-256)"), book.stamp
    yield "made_for", _("Ordered by"), order.by


def _rows(found: Rehearsal | Sensitivity) -> str:
    return _(
        "%(units)d units of %(enterprises)d enterprises count; %(unscored)d of the "
        "units have no score."
    ) % {
        "units": found["units"],
        "enterprises": found["enterprises"],
        "unscored": found["unscored"],
    }


def _naming(order: Order) -> str:
    if order.names:
        return _("Listed by name. Do not pass the workbook on.")
    return _("Numbers stand for enterprises; another study has other numbers.")


def member_columns(names: Names, member: Callable[[T], Member]) -> Iterator[Column[T]]:
    """Whose row it is: three columns with names, or one with a number."""
    if not names:
        yield Column(
            "unit",
            _("Unit"),
            lambda row: anonymous(member(row)),
            "text",
            _("A number in place of the name; see the manifest."),
        )
        return
    for place_, key, title in (
        (0, "enterprise", _("Enterprise")),
        (1, "uscc", _("Unified social credit code")),
        (2, "unit", _("Unit")),
    ):
        yield Column(
            key, title, _name(names, place_, member), "text", _("As registered.")
        )
    for key, title in (("region", _("Region")), ("cluster", _("Cluster"))):
        yield Column(
            key,
            _("%(thing)s code") % {"thing": title},
            _own(key, member),
            "text",
            _("As it stood in the submission."),
        )


def _name(
    names: Names, place_: int, member: Callable[[T], Member]
) -> Callable[[T], Value]:
    return lambda row: names[member(row)["unit"]][place_]


def _own(key: str, member: Callable[[T], Member]) -> Callable[[T], Value]:
    return lambda row: str(dict(member(row))[key])


def anonymous(member: Member) -> str:
    """A unit without its name: "Enterprise 17", "Enterprise 17, unit 2"."""
    if not member["part"]:
        return _("Enterprise %(number)d") % {"number": member["number"]}
    parts = {"number": member["number"], "part": member["part"]}
    return _("Enterprise %(number)d, unit %(part)d") % parts


def put_under(
    placed: Placed, chart: ChartBase, *, columns: int, rows: int, below: int = 0
) -> None:
    """A chart under a table, on a printed page of its own; `below` rows of totals."""
    last = placed.last + below
    placed.sheet.row_breaks.append(Break(id=last + 1))
    put_chart(placed.sheet, chart, (1, columns), (last + 3, last + 3 + rows))


def known(value: float | None) -> Value:
    """A figure, or an empty cell where there is none."""
    return "" if value is None else value


def shift_columns() -> Iterator[Column[Line]]:
    """The score shift of a group, small ones withheld."""
    yield Column(
        "n",
        _("Enterprises (n)"),
        lambda line: line["shift"]["n"],
        "count",
        _("Enterprises with both scores. Small cells go by it."),
    )
    yield Column(
        "units",
        _("Units"),
        lambda line: line["shift"]["units"],
        "count",
        _("Units with both scores."),
    )
    for key, title in (
        ("mean", _("Mean shift")),
        ("p25", _("Lower quartile")),
        ("median", _("Median")),
        ("p75", _("Upper quartile")),
    ):
        yield Column(
            key,
            title,
            _shift(key),
            "difference",
            _("New score minus old score; quantiles of type 7 (PERCENTILE.INC)."),
        )
    for key, title in (("up", _("Move up")), ("down", _("Move down"))):
        yield Column(key, title, _moved(key), "count", _("Units that change level."))


def _shift(key: str) -> Callable[[Line], Value]:
    def value(line: Line) -> Value:
        found: float | None = dict(line["shift"])[key]  # type: ignore[assignment]
        return "" if line["shift"]["n"] == 0 else found

    return value


def _moved(key: str) -> Callable[[Line], Value]:
    return lambda line: line["up"] if key == "up" else line["down"]


def _write_dictionary(book: Book) -> None:
    """Every column of every sheet, with what it means."""
    columns: list[Column[tuple[str, Column[Any]]]] = [
        Column("sheet", _("Sheet"), lambda e: e[0], "words", "", width=24),
        Column("column", _("Column"), lambda e: e[1].title, "words", "", width=34),
        Column("meaning", _("Meaning"), lambda e: e[1].meaning, "words", "", width=80),
    ]
    entries = list(book.explained)
    title = _("Data dictionary")
    note = _("Quantiles are of type 7 (PERCENTILE.INC); ranks are mean ranks.")
    placed = book.table((title, title, "Dictionary"), note, columns, entries)
    for row, entry in enumerate(entries, start=placed.first):
        lines = max(-(-width(entry[1].meaning) // 76), -(-width(entry[1].title) // 30))
        placed.sheet.row_dimensions[row].height = lines_height(lines)
