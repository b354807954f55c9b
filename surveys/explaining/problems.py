"""Says in one sentence why a value is refused and what to do about it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.explaining.answers import as_typed
from surveys.explaining.words import day, worded
from surveys.scoring import Kind, Problem, Question, Text

SENTENCES: Mapping[str, Any] = {
    "value.empty": gettext_lazy("Answer this question."),
    "value.shape": gettext_lazy(
        "This answer arrived in a form that cannot be read. Give it again."
    ),
    "option.unknown": gettext_lazy(
        "That choice is not in the list. Choose one of those shown."
    ),
    "option.exclusive": gettext_lazy(
        "“%(option)s” stands alone. Choose only it, or leave it out."
    ),
    "row.unknown": gettext_lazy(
        "The table has changed since the page was opened. Reload the page."
    ),
    "number.invalid": gettext_lazy("Enter a number in digits, such as 72.5."),
    "number.long": gettext_lazy(
        "Enter a number of at most %(limit)s digits. Is the unit right?"
    ),
    "number.range": gettext_lazy("Enter a number from %(min)s to %(max)s."),
    "number.min": gettext_lazy("Enter a number of at least %(min)s."),
    "number.max": gettext_lazy("Enter a number of at most %(max)s."),
    "derived.range": gettext_lazy(
        "The share that results must lie between %(min)s and %(max)s."
        " Check both numbers."
    ),
    "derived.min": gettext_lazy(
        "The share that results must be at least %(min)s. Check both numbers."
    ),
    "derived.max": gettext_lazy(
        "The share that results must be at most %(max)s. Check both numbers."
    ),
    "ratio.over": gettext_lazy(
        "“%(part)s” cannot be more than “%(whole)s”. Check both numbers."
    ),
    "date.invalid": gettext_lazy("Enter a date of the calendar, such as 2024-05-01."),
    "date.min": gettext_lazy("Enter a date not before %(min)s."),
    "date.max": gettext_lazy("Enter a date not after %(max)s."),
    "text.long": gettext_lazy(
        "The text has %(length)s characters and may have %(limit)s."
        " Shorten it by %(over)s."
    ),
    "text.control": gettext_lazy(
        "The text has characters that cannot be stored. Type it instead of pasting it."
    ),
    "file.invalid": gettext_lazy("That file is not on this platform. Upload it again."),
}


def problem_words(question: Question, problem: Problem) -> str:
    """The sentence for a problem; for half a ratio or pair and for one row of a table
    it begins with the name of that part."""
    sentence = _sentence(question, problem)
    if problem.part is None:
        return sentence
    name = part_name(question, problem.part)
    return _("%(part)s: %(problem)s") % {"part": name, "problem": sentence}


def _sentence(question: Question, problem: Problem) -> str:
    if problem.message == "number.decimals":
        return _decimals(problem.params["decimals"])
    key, params = _key(question, problem), _params(question, problem)
    return str(SENTENCES[key]) % params


def _key(question: Question, problem: Problem) -> str:
    """The bounds of a ratio are those of the share, not of a number one typed."""
    derived = question.kind is Kind.RATIO and problem.part is None
    key = problem.message.replace("number.", "derived.")
    return key if derived and key in SENTENCES else problem.message


def _decimals(most: int) -> str:
    if most == 0:
        return _("Enter a whole number, such as 12.")
    return ngettext(
        "Enter a number with at most %(decimals)s decimal.",
        "Enter a number with at most %(decimals)s decimals.",
        most,
    ) % {"decimals": most}


def _params(question: Question, problem: Problem) -> dict[str, str]:
    found = {key: _shown(value) for key, value in problem.params.items()}
    bound = day if problem.message.startswith("date.") else _bound(question, problem)
    found |= {k: bound(problem.params[k]) for k in ("min", "max") if k in found}
    if problem.message == "ratio.over":
        found |= {"part": part_name(question, "n"), "whole": part_name(question, "d")}
    if problem.message == "text.long":
        found["over"] = str(problem.params["length"] - problem.params["limit"])
    return found


def _bound(question: Question, problem: Problem) -> Callable[[str], str]:
    halved = problem.part is not None
    unit = worded(question.unit if halved else question.measured_in)
    return lambda text: as_typed(text, unit)


def _shown(value: object) -> str:
    return worded(value) if isinstance(value, Text) else str(value)


def part_name(question: Question, part: str) -> str:
    """The label of one half of a ratio or pair, or the title of a row."""
    labels = {
        "n": question.numerator,
        "d": question.denominator,
        "before": question.before,
        "after": question.after,
        **{row.code: row.title for row in question.rows},
    }
    return worded(labels.get(part)) or PLAIN_NAMES.get(part, lambda: part)()


PLAIN_NAMES: Mapping[str, Callable[[], str]] = {
    "before": lambda: _("Before the project"),
    "after": lambda: _("After the project"),
}
