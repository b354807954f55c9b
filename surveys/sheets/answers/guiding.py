"""The first sheet of a copy: what it is, how to fill it in, and its sections."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.answers.asking import Blank, Form
from surveys.sheets.answers.columns import BETWEEN, in_both, ordered
from surveys.sheets.answers.styling import PREFIX
from surveys.sheets.editions.fitting import height
from surveys.sheets.texts import put
from surveys.sheets.titles import sheet_title

A4: Final = 9
WIDTHS: Final = {"A": 34, "B": 66, "C": 66}
LINES: Final = 30

RULES: Final = (
    _(
        "Fill in the yellow cells only; everything else is locked. Many of them have a"
        " list to choose from. Columns and rows may be made wider and higher."
    ),
    _(
        "Several choices of one question have a row each: put √ where it applies, and"
        " leave the others empty."
    ),
    _(
        "Percentages are entered without a sign: 72.5 means 72.5 percent. Of a part and"
        " a whole both numbers are asked; the share is computed."
    ),
    _(
        "Where a question may be skipped, choose “does not apply”, say why, and leave"
        " its answer empty."
    ),
    _(
        "Files are uploaded on the page, at the question. Everything else can be"
        " answered here."
    ),
    _(
        "Several colleagues may fill in a copy each. Upload all of them on the page"
        " “Fill in with Excel” of the assessment; where two differ, you are asked."
    ),
    _(
        "What you do not change here stays as it is on the page. An answer that you"
        " empty here is emptied there."
    ),
    _(
        "Nothing is stored before you have seen what would change and have confirmed"
        " it. Keep this file as it is: copied sheets are not recognised."
    ),
)


def write_guide(sheet: Worksheet, blank: Blank, tabs: Sequence[str]) -> None:
    """Fill the sheet."""
    sheet.title = sheet_title(str(_("Read me")), tabs)
    sheet.sheet_view.showGridLines = False
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for row, (style, texts) in enumerate(_rows(blank), start=1):
        for number, text in enumerate(texts, start=1):
            _write(sheet, row, number, text, style)
        lines = height(zip(texts, WIDTHS.values(), strict=False), LINES)
        sheet.row_dimensions[row].height = 34 if style == "title" else lines
    sheet.merge_cells("A1:C1")
    _sections(sheet, blank, tabs)
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.protection.enable()
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _rows(blank: Blank) -> Iterator[tuple[str, list[str]]]:
    yield "title", [blank.title]
    for name, value in blank.about:
        yield "plain", [name, value]
    yield "head", [in_both(_("How to fill it in"), blank.language), "", ""]
    for number, rule in enumerate(RULES, start=1):
        yield "plain", [str(number), *_said(rule, blank.language)]
    head = (_("Section"), _("Title"), _("Cells filled in"))
    yield "head", [in_both(text, blank.language) for text in head]


def _said(text: object, language: str) -> Iterator[str]:
    for code in ordered(language):
        with override(code):
            yield str(text)


def _sections(sheet: Worksheet, blank: Blank, tabs: Sequence[str]) -> None:
    """A line for each section, that leads to its sheet."""
    for part, tab in zip(blank.parts, tabs, strict=True):
        row = sheet.max_row + 1
        quoted = tab.replace("'", "''")
        cell = _write(sheet, row, 1, tab, "link")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!E5")
        _write(sheet, row, 2, part.title.replace("\n", BETWEEN), "plain")
        slots = [s for a in part.asked for s in a.slots if s.form is not Form.SHOWN]
        filled = sum(bool(slot.value) for slot in slots)
        _write(sheet, row, 3, f"{filled} / {len(slots)}", "plain")


def _write(sheet: Worksheet, row: int, number: int, text: str, style: str) -> Cell:
    cell = sheet.cell(row, number)
    assert isinstance(cell, Cell)
    cell.style = PREFIX + style
    put(cell, text)
    return cell
