"""From what a form or a sheet gives to the one canonical value of an answer.

Shapes: single, scene, requirement "code" · multiple ["a", "b"] in the order of the
options · number, percent "72.5" · ratio {"n": "30", "d": "50"} · pair {"before": "10",
"after": "12"} · matrix {"row": "option"} · date "2024-05-01" · text "…" · file
["evidence id", …]. Nothing given is None.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from surveys.scoring.measuring import HALVES
from surveys.scoring.scheme import Kind, Question

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]*)?")
NUMBER = re.compile(r"([+-]?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?")
DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


def normalise(question: Question, raw: Any) -> Any:
    """The canonical value of a raw one; None when nothing was given.

    Never fails: what cannot be understood comes back as it is (cleaned), so that
    `problem` can say what is wrong and the page can show what was typed.
    """
    return NORMALISERS[question.kind](question, raw)


def clean_text(raw: str) -> str:
    """NFC, lines ended by a newline, no control characters but newline and tab."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", CONTROLS.sub("", text)).strip()


def number_text(raw: str) -> str:
    """A number as people type it ("１,２３４．50") in canonical form ("1234.5")."""
    text = _narrow(raw).replace("−", "-")
    if GROUPED.fullmatch(text):
        text = re.sub("[, ]", "", text)
    found = NUMBER.fullmatch(text)
    if found is None:
        return text
    sign, whole, part = found.groups("")
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    number = f"{whole}.{part}" if part else whole
    return f"-{number}" if sign == "-" and number != "0" else number


def _narrow(raw: str) -> str:
    """Full-width signs become half-width ones."""
    return unicodedata.normalize("NFKC", CONTROLS.sub("", raw)).strip()


def _typed(raw: Any) -> Any:
    """Whole numbers, as JSON may bring them, are read like typed ones."""
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


def _as_number(raw: Any, *, percent: bool = False) -> Any:
    raw = _typed(raw)
    if not isinstance(raw, str):
        return raw
    text = _narrow(raw)
    return number_text(text.removesuffix("%") if percent else text) or None


def _number(question: Question, raw: Any) -> Any:
    return _as_number(raw, percent=question.kind is Kind.PERCENT)


def _halves(question: Question, raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        return raw or None
    keys = dict.fromkeys([*HALVES[question.kind], *raw])
    values = {key: _as_number(raw.get(key)) for key in keys}
    return {key: value for key, value in values.items() if value is not None} or None


def _code(question: Question, raw: Any) -> Any:  # one shape for all
    raw = _typed(raw)
    return (_narrow(raw) or None) if isinstance(raw, str) else raw


def _codes(question: Question, raw: Any) -> Any:
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        return raw
    codes = dict.fromkeys(map(_hashable, items))
    order = {code: place for place, code in enumerate(question.choices)}
    known = sorted((code for code in codes if code in order), key=order.__getitem__)
    return known + sorted(code for code in codes if code and code not in order) or None


def _hashable(item: Any) -> str:
    return _narrow(str(item))


def _matrix(question: Question, raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        return raw or None
    rows = dict.fromkeys([*(row.code for row in question.rows), *raw])
    values = {row: _code(question, raw.get(row)) for row in rows}
    return {row: value for row, value in values.items() if value is not None} or None


def _date(question: Question, raw: Any) -> Any:  # one shape for all
    if not isinstance(raw, str):
        return raw
    text = _narrow(raw)
    found = DAY.fullmatch(text)
    if found is None:
        return text or None
    return "{}-{:0>2}-{:0>2}".format(*found.groups())


def _text(question: Question, raw: Any) -> Any:  # one shape for all
    return (clean_text(raw) or None) if isinstance(raw, str) else raw


def _file(question: Question, raw: Any) -> Any:  # one shape for all
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        return raw
    return [item for item in dict.fromkeys(map(_hashable, items)) if item] or None


NORMALISERS: Mapping[Kind, Callable[[Question, Any], Any]] = {
    Kind.SINGLE: _code,
    Kind.SCENE: _code,
    Kind.REQUIREMENT: _code,
    Kind.MULTIPLE: _codes,
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.RATIO: _halves,
    Kind.PAIR: _halves,
    Kind.MATRIX: _matrix,
    Kind.DATE: _date,
    Kind.TEXT: _text,
    Kind.FILE: _file,
}
