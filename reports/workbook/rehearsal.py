"""The workbook of a rehearsal: who moves and why, the shift, and what has no answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.findings import Dimension, Line, Move, Rehearsal, Words, text
from reports.workbook.charts import bars, unbound
from reports.workbook.clusters import label
from reports.workbook.drafting import Value, say
from reports.workbook.heat import heat
from reports.workbook.palette import DIFFERENCE, SCORE
from reports.workbook.studies import (
    Book,
    Order,
    finished,
    known,
    member_columns,
    put_under,
    shift_columns,
    started,
)
from reports.workbook.tables import Column, lines_height, width

T = TypeVar("T")

NOBODY: Words = {"zh": "未达到任何等级", "en": "No level"}
WHY_WIDTH = 76
WHY_FITS = 88  # characters in one line of that column
ROWS_OF_CHART = 20


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said in the language of the workbook: of each move why, and the reasons
    in all with their direction and how many units they move."""

    why: Sequence[str]
    reasons: Sequence[tuple[int, str, int]]


@dataclass(frozen=True, slots=True)
class _Question:
    """One question with something amiss."""

    kind: str
    code: str
    title: Words
    n: int
    fresh: bool


def render(found: Rehearsal, order: Order, spoken: Spoken, language: str) -> bytes:
    """The .xlsx file of a rehearsal in a language, "zh-hans" or "en"."""
    with override(language):
        book = started(found, order, language)
        _write_levels(book, found)
        _write_reasons(book, spoken)
        _write_groups(book, found)
        _write_dimensions(book, found)
        _write_questions(book, found)
        _write_units(book, found, spoken)
        tiles = (
            (_("Units"), found["units"], "count"),
            (_("Move up"), found["up"], "count"),
            (_("Move down"), found["down"], "count"),
            (_("Mean shift"), found["shift"]["shift"]["mean"], "difference"),
        )
        method = _(
            "Newest submissions that count on the lane, with their frozen facts, "
            "corrections and external facts; answers that do not fit the edition are "
            "left out first. Nothing was stored on the responses."
        )
        return finished(book, found, _("Rehearsal of an edition"), tiles, method)


def level_name(found: Rehearsal, code: str) -> Words:
    """A level of the edition, or of those that were answered."""
    for edition in (found["edition"], *found["sources"]):
        for level in edition["levels"]:
            if level["code"] == code:
                return level["title"]
    return {"zh": code, "en": code} if code else NOBODY


def _write_levels(book: Book, found: Rehearsal) -> None:
    """The old level in rows, the new one in columns."""
    records = list(zip(found["rows"], found["matrix"], strict=True))
    columns: list[Column[tuple[str, list[int]]]] = [
        Column(
            "old",
            _("Level before"),
            lambda row: say(text(level_name(found, row[0]))),
            "text",
            _("The level that the scorecard of the round says."),
        )
    ]
    for place, code in enumerate(found["columns"]):
        title = say(text(level_name(found, code)))
        columns.append(
            Column(
                f"level_{place}",
                _("Now: %(sentence)s") % {"sentence": title},
                _count(place),
                "heat",
                _("Units with that level before and this one now."),
                width=20,
            )
        )
    names = (_("Levels"), _("Levels before and now"), "Levels")
    placed = book.table(names, _("Numbers of units."), columns, records)
    heat(placed.sheet, placed.block("level_0", columns[-1].key))


def _count(place: int) -> Callable[[tuple[str, list[int]]], Value]:
    return lambda row: row[1][place]


def _write_reasons(book: Book, spoken: Spoken) -> None:
    columns: list[Column[tuple[int, str, int]]] = [
        Column(
            "direction", _("Direction"), lambda r: _way(r[0]), "text", _("Up or down.")
        ),
        Column(
            "reason",
            _("Reason"),
            lambda r: r[1],
            "words",
            _("What blocks the level in the edition in which the unit stands lower."),
            width=WHY_WIDTH,
        ),
        Column("n", _("Units"), lambda r: r[2], "count", _("Units that it moves.")),
    ]
    names = (_("Reasons"), _("Why units move, the most frequent reasons first"), "Why")
    note = _("A unit can have several reasons.")
    placed = book.table(names, note, columns, spoken.reasons)
    for row, reason in enumerate(spoken.reasons, start=placed.first):
        placed.sheet.row_dimensions[row].height = _height(reason[1])


def _way(direction: int) -> str:
    return {1: _("up"), -1: _("down")}.get(direction, _("same"))


