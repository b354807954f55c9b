"""How cells look: one named style for each purpose, in the colours of the house."""

from collections.abc import Iterator
from typing import Final

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook

NAVY: Final = "1F4E79"
BLUE: Final = "2E75B6"
SKY: Final = "9DC3E6"
MIST: Final = "EAF1F8"
DEEP: Final = "7FB0DC"
AMBER: Final = "E08A00"
INK: Final = "262626"
GREY: Final = "6B6B6B"
LINE: Final = "D5DCE4"
PAPER: Final = "F5F6F8"
WHITE: Final = "FFFFFF"

FACES: Final = {"zh-hans": "Microsoft YaHei", "en": "Calibri"}
"""The font of each language; a machine without it takes its own."""

PREFIX: Final = "Dengta "
"""Starts the name of each style: Excel has a "Title" and a "Note" of its own."""

COUNT: Final = "#,##0"
SCORE: Final = "0.0"
AMOUNT: Final = "#,##0.00"
SHARE: Final = "0.0%"
DIFFERENCE: Final = "+0.0;-0.0;0.0"
COUNT_DIFFERENCE: Final = "+#,##0;-#,##0;0"
CORRELATION: Final = "0.00"
TEXT: Final = "@"
SPARSE: Final = "#,##0;;;@"
"""Counts of a large table: nobody is an empty cell."""

_HAIR: Final = Side(style="thin", color=LINE)
_RULE: Final = Side(style="medium", color=NAVY)
_LEFT: Final = Alignment(horizontal="left", vertical="center", indent=1)
_WRAP: Final = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
_RIGHT: Final = Alignment(horizontal="right", vertical="center", indent=1)
_CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_UPRIGHT: Final = Alignment(
    horizontal="center", vertical="bottom", text_rotation=90, wrap_text=True
)
_BELOW: Final = Border(bottom=_HAIR)
_ABOVE: Final = Border(top=_RULE, bottom=_RULE)


def add_styles(book: Workbook, face: str) -> None:
    """Give the workbook every style of this module."""
    for style in (*_texts(face), *_headers(face), *_figures(face), *_cover(face)):
        book.add_named_style(style)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def _style(
    name: str, font: Font, alignment: Alignment, *, fill: str = "", form: str = ""
) -> NamedStyle:
    return NamedStyle(
        name=PREFIX + name,
        font=font,
        alignment=alignment,
        fill=_fill(fill) if fill else PatternFill(),
        number_format=form or "General",
    )


def _texts(face: str) -> Iterator[NamedStyle]:
    yield _style("title", Font(face, sz=18, b=True, color=NAVY), _LEFT)
    yield _style("subtitle", Font(face, sz=10, color=GREY), _LEFT)
    yield _style("heading", Font(face, sz=12, b=True, color=NAVY), _LEFT)
    yield _style("note", Font(face, sz=9, color=GREY), _WRAP)
    yield _style("link", Font(face, sz=10, u="single", color=BLUE), _LEFT)
    yield _style("choice", Font(face, sz=12, b=True, color=NAVY), _LEFT, fill="FFF3DC")


def _headers(face: str) -> Iterator[NamedStyle]:
    font = Font(face, sz=10, b=True, color=WHITE)
    yield _style("header", font, _CENTRE, fill=NAVY)
    yield _style("header upright", font, _UPRIGHT, fill=NAVY)
    second = Font(face, sz=9, color=GREY)
    yield _style("second name", second, _CENTRE, fill=MIST)
    yield _style("second name upright", second, _UPRIGHT, fill=MIST)


def _figures(face: str) -> Iterator[NamedStyle]:
    kinds = {
        "text": (_LEFT, TEXT),
        "words": (_WRAP, TEXT),
        "count": (_RIGHT, COUNT),
        "score": (_RIGHT, SCORE),
        "amount": (_RIGHT, AMOUNT),
        "share": (_RIGHT, SHARE),
        "difference": (_RIGHT, DIFFERENCE),
        "count difference": (_RIGHT, COUNT_DIFFERENCE),
        "correlation": (_RIGHT, CORRELATION),
        "heat": (_CENTRE, SPARSE),
        "heat score": (_CENTRE, SCORE),
    }
    for kind, (alignment, form) in kinds.items():
        plain = _style(kind, Font(face, sz=10, color=INK), alignment, form=form)
        plain.border = _BELOW
        yield plain
        strong = Font(face, sz=10, b=True, color=NAVY)
        total = _style(f"{kind} total", strong, alignment, fill=MIST, form=form)
        total.border = _ABOVE
        yield total
    withheld = _style("withheld", Font(face, sz=10, color=GREY), _CENTRE, fill=PAPER)
    withheld.border = _BELOW
    yield withheld
    total = _style("withheld total", Font(face, sz=10, color=GREY), _CENTRE, fill=MIST)
    total.border = _ABOVE
    yield total


def _cover(face: str) -> Iterator[NamedStyle]:
    yield _style("band", Font(face, sz=26, b=True, color=WHITE), _LEFT, fill=NAVY)
    yield _style("band small", Font(face, sz=12, color=SKY), _LEFT, fill=NAVY)
    yield _style("accent", Font(face, sz=4), _LEFT, fill=AMBER)
    yield _style("tile label", Font(face, sz=10, color=GREY), _CENTRE, fill=MIST)
    big = Font(face, sz=22, b=True, color=NAVY)
    for kind, form in (
        ("count", COUNT),
        ("score", SCORE),
        ("share", SHARE),
        ("difference", DIFFERENCE),
        ("correlation", CORRELATION),
    ):
        yield _style(f"tile {kind}", big, _CENTRE, fill=MIST, form=form)
    label = _style("entry label", Font(face, sz=10, b=True, color=NAVY), _WRAP)
    label.border = _BELOW
    yield label
    value = _style("entry value", Font(face, sz=10, color=INK), _WRAP, form=TEXT)
    value.border = _BELOW
    yield value
