"""Says whether a canonical value is acceptable as an answer, and if not, why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from surveys.scoring.exact import DECIMAL, HUNDRED, ZERO, decimal_text, exact
from surveys.scoring.measuring import HALVES, blank, measure
from surveys.scoring.normalising import CONTROLS
from surveys.scoring.scheme import CHOSEN, Kind, Question

TEXT_LIMIT = 50_000  # characters; more than a cell of a workbook holds
DIGIT_LIMIT = 24  # digits of a number; the largest sums of money need 15
ID_LIMIT = 64  # characters of an evidence id

# Every problem there is, with the names of its parameters. min and max are decimal
# texts (ISO dates for date.*), option is a Text, the rest are numbers or codes.
PROBLEM_IDS: Mapping[str, tuple[str, ...]] = {
    "value.empty": (),
    "value.shape": (),
    "option.unknown": ("option",),
    "option.exclusive": ("option",),
    "row.unknown": ("row",),
    "number.invalid": (),
    "number.long": ("limit",),
    "number.decimals": ("decimals",),
    "number.range": ("min", "max", "unit"),
    "number.min": ("min", "unit"),
    "number.max": ("max", "unit"),
    "ratio.over": (),
    "date.invalid": (),
    "date.min": ("min",),
    "date.max": ("max",),
    "text.long": ("limit", "length"),
    "text.control": (),
    "file.invalid": (),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value is refused. part: which half of a ratio or pair ("n", "d",
    "before", "after") or which row of a matrix it is about, else None."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    part: str | None = None


def problem(question: Question, value: Any) -> Problem | None:
    """The first thing wrong with a value as `normalise` gives it, or None.

    Half a ratio, half a pair or part of a matrix is accepted, so that it can be
    saved; `complete` tells whether it is an answer yet.
    """
    if blank(value):
        return Problem("value.empty")
    return JUDGES[question.kind](question, value)


def _chosen(question: Question, value: Any, part: str | None = None) -> Problem | None:
    if not isinstance(value, str):
        return Problem("value.shape", part=part)
    if value not in question.choices:
        return Problem("option.unknown", {"option": value}, part)
    return None


def _several(question: Question, value: Any) -> Problem | None:
    if not isinstance(value, list):
        return Problem("value.shape")
    found = next(filter(None, (_chosen(question, code) for code in value)), None)
    if found is None and len(set(value)) < len(value):
        return Problem("value.shape")
    return found or _together(question, value)


def _together(question: Question, codes: list[str]) -> Problem | None:
    """Whether an option that stands alone was chosen together with others."""
    alone = question.exclusive
    if alone is None or alone not in codes or len(codes) == 1:
        return None
    return Problem("option.exclusive", {"option": question.choices[alone].title})


def _matrix(question: Question, value: Any) -> Problem | None:
    if not isinstance(value, dict):
        return Problem("value.shape")
    rows = {row.code for row in question.rows}
    for row, code in value.items():
        if row not in rows:
            return Problem("row.unknown", {"row": row})
        found = _chosen(question, code, row)
        if found is not None:
            return found
    return None


def _number(question: Question, value: Any) -> Problem | None:
    return _written(question, value) or _bounded(question, exact(value))


def _written(question: Question, value: Any, part: str | None = None) -> Problem | None:
    """Whether it is a number at all, of a length that makes sense."""
    found = DECIMAL.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return Problem("number.invalid", part=part)
    if len(value) > DIGIT_LIMIT:
        return Problem("number.long", {"limit": DIGIT_LIMIT}, part)
    most = question.decimals
    if most is not None and len(found.group(3) or "") > most:
        return Problem("number.decimals", {"decimals": most}, part)
    return None


def _bounded(
    question: Question, number: Fraction, part: str | None = None
) -> Problem | None:
    low, high = question.min, question.max
    if (low is None or number >= low) and (high is None or number <= high):
        return None
    unit = question.unit if part else question.measured_in
    params = {"min": _decimal(low), "max": _decimal(high), "unit": unit}
    if low is None or high is None:
        del params["min" if low is None else "max"]
        return Problem("number.max" if low is None else "number.min", params, part)
    return Problem("number.range", params, part)


def _decimal(number: Fraction | None) -> str | None:
    return None if number is None else decimal_text(number)


def _halves(question: Question, value: Any) -> Problem | None:
    if not isinstance(value, dict) or not value.keys() <= set(HALVES[question.kind]):
        return Problem("value.shape")
    for part, text in value.items():
        found = _written(question, text, part) or _half(question, exact(text), part)
        if found is not None:
            return found
    return _share(question, value) if question.kind is Kind.RATIO else None


def _half(question: Question, number: Fraction, part: str) -> Problem | None:
    if question.kind is Kind.PAIR:
        return _bounded(question, number, part)
    if number >= ZERO:
        return None
    return Problem("number.min", {"min": "0", "unit": question.unit}, part)


def _share(question: Question, value: dict[str, str]) -> Problem | None:
    """A part that is more than the whole; otherwise the bounds of the share."""
    if len(value) < len(HALVES[Kind.RATIO]):
        return None
    if question.max == HUNDRED and exact(value["n"]) > exact(value["d"]):
        return Problem("ratio.over")
    share = measure(question, value)
    return None if share is None else _bounded(question, share)


def _date(question: Question, value: Any) -> Problem | None:
    if not _is_day(value):
        return Problem("date.invalid")
    if question.earliest is not None and value < question.earliest:
        return Problem("date.min", {"min": question.earliest})
    if question.latest is not None and value > question.latest:
        return Problem("date.max", {"max": question.latest})
    return None


def _is_day(value: Any) -> bool:
    """An ISO day of the calendar, written in full: years have four digits."""
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (TypeError, ValueError):
        return False


def _text(question: Question, value: Any) -> Problem | None:  # one shape
    if not isinstance(value, str):
        return Problem("value.shape")
    if len(value) > TEXT_LIMIT:
        return Problem("text.long", {"limit": TEXT_LIMIT, "length": len(value)})
    return Problem("text.control") if CONTROLS.search(value) else None


def _file(question: Question, value: Any) -> Problem | None:  # one shape
    if not isinstance(value, list):
        return Problem("value.shape")
    fine = all(isinstance(item, str) and 0 < len(item) <= ID_LIMIT for item in value)
    return None if fine else Problem("file.invalid")


JUDGES: Mapping[Kind, Callable[[Question, Any], Problem | None]] = {
    **dict.fromkeys(CHOSEN, _chosen),
    Kind.MULTIPLE: _several,
    Kind.MATRIX: _matrix,
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.RATIO: _halves,
    Kind.PAIR: _halves,
    Kind.DATE: _date,
    Kind.TEXT: _text,
    Kind.FILE: _file,
}
