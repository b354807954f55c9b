"""The small tables of a cluster's sheet: their columns and records."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.figures import Benchmark, Cell, Entry, Frame, Line
from reports.particulars import Gate, Item, Particulars, Question, Spot
from reports.statistics import Summary
from reports.workbook.drafting import Value, say
from reports.workbook.questions import asked
from reports.workbook.standings import band_name, standings
from reports.workbook.tables import Column
from surveys.scoring import Text

Facet = tuple[Sequence[Column[Any]], Sequence[Any]]
"""The columns of a table and its records."""

MOST = 5
"""So many questions and gates stand in a table."""
FIRST, SECOND, OTHER = 42, 22, 11.5
"""Widths of the columns, in characters: of names, of codes, of figures."""

Group = tuple[Text, Spot, Spot]
"""One value of a list: its name, the cluster's figures, those of all."""


def column(
    key: str,
    title: str,
    value: Callable[[Any], Value],
    style: str = "score",
    meaning: str = "",
) -> Column[Any]:
    """A column of a facet, as wide as its kind; "code" and "slim" are short texts."""
    wide = {"words": FIRST, "code": SECOND}.get(style, OTHER)
    style = "words" if style in {"code", "slim"} else style
    return Column(key, title, value, style, meaning, width=wide)


def named(title: str, name: Callable[[Any], Text]) -> Column[Any]:
    """The first column: what a row is about."""
    return column("name", title, lambda row: say(name(row)), "words")


def figures(benchmark: Benchmark, line: Line) -> Facet:
    """The key figures of a cluster, and under them those of all."""
    total = benchmark.tables.total
    rows: list[tuple[str, Value, Value, str]] = [
        (_("Enterprises (n)"), line.summary.n, total.summary.n, "count"),
        (_("Mean"), line.summary.mean, total.summary.mean, "score"),
        (_("Median"), line.summary.median, total.summary.median, "score"),
        (_("Share that reached a level"), line.share, total.share, "share"),
    ]
    extra = {c.key: c for c in standings(benchmark)}
    for key in ("rank", "change", "panel"):
        if key in extra:
            one = extra[key]
            rows.append((one.title, one.value(line), one.value(total), one.style))
    columns = [
        column(f"f{place}", title, _pick(place), style)
        for place, (title, _own, _all, style) in enumerate(rows)
    ]
    first = column("name", _("Cluster"), lambda row: row[-1], "words")
    own = [*(row[1] for row in rows), say(line.group.name)]
    whole = [*(row[2] for row in rows), _("All")]
    return [first, *columns], [own, whole]


def _pick(place: int) -> Callable[[Any], Value]:
    return lambda row: row[place]


def dimensions(benchmark: Benchmark, line: Line) -> Facet:
    """Each dimension: the cluster, all, and the best tenth of all."""
    found, total = benchmark.particulars, benchmark.tables.total
    best: Sequence[float | None] = found.best if found else ()
    groups = benchmark.frame.dimensions
    rows = list(
        zip(
            [group.name for group in groups],
            line.dimensions,
            total.dimensions,
            best,
            strict=True,
        )
    )
    return (
        named(_("Dimension"), lambda row: row[0]),
        column("n", _("Enterprises (n)"), lambda row: row[1].n, "count"),
        column("own", _("Mean: cluster"), lambda row: _mean(row[1])),
        column("all", _("Mean: all"), lambda row: _mean(row[2])),
        column("best", _("Mean: best tenth"), lambda row: row[3]),
        column("gap", _("Lead over all"), _lead, "difference"),
        column("median", _("Median: cluster"), lambda row: _median(row[1])),
        column("median_all", _("Median: all"), lambda row: _median(row[2])),
    ), rows


def _mean(found: Summary | Spot) -> Value:
    return "" if found.n == 0 else found.mean


def _median(found: Summary) -> Value:
    return "" if found.n == 0 else found.median


def _lead(row: tuple[Any, Summary | Spot, Summary | Spot, Any]) -> Value:
    """By how much the mean of the second is above that of the third."""
    own, whole = row[1].mean, row[2].mean
    return None if own is None or whole is None else own - whole


def bands(found: Particulars, line: Line, number: int) -> Facet:
    """How the enterprises spread over bands of the score."""
    own, whole = found.bands.clusters[number], found.bands.total
    names = [band_name(found, place) for place in range(len(whole))]
    rows = list(zip(names, own, whole, strict=True))
    n, total = line.summary.n, _sum(whole)
    return (
        column("band", _("Score"), lambda row: row[0], "words"),
        column("n", _("Enterprises (n)"), lambda row: row[1], "count"),
        column("share", _("Share: cluster"), lambda row: _ratio(row[1], n), "share"),
        column("n_all", _("All (n)"), lambda row: row[2], "count"),
        column(
            "share_all", _("Share: all"), lambda row: _ratio(row[2], total), "share"
        ),
    ), rows


def _sum(counts: Sequence[int | None]) -> int | None:
    shown = [count for count in counts if count is not None]
    return sum(shown) if len(shown) == len(counts) else None


def _ratio(part: int | None, whole: int | None) -> Value:
    return None if part is None or not whole else part / whole


