"""The sheets of questions, gates, titles and of each cluster say what was found."""

import dataclasses

import pytest
from openpyxl.utils import quote_sheetname

from reports.figures import DoesNotAddUp, content_hash
from reports.workbook import render
from tests.reports import detailed, sample
from tests.reports.workbook.reading import Rendered, members, opened, table, written

CITY = detailed.city()
WHOLE, FOUND = CITY.whole, CITY.whole.particulars
FILES = Rendered(lambda language: render(WHOLE, sample.READER, language))
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
SHOWN = [
    place for place, line in enumerate(WHOLE.tables.clusters) if line.summary.n
]  # fmt: skip


def cell(value, *, n=1):
    """A figure as its cell holds it."""
    if n == 0:
        return None
    return "—" if value is None else written(value)


def values(language, name):
    rows, total = table(opened(FILES[language]), name)
    return [list(row.values()) for row in rows], total


def said(language, text):
    return text.get(language)


@LANGUAGES
def test_questions_and_their_options(language):
    rows, _ = values(language, "Questions")
    assert [row[4:9] for row in rows] == [
        [
            cell(count)
            for count in (
                q.n,
                q.units,
                q.not_applicable,
                q.unanswered,
                q.not_asked,
            )
        ]
        for q in FOUND.questions
    ]
    options, _ = values(language, "Options")
    assert [row[5] for row in options] == [
        cell(option.units) for q in FOUND.questions for option in q.options
    ]


@LANGUAGES
def test_gates(language):
    rows, _ = values(language, "Gates")
    assert [row[7:10] for row in rows] == [
        [cell(gate.failed), cell(gate.unknown), cell(gate.passed)]
        for gate in FOUND.gates
    ]
    assert [row[11:] for row in rows] == [
        list(map(cell, gate.tiers)) for gate in FOUND.gates
    ]


@LANGUAGES
def test_titles(language):
    for name, lines, names in (
        ("Titles", FOUND.titles.total, 1),
        ("TitlesByRegion", FOUND.titles.regions, 2),
        ("TitlesByCluster", FOUND.titles.clusters, 2),
    ):
        rows, _ = values(language, name)
        assert [row[names:] for row in rows] == [
            [n for pair in zip(line.new, line.held, strict=True) for n in pair]
            for line in lines
        ]


@LANGUAGES
def test_the_ladder_adds_up_to_all_titles(language):
    rows, _ = values(language, "Ladder")
    assert [row[1] for row in rows] == [line.held[-1] for line in FOUND.titles.total]
    assert all(row[1] == sum(row[2:]) for row in rows)


@LANGUAGES
def test_the_ranking(language):
    rows, total = values(language, "Ranking")
    lines, panel = WHOLE.tables.clusters, FOUND.panel
    for place, (row, line) in enumerate(zip(rows, lines, strict=True)):
        n, spot = line.summary.n, panel.clusters[place]
        assert row[5:8] == [
            cell(FOUND.ranks[place], n=n),
            cell(spot.mean, n=spot.n),
            cell(spot.n),
        ]
        assert row[8:] == list(map(cell, FOUND.bands.clusters[place]))
    assert total[8:] == list(map(cell, FOUND.bands.total))


@LANGUAGES
def test_each_cluster_that_is_shown_has_its_figures(language):
    for place in SHOWN:
        line, prefix = WHOLE.tables.clusters[place], f"C{place + 1:02}_"
        rows, _ = values(language, f"{prefix}Dimensions")
        assert [row[1:5] for row in rows] == [
            [cell(v) for v in (own.n, own.mean, whole.mean, best)]
            for own, whole, best in zip(
                line.dimensions, WHOLE.tables.total.dimensions, FOUND.best, strict=True
            )
        ]
        rows, _ = values(language, f"{prefix}Bands")
        assert [row[1] for row in rows] == list(map(cell, FOUND.bands.clusters[place]))
        for key, found in zip(
            ("Sizes", "Tiers", "Roles"), FOUND.breakdowns, strict=True
        ):
            rows, _ = values(language, prefix + key)
            assert [row[:5] for row in rows] == [
                [
                    said(language, item.name),
                    cell(own.n),
                    cell(own.mean, n=own.n),
                    cell(whole.n),
                    cell(whole.mean, n=whole.n),
                ]
                for item, own, whole in zip(
                    found.items, found.clusters[place], found.total, strict=True
                )
            ]


