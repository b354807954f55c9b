"""The workbook of an edition: its sheets, ready to be read, edited and read back."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import Outline, PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.editions.asides import aside
from surveys.sheets.editions.choosing import choose, choose_properties, collect, define
from surveys.sheets.editions.columns import IGNORED, Column, Form, Layout
from surveys.sheets.editions.condition_text import Unwritable
from surveys.sheets.editions.fitting import height
from surveys.sheets.editions.flattening import Line, flatten
from surveys.sheets.editions.guide import write_guide
from surveys.sheets.editions.layout import SHEETS
from surveys.sheets.editions.styling import (
    FACES,
    FIRST,
    PREFIX,
    STYLES,
    add_styles,
    indented,
    typed,
)
from surveys.sheets.editions.told import HEAD
from surveys.sheets.editions.values import to_cell
from surveys.sheets.texts import clean, put

HEAD_ROW: Final = 2
"""The names of the columns stand here, below what they mean in words."""
FIRST_ROW: Final = 3
PAGE: Final = 190
"""How many characters wide a printed page is."""
A3: Final = 8
ASIDE_WIDTH: Final = 40
WHOLE: Final = "0"
"""Without it a million millions would read 1E+12."""


def write_edition(document: Mapping[str, Any], language: str) -> bytes:
    """The .xlsx file of an edition's document, explained in Chinese ("zh-hans") or
    English ("en").

    `read_edition` reads the same document back; only a text or condition that is null
    is left out. Raises Unwritable for what breaks the format, or no cell can hold.
    """
    lines = flatten(document)
    language = "en" if language.startswith("en") else "zh-hans"
    with override(language):
        book = Workbook()
        add_styles(book, FACES[language])
        write_guide(book.worksheets[0])
        letters = {
            layout.name: _sheet(book, layout, lines[layout.name], document)
            for layout in SHEETS
        }
        choose_properties(book["edition"], letters["edition"]["value"], FIRST_ROW)
        collect(book, lines)
        define(book, letters, FIRST_ROW)
        _describe(book, document, language)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _describe(book: Workbook, document: Mapping[str, Any], language: str) -> None:
    title = document["title"]["en" if language == "en" else "zh"]
    book.properties.title = clean(f"{title} · {document['edition']}")
    book.properties.creator = book.properties.lastModifiedBy = "Dengta"
    book.active = 1


def _sheet(
    book: Workbook, layout: Layout, lines: Sequence[Line], document: Mapping[str, Any]
) -> dict[str, str]:
    """Write one sheet; returns the letters of its columns."""
    sheet = book.create_sheet(layout.name)
    for number, column in enumerate(layout.columns, start=1):
        _column(sheet, number, column)
    last = max(len(lines), 1) + HEAD_ROW
    width = len(layout.columns)
    notes = aside(layout.name, document, lines)
    if notes is not None:
        width += 1
        _notes(sheet, width, notes)
    depths = _depths(lines) if layout.name == "indicators" else {}
    widths = [*(column.width for column in layout.columns), ASIDE_WIDTH]
    for row, line in enumerate(lines, start=FIRST_ROW):
        above = lines[row - FIRST_ROW - 1] if row > FIRST_ROW else None
        _line(sheet, row, layout, line, first=_begins(layout, line, above))
        if row - FIRST_ROW in depths:
            _indent(sheet, row, layout, depths[row - FIRST_ROW])
        texts = (
            (cell.value, width) for cell, width in zip(sheet[row], widths, strict=False)
        )
        sheet.row_dimensions[row].height = height(texts)
    _table(sheet, layout.name, f"A{HEAD_ROW}:{get_column_letter(width)}{last}")
    _set_up(sheet, layout)
    return {c.name: get_column_letter(n) for n, c in enumerate(layout.columns, start=1)}


# --- the heads


def _column(sheet: Worksheet, number: int, column: Column) -> None:
    letter = get_column_letter(number)
    dimension = sheet.column_dimensions[letter]
    dimension.width = column.width
    for key, value in typed(STYLES[column.form]).items():
        setattr(dimension, key, value)
    label = f"{column.title} *" if column.required else str(column.title)
    _write(sheet, 1, number, label, "label")
    _write(sheet, HEAD_ROW, number, column.name, f"head {column.group}")
    text = "\n".join(_explained(column))
    comment = Comment(clean(text), "Dengta")
    comment.width, comment.height = (
        340,
        40 + 22 * (1 + text.count("\n") + len(text) // 45),
    )
    _cell(sheet, HEAD_ROW, number).comment = comment
    choose(sheet, letter, column, FIRST_ROW)


def _explained(column: Column) -> Iterator[str]:
    """What the comment on a head says."""
    yield f"{column.title}: {column.meaning}"
    if column.required:
        yield _("It must not be empty.")
    for value, meaning in column.choices.items():
        yield f"• {value} – {meaning}"
    if column.form is Form.FLAG:
        yield _("• yes or no")


def _notes(sheet: Worksheet, number: int, notes: Sequence[str]) -> None:
    """A last column that only helps to read the others; it is not read back."""
    sheet.column_dimensions[get_column_letter(number)].width = ASIDE_WIDTH
    _write(sheet, 1, number, _("For reading only"), "label")
    _write(sheet, HEAD_ROW, number, f"{IGNORED} {_('note')}", "head note")
    for row, note in enumerate(notes, start=FIRST_ROW):
        _write(sheet, row, number, note, "aside")


# --- the lines


def _line(
    sheet: Worksheet, row: int, layout: Layout, line: Line, *, first: bool
) -> None:
    for number, column in enumerate(layout.columns, start=1):
        style = "key" if column.name == layout.key else STYLES[column.form]
        value = None
        if column.name in line:
            value = _told(layout, line, column, line[column.name])
        _write(sheet, row, number, value, style + (FIRST if first else ""))


def _told(layout: Layout, line: Line, column: Column, value: Any) -> str | int | float:
    """The value as the cell gets it; a line of the sheet "edition" has its own form."""
    form = column.form
    if layout.name == "edition" and column.name == "value":
        form = next(c.form for c in HEAD if c.name == line["name"])
    try:
        return to_cell(form, value)
    except Unwritable as problem:
        where = f"{layout.name}, {line.get(layout.key)}, {column.name}"
        raise Unwritable(f"{where}: {problem}") from None


def _begins(layout: Layout, line: Line, above: Line | None) -> bool:
    """Whether a line is the first of those that belong to the same thing."""
    by = layout.columns[0]
    if by.path or above is None or layout.name in ("edition", "indicators"):
        return False
    return bool(line.get(by.name) != above.get(by.name))


def _depths(lines: Sequence[Line]) -> dict[int, int]:
    """How deep each line stands in its tree."""
    depth: dict[str, int] = {}
    found = {}
    for number, line in enumerate(lines):
        found[number] = depth.get(line.get("parent", ""), -1) + 1
        if "name" in line:
            depth[line["name"]] = found[number]
    return found


def _indent(sheet: Worksheet, row: int, layout: Layout, depth: int) -> None:
    sheet.row_dimensions[row].outlineLevel = min(depth, 7)
    for number, column in enumerate(layout.columns, start=1):
        if column.name in ("name", "question"):
            cell = _cell(sheet, row, number)
            cell.alignment = indented(min(depth, 7))


def _write(sheet: Worksheet, row: int, number: int, value: Any, style: str) -> None:
    """A text goes through the one writer of texts."""
    cell = _cell(sheet, row, number)
    cell.style = PREFIX + style
    if isinstance(value, str):
        put(cell, value)
    elif value is not None:
        cell.value = value
        if isinstance(value, int):
            cell.number_format = WHOLE


def _cell(sheet: Worksheet, row: int, number: int) -> Cell:
    cell = sheet.cell(row, number)
    assert isinstance(cell, Cell)
    return cell


# --- the sheet as a whole


def _table(sheet: Worksheet, name: str, cells: str) -> None:
    table = Table(displayName=f"edition_{name}", ref=cells)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)


def _set_up(sheet: Worksheet, layout: Layout) -> None:
    names = [column.name for column in layout.columns]
    corner = _cell(sheet, FIRST_ROW, names.index(layout.key) + 2)
    sheet.freeze_panes = corner.coordinate
    sheet.row_dimensions[1].height = 30
    sheet.row_dimensions[HEAD_ROW].height = 30
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.outlinePr = Outline(summaryBelow=False)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
    total = sum(column.width for column in layout.columns)
    sheet.page_setup.fitToWidth = max(1, round(total / PAGE))
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"1:{HEAD_ROW}"
