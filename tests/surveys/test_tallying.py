"""The figures of titles, and the table that the city published for 2023."""

from datetime import date
from itertools import chain, product
from typing import Any

import pytest
from django.core.files.base import ContentFile

from surveys import importing, jobs, rostering, tallying
from surveys.importing import TitleRow
from surveys.models import ImportState, Title, TitleImport
from surveys.tallying import Line, Tally
from tests import factories
from tests.factories import NOW
from tests.surveys.sheets.rosters.registers import filled, row

pytestmark = pytest.mark.django_db

# domain/published_tables.json, PT1 (sources S22, S23, S24, S27; confidence high):
# before the round of 2023 127 smart factories and 734 digital workshops, in it 17 and
# 224, after it 144 and 958.
BEFORE = {"smart_factory": 127, "digital_workshop": 734}
NEW = {"smart_factory": 17, "digital_workshop": 224}
AFTER = {"smart_factory": 144, "digital_workshop": 958}
EARLIER = (2018, 2019, 2020, 2021, 2022)
PLACES = ("500101", "500102", "500103")
CLUSTERS = ("T01", "T02")


@pytest.fixture
def ladder() -> None:
    factories.stage()
    factories.stage(
        "smart_factory", "factory", name_zh="智能工厂", name_en="Smart factory", order=2
    )
    for code in PLACES:
        factories.region(code)
    for code in CLUSTERS:
        factories.cluster(code)


def published() -> list[list[Any]]:
    """A register as a city has it: 861 titles of earlier years, 241 of 2023."""
    counts = [*((s, n, EARLIER) for s, n in BEFORE.items())]
    counts += [(s, n, (2023,)) for s, n in NEW.items()]
    spread = chain.from_iterable(
        ((stage, years[n % len(years)], n) for n in range(count))
        for stage, count, years in counts
    )
    return [
        row(
            number=f"{stage}-{year}-{n:04d}",
            stage=stage,
            granted_on=date(year, 12, 7),
            region=PLACES[n % len(PLACES)],
            cluster=CLUSTERS[n % len(CLUSTERS)],
        )
        for stage, year, n in spread
    ]


def figures(lines: list[Line]) -> dict[Any, dict[str, tuple[int, ...]]]:
    codes = [stage.code for stage in tallying.stages()]
    return {
        getattr(line.of, "code", line.of): {
            code: (t.new, t.withdrawn, t.held)
            for code, t in zip(codes, line.tallies, strict=True)
        }
        for line in lines
    }


def test_the_published_table_of_2023_comes_of_imported_rows(ladder: None) -> None:
    by = factories.official("municipal_officer")
    file = ContentFile(filled(*published()), "register.xlsx")
    arrived = importing.take_in(TitleImport, file, "register.xlsx", by=by, at=NOW)
    assert arrived.job_id
    jobs.run(arrived.job_id, rostering.read_titles_job)
    arrived.refresh_from_db()
    assert (arrived.state, arrived.faults) == (ImportState.READY, [])
    assert len(arrived.rows) == 861 + 241
    assert Title.objects.count() == 0

    done = importing.confirm_titles(arrived, by=by, at=NOW)

    assert (done.created, done.known) == (1102, 0)
    rungs = tallying.stages()
    years = figures(tallying.by_year(rungs))
    assert list(years) == [2023, 2022, 2021, 2020, 2019, 2018]
    assert {c: t[2] for c, t in years[2022].items()} == BEFORE
    assert {c: t[0] for c, t in years[2023].items()} == NEW
    assert {c: t[2] for c, t in years[2023].items()} == AFTER
    for key in tallying.PLACES:
        lines = tallying.by_place(key, 2023, rungs)
        whole = tallying.total(lines, rungs)
        assert figures([whole])[None] == {c: (NEW[c], 0, AFTER[c]) for c in AFTER}
    assert len(tallying.by_place("region", 2023, rungs)) == 3


def test_a_withdrawn_title_is_new_in_its_year_and_held_until_it_goes() -> None:
    factories.title("a", "2021-05-01")
    factories.title("b", "2021-06-01", state="withdrawn", withdrawn_on="2023-03-01")
    factories.title("c", "2023-06-01", state="withdrawn", withdrawn_on="2023-09-01")
    factories.title("d", "2023-06-01", state="due")
    found = figures(tallying.by_year(tallying.stages()))
    assert found == {
        2023: {"digital_workshop": (2, 2, 2)},
        2021: {"digital_workshop": (2, 0, 2)},
    }


def test_a_year_with_nothing_but_a_withdrawal_has_its_line() -> None:
    factories.title("a", "2020-05-01", state="withdrawn", withdrawn_on="2022-03-01")
    found = figures(tallying.by_year(tallying.stages()))
    assert found == {
        2022: {"digital_workshop": (0, 1, 0)},
        2020: {"digital_workshop": (1, 0, 1)},
    }


def test_of_a_year_each_region_and_cluster_is_told_in_its_order() -> None:
    near = factories.region("500102", order=2)
    far = factories.region("500101", order=1)
    cluster = factories.cluster()
    factories.title("a", "2020-05-01", region=near, cluster=cluster)
    factories.title("b", "2021-05-01", region=near)
    factories.title("c", "2021-05-01", region=far)
    factories.title("d", "2021-05-01", region=None)
    factories.title("e", "2022-05-01", region=factories.region("500103"))
    rungs = tallying.stages()
    by_region = figures(tallying.by_place("region", 2021, rungs))
    assert list(by_region.items()) == [
        ("500101", {"digital_workshop": (1, 0, 1)}),
        ("500102", {"digital_workshop": (1, 0, 2)}),
        (None, {"digital_workshop": (1, 0, 1)}),
    ]
    assert figures(tallying.by_place("cluster", 2021, rungs)) == {
        "T01": {"digital_workshop": (0, 0, 1)},
        None: {"digital_workshop": (3, 0, 3)},
    }


def test_there_is_nothing_to_tell_at_first() -> None:
    assert (tallying.stages(), tallying.by_year([])) == ([], [])
    assert tallying.total([], []) == Line(None, ())


@pytest.mark.parametrize("count", [1, 30])
def test_each_table_takes_few_queries(
    count: int, django_assert_num_queries: Any
) -> None:
    for number, year in product(range(count), (2020, 2021)):
        place = factories.region(f"{500100 + number}")
        factories.title(f"{year}-{number}", f"{year}-01-01", region=place)
    rungs = tallying.stages()
    with django_assert_num_queries(1):
        tallying.by_year(rungs)
    with django_assert_num_queries(2):
        assert len(tallying.by_place("region", 2021, rungs)) == count


def test_sums() -> None:
    assert Tally(1, 2, 3) + Tally(10, 20, 30) == Tally(11, 22, 33)


def test_rows_by_verb_count_the_same(ladder: None) -> None:
    by = factories.official("municipal_officer")
    rows = [
        TitleRow("a", "digital_workshop", "A", date(2020, 1, 1), region="500101"),
        TitleRow(
            "b",
            "digital_workshop",
            "B",
            date(2020, 1, 1),
            region="500101",
            withdrawn_on=date(2021, 1, 1),
            reason="Closed.",
        ),
    ]
    importing.import_titles(rows, by=by, at=NOW)
    lines = tallying.by_place("region", 2021, tallying.stages())
    assert figures(lines) == {"500101": {"digital_workshop": (0, 1, 1)}}
