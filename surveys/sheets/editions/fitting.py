"""How high a row must be for its texts; LibreOffice does not find out by itself."""

import math
import unicodedata
from collections.abc import Iterable
from typing import Final

LINE: Final = 13.2
"""Points of a line of 10-point text."""
MOST: Final = 14
"""More lines than these are cut from sight, so that a sheet stays a sheet."""


def height(texts: Iterable[tuple[object, float]], most: int = MOST) -> float:
    """The points that the highest of some cells needs, each with its column's width."""
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return 6 + LINE * min(lines, most)


def _lines(text: object, width: float) -> int:
    if not isinstance(text, str):
        return 1
    # Words are not cut, so a line is not quite full; nor is a cell without margins.
    room = max(width * 1.05 - 2, 4)
    return sum(max(1, math.ceil(_columns(part) / room)) for part in text.split("\n"))


def _columns(text: str) -> int:
    """A Chinese character is as wide as two others."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
