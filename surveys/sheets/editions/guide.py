"""The sheet "read me": how to edit the workbook, in both languages side by side."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.editions.columns import Form, Said
from surveys.sheets.editions.fitting import height
from surveys.sheets.editions.layout import GUIDE, SHEETS
from surveys.sheets.editions.styling import PREFIX
from surveys.sheets.editions.told import HEAD
from surveys.sheets.texts import put

LANGUAGES: Final = ("zh-hans", "en")
A4: Final = 9
HEIGHTS: Final = {"title": 34.0, "heading": 24.0}
WIDTHS: Final = {"A": 46, "B": 62, "C": 78}

RULES: tuple[tuple[str, Said], ...] = (
    (
        "1",
        _(
            "Change, add and remove lines; do not rename sheets or the columns of the"
            " second row. The order of the lines is the order on the pages."
        ),
    ),
    (
        "2",
        _(
            "Point at the head of a column to read what it means. Columns marked with"
            " * must not be empty. An empty cell means: not given."
        ),
    ),
    (
        "3",
        _(
            "Every text stands in Chinese and in English. Codes have letters, digits,"
            " “_”, “-” and “.”; several codes in one cell have commas between them."
        ),
    ),
    (
        "4",
        _(
            "Your own notes may stand in sheets and columns whose names begin with #;"
            " they are not read."
        ),
    ),
    (
        "5",
        _(
            "Upload the file again. All faults are shown at once, with sheet, row and"
            " column, and nothing is stored before you confirm."
        ),
    ),
    (
        "6",
        _(
            "Numbers are exact: 0.1 is one tenth. A number that Excel has computed is"
            " taken with all its digits, so round it in Excel first."
        ),
    ),
)

CONDITIONS: tuple[tuple[str, Said], ...] = (
    ("${nc_rate} >= 60", _("The measure is at least 60. Also = != > <= <")),
    ("${mes} = 'full'", _("The chosen option is “full”; texts stand in quotes")),
    ("${mes} in ('full', 'part')", _("One of these options is chosen")),
    ("selected(${scope}, 'a')", _("Among the chosen options is “a”")),
    (
        "selected(${scope}, ('a', 'b'))",
        _("Among the chosen options are “a” and “b”"),
    ),
    ("answered(${mes})", _("The question is answered")),
    (
        "months(${start}, ${finish}) <= 30",
        _("At most 30 months lie between the two dates"),
    ),
    (
        "count(2, ${PD}, ${PC}) >= 6",
        _("At least 6 of these questions reach 2: level, points or measure"),
    ),
    (
        "count(2, ${PD}) >= 1 title('场景', 'scenes')",
        _("The same, with a title in Chinese and English for the pages"),
    ),
    (
        "fact('size') in ('large', 'medium')",
        _("A fact of the enterprise: size, region, titles.…, levels.…"),
    ),
    ("fact('whole_machines') = true", _("A fact that is true or false")),
    (
        "external('credit_list') = 'clear'",
        _("What an official has looked up, see the sheet “facts”"),
    ),
    ("node('equipment') >= 40", _("The score of a node")),
    ("score() >= 60", _("The score of the whole")),
    ("check('G-LEGAL')", _("The gate is passed; only in levels")),
    ("A and B", _("Both hold. “and” binds closer than “or”")),
    ("A or B", _("At least one holds")),
    ("(A or B) and not(C)", _("Brackets make groups; not(…) turns round")),
    ("all(A)", _("A list of one condition, and any(A); rarely needed")),
)


def write_guide(sheet: Worksheet) -> None:
    """Fill the sheet."""
    sheet.title = GUIDE
    sheet.sheet_view.showGridLines = False
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for row, (style, texts) in enumerate(_rows(), start=1):
        for number, text in enumerate(texts, start=1):
            cell = sheet.cell(row, number)
            assert isinstance(cell, Cell)
            cell.style = PREFIX + (
                style if number == 1 or style != "example" else "plain"
            )
            put(cell, text)
        sheet.row_dimensions[row].height = HEIGHTS.get(style) or height(
            zip(texts, WIDTHS.values(), strict=False)
        )
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _rows() -> Iterator[tuple[str, list[str]]]:
    yield "title", [" · ".join(_say(_("An edition as a workbook")))]
    yield "heading", _line("", _("How to edit"))
    for number, text in RULES:
        yield "plain", _line(number, text)
    yield "heading", _line("", _("Sheets"))
    for layout in SHEETS:
        yield "example", _line(layout.name, layout.about)
    yield "heading", _line("", _("Conditions"))
    for example, text in CONDITIONS:
        yield "example", _line(example, text)
    yield "heading", _line("", _("Words that cells may hold"))
    yield from _words()


def _words() -> Iterator[tuple[str, list[str]]]:
    for sheet, columns in (("edition", HEAD), *((s.name, s.columns) for s in SHEETS)):
        for column in columns:
            for value, meaning in column.choices.items():
                yield "example", _line(f"{sheet} · {column.name}: {value}", meaning)
    yield "example", _line(Form.FLAG.value, _("yes or no"))


def _line(first: str, text: Said) -> list[str]:
    return [first, *_say(text)]


def _say(text: Said) -> list[str]:
    """The text in each language."""
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(str(text))
    return said
