"""Reads what a condition compares with, and compiles the comparison."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from surveys.scoring.conditions import Truth
from surveys.scoring.exact import decimal_text
from surveys.scoring.reading import Place
from surveys.scoring.scheme import External, Option, Question
from surveys.scoring.texts import Text

ORDERED: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
SAME: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "in": lambda got, wanted: got in wanted,
}
COMPARED = {**SAME, **ORDERED}
HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "contains": lambda got, wanted: wanted.issubset(got)
}
ANYWHERE = frozenset({"all", "any", "not", "answer", "count", "fact", "months_between"})


@dataclass(frozen=True, slots=True)
class Scope:
    """The codes a condition may name; checks are filled in before levels are read."""

    questions: Mapping[str, Question]
    externals: Mapping[str, External] = field(default_factory=dict)
    nodes: Mapping[str, Text] = field(default_factory=dict)
    checks: Mapping[str, Text] = field(default_factory=dict)
    forms: frozenset[str] = ANYWHERE


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a test compares with: the value itself, its text, titles of its codes."""

    op: str
    compare: Callable[[Any], Truth]
    text: str
    labels: Mapping[str, Text] = field(default_factory=dict)


def want_numbers(place: Place, ops: Mapping[str, Any] = COMPARED) -> Wanted:
    return want(place, ops, lambda at: at.number(), decimal_text)


def want(
    place: Place,
    ops: Mapping[str, Callable[[Any, Any], bool]],
    read: Callable[[Place], Any],
    show: Callable[[Any], str] = str,
    labels: Mapping[str, Text] | None = None,
) -> Wanted:
    op, value = place.at("op").one_of(ops), place.at("value")
    several = op == "in" or (op == "contains" and isinstance(value.value, list))
    items = value.items(least=1) if several else [value]
    values = [read(item) for item in items]
    one = values[0] if op not in ("in", "contains") else frozenset(values)
    text = ",".join(show(item) for item in values)
    return Wanted(op, partial(against, ops[op], one), text, labels or {})


def against(test: Callable[[Any, Any], bool], wanted: Any, got: Any) -> bool:
    return test(got, wanted)


def want_codes(
    place: Place, ops: Mapping[str, Any], options: tuple[Option, ...]
) -> Wanted:
    labels = {option.code: option.title for option in options}
    return want(place, ops, lambda at: at.reference(labels, "option"), str, labels)


def shown(number: Fraction | None) -> str | None:
    """A number as canonical text, where there is one."""
    return None if number is None else decimal_text(number)
