"""The workbook of a roster: written empty, read back whatever its order."""

import io
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from surveys.sheets.guarding import UnsafeWorkbook
from surveys.sheets.rosters import COLUMNS, ROSTER, Link, Sheet, read_list, write_links
from surveys.sheets.rosters.enterprises import NO_HEADINGS, NO_LINES, TOO_MANY
from surveys.sheets.rosters.reading import NO_COLUMN
from tests.surveys.sheets.editions.bombs import BOMBS
from tests.surveys.sheets.rosters import books

ROW = [
    "重庆某某有限公司",
    "91500000MA5U4XYW0L",
    "江北区",
    "T01",
    "王芳",
    "w@a.cn",
    "138",
]
KEYS = [column.key for column in COLUMNS]


def read_roster(content: bytes) -> Sheet:
    return read_list(content, ROSTER)


def messages(content: bytes) -> list[str]:
    return [fault.message for fault in read_roster(content).faults]


def read(content: bytes) -> list[tuple[int, dict[str, Any]]]:
    return [(line.row, dict(line.cells)) for line in read_roster(content).lines]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_empty_roster_has_an_example_that_is_not_read(language: str) -> None:
    content = books.empty(language)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet["A2"].value.startswith("示例")
    assert [sheet.cell(1, n + 1).value for n in range(7)] == books.HEADS
    assert (read(content), messages(content)) == ([], [NO_LINES])


def test_regions_and_clusters_are_chosen_from_lists() -> None:
    book = load_workbook(io.BytesIO(books.empty()))
    rules = book.worksheets[0].data_validations.dataValidation
    lists = {str(r.sqref): r.formula1 for r in rules if r.type == "list"}
    assert lists == {
        "C2:C5002": "='选项 Choices'!$B$2:$B$2",
        "D2:D5002": "='选项 Choices'!$F$2:$F$2",
    }
    choices = book["选项 Choices"]
    assert [choices.cell(2, n).value for n in (1, 2, 3, 5, 6, 7)] == [
        "500105",
        "江北区",
        "Jiangbei District",
        "T01",
        "智能网联新能源汽车",
        "Intelligent vehicles",
    ]


def test_filled_rows_are_read_with_their_places() -> None:
    content = books.filled(ROW, [None] * 7, [" ", ""], [*ROW[:5], None, "138"])
    found = [(3, ROW), (6, [*ROW[:5], None, "138"])]
    assert read(content) == [(n, dict(zip(KEYS, row, strict=True))) for n, row in found]
    assert messages(content) == []


@pytest.mark.parametrize(
    "heads",
    [
        books.HEADS,
        [column.zh for column in COLUMNS],
        [column.en.upper() for column in COLUMNS],
        [f" {column.zh} ＊".replace("＊", "*") for column in COLUMNS],
        ["单位名称", "信用代码", "所属区县", "集群", "联系人姓名", "邮箱", "联系电话"],
    ],
)
def test_a_list_of_ones_own_is_read_by_its_headings(heads: list[str]) -> None:
    content = books.plain(["No.", *heads[::-1]], [1, *ROW[::-1]], above=3)
    found = read_roster(content)
    assert read(content) == [(5, dict(zip(KEYS, ROW, strict=True)))]
    assert (found.letters["uscc"], found.faults) == ("G", ())


def test_what_hinders_reading_is_said() -> None:
    heads = [column.zh for column in COLUMNS if column.key != "region"]
    lacking = read_roster(books.plain(heads, ROW))
    assert messages(books.plain(["A", "B"], ROW)) == [NO_HEADINGS]
    assert [(f.row, f.message, dict(f.params)) for f in lacking.faults] == [
        (1, NO_COLUMN, {"column": "区县 Region"})
    ]


def test_a_roster_takes_so_many_and_no_more() -> None:
    names = [[f"Enterprise {number}", "X"] for number in range(5_001)]
    found = read_roster(books.plain(["企业名称", "信用代码"], *names))
    assert len(found.lines) == 5_000
    assert (TOO_MANY, {"rows": 5001, "most": 5000}) in [
        (fault.message, dict(fault.params)) for fault in found.faults
    ]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_or_holds_nothing(name: str) -> None:
    make, _ = BOMBS[name]
    try:
        found = read_roster(make())
    except UnsafeWorkbook:
        return
    assert (found.lines, [f.message for f in found.faults]) == ((), [NO_HEADINGS])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_links_are_text_whatever_a_name_holds(language: str) -> None:
    link = Link("=1+1", "+1", "江北区", "@a", "-138", "https://a/", "2027年")
    sheet = load_workbook(io.BytesIO(write_links([link], language))).worksheets[0]
    cells = [sheet.cell(2, n + 1) for n in range(7)]
    assert [(c.value, c.data_type) for c in cells] == [
        (text, "s")
        for text in ("=1+1", "+1", "江北区", "@a", "-138", "https://a/", "2027年")
    ]
    with translation.override(language):
        assert sheet["A1"].value == translation.gettext("Enterprise")
