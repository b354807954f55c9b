"""A copy of a questionnaire as an .xlsx file, with what is answered so far."""

import datetime as dt
import io
from collections.abc import Iterator
from typing import Final

from django.utils.translation import override
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.answers.asking import Asked, Blank, Form, Part, Slot
from surveys.sheets.answers.choosing import FIGURES, Lists
from surveys.sheets.answers.columns import (
    ANSWER,
    COLUMNS,
    DOES_NOT_APPLY,
    KEY,
    NA,
    PLACES,
    REASON,
    in_both,
)
from surveys.sheets.answers.guiding import write_guide
from surveys.sheets.answers.marking import write_mark
from surveys.sheets.answers.styling import FACES, PREFIX, add_styles
from surveys.sheets.editions.fitting import height
from surveys.sheets.texts import clean, put
from surveys.sheets.titles import sheet_title

NAMES_ROW, TITLE_ROW, INTRO_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4, 5
TALLEST: Final = 400.0
"""Points; Excel takes no more than 409."""
LINES: Final = 30
"""Of a text for reading; what is longer is cut from sight."""
DIGITS: Final = 15
"""As many digits of a number Excel keeps."""
A3: Final = 8


def write_copy(blank: Blank) -> bytes:
    """The workbook. Sheets are locked without a password, but for the yellow cells."""
    with override(blank.language):
        book = Workbook()
        add_styles(book, FACES["en" if blank.language.startswith("en") else "zh-hans"])
        lists, tabs = Lists(book), list[str]()
        for part in blank.parts:
            tabs.append(_sheet(book, part, lists, blank.language, tabs))
        write_guide(book.worksheets[0], blank, tabs)
        lists.write()
        write_mark(book, blank.mark)
    book.security = WorkbookProtection(lockStructure=True)
    book.properties.title = clean(blank.title)
    book.properties.creator = book.properties.lastModifiedBy = "Dengta"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(
    book: Workbook, part: Part, lists: Lists, language: str, taken: list[str]
) -> str:
    sheet = book.create_sheet(sheet_title(part.tab, taken))
    _write(sheet, TITLE_ROW, 2, part.title, "title")
    _write(sheet, INTRO_ROW, 2, part.intro, "intro")
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        _write(sheet, NAMES_ROW, number, column.name, "aside")
        title = in_both(column.title, language, "\n")
        _write(sheet, HEAD_ROW, number, title, "head")
    row = FIRST_ROW
    for asked in part.asked:
        row = _Question(sheet, asked, lists, language).write(row)
    _set_up(sheet, row - 1, may_not_apply=any(asked.na for asked in part.asked))
    return str(sheet.title)


class _Question:
    """One question on its rows."""

    def __init__(
        self, sheet: Worksheet, asked: Asked, lists: Lists, language: str
    ) -> None:
        self.sheet, self.asked, self.lists = sheet, asked, lists
        self.language = language

    def write(self, row: int) -> int:
        """Write it from a row on; returns the first row after it."""
        asked, slots = self.asked, self.asked.slots
        self._put(row, "#number", asked.number, "question")
        self._put(row, "#question", asked.title, "question")
        self._put(row, "#about", asked.about, "aside")
        self._put(row, "#proof", asked.proof, "aside")
        for place, slot in enumerate(slots, start=row):
            self._slot(place, slot, "item first" if place == row else "item")
        self._applies(row)
        self._together(row, row + len(slots) - 1)
        for place, points in enumerate(_heights(asked), start=row):
            self.sheet.row_dimensions[place].height = points
        return row + len(slots)

    def _put(self, row: int, name: str, text: str, style: str) -> Cell:
        return _write(self.sheet, row, PLACES[name], text, style)

    def _slot(self, row: int, slot: Slot, style: str) -> None:
        self._put(row, KEY, slot.key, "aside")
        self._put(row, "#item", slot.label, style)
        self._put(row, "#unit", slot.unit, style)
        cell = self._put(row, ANSWER, "", slot.form.value)
        fill(cell, slot)
        self.lists.bound(self.sheet, cell.coordinate, slot)

    def _applies(self, row: int) -> None:
        asked = self.asked
        word = in_both(DOES_NOT_APPLY, self.language)
        style = "text" if asked.na else "shown"
        cell = self._put(row, NA, word if asked.is_na else "", style)
        self._put(row, REASON, asked.reason, style)
        if asked.na:
            self.lists.offer(self.sheet, cell.coordinate, (word,))

    def _together(self, first: int, last: int) -> None:
        """What is said once for several cells stands in one tall cell beside them."""
        for name in ("#number", "#question", NA, REASON, "#about", "#proof"):
            if last > first:
                letter = get_column_letter(PLACES[name])
                self.sheet.merge_cells(f"{letter}{first}:{letter}{last}")


def fill(cell: Cell, slot: Slot) -> None:
    """Write the value of a slot, as a number or a date only where that is the same."""
    number = _number(slot.value) if slot.form in FIGURES else None
    if number is not None:
        cell.value = number
    elif slot.form is Form.DATE and (day := _day(slot.value)):
        cell.value = day
    else:
        put(cell, slot.value)


def _number(text: str) -> int | float | None:
    """The number of a decimal text; None for none, and for one that Excel rounds."""
    if not text or sum(map(str.isdigit, text)) > DIGITS:
        return None
    return float(text) if "." in text else int(text)


def _day(text: str) -> dt.date | None:
    """A day that Excel knows; its calendar is wrong before March 1900."""
    day = dt.date.fromisoformat(text) if text else None
    return day if day and day >= dt.date(1900, 3, 1) else None


def _heights(asked: Asked) -> Iterator[float]:
    """The points of each row: its own cells fit, and together what stands beside."""
    widths = {column.name: column.width for column in COLUMNS}
    own = [
        height(((slot.label, widths["#item"]), (slot.value, widths[ANSWER])), LINES)
        for slot in asked.slots
    ]
    beside = (
        (asked.title, widths["#question"]),
        (asked.about, widths["#about"]),
        (asked.proof, widths["#proof"]),
        (asked.reason, widths[REASON]),
    )
    missing = max(height(beside, LINES) - sum(own), 0) / len(own)
    return (min(points + missing, TALLEST) for points in own)


def _write(sheet: Worksheet, row: int, number: int, text: str, style: str) -> Cell:
    cell = sheet.cell(row, number)
    assert isinstance(cell, Cell)
    cell.style = PREFIX + style
    put(cell, text)
    return cell


def _set_up(sheet: Worksheet, last: int, *, may_not_apply: bool) -> None:
    sheet.row_dimensions[NAMES_ROW].hidden = True
    hidden = [KEY] if may_not_apply else [KEY, NA, REASON]
    for name in hidden:
        sheet.column_dimensions[get_column_letter(PLACES[name])].hidden = True
    sheet.row_dimensions[TITLE_ROW].height = 30
    for row in (TITLE_ROW, INTRO_ROW):
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=10)
    text = sheet.cell(INTRO_ROW, 2).value
    sheet.row_dimensions[INTRO_ROW].height = height([(text, 210)], LINES)
    sheet.row_dimensions[HEAD_ROW].height = 32
    sheet.freeze_panes = f"D{FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.print_area = f"B{TITLE_ROW}:J{last}"
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = "&A · &P / &N"
    protect(sheet)


def protect(sheet: Worksheet) -> None:
    """Lock what is not yellow, without a password; widths and heights stay free."""
    sheet.protection.enable()
    sheet.protection.formatColumns = sheet.protection.formatRows = False
