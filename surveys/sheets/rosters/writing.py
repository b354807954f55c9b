"""The empty roster: headings in both languages, drop-downs, hints, an example."""

import io
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.rosters.layout import COLUMNS, Column, Place, Said
from surveys.sheets.rosters.reading import MOST
from surveys.sheets.texts import clean, put

ROSTER, PLACES, GUIDE = "名册 Roster", "选项 Choices", "说明 Read me"
HEAD: Final = 1
EXAMPLE_ROW: Final = 2
FIRST: Final = 3
LAST: Final = FIRST + MOST - 1
A4: Final = 9
TEXT: Final = "@"

NAVY, MIST, INK, GREY, LINE = "1F4E79", "EAF1F8", "262626", "6B6B6B", "D5DCE4"
FACES: Final = {"zh-hans": "Microsoft YaHei", "en": "Calibri"}
WRAP: Final = Alignment(vertical="center", wrap_text=True, indent=1)
CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
BELOW: Final = Border(bottom=Side(style="thin", color=LINE))
GUIDE_WIDTHS: Final = {"A": 6, "B": 64, "C": 78}

RULES: Final[tuple[Said, ...]] = (
    _("One row is one enterprise. Columns marked with * must be filled."),
    _(
        "Write an e-mail address or a phone number: the invitation is sent to the"
        " address, or you hand the link over."
    ),
    _(
        "Choose region and cluster from the lists; code, Chinese or English name will"
        " do."
    ),
    _("The example row is not read. You may write over it or delete it."),
    _(
        "The order of the columns does not matter, and further columns are not read;"
        " do not change the headings."
    ),
    _(
        "Upload the file. Every fault is shown with its row and column, and nothing is"
        " stored before you confirm."
    ),
    _(
        "An enterprise that is on the platform or invited already is recognised by its"
        " credit code and left as it is."
    ),
)


def write_roster(
    regions: Sequence[Place], clusters: Sequence[Place], language: str
) -> bytes:
    """The .xlsx file of an empty roster, with the places that may be chosen.

    Its drop-downs have the names in `language` ("zh-hans", "en").
    """
    language = "en" if language.startswith("en") else "zh-hans"
    with override(language):
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = ROSTER
        face = FACES[language]
        for number, column in enumerate(COLUMNS, start=1):
            _column(sheet, number, column, face)
        _places(book.create_sheet(PLACES), regions, clusters, face)
        letter = "CG" if language == "en" else "BF"
        _choose(sheet, "region", f"{letter[0]}", len(regions))
        _choose(sheet, "cluster", f"{letter[1]}", len(clusters))
        _example(sheet, regions, clusters, face, language)
        _guide(book.create_sheet(GUIDE), face)
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


def _column(sheet: Worksheet, number: int, column: Column, face: str) -> None:
    letter = get_column_letter(number)
    cell = heading(sheet, HEAD, number, column.heading, face)
    cell.comment = Comment(clean(str(column.hint)), "Dengta", height=80, width=280)
    dimension = sheet.column_dimensions[letter]
    dimension.width, dimension.number_format = column.width, TEXT
    dimension.font, dimension.alignment = Font(face, sz=10, color=INK), WRAP
    if column.key in ("region", "cluster"):
        return
    rule = DataValidation(allow_blank=True, showInputMessage=True)
    rule.promptTitle, rule.prompt = column.zh[:32], clean(str(column.hint))[:250]
    rule.add(f"{letter}{FIRST}:{letter}{LAST}")
    sheet.add_data_validation(rule)


def _choose(sheet: Worksheet, key: str, letter: str, count: int) -> None:
    """The drop-down of a column; what is not in it is refused after the upload, for a
    code may stand there too."""
    number = [column.key for column in COLUMNS].index(key)
    column = COLUMNS[number]
    cells = f"{quote_sheetname(PLACES)}!${letter}$2:${letter}${max(count, 1) + 1}"
    rule = DataValidation("list", f"={cells}", allow_blank=True, showInputMessage=True)
    rule.showErrorMessage = False
    rule.promptTitle, rule.prompt = column.zh[:32], clean(str(column.hint))[:250]
    own = get_column_letter(number + 1)
    rule.add(f"{own}{EXAMPLE_ROW}:{own}{LAST}")
    sheet.add_data_validation(rule)


def _places(
    sheet: Worksheet, regions: Sequence[Place], clusters: Sequence[Place], face: str
) -> None:
    """The lists behind the drop-downs: code and both names, A–C and E–G."""
    heads = ("区县代码 Code", "区县 Region (zh)", "区县 Region (en)")
    others = ("集群代码 Code", "集群 Cluster (zh)", "集群 Cluster (en)")
    for first, titles, places in ((1, heads, regions), (5, others, clusters)):
        for offset, title in enumerate(titles):
            heading(sheet, 1, first + offset, title, face)
            letter = get_column_letter(first + offset)
            sheet.column_dimensions[letter].width = 16 if offset == 0 else 34
        for row, place in enumerate(places, start=2):
            for offset, text in enumerate((place.code, place.zh, place.en)):
                write(sheet, row, first + offset, text, face)
    sheet.freeze_panes = "A2"


def _example(
    sheet: Worksheet,
    regions: Sequence[Place],
    clusters: Sequence[Place],
    face: str,
    language: str,
) -> None:
    chosen = {"region": regions, "cluster": clusters}
    for number, column in enumerate(COLUMNS, start=1):
        text = column.example
        for place in chosen.get(column.key, ())[:1]:
            text = place.en if language == "en" else place.zh
        cell = write(sheet, EXAMPLE_ROW, number, text, face, i=True, color=GREY)
        cell.fill = PatternFill("solid", fgColor=MIST)


def _guide(sheet: Worksheet, face: str) -> None:
    for letter, width in GUIDE_WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for column, title in enumerate(("", "填写说明", "How to fill it in"), start=1):
        heading(sheet, 1, column, title, face)
    rows = (*RULES, *(column.hint for column in COLUMNS))
    heads = ("",) * len(RULES) + tuple(c.heading.replace("\n", " ") for c in COLUMNS)
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
