"""Dashboards: who sees which figures, in how many queries, hidden ones hidden."""

import re
from collections import defaultdict
from html import unescape
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from reports import gathering, ordering
from reports.models import Aggregate, Cut
from surveys.models import Job, Lane, OfficeRole, Round, Scorecard
from tests import factories
from tests.factories import NOW
from tests.reports.bulk import decided, drawn, model_of

pytestmark = pytest.mark.django_db
NEAR, FAR, SMALL = "500105", "500106", "500107"
CODES = (NEAR, FAR, SMALL)
CLUSTERS = ("T01", "T02", "T03")
# How many enterprises stand in each region (rows) and cluster (columns).
TABLE = ((25, 9, 0), (12, 2, 7), (0, 6, 3))
LEAST = 5
PATHS = (
    "/dashboard/",
    "/dashboard/clusters/",
    "/dashboard/clusters/T01/",
    f"/dashboard/{NEAR}/",
    f"/dashboard/{FAR}/",
)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def city(seed: int = 1, times: int = 1) -> Round:
    """A decided round with so many enterprises in each place."""
    regions = [factories.region(code) for code in CODES]
    clusters = [factories.cluster(code) for code in CLUSTERS]
    factories.sme_tier()
    target = factories.open_round()
    places = [
        (region, cluster, count * times)
        for region, counts in zip(regions, TABLE, strict=True)
        for cluster, count in zip(clusters, counts, strict=True)
    ]
    decided(target, drawn(places, seed))
    return target


def publish(target: Round) -> Cut:
    officer = factories.official("municipal_officer")
    edition = target.editions.get()
    return ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)


def signed_in(role: str, region: str = "") -> Client:
    client = Client()
    kind = {"region": factories.region(region)} if region else {}
    client.force_login(factories.official(role, factor=True, **kind))
    client.cookies["dengta-language"] = "en"
    return client


@pytest.fixture
def officer() -> Client:
    return signed_in(OfficeRole.MUNICIPAL_OFFICER)


@pytest.fixture
def reviewer() -> Client:
    return signed_in(OfficeRole.DISTRICT_REVIEWER, NEAR)


@pytest.fixture
def analyst() -> Client:
    return signed_in(OfficeRole.ANALYST)


def asked(target: Round, **more: str) -> dict[str, str]:
    figures = f"{target.pk}.{target.editions.get().pk}"
    return {"figures": figures, "lane": Lane.FINAL.value} | more


def page(client: Client, path: str, query: dict[str, str]) -> Any:
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return answer


def scores(target: Round, key: str) -> dict[str, list[tuple[float, bool]]]:
    """From the rows themselves: scores with whether the level is reached, by a fact."""
    found = defaultdict(list)
    cards = Scorecard.objects.filter(
        lane=Lane.FINAL, submission__response__round=target
    )
    for card in cards.select_related("submission"):
        place = card.submission.facts[key]
        found[place].append((float(card.score), card.outcome == "reached"))
    return found


def shown(rows: Any) -> dict[str, tuple[Any, ...]]:
    """By code what a table of the page has of each group."""
    return {
        row.code: (
            row.summary.n,
            row.summary.median,
            row.summary.mean,
            row.summary.p25,
            row.summary.p75,
            row.share,
        )
        for row in rows
        if not row.summary.hidden
    }


