"""An evaluation as a JSON document: message ids, parameters, exact numbers as text."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from surveys.scoring.exact import decimal_text
from surveys.scoring.results import CheckResult, Evaluation, LevelResult

Plain = Callable[[Any], Any]


def as_document(evaluation: Evaluation) -> dict[str, Any]:
    """The whole evaluation, ready for `canonical`; equal evaluations, equal bytes."""
    return _fields(evaluation, "checks", "levels") | {
        "checks": [_check(result) for result in evaluation.checks],
        "levels": [_level(result) for result in evaluation.levels],
    }


def _check(result: CheckResult) -> dict[str, Any]:
    """By code: the check itself stands in the edition."""
    return {"code": result.check.code, **_fields(result, "check")}


def _level(result: LevelResult) -> dict[str, Any]:
    return {"code": result.level.code, **_fields(result, "level")}


def _fields(value: Any, *without: str) -> dict[str, Any]:
    names = (field.name for field in fields(value) if field.name not in without)
    return {name: plain(getattr(value, name)) for name in names}


def plain(value: Any) -> Any:
    """Any part of a result as JSON: dataclasses as objects, exact numbers as text."""
    for kind, form in FORMS:
        if isinstance(value, kind):
            return form(value)
    return _fields(value) if is_dataclass(value) else value


FORMS: tuple[tuple[type, Plain], ...] = (
    (str, str),  # an enumerated word becomes the word
    (Fraction, decimal_text),
    (Mapping, lambda value: {key: plain(item) for key, item in value.items()}),
    (tuple, lambda value: [plain(item) for item in value]),
)
