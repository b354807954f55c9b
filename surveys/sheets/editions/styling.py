"""How the cells of an edition's workbook look: one named style for each purpose."""

from collections.abc import Iterator
from typing import Any, Final

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook

from surveys.sheets.editions.columns import Form

NAVY: Final = "1F4E79"
BLUE: Final = "2E75B6"
MIST: Final = "EAF1F8"
INK: Final = "262626"
GREY: Final = "6B6B6B"
LINE: Final = "D5DCE4"
WHITE: Final = "FFFFFF"
GROUPS: Final = (NAVY, BLUE, "2F6F62", "8A5A00", "4A5568")
"""The heads of columns that belong together have one colour."""

FACES: Final = {"zh-hans": "Microsoft YaHei", "en": "Calibri"}
PREFIX: Final = "Edition "
FIRST: Final = " first"
"""Ends the names of styles for the first line of a group: it has a line above."""

TEXT: Final = "@"
"""A cell of this format keeps what is typed: 1.10 stays 1.10."""

_HAIR: Final = Side(style="thin", color=LINE)
_RULE: Final = Side(style="thin", color="7F93A8")
_WRAP: Final = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
_RIGHT: Final = Alignment(horizontal="right", vertical="top", indent=1)
_CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT: Final = Alignment(horizontal="left", vertical="center", indent=1)
_BELOW: Final = Border(bottom=_HAIR)
_BOTH: Final = Border(top=_RULE, bottom=_HAIR)

STYLES: Final = {
    Form.CODE: "code",
    Form.WORD: "code",
    Form.TEXT: "words",
    Form.FIGURE: "figure",
    Form.NUMBER: "figure",
    Form.WHOLE: "figure",
    Form.FLAG: "code",
    Form.CODES: "code",
    Form.PAIRS: "code",
    Form.CONDITION: "condition",
}


def add_styles(book: Workbook, face: str) -> None:
    """Give the workbook every style of this module."""
    for style in (*_heads(face), *_cells(face), *_guide(face)):
        book.add_named_style(style)


def typed(style: str) -> dict[str, Any]:
    """How cells look and behave that are typed in later, below the last line."""
    if style == "figure":
        return {"alignment": _RIGHT}
    return {"alignment": _WRAP, "number_format": TEXT}


def indented(depth: int) -> Alignment:
    """The code of something that stands so deep in its tree."""
    return Alignment(
        horizontal="left", vertical="top", wrap_text=True, indent=1 + depth
    )


def _style(
    name: str, font: Font, alignment: Alignment, fill: str = "", form: str = "General"
) -> NamedStyle:
    return NamedStyle(
        name=PREFIX + name,
        font=font,
        alignment=alignment,
        fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
        number_format=form,
    )


def _heads(face: str) -> Iterator[NamedStyle]:
    yield _style("label", Font(face, sz=9, color=NAVY), _CENTRE, MIST)
    font = Font(face, sz=10, b=True, color=WHITE)
    for number, colour in enumerate(GROUPS):
        yield _style(f"head {number}", font, _CENTRE, colour)
    yield _style("head note", Font(face, sz=10, color=GREY), _CENTRE, MIST)


def _cells(face: str) -> Iterator[NamedStyle]:
    mono = "Consolas"
    kinds = {
        "code": (Font(face, sz=10, color=INK), _WRAP, TEXT),
        "words": (Font(face, sz=10, color=INK), _WRAP, TEXT),
        "figure": (Font(face, sz=10, color=INK), _RIGHT, "General"),
        "condition": (Font(mono, sz=9, color=INK), _WRAP, TEXT),
        "key": (Font(face, sz=10, b=True, color=NAVY), _WRAP, TEXT),
        "aside": (Font(face, sz=9, color=GREY), _WRAP, TEXT),
    }
    for kind, (font, alignment, form) in kinds.items():
        for ending, border in (("", _BELOW), (FIRST, _BOTH)):
            style = _style(kind + ending, font, alignment, "", form)
            style.border = border
            yield style


def _guide(face: str) -> Iterator[NamedStyle]:
    yield _style("title", Font(face, sz=18, b=True, color=NAVY), _LEFT)
    yield _style("heading", Font(face, sz=12, b=True, color=WHITE), _LEFT, NAVY)
    example = _style("example", Font("Consolas", sz=10, color=INK), _WRAP, "", TEXT)
    example.border = _BELOW
    yield example
    plain = _style("plain", Font(face, sz=10, color=INK), _WRAP, "", TEXT)
    plain.border = _BELOW
    yield plain
