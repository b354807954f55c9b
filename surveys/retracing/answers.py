"""The answers as rows of a table: what was given, and the figures that count."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from surveys.explaining.answers import as_typed, said
from surveys.explaining.words import worded
from surveys.retracing.legs import NOT_APPLICABLE, Leg, fact_row, parts_of, row_of
from surveys.retracing.points import option_points
from surveys.scoring import Answer, Kind, Question, State, exact
from surveys.scoring.facts import as_number, fact_named, fact_value
from surveys.scoring.scheme import CHOSEN, MEASURED
from surveys.sheets.results import Column, Row, Table
from surveys.sheets.results.expressions import (
    BLANK,
    At,
    Expression,
    Span,
    call,
    compare,
    empty,
    when,
)

STATES: Mapping[State, Any] = {
    State.ANSWERED: gettext_lazy("Answered"),
    State.UNANSWERED: gettext_lazy("Not answered"),
    State.HIDDEN: gettext_lazy("Does not concern this unit"),
    State.NA: gettext_lazy("Does not apply"),
}
SEVERAL = frozenset({Kind.MULTIPLE, Kind.MATRIX})
CHOSEN_MARK = "✓"
Cells = dict[str, str | int | float | Expression | None]


def answers_table(leg: Leg, name: str, title: str) -> Table:
    """All questions in the order of the questionnaire, then the facts."""
    return Table(
        key=leg.answers,
        title=title,
        name=name,
        about=_(
            "Every answer as it was handed in, and the values that count. Change a"
            " yellow cell to see what would follow."
        ),
        columns=_columns(),
        rows=(*_questions(leg), *_facts(leg)),
        frozen="question",
        indented="part",
        open="value",
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", _("No."), "code", 7),
        Column("code", pgettext("of a question or indicator", "Code"), "code", 24),
        Column("question", _("Question"), "words", 44),
        Column("part", _("Figure, option or row"), "words", 30),
        Column("given", _("As handed in"), "words", 34),
        Column("corrected", _("As corrected"), "words", 30),
        Column("state", _("State"), "words", 16),
        Column("value", _("Value that counts"), "figure", 16),
        Column("unit", pgettext("of a figure", "Unit"), "words", 10),
        Column("applies", _("Applies"), "applies", 9),
        Column("counts", _("Counts as"), "state", 11),
        Column("measure", _("Share, change or figure"), "score", 14),
        Column("line", _("Points of the line"), "score", 12),
    )


def _questions(leg: Leg) -> Iterator[Row]:
    for number, section in enumerate(leg.scheme.sections, start=1):
        for place, question in enumerate(section.questions, start=1):
            yield from _question(leg, question, f"{number}.{place}")


def _question(leg: Leg, question: Question, number: str) -> Iterator[Row]:
    given, counted = leg.given.get(question.code), leg.counted.get(question.code)
    state = leg.evaluation.states[question.code]
    for place, part in enumerate(parts_of(question)):
        first = not place
        cells: Cells = {
            "number": number,
            "code": question.code,
            "question": worded(question.title),
            "part": _part_title(question, part),
            "given": _part_words(leg, question, given, part, first=first),
            "corrected": _corrected(leg, question, part, first=first),
            "value": _typed(question, counted, part),
            "unit": _unit(question),
        }
        if first:
            applies = int(state not in (State.HIDDEN, State.NA))
            cells |= {"state": str(STATES[state]), "applies": applies}
            cells |= _derived(leg, question)
        if question.scoring is not None and question.kind in CHOSEN | SEVERAL:
            cells["line"] = _line(leg, question, part)
        yield Row(row_of(question, part), cells, choices=_choices(question))


def _part_title(question: Question, part: str) -> str:
    titles = {
        "n": question.numerator,
        "d": question.denominator,
        "before": question.before,
        "after": question.after,
    }
    if question.kind is Kind.MULTIPLE:
        return worded(question.choices[part].title)
    if question.kind is Kind.MATRIX:
        return next(worded(row.title) for row in question.rows if row.code == part)
    return worded(titles.get(part)) if part else ""


def _unit(question: Question) -> str:
    return "" if question.kind in SEVERAL else worded(question.unit)


def _part_words(
    leg: Leg, question: Question, answer: Answer | None, part: str, *, first: bool
) -> str:
    """What was answered to this part; what concerns the whole stands on its first."""
    whole = answer is None or answer.state == NOT_APPLICABLE or not answer.value
    if whole or not part:
        reason = leg.reasons.get(question.code, "")
        found = answer or Answer(None)
        return said(question, found.value, found.state, reason) if first else ""
    assert answer is not None
    if question.kind is Kind.MULTIPLE:
        return CHOSEN_MARK if part in answer.value else ""
    value = answer.value.get(part)
    if question.kind is Kind.MATRIX:
        return "" if value is None else worded(question.choices[value].title)
    return as_typed(value, worded(question.unit))


def _corrected(leg: Leg, question: Question, part: str, *, first: bool) -> str:
    code = question.code
    if code in leg.accepted:
        return _("Held not to apply") if first else ""
    counted = leg.counted.get(code)
    if counted == leg.given.get(code):
        return ""
    return _part_words(leg, question, counted, part, first=first)


def _typed(question: Question, answer: Answer | None, part: str) -> str | float | None:
    """What formulas take of an answer: a number, the code of an option, 1 for one of
    several that was chosen."""
    if answer is None or answer.state == NOT_APPLICABLE or not answer.value:
        return None
    if question.kind is Kind.MULTIPLE:
        return 1 if part in answer.value else None
    found = answer.value.get(part) if part else answer.value
    if found is None or question.kind in (Kind.DATE, Kind.TEXT, Kind.FILE):
        return None
    return float(exact(found)) if question.kind in MEASURED else str(found)


def _choices(question: Question) -> tuple[str, ...] | None:
    if question.kind is Kind.MULTIPLE:
        return ("1",)
    if question.kind in CHOSEN or question.kind is Kind.MATRIX:
        return tuple(question.choices)
    return () if question.kind in MEASURED else None


# --- formulas of a whole answer, on its first row


def _cell(leg: Leg, question: Question, column: str, part: str | None = None) -> At:
    return At(leg.answers, row_of(question, part), column)


def span(leg: Leg, question: Question, column: str) -> Span:
    """The cells of all parts of an answer."""
    parts = parts_of(question)
    first, last = row_of(question), row_of(question, parts[-1])
    return Span(leg.answers, first, last, column)


def _derived(leg: Leg, question: Question) -> Cells:
    if question.kind in (Kind.DATE, Kind.TEXT, Kind.FILE):
        return {}
    applies = compare(_cell(leg, question, "applies"), "=", 0)
    filled = _filled(leg, question)
    cells: Cells = {"counts": when(applies, 0, when(filled, 2, 1))}
    if question.kind in MEASURED:
        there = compare(_cell(leg, question, "counts"), "<", 2)
        cells["measure"] = when(there, BLANK, _measure(leg, question))
    return cells


def _filled(leg: Leg, question: Question) -> Expression:
    """Whether nothing is missing that an answer needs."""
    values = span(leg, question, "value")
    if question.kind in (Kind.RATIO, Kind.PAIR):
        return compare(call("COUNT", values), "=", 2)
    if question.kind is Kind.MULTIPLE:
        return compare(call("SUM", values), ">", 0)
    if question.kind is Kind.MATRIX:
        return compare(call("COUNTA", values), ">", 0)
    return compare(_cell(leg, question, "value"), "<>", BLANK)


def _measure(leg: Leg, question: Question) -> Expression:
    """The number that an answer stands for, or nothing where it has none."""
    if question.kind is Kind.RATIO:
        part, whole = (_cell(leg, question, "value", key) for key in ("n", "d"))
        return when(compare(whole, "=", 0), BLANK, part / whole * 100)
    if question.kind is Kind.PAIR:
        keys = ("before", "after")
        before, after = (_cell(leg, question, "value", key) for key in keys)
        change = after - before if question.better == "higher" else before - after
        return when(compare(before, "<=", 0), BLANK, change / before * 100)
    return _cell(leg, question, "value")


def _line(leg: Leg, question: Question, part: str) -> Expression:
    """The points that one row brings."""
    value = _cell(leg, question, "value", part)
    if question.kind is Kind.MULTIPLE:
        points = At(leg.rules, f"{question.code}/{part}", "points")
        return call("N", value) * points
    return option_points(leg.rules, question, value)


# --- facts that points are looked up for


def _facts(leg: Leg) -> Iterator[Row]:
    nodes = (n for n in leg.scheme.nodes.values() if n.lookup is not None)
    names = dict.fromkeys(node.lookup.fact for node in nodes if node.lookup)
    for name in names:
        number = as_number(fact_value(leg.facts, name))
        fact = fact_named(name)
        assert fact is not None  # an edition with another one is refused
        value = None if number is None else float(number)
        cells: Cells = {
            "code": name,
            "question": worded(fact.title),
            "given": _("Known to the platform") if number is not None else "",
            "value": value,
            "unit": worded(fact.unit),
        }
        cells["counts"] = when(empty(At(leg.answers, fact_row(name), "value")), 1, 2)
        yield Row(fact_row(name), cells, choices=())
