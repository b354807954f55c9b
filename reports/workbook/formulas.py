"""The only formulas a workbook of ours may hold, made here and checked by a test."""

import re
from typing import Final

from openpyxl.cell.cell import Cell

_SHEET: Final = r"(?:'(?:[^'\[\]:*?/\\]|'')+'!)?"
_CELL: Final = rf"{_SHEET}\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}}"
_RANGE: Final = rf"{_CELL}:\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}}"
_PICK: Final = rf"INDEX\({_RANGE},MATCH\({_CELL},{_RANGE},0\)\)"

ALLOWED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"={_CELL}",
        rf"=COUNT\({_RANGE}\)",
        rf"=AVERAGE\({_RANGE}\)",
        rf"=PERCENTILE\({_RANGE},0\.[0-9]+\)",
        rf"=(?:MIN|MAX)\({_RANGE}\)",
        rf"=COUNTIFS\({_RANGE},{_CELL},{_RANGE},\">=0\"\)",
        rf"=AVERAGEIFS\({_RANGE},{_RANGE},{_CELL}\)",
        rf"={_PICK}",
        rf'=IF\(AND\(ISNUMBER\({_CELL}\),ISNUMBER\({_CELL}\)\),{_CELL}-{_CELL},"—"\)',
    )
)


class FormulaRefused(ValueError):
    """A formula that is not on the list was about to be written."""


def is_allowed(formula: str) -> bool:
    """Is this text, with its "=", one of our own formulas?"""
    return any(pattern.fullmatch(formula) for pattern in ALLOWED)


def put_formula(cell: Cell, formula: str) -> None:
    """Write one of our formulas; raises FormulaRefused for any other."""
    if not is_allowed(formula):
        raise FormulaRefused(formula)
    cell.value = formula


def same(cell: str) -> str:
    """The value of another cell."""
    return f"={cell}"


def count(cells: str) -> str:
    return f"=COUNT({cells})"


def average(cells: str) -> str:
    return f"=AVERAGE({cells})"


def percentile(cells: str, share: str) -> str:
    """Type 7, as PERCENTILE.INC, which older programs do not know by that name."""
    return f"=PERCENTILE({cells},{share})"


def extreme(name: str, cells: str) -> str:
    """`name` is MIN or MAX."""
    return f"={name}({cells})"


def count_of(codes: str, code: str, scores: str) -> str:
    """How many scores stand beside this code."""
    return f'=COUNTIFS({codes},{code},{scores},">=0")'


def average_of(scores: str, codes: str, code: str) -> str:
    return f"=AVERAGEIFS({scores},{codes},{code})"


def pick(values: str, key: str, keys: str) -> str:
    """The value beside the first of `keys` that equals `key`."""
    return f"=INDEX({values},MATCH({key},{keys},0))"


def difference(one: str, other: str) -> str:
    """Their difference, or the sign of a figure that is not shown."""
    return f'=IF(AND(ISNUMBER({one}),ISNUMBER({other})),{one}-{other},"—")'
