"""No formula but our own, whatever people typed, in any field of a workbook."""

import datetime as dt
import itertools

import pytest
from django.utils import translation
from openpyxl.workbook import Workbook

from reports.figures import Entry, Frame, Group, Reader, Source
from reports.summarising import summarise
from reports.workbook import formulas, render
from surveys.scoring import Text
from surveys.sheets.texts import clean
from tests.reports import sample
from tests.reports.workbook.reading import MAIN, members, opened, table
from tests.reports.workbook.reading import formulas as found_in

HOSTILE = (
    '=HYPERLINK("http://example.com","x")',
    "汽车/摩托车",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "#REF!",
    "a\x00b\x08c",
    "字" * 40_000,
    "<script>alert(1)</script>",
    "[Book1]Sheet1'!A1",
    "&P&D",
    "_x0041_",
    " ",
    "",
    "*?~",
    "{=1+1}",
)


def hostile_benchmark(names=HOSTILE):
    """A benchmark in which every text is hostile; `names` are those of groups."""
    texts = itertools.cycle(names)

    def text():
        return Text(next(texts), next(texts))

    def groups(kind, number, parent=""):
        return tuple(Group(f"{kind}{n}", text(), parent) for n in range(number))

    frame = Frame(
        tiers=groups("tier", 1),
        clusters=groups("cluster", 17, "tier0"),
        regions=groups("region", 3),
        dimensions=groups("dimension", 17),
        levels=groups("level", 17),
        sizes=groups("size", 17),
        sme_tiers=groups("sme", 17),
        statuses=groups("status", 17),
    )
    source = Source(
        text(), text(), next(texts), next(texts), next(texts), text(), ("status0",),
        dt.datetime(2026, 3, 1, tzinfo=dt.UTC), filters=((text(), text()),),
    )  # fmt: skip
    entries = [
        Entry(
            enterprise=unit,
            unit=unit,
            name=HOSTILE[unit % 17],
            uscc=HOSTILE[(unit + 1) % 17],
            unit_name=HOSTILE[(unit + 2) % 17],
            region=f"region{unit % 3}",
            cluster=f"cluster{unit % 17}",
            size=f"size{unit % 17}",
            sme_tier=HOSTILE[(unit + 3) % 17],
            status=f"status{unit % 17}",
            score=50.0 + unit % 40,
            level=f"level{unit % 17}",
            pending=False,
            dimensions=(50.0,) * 17,
        )
        for unit in range(17 * 12)
    ]
    benchmark = summarise(
        entries, frame, source, expected=len(entries), listed=lambda _: True
    )
    return benchmark, Reader(text(), HOSTILE[0], source.at)


BENCHMARK, READER = hostile_benchmark()
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


@LANGUAGES
def test_hostile_texts_become_neither_formulas_nor_errors(language):
    content = render(BENCHMARK, READER, language)
    found = found_in(content)
    assert found
    assert [formula for formula in found if not formulas.is_allowed(formula)] == []
    for sheet in members(content, r"xl/worksheets/sheet\d+\.xml").values():
        assert not [c for c in sheet.iter(f"{MAIN}c") if c.get("t") == "e"]


@LANGUAGES
def test_hostile_names_are_exported_unharmed(language):
    rows, _ = table(opened(render(BENCHMARK, READER, language)), "Enterprises")
    names = [list(row.values())[4] or "" for row in rows]
    with translation.override(language):
        assert names == [clean(entry.name) for entry in BENCHMARK.entries]


def test_all_formulas_of_a_workbook_are_on_the_list():
    city = sample.frame()
    rows = sample.entries(city, units=400, seed=2)
    whole = summarise(rows, city, sample.SOURCE, expected=400, listed=lambda _: True)
    found = found_in(render(whole, sample.READER, "zh-hans"))
    assert len(found) > 50
    assert all(map(formulas.is_allowed, found))


@pytest.mark.parametrize(
    "formula",
    [
        '=HYPERLINK("http://example.com")',
        "=1+1",
        "=COUNT(A1:A2)+1",
        "=COUNT('[Book1]Sheet'!A1:A2)",
        "=AVERAGE(A1:A2,B1:B2)",
        "='x'y'!A1",
        "=A1:B2",
        "COUNT(A1:A2)",
    ],
)
def test_other_formulas_are_refused(formula):
    cell = Workbook().active["A1"]
    with pytest.raises(formulas.FormulaRefused):
        formulas.put_formula(cell, formula)


def test_a_sheet_of_any_title_can_be_named_in_our_formulas():
    assert formulas.is_allowed("=COUNT('企业''s (名单)'!$A$1:$A$7500)")
