"""An answer in words, for pages that show and do not ask."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.explaining.words import day, figure, with_unit, worded
from surveys.scoring import Kind, Question, measure

PLACES = 2  # of a share or change that is derived from what people typed


def said(
    question: Question, value: Any, state: str = "answered", reason: str = ""
) -> str:
    """One answer in the active language; several choices stand on a line each."""
    if state == "na":
        return _("Does not apply: %(reason)s") % {"reason": reason}
    if value is None or value in ("", [], {}):
        return _("Not answered")
    return SAYING[question.kind](question, value)


def _choice(question: Question, code: str) -> str:
    return worded(question.choices[code].title)


def _step(question: Question, code: str) -> str:
    return f"{code} – {_choice(question, code)}"


def _choices(question: Question, codes: list[str]) -> str:
    return "\n".join(_choice(question, code) for code in codes)


def _number(question: Question, text: str) -> str:
    return as_typed(text, worded(question.unit))


def as_typed(text: str | None, unit: str = "") -> str:
    """A typed figure with every decimal it has."""
    return "–" if text is None else with_unit(text, unit)


def share(question: Question, value: Any) -> str:
    """The derived figure of a ratio or pair, "–" while it cannot be computed."""
    return figure(measure(question, value), PLACES, "%")


def _ratio(question: Question, value: Mapping[str, str]) -> str:
    parts = {"n": as_typed(value.get("n")), "d": as_typed(value.get("d"))}
    parts["share"] = share(question, value)
    return _("%(n)s of %(d)s: %(share)s") % parts


def _pair(question: Question, value: Mapping[str, str]) -> str:
    unit = worded(question.unit)
    parts = {
        "before": as_typed(value.get("before"), unit),
        "after": as_typed(value.get("after"), unit),
        "change": share(question, value),
    }
    return _("Before %(before)s, after %(after)s: improvement %(change)s") % parts


def _rows(question: Question, value: Mapping[str, str]) -> str:
    titles = {row.code: worded(row.title) for row in question.rows}
    lines = (
        _("%(row)s: %(answer)s")
        % {"row": titles[code], "answer": _choice(question, chosen)}
        for code, chosen in value.items()
    )
    return "\n".join(lines)


def _date(_question: Question, value: str) -> str:
    return day(value)


def _text(_question: Question, value: str) -> str:
    return value


def _files(_question: Question, value: list[str]) -> str:
    return ngettext("%(count)s file", "%(count)s files", len(value)) % {
        "count": len(value)
    }


SAYING: Mapping[Kind, Callable[[Question, Any], str]] = {
    Kind.SINGLE: _choice,
    Kind.MULTIPLE: _choices,
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.RATIO: _ratio,
    Kind.PAIR: _pair,
    Kind.MATRIX: _rows,
    Kind.SCENE: _step,
    Kind.REQUIREMENT: _choice,
    Kind.DATE: _date,
    Kind.TEXT: _text,
    Kind.FILE: _files,
}
