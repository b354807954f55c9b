"""How the cells of a copy look: yellow ones are to be filled in, others are locked."""

from collections.abc import Iterator
from typing import Final

from openpyxl.styles import (
    Alignment,
    Border,
    Font,
    NamedStyle,
    PatternFill,
    Protection,
    Side,
)
from openpyxl.workbook import Workbook

NAVY: Final = "1F4E79"
MIST: Final = "EAF1F8"
INK: Final = "262626"
GREY: Final = "595959"
WHITE: Final = "FFFFFF"
YELLOW: Final = "FFF8DC"
PREFIX: Final = "Copy "
FACES: Final = {"zh-hans": "Microsoft YaHei", "en": "Calibri"}

_HAIR: Final = Side(style="thin", color="D5DCE4")
_RULE: Final = Side(style="thin", color="7F93A8")
_INPUT: Final = Side(style="thin", color="C9A227")
_WRAP: Final = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
_MIDDLE: Final = Alignment(
    horizontal="left", vertical="center", wrap_text=True, indent=1
)
_RIGHT: Final = Alignment(horizontal="right", vertical="center", indent=1)
_CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_BOX: Final = Border(top=_INPUT, bottom=_INPUT, left=_INPUT, right=_INPUT)

# How a cell of each form keeps what is typed. "@" keeps a text a text; the sign after a
# percentage is a letter there, so that 72.5 means 72.5 % and is shown as that.
FORMATS: Final = {
    "choice": "@",
    "tick": "@",
    "number": "General",
    "percent": 'General"%"',
    "date": "yyyy-mm-dd",
    "text": "@",
    "shown": "@",
}


def add_styles(book: Workbook, face: str) -> None:
    """Give the workbook every style of this module."""
    for style in (*_texts(face), *_inputs(face)):
        book.add_named_style(style)


def _style(name: str, font: Font, alignment: Alignment, fill: str = "") -> NamedStyle:
    return NamedStyle(
        name=PREFIX + name,
        font=font,
        alignment=alignment,
        fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
    )


def _texts(face: str) -> Iterator[NamedStyle]:
    yield _style("title", Font(face, sz=16, b=True, color=NAVY), _MIDDLE)
    yield _style("intro", Font(face, sz=10, color=GREY), _MIDDLE)
    yield _style("head", Font(face, sz=10, b=True, color=WHITE), _CENTRE, NAVY)
    yield _style("link", Font(face, sz=10, u="single", color=NAVY), _WRAP)
    for name, font in (
        ("question", Font(face, sz=10, b=True, color=INK)),
        ("plain", Font(face, sz=10, color=INK)),
        ("aside", Font(face, sz=9, color=GREY)),
    ):
        style = _style(name, font, _WRAP)
        style.border = Border(top=_RULE, bottom=_RULE)
        yield style
    for name, above in (("item", _HAIR), ("item first", _RULE)):
        item = _style(name, Font(face, sz=10, color=INK), _MIDDLE)
        item.border = Border(top=above, bottom=_HAIR)
        yield item


def _inputs(face: str) -> Iterator[NamedStyle]:
    for form, number_format in FORMATS.items():
        figure = form in ("number", "percent", "date")
        alignment = _RIGHT if figure else _CENTRE if form == "tick" else _MIDDLE
        fill = "" if form == "shown" else YELLOW
        style = _style(form, Font(face, sz=10, color=INK), alignment, fill)
        style.number_format = number_format
        style.border = _BOX if fill else Border(top=_HAIR, bottom=_HAIR)
        style.protection = Protection(locked=not fill)
        yield style
