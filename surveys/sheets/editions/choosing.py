"""Drop-downs: the values of closed lists, and the codes that other sheets define."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.editions.columns import Column, Form
from surveys.sheets.editions.flattening import Line
from surveys.sheets.editions.layout import LISTS
from surveys.sheets.editions.told import HEAD
from surveys.sheets.texts import put

LAST_ROW: Final = 5_000
"""Drop-downs reach down to here, for lines that are yet to come."""

DEFINING: Final = {
    "section_names": ("sections", "name"),
    "question_names": ("questions", "name"),
    "gate_names": ("gates", "name"),
    "source_names": ("sources", "name"),
    "proof_names": ("proofs", "name"),
}
"""Lists without gaps, that grow with their sheet."""

COLLECTED: Final = {
    "node_names": ("indicators", "name"),
    "list_names": ("options", "list_name"),
}
"""Lists with gaps or repetitions, kept on a hidden sheet as they are at the export."""


def choose(sheet: Worksheet, letter: str, column: Column, first: int) -> None:
    """Give a column its drop-down, where it has one."""
    cells = f"{letter}{first}:{letter}{LAST_ROW}"
    words = ["yes", "no"] if column.form is Form.FLAG else list(column.choices)
    if words:
        rule = DataValidation("list", f'"{",".join(words)}"', allow_blank=True)
        rule.errorStyle, rule.showErrorMessage = "stop", True
        rule.errorTitle = str(column.title)[:32]
        rule.error = _("Choose one of: %(values)s") % {"values": ", ".join(words)}
    elif column.names:
        # A cell may hold several codes, or one that is yet to be defined.
        rule = DataValidation("list", f"={column.names}", allow_blank=True)
        rule.showErrorMessage = False
    else:
        return
    rule.add(cells)
    sheet.add_data_validation(rule)


def choose_properties(sheet: Worksheet, letter: str, first: int) -> None:
    """Give the lines of the sheet "edition" their drop-downs."""
    for row, column in enumerate(HEAD, start=first):
        if column.choices:
            words = ",".join(column.choices)
            rule = DataValidation("list", f'"{words}"', allow_blank=True)
            rule.add(f"{letter}{row}")
            sheet.add_data_validation(rule)


def define(
    book: Workbook, letters: Mapping[str, Mapping[str, str]], first: int
) -> None:
    """Name the lists that sheets define; `letters` are those of columns, by sheet."""
    for name, (sheet, column) in DEFINING.items():
        letter = letters[sheet][column]
        whole = f"{sheet}!${letter}:${letter}"
        start = f"{sheet}!${letter}${first}"
        # Heads and lines have no gap, so their number is the last row.
        text = f"{start}:INDEX({whole},MAX({first},COUNTA({whole})))"
        book.defined_names[name] = DefinedName(name, attr_text=text)


def collect(book: Workbook, lines: Mapping[str, Sequence[Line]]) -> None:
    """Write the hidden sheet of the other lists, and name them."""
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    for number, (name, (source, column)) in enumerate(COLLECTED.items(), start=1):
        codes = dict.fromkeys(line[column] for line in lines[source] if column in line)
        letter = get_column_letter(number)
        _fill(sheet, number, [name, *codes])
        text = f"{LISTS}!${letter}$2:${letter}${max(len(codes) + 1, 2)}"
        book.defined_names[name] = DefinedName(name, attr_text=text)


def _fill(sheet: Worksheet, number: int, texts: Iterable[str]) -> None:
    for row, text in enumerate(texts, start=1):
        put(sheet.cell(row, number), text)  # type: ignore[arg-type]  # no merged cells
