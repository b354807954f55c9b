"""The calculation as rows of a table: every indicator and question of the trees."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.explaining.outline import AGGREGATES, KINDS
from surveys.explaining.results import node_words
from surveys.explaining.words import worded
from surveys.retracing.legs import Leg, row_of
from surveys.retracing.nodes import Family, brings, kept, score, share, state
from surveys.retracing.points import question_points
from surveys.scoring import Node, NodeResult, Question, exact
from surveys.sheets.results import Column, Row, Table
from surveys.sheets.results.expressions import (
    BLANK,
    At,
    Expression,
    call,
    compare,
    when,
)

TOLERANCE = "0.000000001"
Cells = dict[str, str | int | float | Expression | None]


def calculation_table(leg: Leg, name: str, title: str) -> Table:
    """The tree of the score, then those beside it, parents first."""
    return Table(
        key=leg.calculation,
        title=title,
        name=name,
        about=_(
            "Every indicator and question: its weight, its points by formula, and the"
            " score that the platform has stored."
        ),
        columns=_columns(),
        rows=tuple(_rows(leg)),
        frozen="title",
        indented="title",
        judged="agrees",
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("code", pgettext("of a question or indicator", "Code"), "code", 24),
        Column("title", _("Indicator or question"), "words", 48),
        Column("how", _("How it is made"), "words", 22),
        Column("weight", _("Weight"), "figure", 10),
        Column("counts", _("Counts as"), "state", 11),
        Column("kept", _("Weight that counts"), "figure", 10),
        Column("share", _("Share of the whole above it"), "share", 13),
        Column("points", _("Score by formula"), "score", 13),
        Column("brings", _("Brings to the whole above it"), "score", 13),
        Column("stored", _("Score of the platform"), "score", 13),
        Column("difference", _("Difference"), "difference", 11),
        Column("agrees", _("Agrees"), "agrees", 10),
        Column("words", _("In words"), "words", 64),
    )


def tree_row(tree: int, code: str) -> str:
    """The key of the row of a node or question; tree: 0 for the score itself."""
    return f"{tree}:{code}"


def root_row(leg: Leg) -> str:
    """The key of the row of the whole score."""
    return tree_row(0, leg.scheme.root.code)


def node_rows(leg: Leg) -> dict[str, str]:
    """The keys of the rows of all nodes, by code."""
    trees = enumerate((leg.scheme.root, *leg.scheme.indices))
    return {n.code: tree_row(t, n.code) for t, root in trees for n in root.walk()}


def _rows(leg: Leg) -> Iterator[Row]:
    evaluation, scheme = leg.evaluation, leg.scheme
    roots = zip(
        (scheme.root, *scheme.indices),
        (evaluation.root, *evaluation.indices),
        strict=True,
    )
    for tree, (root, result) in enumerate(roots):
        grove = _Grove(leg, tree)
        yield from grove.rows(root, result, {}, 0)


class _Grove:
    """One tree of a lane."""

    def __init__(self, leg: Leg, tree: int) -> None:
        self.leg, self.tree = leg, tree

    def rows(
        self, item: Node | Question, result: NodeResult, above: Cells, depth: int
    ) -> Iterator[Row]:
        """The row of a place of the tree, then those below it. above: its cells that
        follow from the whole it is a part of."""
        key = tree_row(self.tree, item.code)
        cells = self._told(item, result) | above | self._computed(item, key)
        yield Row(key, cells, depth=min(depth, 6), strong=isinstance(item, Node))
        if isinstance(item, Question):
            return
        family = self._family(item)
        pairs = zip(item.children, result.children, strict=True)
        for place, (child, found) in enumerate(pairs):
            below: Cells = {
                "weight": float(child.weight),
                "kept": kept(family, place),
                "share": share(family, place),
                "brings": brings(family, place),
            }
            yield from self.rows(child.item, found, below, depth + 1)

    def _family(self, node: Node) -> Family:
        codes = (child.item.code for child in node.children)
        rows = tuple(tree_row(self.tree, code) for code in codes)
        return Family(self.leg, node, rows)

    def _told(self, item: Node | Question, result: NodeResult) -> Cells:
        named = (
            AGGREGATES[item.aggregate.value]
            if isinstance(item, Node)
            else KINDS[item.kind]
        )
        return {
            "code": item.code,
            "title": worded(item.title),
            "how": str(named),
            "stored": self._stored(item, result),
            "words": node_words(result, self.leg.scheme.decimals),
        }

    def _stored(self, item: Node | Question, result: NodeResult) -> float | None:
        """The score as the scorecard keeps it; that of a question it does not."""
        if isinstance(item, Node):
            text = self.leg.stored.get(item.code)
            return float(exact(text)) if text else None
        return None if result.score is None else float(result.score)

    def _computed(self, item: Node | Question, key: str) -> Cells:
        table = self.leg.calculation
        points, stored = At(table, key, "points"), At(table, key, "stored")
        both = compare(call("COUNT", points, stored), "=", 2)
        near = compare(call("ABS", points - stored), "<=", TOLERANCE)
        neither = compare(call("COUNT", points, stored), "=", 0)
        if isinstance(item, Question):
            counts: Expression = At(self.leg.answers, row_of(item), "counts")
            found = question_points(self.leg, item)
        else:
            family = self._family(item)
            counts, found = state(family), score(family, At(table, key, "counts"))
        return {
            "counts": counts,
            "points": found,
            "difference": when(both, points - stored, BLANK),
            "agrees": when(both, when(near, 1, 0), when(neither, 1, 0)),
        }
