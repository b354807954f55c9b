"""How the tests look into a workbook: by openpyxl, and into its XML."""

import functools
import io
import re
import zipfile
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils import range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@functools.cache
def opened(content):
    """The workbook; tests only read it, so the same file is opened once."""
    return openpyxl.load_workbook(io.BytesIO(content))


def table(book, name):
    """The rows of a table as dictionaries by header, and the row under it."""
    sheet = next(sheet for sheet in book if name in sheet.tables)
    left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
    lines = [
        [_decoded(cell.value) for cell in row]
        for row in sheet.iter_rows(top, bottom + 1, left, right)
    ]
    headers, *rows, total = lines
    assert headers == [c.name for c in sheet.tables[name].tableColumns]
    return [dict(zip(headers, row, strict=True)) for row in rows], total


def _decoded(value):
    """openpyxl leaves the escapes of inline strings as they are."""
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


def written(value):
    """A figure with the 16 digits that openpyxl writes."""
    return float(f"{value:.16g}") if isinstance(value, float) else value


def named(book, name):
    """The value of a named cell."""
    sheet, place = next(iter(book.defined_names[name].destinations))
    return book[sheet][place.replace("$", "")].value


def members(content, pattern):
    """The XML documents of the package whose name matches."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {
            name: ElementTree.fromstring(package.read(name))
            for name in package.namelist()
            if re.fullmatch(pattern, name)
        }


def formulas(content):
    """Every formula in any cell of any sheet, with its "="."""
    return [
        f"={formula.text}"
        for sheet in members(content, r"xl/worksheets/sheet\d+\.xml").values()
        for formula in sheet.iter(f"{MAIN}f")
    ]
