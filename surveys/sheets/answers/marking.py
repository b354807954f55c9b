"""What a copy says of itself: a hidden sheet by which its answers find their place."""

from collections.abc import Mapping
from typing import Final

from openpyxl.workbook import Workbook

from surveys.sheets.reading import Sheet
from surveys.sheets.texts import put

MARK: Final = "dengta"
FORMAT: Final = "dengta.answers/1"


def write_mark(book: Workbook, mark: Mapping[str, str]) -> None:
    """Write the sheet."""
    sheet = book.create_sheet(MARK)
    sheet.sheet_state = "veryHidden"
    for row, (name, value) in enumerate({"format": FORMAT, **mark}.items(), start=1):
        put(sheet.cell(row, 1), name)
        put(sheet.cell(row, 2), value)
    sheet.protection.enable()


def read_mark(sheets: tuple[Sheet, ...]) -> dict[str, str]:
    """What stands in it; nothing where the workbook has none of this format."""
    for sheet in sheets:
        if sheet.title == MARK:
            rows = (row for row in sheet.rows if len(row) > 1)
            found = {str(row[0]): str(row[1]) for row in rows}
            return found if found.get("format") == FORMAT else {}
    return {}