def _height(words: str) -> float:
    lines = (-(-width(line) // WHY_FITS) for line in words.split("\n"))
    return lines_height(sum(max(count, 1) for count in lines))


def _write_groups(book: Book, found: Rehearsal) -> None:
    clusters = (_("Clusters"), _("Score shift by cluster"), "ClusterShift")
    regions = (_("Regions"), _("Score shift by region"), "RegionShift")
    note = _("“—” is not shown: fewer than %(minimum)d enterprises, or hidden.") % {
        "minimum": found["minimum"]
    }
    for names, lines in ((clusters, found["clusters"]), (regions, found["regions"])):
        columns = (*_names(), *shift_columns())
        placed = book.table(names, note, columns, lines, totals=[found["shift"]])
        if any(line["shift"]["mean"] is not None for line in lines):
            chart = bars(names[1], placed, ["mean"], label=label())
            put_under(
                placed,
                unbound(chart, DIFFERENCE),
                columns=len(columns),
                rows=ROWS_OF_CHART,
                below=1,
            )


def _names() -> Iterator[Column[Line]]:
    yield Column("code", _("Stable code"), lambda g: g["code"], "text", _("Its code."))
    yield from _titles(lambda line: line["name"])


def _write_dimensions(book: Book, found: Rehearsal) -> None:
    titles = found["edition"]["nodes"]
    columns: list[Column[Dimension]] = [
        Column("code", _("Stable code"), lambda d: d["code"], "text", _("Its code.")),
        *_titles(lambda d: titles[d["code"]]),
        Column(
            "n",
            _("Units"),
            lambda d: d["n"],
            "count",
            _("Units with a score in both editions."),
        ),
    ]
    for key, title, style in (
        ("old", _("Mean before"), "score"),
        ("new", _("Mean now"), "score"),
        ("shift", _("Mean shift"), "difference"),
    ):
        columns.append(
            Column(key, title, _figure(key), style, _("Mean score of these units."))
        )
    names = (_("Dimensions"), _("Mean scores by dimension"), "DimensionShift")
    note = _("Only dimensions that keep their code can be compared.")
    placed = book.table(names, note, columns, found["dimensions"])
    if any(d["n"] for d in found["dimensions"]):
        chart = bars(names[1], placed, ["old", "new"], label=label())
        free = unbound(chart, SCORE)
        put_under(placed, free, columns=len(columns), rows=ROWS_OF_CHART)


def _figure(key: str) -> Callable[[Dimension], Value]:
    return lambda d: known({"old": d["old"], "new": d["new"], "shift": d["shift"]}[key])


def _titles(words: Callable[[T], Words]) -> Iterator[Column[T]]:
    for language, title in (
        ("zh", _("Name in Chinese")),
        ("en", _("Name in English")),
    ):
        yield Column(language, title, _in(language, words), "text", title)


def _in(language: str, words: Callable[[T], Words]) -> Callable[[T], Value]:
    return lambda row: words(row)["zh" if language == "zh" else "en"]


def _write_questions(book: Book, found: Rehearsal) -> None:
    columns: list[Column[_Question]] = [
        Column(
            "kind", _("What is amiss"), lambda q: q.kind, "text", _("What is amiss.")
        ),
        Column("code", _("Stable code"), lambda q: q.code, "text", _("Its code.")),
        *_titles(lambda q: q.title),
        Column("n", _("Units"), lambda q: q.n, "count", _("Units that it concerns.")),
        Column(
            "share",
            _("Share of units"),
            lambda q: q.n / max(found["units"], 1),
            "share",
            _("Units that it concerns / all units"),
        ),
        Column(
            "fresh",
            _("New question"),
            lambda q: _("yes") if q.fresh else "",
            "text",
            _("No edition of the round asked it."),
        ),
    ]
    names = (_("Questions"), _("Questions without an answer that counts"), "Lacking")
    note = _("Required or scored questions that the unit has to answer.")
    book.table(names, note, columns, list(_lacking(found)))


def _lacking(found: Rehearsal) -> Iterator[_Question]:
    titles = found["edition"]["questions"]
    for kind, rows in (
        (_("no answer"), found["unanswered"]),
        (_("answer does not fit"), found["unfit"]),
    ):
        for row in rows:
            code = row["code"]
            yield _Question(kind, code, titles[code], row["n"], row["fresh"])
    for gone in found["gone"]:
        what = _("not asked any more")
        yield _Question(what, gone["code"], gone["title"], gone["n"], fresh=False)


def _write_units(book: Book, found: Rehearsal, spoken: Spoken) -> None:
    records = list(zip(found["moves"], spoken.why, strict=True))
    columns: list[Column[tuple[Move, str]]] = [
        *member_columns(book.order.names, lambda row: row[0]),
        *_scores(),
    ]
    for key, title in (("old_level", _("Level before")), ("new_level", _("Level now"))):
        columns.append(Column(key, title, _level(found, key), "text", title))
    columns += [
        Column("direction", _("Direction"), _direction, "text", _("Up, down or same.")),
        Column(
            "why",
            _("Why"),
            lambda row: row[1],
            "words",
            _("What blocks the level in the edition in which the unit stands lower."),
            width=WHY_WIDTH,
        ),
    ]
    names = (_("Units"), _("Every unit before and now"), "Moves")
    note = _("New score minus old score; both stand in the columns before.")
    placed = book.table(names, note, columns, records)
    for row, (_move, why) in enumerate(records, start=placed.first):
        if why:
            placed.sheet.row_dimensions[row].height = _height(why)


def _direction(row: tuple[Move, str]) -> str:
    return _way(row[0]["direction"])


def _scores() -> Iterator[Column[tuple[Move, str]]]:
    yield Column(
        "old_score",
        _("Score before"),
        lambda row: known(row[0]["old_score"]),
        "score",
        _("The score of the scorecard that counts in the round."),
    )
    yield Column(
        "new_score",
        _("Score now"),
        lambda row: known(row[0]["new_score"]),
        "score",
        _("The score that the edition gives to the same answers."),
    )
    yield Column(
        "shift",
        _("Shift"),
        lambda row: known(row[0]["shift"]),
        "difference",
        _("New score minus old score."),
    )


def _level(found: Rehearsal, key: str) -> Callable[[tuple[Move, str]], Value]:
    def value(row: tuple[Move, str]) -> Value:
        code = row[0]["old_level"] if key == "old_level" else row[0]["new_level"]
        return say(text(level_name(found, code)))

    return value
