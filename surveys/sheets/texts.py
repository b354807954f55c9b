"""The one writer of texts from people into cells: a text stays a text."""

import re
from typing import Final

from django.utils.translation import gettext
from openpyxl.cell.cell import Cell

LIMIT: Final = 32_767
"""The most a cell holds, in UTF-16 units (Excel specifications and limits)."""

HEADER_LIMIT: Final = 255
"""The most a column name of an Excel table holds."""

# What XML 1.0 cannot carry: control characters, lone surrogates, non-characters.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = re.compile("\r\n?")
# ECMA-376 ST_Xstring: "_x0041_" is read back as "A" unless its underscore is escaped.
_ESCAPE_LIKE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# A first character after which Excel would take an edited cell for a formula, also
# behind blanks, zero-width marks or an apostrophe, and in its full-width form.
_FORMULA_LIKE: Final = re.compile("[\\s\u200b-\u200f\u2060\ufeff'’]*[=+\\-@＝＋－＠]")


def units(text: str) -> int:
    """The length of a text as Excel counts it, in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def shorten(text: str, limit: int, mark: str = "…") -> str:
    """The text itself, or as much of it as fits `limit` UTF-16 units with the mark."""
    if units(text) <= limit:
        return text
    room = 2 * (limit - units(mark))
    kept = text.encode("utf-16-le", "ignore")[:room].decode("utf-16-le", "ignore")
    return kept + mark


def clean(text: str, limit: int = LIMIT) -> str:
    """The text without what XML forbids, with line feeds only, at most `limit` long."""
    legal = _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    if units(legal) <= limit:
        return legal
    return shorten(legal, limit, gettext("… (the rest is cut)"))


def clean_header(text: str) -> str:
    """A text fit to be the name of a table's column: one line, at most 255 long."""
    line = " ".join(_FORBIDDEN.sub("", text).split())
    return shorten(line, HEADER_LIMIT) or "–"


def encode(text: str) -> str:
    """The text as a file stores it, so that a reader decodes it to the same text."""
    return _ESCAPE_LIKE.sub("_x005F_", text)


def put(cell: Cell, text: str) -> None:
    """Write a text from people into a cell: never a formula, an error or a number.

    `quotePrefix` is the apostrophe of OWASP ASVS 1.2.10 as an attribute: the data
    stay as they are, and editing the cell later does not make them live.
    """
    safe = clean(text)
    if not safe:
        # openpyxl would write an inline string without its string.
        cell.value = None
        return
    cell.value = encode(safe)
    cell.data_type = "s"
    if _FORMULA_LIKE.match(safe):
        cell.quotePrefix = True
