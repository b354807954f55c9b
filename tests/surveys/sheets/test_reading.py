"""Reading a workbook from people: values as they stand, nothing else."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl.workbook import Workbook

from surveys.sheets.guarding import Limits, UnsafeWorkbook
from surveys.sheets.reading import Sheet, read

# Excel knows no time zones.
DAY = dt.datetime.combine(dt.date(2024, 5, 1), dt.time())


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def replaced(content, name, change):
    """The package with one member changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.namelist():
            data = source.read(entry)
            target.writestr(entry, change(data) if entry == name else data)
    return buffer.getvalue()


def example():
    book = Workbook()
    sheet = book.active
    sheet.title = "企业／enterprises"
    sheet.append(["名称", "人数", None])
    sheet.append([])
    sheet.append(["长安", 5, 1.5, True, DAY])
    sheet["A4"] = "=1+1"
    sheet["C9"] = ""
    book.create_sheet("empty")
    return book


def test_rows_are_read_as_they_stand_and_formulas_are_not_computed():
    assert read(saved(example())) == (
        Sheet(
            "企业／enterprises",
            (("名称", "人数"), (), ("长安", 5, 1.5, True, DAY)),
        ),
        Sheet("empty", ()),
    )


def test_a_false_dimension_neither_cuts_nor_pads():
    def lie(data):
        return data.replace(b'ref="A1:E9"', b'ref="A1:A1048576"')

    content = replaced(saved(example()), "xl/worksheets/sheet1.xml", lie)
    assert read(content) == read(saved(example()))


def test_a_cell_in_the_last_corner_is_refused_and_an_empty_one_forgotten():
    book = Workbook()
    book.active["XFD1048576"] = ""
    assert read(saved(book)) == (Sheet("Sheet", ()),)
    book.active["XFD1048576"] = "x"
    with pytest.raises(UnsafeWorkbook, match="too_many_rows"):
        read(saved(book))


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(sheets=1), "too_many_sheets"),
        (Limits(rows=2), "too_many_rows"),
        (Limits(columns=4), "too_many_rows"),
        (Limits(packed=10), "too_big"),
    ],
)
def test_limits(limits, code):
    with pytest.raises(UnsafeWorkbook, match=code):
        read(saved(example()), limits)


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"&b;</workbook>"
)
OUTSIDE = ENTITIES.replace(b'a "aa"', b'a SYSTEM "file:///etc/hostname"')


@pytest.mark.parametrize("document", [ENTITIES, OUTSIDE, b"", b"<workbook", b"\x00"])
def test_a_damaged_or_hostile_document_is_refused(document):
    content = replaced(saved(example()), "xl/workbook.xml", lambda _: document)
    with pytest.raises(UnsafeWorkbook, match="broken"):
        read(content)


def test_a_false_checksum_is_refused():
    content = bytearray(saved(example()))
    at = content.find(b"xl/worksheets/sheet1.xml")
    content[at + 40] ^= 0xFF
    with pytest.raises(UnsafeWorkbook, match="broken"):
        read(bytes(content))


def test_many_rows_without_anything_are_refused_over_all_sheets_together():
    book = example()
    book["empty"]["A9"] = ""
    content = saved(book)
    assert read(content, Limits(gaps=16)) == read(content)
    with pytest.raises(UnsafeWorkbook, match="too_many_rows"):
        read(content, Limits(gaps=10))


def test_a_text_counts_in_every_cell_that_repeats_it():
    book = Workbook()
    for _ in range(5):
        book.active.append(["x" * 10])
    read(saved(book), Limits(texts=50))
    with pytest.raises(UnsafeWorkbook, match="too_much"):
        read(saved(book), Limits(texts=49))
