"""What was read of a workbook, and what is wrong with it: where, what, what instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A place as Excel names it: sheet, row from 1, letters of the column.

    Row 0 and no column stand for a sheet as a whole, no sheet for the whole file.
    """

    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """`message` and `expected` are message ids, `params` what fills their placeholders;
    `example` is what one might type."""

    cell: Cell
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    expected: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """An edition as a workbook tells it.

    `places` leads from a path of the document ("sections[2].questions[4].title.en") to
    the cell that says it. The document of a faulty workbook is good for nothing but
    finding more faults.
    """

    document: dict[str, Any]
    places: Mapping[str, Cell]
    faults: tuple[Fault, ...]

    def cell(self, path: str) -> Cell:
        """The cell of a path, or of the nearest thing that holds it."""
        while path and path not in self.places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.places.get(path, Cell())
