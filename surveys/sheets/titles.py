"""Titles of sheets made from texts of people: legal, short enough, each one once."""

from collections.abc import Collection
from typing import Final

from surveys.sheets.texts import clean, shorten, units

LIMIT: Final = 31
"""The most a sheet's title holds, in UTF-16 units."""

# Excel forbids these; their full-width twins read the same.
_TWINS: Final = str.maketrans("[]:*?/\\", "［］：＊？／＼")
# Excel keeps this title for itself.
_RESERVED: Final = frozenset({"history"})


def sheet_title(text: str, taken: Collection[str] = ()) -> str:
    """A legal title for a sheet that none of `taken` equals, whatever the case."""
    line = " ".join(clean(text).translate(_TWINS).split())
    bare = shorten(line, LIMIT).strip("'").strip() or "–"
    used = {title.casefold() for title in taken} | _RESERVED
    candidate, number = bare, 1
    while candidate.casefold() in used:
        number += 1
        ending = f" ({number})"
        candidate = shorten(bare, LIMIT - units(ending)) + ending
    return candidate
