"""Writes a result workbook: its pages, its tables, its formulas."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.header_footer import _HeaderFooterPart as HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.editions.fitting import height
from surveys.sheets.results.book import Book, Entry, Group, Row, Table, Value
from surveys.sheets.results.expressions import At, Expression, Span, render
from surveys.sheets.results.styling import (
    OPEN,
    PREFIX,
    STRONG,
    WRONG,
    add_styles,
    indented,
)
from surveys.sheets.texts import clean, clean_header, put
from surveys.sheets.titles import sheet_title

HEAD_ROW: Final = 5
FIRST_ROW: Final = HEAD_ROW + 1
A4: Final = 9
LABEL_WIDTH: Final = 34
VALUE_WIDTH: Final = 96
CHOICES: Final = 255
"""How long the list of a drop-down may be."""


@dataclass(slots=True)
class Draft:
    """The workbook while it is written: where each table and each of its rows is."""

    book: Book
    file: Workbook
    sheets: dict[str, Worksheet] = field(default_factory=dict)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    letters: dict[str, dict[str, str]] = field(default_factory=dict)
    listed: list[tuple[Worksheet, str]] = field(default_factory=list)

    def where(self, sheet: Worksheet, place: At) -> str:
        """The address of a cell as a formula on this sheet names it."""
        letter = self.letters[place.table][place.column]
        own = self.sheets[place.table]
        row = self.rows[place.table][place.row]
        return f"{_prefix(sheet, own)}{letter}{row}"

    def reach(self, sheet: Worksheet, span: Span) -> str:
        """The address of a span as a formula on this sheet names it."""
        letter = self.letters[span.table][span.column]
        own, rows = self.sheets[span.table], self.rows[span.table]
        ends = f"{letter}{rows[span.first]}:{letter}{rows[span.last]}"
        return f"{_prefix(sheet, own)}{ends}"

    def formula(self, sheet: Worksheet, expression: Expression) -> str:
        return render(
            expression,
            lambda place: self.where(sheet, place),
            lambda span: self.reach(sheet, span),
        )


def _prefix(sheet: Worksheet, own: Worksheet) -> str:
    return "" if sheet is own else f"{quote_sheetname(own.title)}!"


def write_book(book: Book) -> bytes:
    """The .xlsx file of a result, in the language that is active."""
    file = Workbook()
    add_styles(file, get_language() or "")
    draft = Draft(book, file)
    cover = file.worksheets[0]
    cover.title = sheet_title(book.cover.title)
    for table in book.tables:
        _place(draft, table)
    for page in book.pages:
        sheet = _add(draft, page.title, page.about)
        _page(draft, sheet, page.groups, _head(draft, sheet, page.title, page.about))
    for table in book.tables:
        _table(draft, table)
    _cover(draft, cover)
    _describe(draft)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _describe(draft: Draft) -> None:
    properties = draft.file.properties
    properties.title = clean(draft.book.title)
    properties.creator = properties.lastModifiedBy = "Dengta"
    draft.file.calculation.fullCalcOnLoad = True


def _add(draft: Draft, title: str, about: str) -> Worksheet:
    name = sheet_title(title, draft.file.sheetnames)
    sheet: Worksheet = draft.file.create_sheet(name)
    sheet.sheet_view.showGridLines = False
    draft.listed.append((sheet, about))
    return sheet


def _place(draft: Draft, table: Table) -> None:
    """Settle where everything of a table is, before any formula names it."""
    draft.sheets[table.key] = _add(draft, table.title, table.about)
    draft.rows[table.key] = {r.key: n for n, r in enumerate(table.rows, FIRST_ROW)}
    draft.letters[table.key] = {
        column.key: get_column_letter(n) for n, column in enumerate(table.columns, 1)
    }


# --- cells


def _at(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def _write(draft: Draft, cell: Cell, value: Value, style: str) -> None:
    """Write one value; texts through the one writer of texts."""
    cell.style = PREFIX + style
    if isinstance(value, Expression):
        assert isinstance(cell.parent, Worksheet)
        cell.value = draft.formula(cell.parent, value)
    elif isinstance(value, str):
        put(cell, value)
    elif value is not None and math.isfinite(value):
        cell.value = value


def _link(cell: Cell, target: Worksheet, text: str) -> None:
    cell.style = PREFIX + "link"
    put(cell, text)
    place = f"{quote_sheetname(target.title)}!A1"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)


def _head(draft: Draft, sheet: Worksheet, title: str, about: str) -> int:
    """The title of a sheet, what it is about, and the way back; the row below."""
    for row, (text, style) in enumerate(
        ((title, "title"), (" · ".join(draft.book.lines), "subtitle")), start=1
    ):
        _write(draft, _at(sheet, row, 1), text, style)
    _write(draft, _at(sheet, 3, 1), about, "subtitle")
    _link(_at(sheet, 4, 1), draft.file.worksheets[0], _("← Back to the cover"))
    sheet.row_dimensions[1].height = 28
    return HEAD_ROW


# --- tables


def _table(draft: Draft, table: Table) -> None:
    sheet = draft.sheets[table.key]
    _head(draft, sheet, table.title, table.about)
    for number, column in enumerate(table.columns, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        _write(
            draft, _at(sheet, HEAD_ROW, number), clean_header(column.title), "header"
        )
    sheet.row_dimensions[HEAD_ROW].height = 44
    for number, row in enumerate(table.rows, start=FIRST_ROW):
        _row(draft, sheet, number, table, row)
    last = FIRST_ROW + max(len(table.rows), 1) - 1
    width = get_column_letter(len(table.columns))
    native = ExcelTable(displayName=table.name, ref=f"A{HEAD_ROW}:{width}{last}")
    native.tableStyleInfo = TableStyleInfo(
        name="TableStyleLight1", showRowStripes=False
    )
    sheet.add_table(native)
    letters = draft.letters[table.key]
    if table.judged:
        _mark(sheet, letters[table.judged], last)
    if table.open:
        _choose(draft, sheet, table)
    keys = [column.key for column in table.columns]
    corner = _at(sheet, FIRST_ROW, keys.index(table.frozen) + 2)
    sheet.freeze_panes = corner.coordinate
    _set_up(draft, sheet, landscape=True)
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"


def _mark(sheet: Worksheet, letter: str, last: int) -> None:
    """Show what does not agree; for Excel an empty cell equals 0."""
    cell = f"{letter}{FIRST_ROW}"
    test = f"AND(ISNUMBER({cell}),{cell}=0)"
    rule = Rule("expression", formula=[test], dxf=WRONG)
    sheet.conditional_formatting.add(f"{cell}:{letter}{last}", rule)


def _row(draft: Draft, sheet: Worksheet, number: int, table: Table, row: Row) -> None:
    ending = STRONG if row.strong else ""
    for place, column in enumerate(table.columns, start=1):
        style = column.style
        if column.key == table.open and row.choices is not None:
            style = OPEN
        cell = _at(sheet, number, place)
        _write(draft, cell, row.cells.get(column.key), style + ending)
        if column.key == table.indented:
            cell.alignment = indented(row.depth)
    texts = ((row.cells.get(c.key), c.width) for c in table.columns)
    sheet.row_dimensions[number].height = height(texts)


def _choose(draft: Draft, sheet: Worksheet, table: Table) -> None:
    """A drop-down wherever a value is one of a few codes."""
    letter = draft.letters[table.key][table.open]
    found: dict[str, DataValidation] = {}
    for number, row in enumerate(table.rows, start=FIRST_ROW):
        listed = ",".join(row.choices or ())
        if not listed or len(listed) > CHOICES:
            continue
        if listed not in found:
            found[listed] = DataValidation(
                "list", formula1=f'"{listed}"', allow_blank=True
            )
            sheet.add_data_validation(found[listed])
        found[listed].add(f"{letter}{number}")


def _set_up(draft: Draft, sheet: Worksheet, *, landscape: bool) -> None:
    """Print on A4, one page wide."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=HeaderFooterPart("Dengta · &A"),
        center=HeaderFooterPart("&P / &N"),
        right=HeaderFooterPart(draft.book.stamp),
    )


