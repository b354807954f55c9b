"""The formulas of a result workbook: made of our own parts only, so that no text of
people can ever become one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

FUNCTIONS: Final = frozenset(
    {
        *("ABS", "AND", "COUNT", "COUNTA", "COUNTIF", "EXACT", "IF", "INDEX", "MAX"),
        *("MIN", "N", "OR", "POWER", "PRODUCT", "ROUND", "SUM", "SUMPRODUCT"),
    }
)
"""All functions that a formula may call; Excel 2007 and LibreOffice know each."""
SIGNS: Final = frozenset({"+", "-", "*", "/", "=", "<>", "<", "<=", ">", ">="})
DECIMAL: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
WORD: Final = re.compile(r"[A-Za-z0-9_.\-]{0,64}")
MOST: Final = 250
"""How many arguments a call gets; Excel takes 255."""
LONGEST: Final = 8_000
"""How long a formula may be; Excel takes 8,192 characters."""


class FormulaRefused(ValueError):
    """A formula that is not made of our own parts was about to be written."""


class Expression:
    """Anything a formula can be made of; numbers and others combine by signs."""

    __slots__ = ()

    def __add__(self, other: "Part") -> "Infix":
        return Infix("+", self, part(other))

    def __sub__(self, other: "Part") -> "Infix":
        return Infix("-", self, part(other))

    def __mul__(self, other: "Part") -> "Infix":
        return Infix("*", self, part(other))

    def __truediv__(self, other: "Part") -> "Infix":
        return Infix("/", self, part(other))


@dataclass(frozen=True, slots=True)
class Number(Expression):
    """A number as decimal text."""

    text: str


@dataclass(frozen=True, slots=True)
class Word(Expression):
    """A code such as "met"; the empty one is an empty cell."""

    text: str


@dataclass(frozen=True, slots=True)
class At(Expression):
    """One cell: which table, which row, which column, each by its key."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Span(Expression):
    """The cells of one column from one row to another."""

    table: str
    first: str
    last: str
    column: str


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """A function with what it is given."""

    name: str
    given: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Infix(Expression):
    """Two things with a sign between them."""

    sign: str
    left: Expression
    right: Expression


Part = Expression | int | str
"""What calls and signs take: an expression, a whole number or a decimal text."""
BLANK: Final = Word("")


def part(given: Part) -> Expression:
    """A number where one was given as such."""
    return given if isinstance(given, Expression) else Number(str(given))


def call(name: str, *given: Part) -> Call:
    """A call; more arguments than Excel takes are given in groups, for functions of
    which the whole follows from the groups (SUM, MIN, MAX, PRODUCT, AND, OR, COUNT)."""
    parts = tuple(map(part, given))
    if len(parts) <= MOST:
        return Call(name, parts)
    groups = [parts[at : at + MOST] for at in range(0, len(parts), MOST)]
    whole = "SUM" if name.startswith("COUNT") else name
    return Call(whole, tuple(Call(name, group) for group in groups))


def when(test: Expression, then: Part, otherwise: Part) -> Call:
    return call("IF", test, then, otherwise)


def compare(left: Part, sign: str, right: Part) -> Infix:
    return Infix(sign, part(left), part(right))


def empty(cell: Expression) -> Infix:
    """Whether a cell holds nothing, or the result that is none."""
    return Infix("=", cell, BLANK)


# --- as text

Where = Callable[[At], str]
Reach = Callable[[Span], str]


def render(expression: Expression, where: Where, reach: Reach) -> str:
    """The formula with its "=". where, reach: the address of a cell, of a span."""
    text = f"={_text(expression, where, reach)}"
    if len(text) > LONGEST:
        raise FormulaRefused("a formula of more than 8,000 characters")
    return text


def _text(expression: Expression, where: Where, reach: Reach) -> str:
    if isinstance(expression, Call):
        given = (_text(item, where, reach) for item in expression.given)
        return f"{_listed(FUNCTIONS, expression.name)}({','.join(given)})"
    if isinstance(expression, Infix):
        left, right = (
            _within(side, where, reach) for side in (expression.left, expression.right)
        )
        return f"{left}{_listed(SIGNS, expression.sign)}{right}"
    return _leaf(expression, where, reach)


def _leaf(expression: Expression, where: Where, reach: Reach) -> str:
    if isinstance(expression, At):
        return where(expression)
    if isinstance(expression, Span):
        return reach(expression)
    if isinstance(expression, Number):
        return _checked(DECIMAL, expression.text)
    assert isinstance(expression, Word)  # there is nothing else
    return f'"{_checked(WORD, expression.text)}"'


def _within(side: Expression, where: Where, reach: Reach) -> str:
    """One side of a sign, in brackets where it has a sign itself."""
    text = _text(side, where, reach)
    negative = isinstance(side, Number) and text.startswith("-")
    return f"({text})" if negative or isinstance(side, Infix) else text


def _checked(shape: re.Pattern[str], text: str) -> str:
    if not shape.fullmatch(text):
        raise FormulaRefused(text)
    return text


def _listed(known: frozenset[str], name: str) -> str:
    if name not in known:
        raise FormulaRefused(name)
    return name