def expected(own: list[tuple[float, bool]]) -> tuple[Any, ...]:
    """The same, computed by NumPy."""
    values = np.array([score for score, _ in own])
    quartiles = [float(np.percentile(values, share)) for share in (50, 25, 75)]
    median, low, high = quartiles if len(own) >= 8 else [None] * 3
    share = 100 * sum(reached for _, reached in own) / len(own)
    return (
        len(own),
        median,
        pytest.approx(values.mean()),
        low,
        high,
        pytest.approx(share),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_are_those_of_the_rows(officer: Client, seed: int) -> None:
    target = city(seed)

    answer = page(officer, "/dashboard/", asked(target))

    by_cluster, by_region = (scores(target, key) for key in ("cluster", "region"))
    ranking, regions = (shown(answer.context[name]) for name in ("ranking", "regions"))
    assert ranking == {code: expected(by_cluster[code]) for code in ranking}
    assert regions == {code: expected(by_region[code]) for code in regions}
    assert len(ranking) == len(CLUSTERS)
    everybody = [one for own in by_cluster.values() for one in own]
    total = answer.context["total"]
    assert shown([total]) == {"total": expected(everybody)}
    bins = answer.context["spread"]["rows"]
    edges = [bins[0][1].low, *(one.high for _, one in bins)]
    counts = np.histogram([score for score, _ in everybody], edges)[0].tolist()
    assert [one.count for _, one in bins] == counts
    places = {row.code: row.change.place for row in answer.context["ranking"]}
    by_median = sorted(
        places, key=lambda code: -np.median([s for s, _ in by_cluster[code]])
    )
    assert [places[code] for code in by_median] == [1, 2, 3]
    html = answer.content.decode()
    for code in by_median:
        assert f"{ranking[code][1]:.1f}" in html


@pytest.mark.parametrize(
    "filters", [{"size": "large"}, {"sme_tier": "none"}, {"level": "none"}]
)
def test_filters_keep_whom_they_name(officer: Client, filters: dict[str, str]) -> None:
    target = city(times=2)
    cards = Scorecard.objects.filter(lane=Lane.FINAL).select_related("submission")
    name, value = next(iter(filters.items()))
    wanted = None if value == "none" else value
    values = [
        float(card.score)
        for card in cards
        if (card.level or None if name == "level" else card.submission.facts[name])
        == wanted
    ]

    total = page(officer, "/dashboard/", asked(target, **filters)).context["total"]

    assert (total.summary.n, total.summary.median) == (len(values), np.median(values))


class TestHidden:
    """Nothing small is shown, and nothing that a total would give away."""

    @pytest.fixture(params=PATHS)
    def answer(self, request: Any, officer: Client) -> Any:
        return page(officer, request.param, asked(city()))

    def test_no_row_is_small(self, answer: Any) -> None:
        context = answer.context
        rows = [*context.get("ranking", ()), *context.get("regions", ())]
        for _id, _title, own in context.get("further", ()):
            rows += own
        sizes = [row.summary.n for row in rows if row.summary.n is not None]
        assert all(n == 0 or n >= LEAST for n in sizes)

    def test_no_cell_of_the_map_is_small_or_alone(self, officer: Client) -> None:
        heat = page(officer, "/dashboard/", asked(city())).context["heat"]
        table = [[spot.cell.n for spot in spots] for _name, _url, spots in heat.rows]
        assert any(None in row for row in table)
        for line in (*table, *zip(*table, strict=True)):
            assert all(n is None or n == 0 or n >= LEAST for n in line)
            assert list(line).count(None) != 1

    def test_it_is_said_why(self, officer: Client) -> None:
        html = page(officer, "/dashboard/", asked(city())).content.decode()
        assert "Hidden: fewer than 5 enterprises" in html
        assert html.count("heat-hidden") >= 4

    def test_what_is_hidden_stands_nowhere(self, officer: Client) -> None:
        """Two enterprises of one region in one cluster: not their n, not their mean."""
        target = city()
        html = page(officer, "/dashboard/", asked(target)).content.decode()
        cards = Scorecard.objects.filter(
            submission__facts__region=FAR, submission__facts__cluster="T02"
        )
        mean = np.mean([float(card.score) for card in cards])
        assert f">{mean:.0f}<small>2</small>" not in html


class TestReaders:
    def test_officials_narrow_their_own_region_as_it_stands(
        self, reviewer: Client
    ) -> None:
        target = city()
        answer = page(reviewer, f"/dashboard/{NEAR}/", asked(target))
        assert answer.context["asking"].free
        assert answer.context["total"].summary.n == sum(TABLE[0])
        assert {"cluster", "size", "chain_role"} < set(answer.context["form"].fields)

        narrowed = page(reviewer, f"/dashboard/{NEAR}/", asked(target, cluster="T02"))
        assert narrowed.context["total"].summary.n == TABLE[0][1]

    def test_beyond_it_nothing_is_there_before_it_is_published(
        self, reviewer: Client, analyst: Client
    ) -> None:
        target = city()
        for client, paths in (
            (reviewer, [path for path in PATHS if NEAR not in path]),
            (analyst, PATHS),
        ):
            for path in paths:
                answer = page(client, path, asked(target))
                assert "board" not in answer.context
                assert "No figures yet" in answer.content.decode()

    def test_beyond_it_filters_and_live_figures_do_not_exist(
        self, reviewer: Client, analyst: Client
    ) -> None:
        target = city()
        publish(target)
        for client in (reviewer, analyst):
            for path in (
                "/dashboard/",
                f"/dashboard/{FAR}/",
                "/dashboard/clusters/T01/",
            ):
                plain = page(client, path, asked(target))
                given = asked(target, cluster="T02", size="large", level="none")
                narrowed = page(client, path, given)
                assert set(plain.context["form"].fields) == {"figures", "lane"}
                assert _without_keys(narrowed) == _without_keys(plain)

    def test_another_region_shows_the_tables_of_the_city_only(
        self, officer: Client, reviewer: Client
    ) -> None:
        target = city()
        publish(target)
        answer = page(reviewer, f"/dashboard/{FAR}/", asked(target))
        of_city = page(officer, "/dashboard/", asked(target, published="1"))
        rows = {row.code: row for row in of_city.context["regions"]}
        assert answer.context["total"].summary == rows[FAR].summary
        spots = {url: s for _n, url, s in of_city.context["heat"].rows}
        (own,) = (s for url, s in spots.items() if FAR in url)
        cells = [cell for _name, _url, cell in answer.context["cells"]]
        assert cells == [spot.cell for spot in own if spot.cell.n != 0]
        for name in ("ranking", "spread", "stages", "further", "rungs", "heat"):
            assert not answer.context.get(name), name

    def test_published_figures_stay_while_live_ones_move(
        self, officer: Client, analyst: Client
    ) -> None:
        target = city()
        publish(target)
        before = page(analyst, "/dashboard/", asked(target)).context["total"]
        places = [(factories.region(NEAR), factories.cluster("T01"), 6)]
        decided(target, drawn(places, 9), model=target.responses.get(status="draft"))

        live = page(officer, "/dashboard/", asked(target)).context["total"]
        after = page(analyst, "/dashboard/", asked(target)).context["total"]

        assert live.summary.n == before.summary.n + 6
        assert after == before

    def test_an_unknown_place_is_not_there(self, officer: Client) -> None:
        city()
        for path in ("/dashboard/999999/", "/dashboard/clusters/X99/"):
            assert officer.get(path).status_code == 404

    def test_it_says_so_where_nothing_is(self, officer: Client) -> None:
        for path in PATHS[:2]:
            assert "No figures yet" in page(officer, path, {}).content.decode()


KEYS = re.compile(r'name="csrfmiddlewaretoken"[^>]*>|next" value="[^"]*"')


def _without_keys(answer: Any) -> str:
    html = KEYS.sub("", answer.content.decode())
    main: str = html[html.index("<main") : html.index("</main")]
    return main


def test_the_change_is_that_of_the_same_enterprises(officer: Client) -> None:
    places = [(factories.region(NEAR), factories.cluster("T01"), 20)]
    places += [(factories.region(NEAR), factories.cluster("T02"), 20)]
    factories.sme_tier()
    earlier, later = factories.open_round(year=2025), factories.open_round()
    Round.objects.filter(pk=earlier.pk).update(opens_at=NOW.replace(year=2025))
    earlier.refresh_from_db()
    old, new = drawn(places, 1), drawn(places, 2)
    model = model_of(later)
    homes = decided(earlier, old, model=model)
    decided(later, new[:30], model=model, homes=homes[:30])
    publish(earlier)

    ranking = page(officer, "/dashboard/", asked(later)).context["ranking"]

    changes = {row.code: row.change for row in ranking}
    for code, part in (("T01", slice(0, 20)), ("T02", slice(20, 30))):
        moved = [n.score - o.score for n, o in zip(new[part], old[part], strict=False)]
        assert changes[code].n == len(moved)
        assert changes[code].median == pytest.approx(np.median(moved))
    medians = [np.median([o.score for o in old[p]]) for p in (slice(20), slice(20, 40))]
    assert changes["T01"].before == (1 if medians[0] > medians[1] else 2)


@pytest.mark.parametrize("times", [1, 6])
@pytest.mark.parametrize("path", PATHS)
def test_queries_do_not_grow(
    django_assert_max_num_queries: Any, path: str, times: int
) -> None:
    target = city(times=times)
    earlier = factories.open_round(year=2025)
    Round.objects.filter(pk=earlier.pk).update(opens_at=NOW.replace(year=2025))
    places = [(factories.region(NEAR), factories.cluster("T01"), 20)]
    decided(earlier, drawn(places))
    publish(Round.objects.get(pk=earlier.pk))
    query = asked(target)
    for role, region in (
        (OfficeRole.MUNICIPAL_OFFICER, ""),
        ("district_reviewer", NEAR),
    ):
        client = signed_in(role, region)
        page(client, path, query)  # gathers the columns
        cache.clear()
        for _again in "12":
            with django_assert_max_num_queries(12):
                page(client, path, query)


def test_a_workbook_of_the_same_figures_is_a_click_away(
    officer: Client, analyst: Client
) -> None:
    target = city()
    cut = publish(target)
    for client, initial in (
        (officer, asked(target)),
        (analyst, {"cut": cut.pk}),
    ):
        html = page(client, "/dashboard/", asked(target)).content.decode()
        (link,) = re.findall(r'href="(/reports/\?[^"]*)"', html)
        form = page(client, unescape(link), {}).context["form"]
        assert {name: form.initial[name] for name in initial} == initial


class TestGathering:
    def test_a_round_is_gathered_again_once_something_happened(
        self, officer: Client
    ) -> None:
        target = city()
        page(officer, "/dashboard/", asked(target))
        first = Aggregate.objects.get().sha256
        page(officer, "/dashboard/", asked(target))
        places = [(factories.region(FAR), factories.cluster("T03"), 5)]
        decided(target, drawn(places), model=target.responses.get(status="draft"))
        page(officer, "/dashboard/", asked(target))
        assert Aggregate.objects.get().sha256 != first

    def test_a_large_one_by_a_job(
        self, officer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gathering, "AT_ONCE", 10)
        target = city()

        answer = page(officer, "/dashboard/", asked(target))
        assert "being put together" in answer.content.decode()
        page(officer, "/dashboard/", asked(target))
        job = Job.objects.get(kind="gather")  # asked twice, gathered once
        gathering.gather(job, lambda *_: None)()

        total = page(officer, "/dashboard/", asked(target)).context["total"]
        assert total.summary.n == sum(map(sum, TABLE))

        # What happens next waits for the next gathering, in a while.
        places = [(factories.region(FAR), factories.cluster("T03"), 5)]
        decided(target, drawn(places), model=target.responses.get(status="draft"))
        again = page(officer, "/dashboard/", asked(target)).context["total"]
        assert again == total
        Aggregate.objects.update(at=timezone.now() - gathering.PAUSE)
        page(officer, "/dashboard/", asked(target))
        later = Job.objects.filter(kind="gather").latest("pk")
        assert later != job
        gathering.gather(later, lambda *_: None)()
        last = page(officer, "/dashboard/", asked(target)).context["total"]
        assert last.summary.n == total.summary.n + 5

    def test_live_columns_of_a_round_are_there_once(self) -> None:
        target = city()
        asked = gathering.Asked(target, target.editions.get(), Lane.FINAL)
        made = gathering.make(asked, "1.1.0", NOW)
        again = {"round": target, "edition": asked.edition, "scene": {}, "at": NOW}
        for lane, name in (("final", "aggregate"), ("nothing", "lane")):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Aggregate.objects.create(lane=lane, content=b"", **again)
        assert gathering.make(asked, "1.1.0", NOW) == made
