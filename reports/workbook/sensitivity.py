"""The workbook of a sensitivity study: how steady ranks are, what moves the ranking."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.findings import (
    Coherence,
    EditionOf,
    Item,
    Member,
    Sensitivity,
    Steadiness,
    Words,
    text,
)
from reports.workbook.charts import bars, lying_bars, unbound
from reports.workbook.clusters import label
from reports.workbook.drafting import Value, say
from reports.workbook.heat import inner_bars
from reports.workbook.palette import CORRELATION, SCORE
from reports.workbook.studies import (
    Book,
    Order,
    finished,
    known,
    member_columns,
    put_under,
    started,
)
from reports.workbook.tables import Column, Placed

SHOWN: Final = 15
"""The questions of the chart: those that move the ranking most."""
ROWS_OF_CHART: Final = 24
WIDE: Final = 8


def render(found: Sensitivity, order: Order, language: str) -> bytes:
    """The .xlsx file of a sensitivity study in a language, "zh-hans" or "en"."""
    with override(language):
        book = started(found, order, language)
        _write_units(book, found)
        _write_items(book, found)
        _write_alphas(book, found)
        tiles = (
            (_("Units"), found["units"], "count"),
            (_("Draws with the same level"), found["same"], "share"),
            (_("Mean shift of rank"), found["shift"], "score"),
            (_("Alpha of the dimensions"), found["alphas"][0]["alpha"], "correlation"),
        )
        title = _("Sensitivity of an edition to its weights")
        return finished(book, found, title, tiles, method(found))


def method(found: Sensitivity) -> str:
    """How it was done, in one sentence."""
    return _(
        "%(draws)d draws: every weight times a uniform random factor of 1 ± "
        "%(spread)d %%, brought back to the same sum among siblings, at %(nodes)d "
        "nodes; NumPy PCG64, seed %(seed)d. Checks stay as they were, levels are "
        "decided again by the scores."
    ) % {
        "draws": found["draws"],
        "spread": round(100 * found["spread"]),
        "nodes": found["redrawn"],
        "seed": found["seed"],
    }


def _write_units(book: Book, found: Sensitivity) -> None:
    rows = sorted(found["steadiness"], key=by_rank)
    columns: list[Column[Steadiness]] = [
        *member_columns(book.order.names, _member),
        *_steadiness(found["edition"]),
    ]
    names = (_("Units"), _("Rank of every unit under redrawn weights"), "Ranks")
    note = _("Rank 1 is the highest score; equal scores share the mean of their ranks.")
    placed = book.table(names, note, columns, rows)
    inner_bars(placed.sheet, placed.block("same", "same"), upto=1)


def _member(row: Steadiness) -> Member:
    return row


def by_rank(row: Steadiness) -> tuple[bool, float, int, int]:
    """The best first, units without a score last."""
    rank = row["rank"]
    return rank is None, rank or 0, row["number"], row["part"]


def _steadiness(edition: EditionOf) -> Iterator[Column[Steadiness]]:
    titles = {level["code"]: level["title"] for level in edition["levels"]}
    yield Column(
        "level",
        _("Level"),
        lambda row: say(text(titles[row["level"]])) if row["level"] else _("No level"),
        "text",
        _("With the weights as they are."),
    )
    for key, title, meaning in (
        ("score", _("Score"), _("With the weights as they are.")),
        ("rank", _("Rank"), _("With the weights as they are.")),
        ("median", _("Median rank"), _("Half of the draws give at most this rank.")),
        ("low", _("Rank, 5 %"), _("One draw in twenty gives at most this rank.")),
        ("high", _("Rank, 95 %"), _("One draw in twenty gives more than this rank.")),
    ):
        yield Column(key, title, _figure(key), "score", meaning)
    yield Column(
        "same",
        _("Draws with the same level"),
        lambda row: row["same"],
        "share",
        _("Share of the draws that give the same level as the weights as they are."),
    )


def _figure(key: str) -> Callable[[Steadiness], Value]:
    def value(row: Steadiness) -> Value:
        figures = {
            "score": row["score"],
            "rank": row["rank"],
            "median": row["median"],
            "low": row["low"],
            "high": row["high"],
        }
        return known(figures[key])

    return value


def _write_items(book: Book, found: Sensitivity) -> None:
    names = (_("Questions"), _("What the ranking owes to each question"), "Items")
    note = _("Left out one at a time, with the weights as they are.")
    placed = book.table(names, note, list(_items(found["edition"])), found["items"])
    if not any(item["shift"] for item in found["items"]):
        return
    last = min(placed.first + SHOWN - 1, placed.last)
    top = Placed(placed.sheet, placed.first, last, placed.letters)
    title = _("Mean shift of rank without the question")
    chart = unbound(lying_bars(title, top, "shift", label=label()), SCORE)
    put_under(placed, chart, columns=len(placed.letters), rows=ROWS_OF_CHART)


def _items(edition: EditionOf) -> Iterator[Column[Item]]:
    questions, nodes = edition["questions"], edition["nodes"]
    yield Column("code", _("Stable code"), lambda i: i["code"], "text", _("Its code."))
    for key, title in (
        ("zh", _("Question (Chinese)")),
        ("en", _("Question (English)")),
    ):
        yield Column(key, title, _question(questions, key), "text", _("Its text."))
    yield Column(
        "node",
        _("Dimension"),
        lambda i: say(text(nodes[i["node"]])) if i["node"] else "",
        "text",
        _("The dimension that it belongs to."),
    )
    yield Column(
        "shift",
        _("Mean shift of rank"),
        lambda i: known(i["shift"]),
        "score",
        _("By how many ranks units move on average when it is left out."),
    )
    yield Column(
        "rho",
        _("Correlation with the score"),
        lambda i: known(i["rho"]),
        "correlation",
        _("Spearman's rank correlation of the question's points with the score."),
    )
    yield Column(
        "n", _("Units"), lambda i: i["n"], "count", _("Units that it counts for.")
    )


def _question(questions: Mapping[str, Words], key: str) -> Callable[[Item], Value]:
    return lambda i: questions[i["code"]]["zh" if key == "zh" else "en"]


def _write_alphas(book: Book, found: Sensitivity) -> None:
    nodes = found["edition"]["nodes"]
    columns: list[Column[Coherence]] = [
        Column(
            "what",
            _("Items"),
            lambda a: say(text(nodes[a["code"]])) if a["code"] else _("The dimensions"),
            "text",
            _("The questions within a dimension, or the dimensions themselves."),
        ),
        Column(
            "alpha",
            _("Cronbach's alpha"),
            lambda a: known(a["alpha"]),
            "correlation",
            _("k / (k − 1) × (1 − sum of item variances / variance of the sum)"),
        ),
        Column("items", _("Items (k)"), lambda a: a["items"], "count", _("How many.")),
        Column(
            "n",
            _("Units"),
            lambda a: a["n"],
            "count",
            _("Units for which every item counts; unanswered ones are 0."),
        ),
    ]
    names = (_("Coherence"), _("How items hang together"), "Alpha")
    note = _("Empty where it is not defined: fewer than two items or units.")
    placed = book.table(names, note, columns, found["alphas"])
    if any(alpha["alpha"] is not None for alpha in found["alphas"]):
        chart = bars(_("Cronbach's alpha"), placed, ["alpha"], label="what")
        free = unbound(chart, CORRELATION)
        put_under(placed, free, columns=WIDE, rows=ROWS_OF_CHART)
