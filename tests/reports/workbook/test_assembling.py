"""The benchmark workbook says what the benchmark says, in both languages."""

import pytest
from openpyxl.utils import quote_sheetname

from reports.summarising import summarise
from reports.workbook import render
from tests.reports import sample
from tests.reports.workbook.reading import members, named, opened, table, written

CITY = sample.frame()
ROWS = sample.entries(CITY, units=400, seed=1)
WHOLE = summarise(ROWS, CITY, sample.SOURCE, expected=400, listed=lambda _: True)
FILES = {
    language: render(WHOLE, sample.READER, language) for language in ("zh-hans", "en")
}
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
FIGURES = ("mean", "p25", "median", "p75", "p90", "minimum", "maximum")


def shown(value, *, n):
    """A figure as its cell holds it."""
    if n == 0:
        return None
    return "—" if value is None else written(value)


def expected_line(line):
    summary = line.summary
    counts = ["—" if v is None else v for v in (summary.n, summary.units)]
    figures = [shown(getattr(summary, name), n=summary.n) for name in FIGURES]
    levels = ["—"] if line.levels is None else list(line.levels)
    left = None if line.reached is None else summary.units - line.reached
    rest = ["—" if v is None else v for v in (line.pending, left)]
    share = shown(line.share, n=summary.n)
    names = [line.group.code, line.group.name.zh, line.group.name.en]
    return [*names, *counts, *figures, *levels, *rest, share]


@LANGUAGES
@pytest.mark.parametrize(
    ("name", "lines"),
    [("Overview", WHOLE.tables.tiers), ("Clusters", WHOLE.tables.clusters)],
)
def test_lines(language, name, lines):
    rows, total = table(opened(FILES[language]), name)
    assert [list(row.values()) for row in rows] == list(map(expected_line, lines))
    assert total == expected_line(WHOLE.tables.total)


@LANGUAGES
def test_dimensions(language):
    rows, _ = table(opened(FILES[language]), "Dimensions")
    for row, line in zip(rows, WHOLE.tables.clusters, strict=True):
        values = list(row.values())[5:]
        assert values[:7] == [shown(d.median, n=d.n) for d in line.dimensions]
        assert values[7:] == ["—" if d.n is None else d.n for d in line.dimensions]


@LANGUAGES
def test_cells_of_region_and_cluster(language):
    book = opened(FILES[language])
    counts, count_total = table(book, "RegionCounts")
    means, _ = table(book, "RegionMeans")
    cells = WHOLE.tables.cells
    assert [list(row.values())[4:] for row in counts] == [
        ["—" if cell.n is None else cell.n for cell in row] for row in cells
    ]
    assert [list(row.values())[4:] for row in means] == [
        [shown(cell.mean, n=cell.n) for cell in row] for row in cells
    ]
    assert count_total[3] == WHOLE.tables.total.summary.n


@LANGUAGES
def test_enterprises(language):
    rows, _ = table(opened(FILES[language]), "Enterprises")
    assert len(rows) == 400
    for row, entry in zip(rows, WHOLE.entries, strict=True):
        values = list(row.values())
        assert values[4:7] == [entry.name, entry.uscc, entry.unit_name]
        assert values[12:] == [
            *map(written, (entry.score, entry.rank, *entry.dimensions))
        ]


@LANGUAGES
def test_key_figures_and_manifest_have_names(language):
    book = opened(FILES[language])
    total = WHOLE.tables.total
    assert named(book, "total_n") == total.summary.n
    assert named(book, "total_mean") == written(total.summary.mean)
    assert named(book, "total_share") == written(total.share)
    assert named(book, "manifest_content_hash") == WHOLE.content_hash
    assert named(book, "manifest_edition_hash") == sample.SOURCE.edition_hash
    assert named(book, "manifest_made_for") == sample.READER.name
    assert book.properties.keywords == WHOLE.content_hash
    assert book.properties.created.isoformat() == "2026-03-02T01:30:00"


@LANGUAGES
def test_every_sheet_is_linked_from_the_cover_and_links_back(language):
    book = opened(FILES[language])
    cover, *others = book.worksheets
    links = {cell.hyperlink.location for row in cover for cell in row if cell.hyperlink}
    assert links == {f"{quote_sheetname(sheet.title)}!A1" for sheet in others}
    back = f"{quote_sheetname(cover.title)}!A1"
    assert {sheet["A3"].hyperlink.location for sheet in others} == {back}


@LANGUAGES
def test_nothing_points_outside_of_the_file(language):
    for relations in members(FILES[language], r".*\.rels").values():
        assert not [r for r in relations if r.get("TargetMode") == "External"]


@LANGUAGES
def test_tables_charts_and_page_set_up_are_native(language):
    content = FILES[language]
    book = opened(content)
    tables = [t for sheet in book for t in sheet.tables.values()]
    assert [t.displayName for t in tables] == [
        "Overview",
        "Clusters",
        "Dimensions",
        "RegionCounts",
        "RegionMeans",
        "Enterprises",
        "Dictionary",
        "Codes",
    ]
    assert len({t.id for t in tables}) == len(tables)
    assert len(members(content, r"xl/charts/chart\d+\.xml")) == 4
    for sheet in book.worksheets[1:]:
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert bool(sheet.freeze_panes) == bool(sheet.tables)


@LANGUAGES
def test_the_dictionary_explains_every_column_in_both_languages(language):
    book = opened(FILES[language])
    rows, _ = table(book, "Dictionary")
    explained = [list(row.values())[1 if language == "zh-hans" else 2] for row in rows]
    for name in ("Overview", "Clusters", "Dimensions", "Enterprises"):
        assert set(table(book, name)[0][0]) <= set(explained)
    assert all(list(row.values())[index] for row in rows for index in range(5))


def test_without_entries_there_is_neither_a_list_nor_its_computation():
    tables_only = summarise(ROWS, CITY, sample.SOURCE, expected=400)
    book = opened(render(tables_only, sample.READER, "en"))
    assert len(book.worksheets) == 9
    assert "Enterprises" not in {name for sheet in book for name in sheet.tables}


def test_a_list_of_a_part_is_computed_again_without_clusters():
    part = summarise(
        ROWS, CITY, sample.SOURCE, expected=400, listed=lambda e: e.unit < 100
    )
    book = opened(render(part, sample.READER, "en"))
    assert len(table(book, "Enterprises")[0]) == 100
    assert len(book.worksheets) == 11


@pytest.mark.parametrize("units", [0, 1, 4])
def test_a_round_of_few_or_none_makes_a_workbook_that_shows_nothing(units):
    few = summarise(
        ROWS[:units], CITY, sample.SOURCE, expected=units, listed=lambda _: True
    )
    rows, total = table(opened(render(few, sample.READER, "en")), "Clusters")
    assert {row["Enterprises (n)"] for row in rows} <= {0, "—"}
    assert total[3] == ("—" if units else 0)