# --- pages


def _page(draft: Draft, sheet: Worksheet, groups: Sequence[Group], row: int) -> int:
    """Write the groups from this row on; returns the row below."""
    sheet.column_dimensions["A"].width = LABEL_WIDTH
    sheet.column_dimensions["B"].width = VALUE_WIDTH
    for group in groups:
        _heading(draft, sheet, row + 1, group.heading)
        row += 2
        for entry in group.entries:
            _entry(draft, sheet, row, entry)
            row += 1
    _set_up(draft, sheet, landscape=False)
    return row


def _heading(draft: Draft, sheet: Worksheet, row: int, text: str) -> None:
    _write(draft, _at(sheet, row, 1), text, "heading")
    sheet.row_dimensions[row].height = 24


def _entry(draft: Draft, sheet: Worksheet, row: int, entry: Entry) -> None:
    label, value = _at(sheet, row, 1), _at(sheet, row, 2)
    _write(draft, label, entry.label, "label")
    _write(draft, value, entry.value, entry.style)
    texts = ((entry.label, LABEL_WIDTH), (entry.value, VALUE_WIDTH))
    sheet.row_dimensions[row].height = height(texts)
    if entry.name:
        place = f"{quote_sheetname(sheet.title)}!$B${row}"
        names = draft.file.defined_names
        names[entry.name] = DefinedName(entry.name, attr_text=place)


def _cover(draft: Draft, sheet: Worksheet) -> None:
    """The first sheet: title, entries, and what is on the other sheets."""
    sheet.sheet_view.showGridLines = False
    lines = (draft.book.title, *draft.book.lines)
    for row, text in enumerate(lines, start=1):
        style = "band" if row == 1 else "band small"
        _write(draft, _at(sheet, row, 1), text, style)
        _at(sheet, row, 2).style = PREFIX + style
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        sheet.row_dimensions[row].height = 48 if row == 1 else 22
    row = _page(draft, sheet, draft.book.cover.groups, len(lines) + 1)
    _heading(draft, sheet, row + 1, _("Contents"))
    for number, (target, about) in enumerate(draft.listed, start=row + 2):
        _link(_at(sheet, number, 1), target, target.title)
        _write(draft, _at(sheet, number, 2), about, "value")
        sheet.row_dimensions[number].height = height(((about, VALUE_WIDTH),))
