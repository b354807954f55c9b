"""What a copy of a questionnaire asks, as plain data ready to be laid on sheets."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What may stand in a cell."""

    CHOICE = "choice"
    TICK = "tick"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    TEXT = "text"
    SHOWN = "shown"  # nothing to be filled in: only read


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell to be filled in.

    `key` finds it again, whatever row it has come to stand in; one that is only shown
    has none. `value` is text: one of `options`, a decimal, an ISO date, free text, or
    a mark; "" where nothing is answered. `low` and `high` are decimals or ISO dates.
    """

    key: str
    label: str
    form: Form
    value: str = ""
    unit: str = ""
    options: tuple[str, ...] = ()
    low: str | None = None
    high: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its cells. `about` and `proof` are for reading; `na` is
    whether it may be said not to apply, `is_na` whether it is, and `reason` why."""

    number: str
    title: str
    about: str
    proof: str
    slots: tuple[Slot, ...]
    na: bool = False
    is_na: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One section: a sheet of its own, with a short name for its tab."""

    tab: str
    title: str
    intro: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A whole workbook. `language` is of the explanations, labels stand in both;
    `about` are lines for the first sheet (name, value); `mark` is what the workbook
    says of itself to whoever reads it back."""

    language: str
    title: str
    about: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    mark: Mapping[str, str]