@LANGUAGES
def test_leads_lags_and_gates_are_the_largest(language):
    for place in SHOWN:
        gaps = sorted(
            q.clusters[place].mean - q.score.mean
            for q in FOUND.questions
            if q.clusters and q.score.mean and q.clusters[place].mean is not None
        )
        leads, _ = values(language, f"C{place + 1:02}_Leads")
        lags, _ = values(language, f"C{place + 1:02}_Lags")
        leading = [gap for gap in gaps[::-1][:5] if gap > 0]
        lagging = [gap for gap in gaps[:5] if gap < 0]
        assert [row[5] for row in leads if row[5] is not None] == [
            *map(written, leading)
        ]
        assert [row[5] for row in lags if row[5] is not None] == [
            *map(written, lagging)
        ]
        gates, _ = values(language, f"C{place + 1:02}_Gates")
        failed = sorted((g.clusters[place] or 0 for g in FOUND.gates), reverse=True)
        assert [row[2] for row in gates if row[2]] == [n for n in failed[:5] if n]


@LANGUAGES
def test_only_shown_clusters_have_charts_and_the_others_say_why(language):
    book = opened(FILES[language])
    sheets = [sheet for sheet in book if sheet.title[:2].isdigit()]
    assert len(sheets) == len(CITY.frame.clusters)
    for place, sheet in enumerate(sheets):
        assert len(sheet._charts) == (2 if place in SHOWN else 0)
        assert bool(sheet.tables) == (place in SHOWN)
        assert place in SHOWN or sheet["A6"].value
    # Overview 3, clusters, profile, ladder, gates, titles.
    charts = members(FILES[language], r"xl/charts/chart\d+\.xml")
    assert len(charts) == 8 + 2 * len(SHOWN)


@LANGUAGES
def test_every_sheet_is_linked_prints_on_a4_and_has_a_title_of_its_own(language):
    book = opened(FILES[language])
    cover, *others = book.worksheets
    links = {c.hyperlink.location for row in cover for c in row if c.hyperlink}
    assert links == {f"{quote_sheetname(sheet.title)}!A1" for sheet in others}
    titles = [sheet.title.casefold() for sheet in book]
    assert len(set(titles)) == len(titles)
    assert all(0 < len(title) <= 31 for title in titles)
    for sheet in others:
        assert sheet["A3"].hyperlink.location == f"{quote_sheetname(cover.title)}!A1"
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.center.text
    ranking = next(sheet for sheet in book if "Ranking" in sheet.tables)
    to = {c.hyperlink.location for row in ranking for c in row if c.hyperlink}
    clusters = {sheet.title for sheet in others if sheet.title[:2].isdigit()}
    assert {f"{quote_sheetname(title)}!A1" for title in clusters} <= to


@LANGUAGES
def test_table_names_and_ids_are_each_there_once(language):
    tables = [t for sheet in opened(FILES[language]) for t in sheet.tables.values()]
    for key in ("id", "displayName"):
        found = [getattr(one, key) for one in tables]
        assert len(set(found)) == len(found) > 100


@LANGUAGES
def test_the_dictionary_explains_the_further_sheets(language):
    rows, _ = table(opened(FILES[language]), "Dictionary")
    explained = [list(row.values())[1 if language == "zh-hans" else 2] for row in rows]
    for name in ("Questions", "Options", "Gates", "Ranking", "Ladder", "Titles"):
        assert set(table(opened(FILES[language]), name)[0][0]) <= set(explained)


def test_without_a_right_to_entries_no_sheet_names_an_enterprise():
    book = opened(render(detailed.city(listed=False).whole, sample.READER, "en"))
    names = {entry.name for entry in CITY.entries}
    texts = {cell.value for sheet in book for row in sheet for cell in row}
    assert not names & texts


@pytest.mark.parametrize("units", [1, 4, 8])
def test_a_round_of_few_shows_no_more_than_it_may(units):
    few = detailed.city(units=units, seed=2).whole
    book = opened(render(few, sample.READER, "en"))
    assert len(book.worksheets) > 40


def changed(**changes):
    found = dataclasses.replace(FOUND, **changes)
    other = dataclasses.replace(WHOLE, particulars=found)
    return dataclasses.replace(other, content_hash=content_hash(other))


def first(rows, **changes):
    return (dataclasses.replace(rows[0], **changes), *rows[1:])


@pytest.mark.parametrize(
    "changes",
    [
        {"bands": dataclasses.replace(FOUND.bands, total=(9, 9, 9, 9, 9))},
        {"questions": first(FOUND.questions, units=1)},
        {"questions": first(FOUND.questions, units=None)},
        {"gates": first(FOUND.gates, failed=999)},
        {"gates": first(FOUND.gates, tiers=(0, 0, 0, 0))},
        {"breakdowns": first(FOUND.breakdowns, total=FOUND.breakdowns[1].total[:4])},
        {
            "titles": dataclasses.replace(
                FOUND.titles, total=first(FOUND.titles.total, new=(0, 0, 0))
            )
        },
    ],
)
def test_particulars_that_contradict_the_lines_are_refused(changes):
    with pytest.raises(DoesNotAddUp):
        render(changed(**changes), sample.READER, "en")
