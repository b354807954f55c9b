"""Whatever names questions, options, gates, stages or places have, they stay texts."""

import dataclasses
import functools
import itertools
import json
import random

import pytest

from reports.detailing import Inputs, detail
from reports.figures import with_particulars
from reports.rereading import Stored, reread
from reports.workbook import formulas, render
from surveys.scoring import Lane, Text
from surveys.sheets.texts import clean
from tests.bench.filling_in import answers, facts
from tests.reports import detailed
from tests.reports.workbook.reading import MAIN, Rendered, members, opened, table
from tests.reports.workbook.reading import formulas as found_in
from tests.reports.workbook.test_formulas import HOSTILE, hostile_benchmark

FURTHER = (
    "=1+1",
    "＝SUM(A1)",
    "\t=1+1",
    "'=1+1",
    "#DIV/0!",
    "#N/A",
    "TRUE",
    "1E5",
    "00123",
    "2026-01-01",
    "history",
    "'quoted'",
    "]]>",
    "&amp;",
    "\u202eabc",
    "\ud800",
    "a\r\nb",
)
TEXTS = (*HOSTILE, *FURTHER)
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


def poisoned(value, texts, known):
    """The same data with every text for people replaced, equal ones alike."""
    if isinstance(value, Text):
        if value not in known:
            known[value] = Text(next(texts), next(texts))
        return known[value]
    if isinstance(value, tuple):
        return tuple(poisoned(item, texts, known) for item in value)
    if not dataclasses.is_dataclass(value):
        return value
    changes = {
        field.name: poisoned(getattr(value, field.name), texts, known)
        for field in dataclasses.fields(value)
    }
    return dataclasses.replace(value, **changes)


@functools.cache
def made():
    """A benchmark in which every text is hostile, particulars among them."""
    benchmark, reader = hostile_benchmark()
    scheme, dice = detailed.scheme_of(), random.Random(5)
    entries = benchmark.entries
    documents = [(answers(scheme, dice), facts(dice)) for _ in entries]
    rows = (Stored(json.dumps(a), json.dumps(f), "{}", "{}") for a, f in documents)
    found = reread(scheme, scheme, Lane.CLAIMED, rows)
    entries = [dataclasses.replace(e, sme_tier="sme1", size="size1") for e in entries]
    inputs = Inputs(
        scheme,
        found.answers,
        list(detailed.checks(scheme, documents)),
        ["leader"] * len(entries),
        detailed.ROLES,
        (detailed.BEFORE, {entry.unit: 40.0 for entry in entries}),
        detailed.titles(benchmark.frame),
    )
    particulars = detail(benchmark, entries, inputs)
    found = poisoned(particulars, itertools.cycle(TEXTS), {})
    return with_particulars(benchmark, found), reader


FILES = Rendered(lambda language: render(*made(), language))


@LANGUAGES
def test_no_text_becomes_a_formula_or_an_error(language):
    content = FILES[language]
    assert [f for f in found_in(content) if not formulas.is_allowed(f)] == []
    for sheet in members(content, r"xl/worksheets/sheet\d+\.xml").values():
        assert not [c for c in sheet.iter(f"{MAIN}c") if c.get("t") == "e"]


@LANGUAGES
def test_sheets_have_legal_titles_of_their_own(language):
    titles = [sheet.title for sheet in opened(FILES[language])]
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert len(title.encode("utf-16-le")) <= 62
        assert not set(title) & set("[]:*?/\\")
        assert title.strip("'") == title


@LANGUAGES
def test_questions_and_gates_are_exported_unharmed(language):
    book, found = opened(FILES[language]), made()[0].particulars
    rows, _ = table(book, "Gates")
    assert [list(row.values())[1] or "" for row in rows] == [
        clean(gate.title.get(language)) for gate in found.gates
    ]
    rows, _ = table(book, "Options")
    assert [list(row.values())[4] or "" for row in rows] == [
        clean(option.name.get(language))
        for q in found.questions
        for option in q.options
    ]


@LANGUAGES
def test_charts_and_properties_are_xml_that_a_reader_takes(language):
    assert len(members(FILES[language], r"xl/charts/chart\d+\.xml")) > 8
    (core,) = members(FILES[language], r"docProps/core\.xml").values()
    assert "".join(core.itertext())