def questions(found: Particulars, number: int) -> tuple[Facet, Facet]:
    """The questions with the largest lead over all, and those with the largest lag."""
    gaps = sorted(_gaps(found, number), key=lambda pair: -pair[0])
    leads = [question for gap, question in gaps[:MOST] if gap > 0]
    lags = [question for gap, question in reversed(gaps[-MOST:]) if gap < 0]
    columns = _question_columns(number)
    return (columns, leads), (columns, lags)


def _gaps(found: Particulars, number: int) -> Iterator[tuple[float, Question]]:
    for question in found.questions:
        if question.score is None or question.score.mean is None:
            continue
        own = question.clusters[number].mean
        if own is not None:
            yield own - question.score.mean, question


def _question_columns(number: int) -> tuple[Column[Question], ...]:
    def own(question: Question) -> Spot:
        return question.clusters[number]

    def gap(question: Question) -> Value:
        return _lead((None, own(question), question.score or Spot(), None))

    return (
        column("question", _("Question"), asked, "words"),
        column("code", _("Question code"), lambda q: q.code, "code"),
        column("n", _("Enterprises (n)"), lambda q: own(q).n, "count"),
        column("own", _("Points: cluster"), lambda q: own(q).mean),
        column("all", _("Points: all"), lambda q: q.score.mean if q.score else ""),
        column("gap", _("Lead over all"), gap, "difference"),
    )


def gates(found: Particulars, benchmark: Benchmark, number: int) -> Facet:
    """The gates that most enterprises of the cluster fail."""
    n = benchmark.tables.clusters[number].summary.n
    total = benchmark.tables.total.summary.n
    failed = [gate for gate in found.gates if gate.clusters[number]]
    failed.sort(key=lambda gate: -(gate.clusters[number] or 0))

    def own(gate: Gate) -> Value:
        return gate.clusters[number]

    return (
        column("gate", _("Gate"), lambda gate: say(gate.title), "words"),
        column("code", _("Stable code"), lambda gate: gate.code, "code"),
        column("failed", _("Fail (n)"), own, "count"),
        column(
            "share",
            _("Share: cluster"),
            lambda gate: _ratio(gate.clusters[number], n),
            "share",
        ),
        column("all", _("All: fail (n)"), lambda gate: gate.failed, "count"),
        column(
            "share_all",
            _("Share: all"),
            lambda gate: _ratio(gate.failed, total),
            "share",
        ),
    ), failed[:MOST]


def groups(benchmark: Benchmark, number: int) -> Iterator[tuple[Facet, str, str]]:
    """Regions, sizes, SME tiers and chain roles: the table, its key and its title."""
    found = benchmark.particulars
    yield _group(_("Region"), _regions(benchmark, number)), "Regions", _("Regions")
    words = {
        "size": (_("Size"), "Sizes", _("Sizes of enterprises")),
        "sme_tier": (_("SME tier"), "Tiers", _("SME tiers")),
        "chain_role": (_("Chain role"), "Roles", _("Roles in the chain")),
    }
    for breakdown in found.breakdowns if found else ():
        word, key, title = words[breakdown.key]
        rows = _rows(breakdown.items, breakdown.clusters[number], breakdown.total)
        yield _group(word, rows), key, title


def _rows(
    items: Sequence[Item], own: Sequence[Spot], total: Sequence[Spot]
) -> list[Group]:
    names = [item.name for item in items]
    return list(zip(names, own, total, strict=True))


def _regions(benchmark: Benchmark, number: int) -> list[Group]:
    """The regions with enterprises of the cluster, or with a number that is hidden."""
    tables = benchmark.tables
    pairs = zip(tables.regions, tables.cells, strict=True)
    rows = [(line, cells[number]) for line, cells in pairs]
    return [
        (
            line.group.name,
            _spot(cell),
            Spot(line.summary.n, line.summary.mean),
        )
        for line, cell in rows
        if cell.n != 0
    ]


def _spot(cell: Cell) -> Spot:
    return Spot(cell.n, cell.mean)


def _group(word: str, rows: Sequence[Group]) -> Facet:
    def gap(row: Group) -> Value:
        return "" if 0 in (row[1].n, row[2].n) else _lead((*row, None))

    return (
        named(word, lambda row: row[0]),
        column("n", _("Enterprises (n)"), lambda row: row[1].n, "count"),
        column("mean", _("Mean: cluster"), lambda row: _mean(row[1])),
        column("n_all", _("All (n)"), lambda row: row[2].n, "count"),
        column("mean_all", _("Mean: all"), lambda row: _mean(row[2])),
        column("gap", _("Lead over all"), gap, "difference"),
    ), rows


def enterprises(frame: Frame, entries: Sequence[Entry]) -> Facet:
    """Single units, for readers who may see them."""
    regions = {group.code: say(group.name) for group in frame.regions}
    levels = {group.code: say(group.name) for group in frame.levels}
    return (
        column("name", _("Enterprise"), lambda entry: entry.name, "words"),
        column("unit", _("Unit"), lambda entry: entry.unit_name, "code"),
        column(
            "region", _("Region"), lambda e: regions.get(e.region, e.region), "slim"
        ),
        column("level", _("Level reached"), lambda e: levels.get(e.level, ""), "slim"),
        column("score", _("Score"), lambda e: "" if e.score is None else e.score),
        column(
            "rank",
            pgettext("column", "Percentile rank"),
            lambda e: "" if e.rank is None else e.rank,
        ),
    ), entries
