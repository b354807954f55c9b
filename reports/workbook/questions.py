"""The sheets "Questions" and "Options": what was answered, question by question."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.figures import Benchmark
from reports.particulars import Option, Particulars, Question
from reports.workbook.drafting import Draft, Value, legend, say
from reports.workbook.heat import inner_bars
from reports.workbook.tables import Column, heighten, put_table

FULL = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question, or of a row of a matrix."""

    question: Question
    option: Option


def write_questions(draft: Draft, found: Particulars) -> None:
    """One row for each question, then one for each option that can be chosen."""
    chosen = columns()
    names = (_("Questions"), _("Every question: who answered, quartiles, points"))
    table = put_table(
        draft,
        (*names, "Questions"),
        legend(draft),
        chosen,
        found.questions,
    )
    heighten(table, chosen, found.questions)
    inner_bars(table.sheet, table.block("score", "score"), upto=FULL)
    options = choices(draft.benchmark)
    asked = option_columns()
    names = (_("Options"), _("Every option: how many units chose it"))
    table = put_table(draft, (*names, "Options"), legend(draft), asked, options)
    heighten(table, asked, options)
    inner_bars(table.sheet, table.block("share", "share"), upto=1)


def choices(benchmark: Benchmark) -> list[Choice]:
    """Every option of every question."""
    found = benchmark.particulars
    questions = found.questions if found else ()
    return [Choice(question, o) for question in questions for o in question.options]


def kind_of(question: Question) -> str:
    """The kind of a question in words."""
    words = {
        "single": _("Single choice"),
        "multiple": _("Multiple choice"),
        "number": _("Number"),
        "percent": _("Percentage"),
        "ratio": _("Ratio of two numbers"),
        "pair": _("Before and after"),
        "matrix": _("Table of choices"),
        "scene": _("Scene with levels"),
        "requirement": _("Requirement"),
        "date": pgettext("kind of question", "Date"),
        "text": pgettext("kind of question", "Text"),
        "file": pgettext("kind of question", "File"),
    }
    return words.get(question.kind, question.kind)


def asked(question: Question) -> str:
    """A question, with the row of its matrix."""
    title = say(question.title)
    if question.row is None:
        return title
    return _("%(part)s: %(value)s") % {"part": title, "value": say(question.row)}


def _text(
    key: str, title: str, value: Callable[[Question], str], wide: float, meaning: str
) -> Column[Question]:
    return Column(key, title, value, "words", meaning, width=wide)


def _identity() -> Iterator[Column[Question]]:
    yield _text(
        "code",
        _("Question code"),
        lambda q: q.code,
        25,
        _("Stable code of the question, the same in every edition."),
    )
    yield _text(
        "section",
        _("Section"),
        lambda q: say(q.section),
        17,
        _("Section of the questionnaire."),
    )
    yield _text(
        "question",
        _("Question"),
        asked,
        42,
        _("The question as it is asked; of a table of choices one row."),
    )
    yield _text("kind", _("Kind"), kind_of, 13, _("Kind of the question."))


def columns() -> tuple[Column[Question], ...]:
    """The columns of the table of questions."""
    return (*_identity(), *_counts(), *_figures())


def _counts() -> Iterator[Column[Question]]:
    units = _("units")
    yield Column(
        "n",
        _("Answered by (n)"),
        lambda q: q.n,
        "count",
        _("Enterprises with a unit that answered."),
        _("Number of different enterprises"),
        _("enterprises"),
        width=11,
    )
    for key, title, meaning in (
        ("units", _("Units that answered"), _("Units with an answer.")),
        (
            "not_applicable",
            _("Not applicable"),
            _("Units to which the question does not apply, as counted on this lane."),
        ),
        ("unanswered", _("Unanswered"), _("Units that were asked without an answer.")),
        (
            "not_asked",
            _("Not asked"),
            _("Units from which a condition hides the question."),
        ),
    ):
        yield Column(
            key,
            title,
            _count(key),
            "count",
            meaning,
            _("Number of units"),
            units,
            width=11,
        )


def _count(key: str) -> Callable[[Question], Value]:
    def value(question: Question) -> Value:
        found: int | None = getattr(question, key)
        return found

    return value


def _figures() -> Iterator[Column[Question]]:
    type_7 = _("Quantile of type 7, in Excel PERCENTILE.INC")
    for key, title, meaning in (
        ("p25", _("Lower quartile"), _("A quarter of the numbers is at most this.")),
        ("median", _("Median"), _("Half of the numbers are at most this.")),
        ("p75", _("Upper quartile"), _("Three quarters are at most this.")),
        ("p90", _("P90"), _("Nine out of ten are at most this.")),
    ):
        yield Column(key, title, _quantile(key), "amount", meaning, type_7, width=14)
    yield Column(
        "unit",
        _("Unit of measure"),
        lambda q: say(q.unit) if q.unit else "",
        "words",
        _("In what the numbers are measured; a pair by its change in percent."),
        width=11,
    )
    yield Column(
        "score",
        _("Mean points"),
        _points,
        "score",
        _("Mean points of the units that have some for this question."),
        _("As the edition says; see the result page of the response"),
        _("points, 0–%(scale)s") % {"scale": FULL},
        width=11,
    )


def _quantile(key: str) -> Callable[[Question], Value]:
    def value(question: Question) -> Value:
        if question.unit is None and question.kind not in {"number", "percent"}:
            return ""
        found: float | None = getattr(question.measure, key)
        return found

    return value


def _points(question: Question) -> Value:
    if question.score is None or question.score.n == 0:
        return ""
    return question.score.mean


def option_columns() -> tuple[Column[Choice], ...]:
    """The columns of the table of options."""
    return (*_question_of(), *_option(), *_chosen())


def _question_of() -> Iterator[Column[Choice]]:
    for column in _identity():
        if column.key != "section":
            yield Column(
                column.key,
                column.title,
                _of(column),
                "words",
                column.meaning,
                width=column.width,
            )


def _of(column: Column[Question]) -> Callable[[Choice], Value]:
    return lambda choice: column.value(choice.question)


def _option() -> Iterator[Column[Choice]]:
    yield Column(
        "option_code",
        _("Option code"),
        lambda c: c.option.code,
        "words",
        _("Stable code of the option."),
        width=16,
    )
    yield Column(
        "option",
        _("Option"),
        lambda c: say(c.option.name),
        "words",
        _("The option as it is offered."),
        width=44,
    )


def _chosen() -> Iterator[Column[Choice]]:
    yield Column(
        "chosen",
        _("Chosen by (units)"),
        lambda c: c.option.units,
        "count",
        _("Units that chose the option."),
        _("Number of units"),
        _("units"),
        width=12,
    )
    yield Column(
        "answered",
        _("Units that answered"),
        lambda c: c.question.units,
        "count",
        _("Units with an answer."),
        _("Number of units"),
        _("units"),
        width=12,
    )
    yield Column(
        "share",
        _("Share"),
        _share,
        "share",
        _("How many of those that answered chose it; of several choices, each counts."),
        _("Chosen by / units that answered"),
        "%",
        width=12,
    )


def _share(choice: Choice) -> Value:
    units, own = choice.question.units, choice.option.units
    if units == 0:
        return ""
    return None if units is None or own is None else own / units
