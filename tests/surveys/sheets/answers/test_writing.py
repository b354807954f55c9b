"""A copy as a workbook: what is locked, what can be chosen, what is hidden."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from surveys.sheets.answers import Asked, Blank, Form, Part, Slot, read_copy, write_copy
from surveys.sheets.answers.columns import TICK

OPTIONS = ("已联网 / Connected", "未联网 / Not connected")


def asked(*slots: Slot, **more: Any) -> Asked:
    return Asked("1.1", "题目\nQuestion *", "说明", "证明", slots, **more)


ASKED = (
    asked(Slot("one", "选", Form.CHOICE, OPTIONS[0], options=OPTIONS)),
    asked(
        Slot("several:a", "甲", Form.TICK, TICK),
        Slot("several:b", "乙", Form.TICK),
    ),
    asked(Slot("whole", "数", Form.NUMBER, "12", low="0", high="99", whole=True)),
    asked(Slot("long", "数", Form.NUMBER, "1234567890.123456789")),
    asked(Slot("share", "比", Form.PERCENT, "72.5", low="0", high="100")),
    asked(Slot("day", "日", Form.DATE, "2024-05-01", low="2021-01-01")),
    asked(Slot("early", "日", Form.DATE, "1899-01-01")),
    asked(Slot("text", "文", Form.TEXT, "=1+1"), na=True),
    asked(Slot("skipped", "文", Form.TEXT), na=True, is_na=True, reason="无"),
    asked(Slot("", "文件", Form.SHOWN, "2个文件")),
)


def written(language: str = "zh-hans", asks: tuple[Asked, ...] = ASKED) -> bytes:
    part = Part("1 '概况'[1]", "1  概况", "介绍", asks)
    other = Part("1 '概况'[1]", "2  概况", "", asks[:1])
    about = (("企业", "=cmd|' /C calc'!A0"),)
    return write_copy(Blank(language, "问卷", about, (part, other), {"copy": "7"}))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(BytesIO(written()))


def row_of(book: Workbook, key: str) -> Any:
    sheet = book.worksheets[1]
    return next(row for row in sheet.iter_rows(min_row=5) if row[0].value == key)


def test_the_sheets(book: Workbook) -> None:
    states = [(sheet.title, sheet.sheet_state) for sheet in book.worksheets]
    assert states[1:] == [
        ("1 '概况'［1］", "visible"),
        ("1 '概况'［1］ (2)", "visible"),
        ("lists", "hidden"),
        ("dengta", "veryHidden"),
    ]
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert all(sheet.protection.password is None for sheet in book.worksheets)
    assert book.security.lockStructure is True
    section = book.worksheets[1]
    assert (section.freeze_panes, section.print_title_rows) == ("D5", "$4:$4")
    assert section.row_dimensions[1].hidden
    assert section.column_dimensions["A"].hidden


def test_only_yellow_cells_can_be_changed(book: Workbook) -> None:
    sheet = book.worksheets[1]
    free = {
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    answers = {f"E{row}" for row in range(5, 15)}
    assert free == answers | {"G13", "H13", "G14", "H14"}
    assert row_of(book, "text")[4].coordinate == "E13"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("one", OPTIONS[0]),
        ("several:a", TICK),
        ("whole", 12),
        ("long", "1234567890.123456789"),
        ("share", 72.5),
        ("early", "1899-01-01"),
        ("text", "=1+1"),
        ("skipped", None),
    ],
)
def test_values(book: Workbook, key: str, value: Any) -> None:
    cell = row_of(book, key)[4]
    assert (cell.value, cell.data_type == "f") == (value, False)


def test_a_day_is_a_date_of_the_calendar(book: Workbook) -> None:
    cell = row_of(book, "day")[4]
    assert (cell.value.date().isoformat(), cell.number_format) == (
        "2024-05-01",
        "yyyy-mm-dd",
    )


def test_what_excel_checks(book: Workbook) -> None:
    found = {}
    for rule in book.worksheets[1].data_validations.dataValidation:
        for cell in str(rule.sqref).split():
            found[cell] = (rule.type, rule.operator, rule.formula1, rule.formula2)
    assert found == {
        "E5": ("list", None, "lists!$A$1:$A$2", None),
        "E6": ("list", None, f'"{TICK}"', None),
        "E7": ("list", None, f'"{TICK}"', None),
        "E8": ("whole", "between", "0", "99"),
        "E9": ("decimal", "greaterThanOrEqual", "-1E+300", None),
        "E10": ("decimal", "between", "0", "100"),
        "E11": ("date", "greaterThanOrEqual", "44197", None),
        "E12": ("date", "greaterThanOrEqual", "2", None),
        "G13": ("list", None, "lists!$B$1:$B$1", None),
        "G14": ("list", None, "lists!$B$1:$B$1", None),
    }
    offered = [[cell.value for cell in column] for column in book["lists"].columns]
    assert offered[0] == list(OPTIONS)


def test_columns_that_nobody_needs_are_hidden() -> None:
    plain = load_workbook(BytesIO(written(asks=ASKED[:3]))).worksheets[1]
    assert plain.column_dimensions["G"].hidden
    assert plain.column_dimensions["H"].hidden


def test_nothing_in_it_is_a_formula(book: Workbook) -> None:
    kinds = {
        cell.data_type
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    }
    assert "f" not in kinds


def test_it_reads_back_by_its_keys() -> None:
    filled = read_copy(written("en"))
    keys = [slot.key for ask in (*ASKED, ASKED[0]) for slot in ask.slots if slot.key]
    assert [line.key for line in filled.lines] == keys
    assert filled.mark == {"format": "dengta.answers/1", "copy": "7"}
    skipped = next(line for line in filled.lines if line.key == "skipped")
    assert str(skipped.na).startswith("Does not apply")
    assert (skipped.reason, skipped.letters["#na"]) == ("无", "G")


def test_rows_and_columns_may_have_moved() -> None:
    book = load_workbook(BytesIO(written()))
    sheet = book.worksheets[1]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_cols(2)
    sheet.insert_rows(6, 2)
    buffer = BytesIO()
    book.save(buffer)
    lines = {line.key: line for line in read_copy(buffer.getvalue()).lines}
    found = lines["whole"]
    assert (found.answer, found.row, found.letters["#answer"]) == (12, 10, "F")
