"""The rules of a questionnaire as rows of a table, and points by formulas of them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.explaining.words import worded
from surveys.retracing.legs import Leg, parts_of, row_of
from surveys.scoring import Kind, Node, Question, Scheme
from surveys.scoring.scheme import CHOSEN, Bands, Linear, Points, Target
from surveys.sheets.results import Column, Row, Table
from surveys.sheets.results.expressions import (
    BLANK,
    At,
    Expression,
    Span,
    call,
    compare,
    empty,
    part,
    when,
)

DERIVED = frozenset({Kind.RATIO, Kind.PAIR})
PLACES = 10
"""Derived figures are compared rounded to so many places: binary numbers cannot hold
most quotients, so that 57 / 100 * 100 could miss 57."""
FLOOR = "/floor"
Cells = dict[str, str | int | float | Expression | None]


def rules_table(key: str, scheme: Scheme, name: str, title: str) -> Table:
    """Every option, goalpost, band and threshold that the formulas look at."""
    return Table(
        key=key,
        title=title,
        name=name,
        about=_("What the questionnaire fixes: points, goalposts, bands, thresholds."),
        columns=(
            Column("code", pgettext("of a question or indicator", "Code"), "code", 24),
            Column("title", _("Question or indicator"), "words", 46),
            Column("entry", _("Entry"), "code", 18),
            Column("words", _("Meaning"), "words", 50),
            Column("bound", _("Limit or goalpost"), "figure", 14),
            Column("included", _("Belongs to the band"), "applies", 12),
            Column("points", _("Points"), "figure", 12),
        ),
        rows=tuple(_rows(scheme)),
        frozen="title",
    )


def _rows(scheme: Scheme) -> Iterator[Row]:
    cells: Cells = {
        "title": worded(scheme.title),
        "entry": ".floor",
        "words": _("Share of the weight that must apply for a score"),
        "bound": float(scheme.floor),
    }
    yield Row(FLOOR, cells)
    for section in scheme.sections:
        for question in section.questions:
            yield from _of_question(question)
    for node in scheme.nodes.values():
        yield from _of_node(node)


def _row(item: Question | Node, entry: str, words: str, **cells: float) -> Row:
    found: Cells = {
        "code": item.code,
        "title": worded(item.title),
        "entry": entry,
        "words": words,
        **cells,
    }
    return Row(f"{item.code}/{entry}", found)


def _of_question(question: Question) -> Iterator[Row]:
    rule = question.scoring
    if isinstance(rule, Points):
        for option in question.options:
            points = float(option.points or 0)
            yield _row(question, option.code, worded(option.title), points=points)
        if question.kind not in CHOSEN:
            yield _row(question, ".cap", _("Most points"), points=float(rule.cap))
    elif isinstance(rule, Linear):
        yield _row(question, ".lo", _("Gives 0 points"), bound=float(rule.lo))
        yield _row(question, ".hi", _("Gives 100 points"), bound=float(rule.hi))
    elif isinstance(rule, Target):
        yield _row(question, ".target", _("Target"), bound=float(rule.target))
        words = _("Distance from the target that gives 0 points")
        yield _row(question, ".reach", words, bound=float(rule.reach))
    elif isinstance(rule, Bands):
        yield from _bands(question, rule)


def _bands(question: Question, rule: Bands) -> Iterator[Row]:
    for number, band in enumerate(rule.bands, start=1):
        ends: dict[str, float] = {"points": float(band.points)}
        words = _("All above the bands before")
        if band.upper is not None:
            words = _("Upper end of a band")
            ends |= {"bound": float(band.upper), "included": int(band.closed)}
        yield _row(question, f".band{number}", words, **ends)


def _of_node(node: Node) -> Iterator[Row]:
    if node.p is not None:
        yield _row(node, ".p", _("Exponent of the mean"), bound=float(node.p))
    if node.reaches is not None:
        words = _("Score from which a part counts")
        yield _row(node, ".reaches", words, bound=float(node.reaches))
    if node.threshold is not None:
        words = _("Share of what applies that must be answered")
        yield _row(node, ".answered", words, bound=float(node.threshold))
    if node.lookup is not None:
        for number, (start, points) in enumerate(node.lookup.steps, start=1):
            words = _("Least value of a step")
            step = {"bound": float(start), "points": float(points)}
            yield _row(node, f".step{number}", words, **step)


# --- points of a question


def rule_cell(rules: str, item: Question | Node, entry: str, column: str) -> At:
    """A cell of the table of rules."""
    return At(rules, f"{item.code}/{entry}", column)


def option_points(rules: str, question: Question, value: Expression) -> Expression:
    """The points of the option of this code; 0 for no option."""
    ends = question.options[0].code, question.options[-1].code
    first, last = (f"{question.code}/{code}" for code in ends)
    codes, points = (Span(rules, first, last, c) for c in ("entry", "points"))
    return call("SUMPRODUCT", call("EXACT", value, codes) * points)


def question_points(leg: Leg, question: Question) -> Expression:
    """The score of an answered question; empty where there is none."""
    if isinstance(question.scoring, Points):
        counts = At(leg.answers, row_of(question), "counts")
        found = _by_options(leg, question)
        return when(compare(counts, "<", 2), BLANK, found)
    measure = At(leg.answers, row_of(question), "measure")
    return when(empty(measure), BLANK, _by_measure(leg, question, measure))


def _by_options(leg: Leg, question: Question) -> Expression:
    if question.kind in CHOSEN:
        return At(leg.answers, row_of(question), "line")
    last = row_of(question, parts_of(question)[-1])
    together: Expression = call(
        "SUM", Span(leg.answers, row_of(question), last, "line")
    )
    if question.kind is Kind.MATRIX:
        together = together / len(question.rows)
    return call("MIN", rule_cell(leg.rules, question, ".cap", "points"), together)


def _by_measure(leg: Leg, question: Question, measure: At) -> Expression:
    rule = question.scoring
    if isinstance(rule, Bands):
        return _by_band(leg, question, rule, measure)
    keys = (".lo", ".hi") if isinstance(rule, Linear) else (".target", ".reach")
    one, other = (rule_cell(leg.rules, question, key, "bound") for key in keys)
    if isinstance(rule, Linear):
        return _cut((measure - one) / (other - one) * 100)
    assert isinstance(rule, Target)
    points = _cut((other - call("ABS", measure - one)) / other * 100)
    if rule.side == "both":
        return points
    spared = compare(measure, ">=" if rule.side == "below" else "<=", one)
    return when(spared, 100, points)


def _cut(points: Expression) -> Expression:
    """From 0 to 100."""
    return call("MAX", 0, call("MIN", 100, points))


def _by_band(leg: Leg, question: Question, rule: Bands, measure: At) -> Expression:
    """The points of the band after all those that end below the measure."""
    ends = f"{question.code}/.band1", f"{question.code}/.band{len(rule.bands)}"
    before = f"{question.code}/.band{len(rule.bands) - 1}"
    uppers = Span(leg.rules, ends[0], before, "bound")
    closed = Span(leg.rules, ends[0], before, "included")
    over = difference(question, measure, uppers)
    on_end = compare(over, "=", 0) * (part(1) - closed)
    below = call("SUMPRODUCT", compare(over, ">", 0) + on_end)
    return call("INDEX", Span(leg.rules, *ends, "points"), part(1) + below)


def difference(question: Question, measure: Expression, edge: Expression) -> Expression:
    """How far a measure is from an edge, without what binary numbers add to it."""
    off = measure - edge
    return call("ROUND", off, PLACES) if question.kind in DERIVED else off
