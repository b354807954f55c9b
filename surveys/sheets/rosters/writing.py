"""The empty list: headings in both languages, drop-downs, hints, an example."""

import io
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import override
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.rosters.layout import Column, Form, Place
from surveys.sheets.texts import clean, put

PLACES, GUIDE = "选项 Choices", "说明 Read me"
HEAD: Final = 1
EXAMPLE_ROW: Final = 2
FIRST: Final = 3
A4: Final = 9
TEXT: Final = "@"
DAY: Final = "yyyy-mm-dd"
APART: Final = 4  # columns from one list of choices to the next

NAVY, MIST, INK, GREY, LINE = "1F4E79", "EAF1F8", "262626", "6B6B6B", "D5DCE4"
FACES: Final = {"zh-hans": "Microsoft YaHei", "en": "Calibri"}
WRAP: Final = Alignment(vertical="center", wrap_text=True, indent=1)
CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
BELOW: Final = Border(bottom=Side(style="thin", color=LINE))
GUIDE_WIDTHS: Final = {"A": 6, "B": 64, "C": 78}


def write_list(
    form: Form, choices: Mapping[str, Sequence[Place]], language: str
) -> bytes:
    """The .xlsx file of an empty list, with what may be chosen in its columns.

    Its drop-downs have the names in `language` ("zh-hans", "en").
    """
    language = "en" if language.startswith("en") else "zh-hans"
    with override(language):
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = form.title
        face = FACES[language]
        for number, column in enumerate(form.columns, start=1):
            _column(sheet, number, column, form, face)
        _places(book.create_sheet(PLACES), form, choices, face)
        _choose(sheet, form, choices, language)
        _example(sheet, form, choices, face, language)
        _guide(book.create_sheet(GUIDE), form, face)
        _set_up(sheet)
        book.properties.creator = book.properties.lastModifiedBy = "Dengta"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def write(
    sheet: Worksheet, row: int, column: int, text: str, face: str, **look: object
) -> Cell:
    """Put a text into a cell with its font; `look` are further fields of the font."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    put(cell, text)
    cell.font = Font(face, **({"sz": 10, "color": INK} | look))  # type: ignore[arg-type]  # the fields of Font
    cell.alignment, cell.border = WRAP, BELOW
    cell.number_format = TEXT
    return cell


def heading(sheet: Worksheet, row: int, column: int, text: str, face: str) -> Cell:
    """A cell that stands above a column."""
    cell = write(sheet, row, column, text, face, b=True, color="FFFFFF")
    cell.fill, cell.alignment = PatternFill("solid", fgColor=NAVY), CENTRE
    return cell


def _column(
    sheet: Worksheet, number: int, column: Column, form: Form, face: str
) -> None:
    letter = get_column_letter(number)
    cell = heading(sheet, HEAD, number, column.heading, face)
    cell.comment = Comment(clean(str(column.hint)), "Dengta", height=80, width=280)
    dimension = sheet.column_dimensions[letter]
    dimension.width, dimension.number_format = column.width, _format(column)
    dimension.font, dimension.alignment = Font(face, sz=10, color=INK), WRAP
    if column.key in form.lists:
        return
    rule = _prompted(DataValidation(allow_blank=True), column)
    rule.add(f"{letter}{FIRST}:{letter}{FIRST + form.most - 1}")
    sheet.add_data_validation(rule)


def _format(column: Column) -> str:
    return DAY if column.day else TEXT


def _prompted(rule: DataValidation, column: Column) -> DataValidation:
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = column.zh[:32], clean(str(column.hint))[:250]
    return rule


def _choose(
    sheet: Worksheet, form: Form, choices: Mapping[str, Sequence[Place]], language: str
) -> None:
    """The drop-downs; what is not in them is refused after the upload, for a code may
    stand there too."""
    keys = [column.key for column in form.columns]
    shift = 3 if language == "en" else 2
    for place, key in enumerate(form.lists):
        number = keys.index(key)
        letter = get_column_letter(APART * place + shift)
        last = max(len(choices[key]), 1) + 1
        cells = f"{quote_sheetname(PLACES)}!${letter}$2:${letter}${last}"
        rule = DataValidation("list", f"={cells}", allow_blank=True)
        _prompted(rule, form.columns[number]).showErrorMessage = False
        own = get_column_letter(number + 1)
        rule.add(f"{own}{EXAMPLE_ROW}:{own}{FIRST + form.most - 1}")
        sheet.add_data_validation(rule)


def _places(
    sheet: Worksheet, form: Form, choices: Mapping[str, Sequence[Place]], face: str
) -> None:
    """The lists behind the drop-downs, side by side: code and both names."""
    for place, (key, (zh, en)) in enumerate(form.lists.items()):
        first = APART * place + 1
        titles = (f"{zh}代码 Code", f"{zh} {en} (zh)", f"{zh} {en} (en)")
        for offset, title in enumerate(titles):
            heading(sheet, 1, first + offset, title, face)
            letter = get_column_letter(first + offset)
            sheet.column_dimensions[letter].width = 16 if offset == 0 else 34
        for row, found in enumerate(choices[key], start=2):
            for offset, text in enumerate((found.code, found.zh, found.en)):
                write(sheet, row, first + offset, text, face)
    sheet.freeze_panes = "A2"


def _example(
    sheet: Worksheet,
    form: Form,
    choices: Mapping[str, Sequence[Place]],
    face: str,
    language: str,
) -> None:
    for number, column in enumerate(form.columns, start=1):
        text = column.example
        for place in choices.get(column.key, ())[:1]:
            text = place.en if language == "en" else place.zh
        cell = write(sheet, EXAMPLE_ROW, number, text, face, i=True, color=GREY)
        cell.fill = PatternFill("solid", fgColor=MIST)


def _guide(sheet: Worksheet, form: Form, face: str) -> None:
    for letter, width in GUIDE_WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for column, title in enumerate(("", "填写说明", "How to fill it in"), start=1):
        heading(sheet, 1, column, title, face)
    rows = (*form.rules, *(column.hint for column in form.columns))
    named = tuple(column.heading.replace("\n", " ") for column in form.columns)
    heads = ("",) * len(form.rules) + named
    for row, (text, head) in enumerate(zip(rows, heads, strict=True), start=2):
        write(sheet, row, 1, str(row - 1), face, color=GREY)
        for column, language in ((2, "zh-hans"), (3, "en")):
            with override(language):
                said = f"{head}：{text}" if head and column == 2 else str(text)  # noqa: PLR2004 -- the Chinese column
            write(sheet, row, column, said, face)
        sheet.row_dimensions[row].height = 34


def _set_up(sheet: Worksheet) -> None:
    sheet.freeze_panes = f"C{EXAMPLE_ROW}"
    sheet.row_dimensions[HEAD].height = 36
    sheet.row_dimensions[EXAMPLE_ROW].height = 24
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
