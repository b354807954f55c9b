"""LibreOffice opens the workbook, computes its formulas and agrees with the figures."""

import io
import shutil
import subprocess

import openpyxl
import pytest

from reports.summarising import summarise
from reports.workbook import render
from tests.reports import sample
from tests.reports.workbook.reading import members
from tests.reports.workbook.test_formulas import HOSTILE, hostile_benchmark

pytestmark = [
    # Like Chromium, LibreOffice comes with `make tools`.
    pytest.mark.browser,
    # LibreOffice adds extensions that openpyxl does not read.
    pytest.mark.filterwarnings("ignore:.*extension is not supported"),
]

CITY = sample.frame()
ROWS = sample.entries(CITY, units=300, seed=3)
WHOLE = summarise(ROWS, CITY, sample.SOURCE, expected=300, listed=lambda _: True)


def saved_again(content, folder):
    """The workbook as LibreOffice reads, computes and saves it."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing; `make tools` installs it."
    (folder / "in").mkdir()
    path = folder / "in" / "benchmark.xlsx"
    path.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, folder, path], check=True, capture_output=True)
    return (folder / "benchmark.xlsx").read_bytes()


def opened(content):
    """The workbook with the values that its formulas had."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def rows_of(sheet, last):
    """What the rows must hold; LibreOffice keeps 15 digits of a figure."""
    return [
        [pytest.approx(v, rel=1e-13) if isinstance(v, float) else v for v in row]
        for row in sheet.iter_rows(max_row=last, values_only=True)
    ]


@pytest.fixture(scope="module", params=["zh-hans", "en"])
def pair(request, tmp_path_factory):
    """A workbook as we wrote it, and as LibreOffice saved it again."""
    content = render(WHOLE, sample.READER, request.param)
    return content, saved_again(content, tmp_path_factory.mktemp(request.param))


def test_the_saved_workbook_has_the_same_values_tables_and_charts(pair):
    content, again = pair
    for ours, theirs in zip(opened(content), opened(again), strict=True):
        assert {t.displayName: t.ref for t in ours.tables.values()} == {
            t.displayName: t.ref for t in theirs.tables.values()
        }
        if ours.tables:
            last = ours.max_row
            found = theirs.iter_rows(max_row=last, values_only=True)
            assert list(map(list, found)) == rows_of(ours, last)
    charts = r"xl/charts/chart\d+\.xml"
    assert len(members(again, charts)) == len(members(content, charts)) == 4


def test_every_figure_computed_again_equals_the_stated_one(pair):
    sheet = opened(pair[1]).worksheets[8]
    rows = [row for row in sheet.iter_rows(min_row=7, values_only=True) if row[1]]
    pairs = [(row[1], row[2]) for row in rows if row[4] is None]
    pairs += [pair for row in rows if row[4] == 0 for pair in (row[2:4], row[5:7])]
    assert len(pairs) > 20
    for stated, computed in pairs:
        assert computed == pytest.approx(stated, rel=1e-13)


def test_the_profile_shows_the_chosen_cluster_beside_the_whole(pair):
    sheet = opened(pair[1]).worksheets[4]
    chosen = next(c for c in WHOLE.tables.clusters if c.summary.n)
    total = WHOLE.tables.total
    names = (chosen.group.name.zh, chosen.group.name.en)
    assert sheet["B6"].value in names
    assert [sheet["B10"].value, sheet["C10"].value] == [
        chosen.summary.n,
        total.summary.n,
    ]
    assert list(sheet.iter_rows(20, 26, 2, 3, values_only=True)) == [
        (pytest.approx(own.median), pytest.approx(whole.median))
        for own, whole in zip(chosen.dimensions, total.dimensions, strict=True)
    ]


def test_hostile_texts_are_opened_without_an_error_cell(tmp_path):
    # LibreOffice takes minutes to draw a chart whose labels are 32,767 long.
    short = [text for text in HOSTILE if len(text) < 100]
    benchmark, reader = hostile_benchmark([*short, short[0]])
    book = opened(saved_again(render(benchmark, reader, "en"), tmp_path))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert len(cells) > 1000
    assert [cell for cell in cells if cell.data_type == "e"] == []
