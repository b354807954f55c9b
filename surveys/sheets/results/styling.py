"""How the cells of a result workbook look: one named style for each purpose."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook import Workbook

from surveys.sheets.editions.styling import (
    BLUE,
    FACES,
    GREY,
    INK,
    LINE,
    MIST,
    NAVY,
    WHITE,
)

PREFIX: Final = "Result "
STRONG: Final = " strong"
"""Ends the names of styles of rows that sum up."""
OPEN: Final = "open"
"""The style of cells that may be changed, to see what follows."""
WRONG: Final = DifferentialStyle(fill=PatternFill("solid", bgColor="F8D7DA"))

_HAIR: Final = Border(bottom=Side(style="thin", color=LINE))
_WORDS: Final = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
_LEFT: Final = Alignment(horizontal="left", vertical="center", indent=1)
_TOP: Final = Alignment(horizontal="left", vertical="top", indent=1)
_RIGHT: Final = Alignment(horizontal="right", vertical="top", indent=1)
_CENTRE: Final = Alignment(horizontal="center", vertical="top")
_HEADER: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)

SCORE: Final = "0.00####"
SHARE: Final = "0.0000%"
DIFFERENCE: Final = "0.0E+00;-0.0E+00;0"


def add_styles(book: Workbook, language: str) -> None:
    """Give the workbook every style of this module."""
    face = FACES["en" if language.startswith("en") else "zh-hans"]
    for style in (*_heads(face), *_cells(face)):
        book.add_named_style(style)


def indented(depth: int) -> Alignment:
    """A title that stands so deep in its tree."""
    return Alignment(
        horizontal="left", vertical="top", wrap_text=True, indent=1 + 2 * depth
    )


def shown(one: str, nothing: str, other: str, *, high: str = "1") -> str:
    """A number format that shows words: for `high`, for 0, and for what is between."""
    words = [text.replace('"', "") for text in (one, nothing, other)]
    return '[={}]"{}";[=0]"{}";"{}"'.format(high, *words)


def _forms() -> dict[str, tuple[Alignment, str]]:
    return {
        "words": (_WORDS, "@"),
        "code": (_WORDS, "@"),
        "figure": (_RIGHT, "General"),
        "score": (_RIGHT, SCORE),
        "share": (_RIGHT, SHARE),
        "difference": (_RIGHT, DIFFERENCE),
        "state": (
            _CENTRE,
            shown(_("answered"), _("left out"), _("counts as 0"), high="2"),
        ),
        "applies": (_CENTRE, shown(_("yes"), _("no"), "?")),
        "agrees": (_CENTRE, shown(_("agrees"), _("differs"), "?")),
        "truth": (_CENTRE, shown(_("true"), _("false"), _("not known"))),
        "level": (_CENTRE, "0"),
        OPEN: (_RIGHT, "General"),
    }


def _style(name: str, font: Font, alignment: Alignment, fill: str = "") -> NamedStyle:
    return NamedStyle(
        name=PREFIX + name,
        font=font,
        alignment=alignment,
        fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
    )


def _heads(face: str) -> Iterator[NamedStyle]:
    yield _style("band", Font(face, sz=22, b=True, color=WHITE), _LEFT, NAVY)
    yield _style("band small", Font(face, sz=11, color="9DC3E6"), _LEFT, NAVY)
    yield _style("title", Font(face, sz=16, b=True, color=NAVY), _LEFT)
    yield _style("subtitle", Font(face, sz=10, color=GREY), _LEFT)
    yield _style("link", Font(face, sz=10, u="single", color=BLUE), _TOP)
    yield _style("header", Font(face, sz=10, b=True, color=WHITE), _HEADER, NAVY)
    yield _style("heading", Font(face, sz=12, b=True, color=NAVY), _LEFT)
    label = _style("label", Font(face, sz=10, b=True, color=NAVY), _WORDS)
    value = _style("value", Font(face, sz=10, color=INK), _WORDS)
    value.number_format = "@"
    label.border = value.border = _HAIR
    yield label
    yield value


def _cells(face: str) -> Iterator[NamedStyle]:
    plain, strong = Font(face, sz=10, color=INK), Font(face, sz=10, b=True, color=NAVY)
    for kind, (alignment, form) in _forms().items():
        fill = "FFF8E1" if kind == OPEN else ""
        looks = (("", plain, fill), (STRONG, strong, fill or MIST))
        for ending, font, colour in looks:
            style = _style(kind + ending, font, alignment, colour)
            style.border, style.number_format = _HAIR, form
            yield style
        page = _style(f"page {kind}", strong, _WORDS)
        page.border, page.number_format = _HAIR, form
        yield page
