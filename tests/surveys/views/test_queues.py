"""The queues: whose files they show, in which order, by which filter."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from surveys import recognising
from surveys.models import Response
from surveys.workflow import Status
from tests import factories
from tests.factories import NOW
from tests.surveys.views.reading import body

pytestmark = pytest.mark.django_db

QUEUE, DECISIONS = "/review/", "/decisions/"
ALL = {"status": ""}


@pytest.fixture
def reviewer(client: Client) -> Client:
    client.force_login(factories.official(factor=True))
    return client


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(factories.official("municipal_officer", factor=True))
    return client


def listed(client: Client, path: str = QUEUE, **filters: Any) -> list[Response]:
    page = client.get(path, filters)
    assert page.status_code == 200
    return list(page.context["page"])


def elsewhere(**fields: Any) -> Response:
    region = factories.region("500106")
    return factories.handed_in(unit=factories.unit(factories.enterprise(region=region)))


def aged(response: Response, days: int) -> Response:
    since = NOW - timedelta(days=days)
    Response.objects.filter(pk=response.pk).update(status_at=since)
    return response


def at(response: Response, status: str) -> Response:
    Response.objects.filter(pk=response.pk).update(status=status, notice_until=NOW)
    return response


@pytest.fixture
def every_status() -> dict[str, Response]:
    """One file of each status that ever was handed in."""
    target = factories.open_round()
    return {
        status: at(factories.handed_in(round=target), status)
        for status in Status.values
    }


class TestWhoSeesWhat:
    def test_a_reviewer_sees_the_own_district(self, reviewer: Client) -> None:
        factories.region("500106")
        target = factories.open_round()
        own = factories.handed_in(round=target)
        far = factories.enterprise(region=factories.region("500106"))
        factories.handed_in(round=target, unit=factories.unit(far))

        assert listed(reviewer) == [own]
        assert listed(reviewer, region=far.region_id) == [own]

    def test_an_officer_sees_the_city(self, officer: Client) -> None:
        both = {factories.handed_in(), elsewhere()}
        assert set(listed(officer)) == both

    @pytest.mark.parametrize("role", ["analyst", "expert", "author", "system_admin"])
    def test_other_offices_find_no_such_page(self, client: Client, role: str) -> None:
        client.force_login(factories.official(role, factor=True))
        assert client.get(QUEUE).status_code == 404
        assert client.get(DECISIONS).status_code == 404

    def test_members_find_no_such_page(self, client: Client) -> None:
        client.force_login(factories.handed_in().created_by)
        missing = body(client, "/nowhere/")
        assert [body(client, path) for path in (QUEUE, DECISIONS)] == [missing] * 2

    def test_a_reviewer_finds_no_decisions(self, reviewer: Client) -> None:
        assert reviewer.get(DECISIONS).status_code == 404

    @pytest.mark.parametrize("path", [QUEUE, DECISIONS])
    def test_who_is_not_signed_in_is_led_there(self, client: Client, path: str) -> None:
        answer = client.get(path)
        assert answer.headers["Location"] == f"/account/login/?next={path}"

    def test_what_was_never_handed_in_is_nobody_s(
        self, officer: Client, every_status: dict[str, Response]
    ) -> None:
        shown = {response.status for response in listed(officer, **ALL)}
        assert shown == set(Status.values) - {"draft", "withdrawn", "lapsed"}


class TestFilter:
    def test_begins_with_what_waits(
        self, officer: Client, every_status: dict[str, Response]
    ) -> None:
        assert listed(officer) == [every_status["submitted"]]
        assert listed(officer, DECISIONS) == [every_status["recommended"]]

    @pytest.mark.parametrize("status", ["returned", "noticed", "recognised"])
    def test_by_status(
        self, officer: Client, every_status: dict[str, Response], status: str
    ) -> None:
        assert listed(officer, status=status) == [every_status[status]]

    def test_what_waited_longest_comes_first(self, reviewer: Client) -> None:
        target = factories.open_round()
        files = [factories.handed_in(round=target) for _ in range(3)]
        aged(files[2], 9)
        aged(files[0], 4)
        assert listed(reviewer) == [files[2], files[0], files[1]]

    def test_by_words(self, reviewer: Client) -> None:
        target = factories.open_round()
        own = factories.enterprise(name="重庆长安汽车 100%")
        unit = factories.unit(own, name="Press_shop")
        found = factories.handed_in(round=target, unit=unit)
        factories.handed_in(round=target)

        for words in ("长安", "100%", "press_S", own.uscc, own.uscc.lower(), " 长安 "):
            assert listed(reviewer, q=words) == [found], words
        for words in ("Nothing like it", own.uscc[:10], "=1+1", "<script>", "'"):
            assert listed(reviewer, q=words) == [], words

    def test_by_round_cluster_and_region(self, officer: Client) -> None:
        factories.region("500106")
        target = factories.open_round()
        own = factories.enterprise(
            region=factories.region("500106"), primary_cluster=factories.cluster("T09")
        )
        found = factories.handed_in(round=target, unit=factories.unit(own))
        factories.handed_in(round=factories.open_round())

        assert listed(officer, round=target.pk) == [found]
        assert listed(officer, cluster=own.primary_cluster_id) == [found]
        assert listed(officer, region=own.region_id) == [found]
        assert listed(officer, region=own.region_id, q="Nothing") == []

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("status", "draft"),
            ("status", "lost"),
            ("round", "987654"),
            ("cluster", "x"),
            ("region", "1 OR 1=1"),
            ("q", "a\0b"),
            ("q", "x" * 1000),
            ("page", "x"),
            ("page", "99"),
            ("unit__enterprise__uscc__startswith", "9"),
            ("order_by", "created_by__password"),
        ],
    )
    def test_what_it_does_not_understand_filters_nothing_and_stays_typed(
        self, officer: Client, name: str, value: str
    ) -> None:
        waiting = factories.handed_in()
        at(factories.handed_in(), "draft")

        page = officer.get(QUEUE, {name: value})

        assert (page.status_code, list(page.context["page"])) == (200, [waiting])
        form = page.context["form"]
        if name in form.fields:
            assert list(form.errors) == [name]
            assert form[name].value() == value

    def test_a_good_part_filters_beside_a_bad_one(self, officer: Client) -> None:
        factories.handed_in()
        assert listed(officer, q="Nothing like it", cluster="x") == []


class TestRows:
    def test_show_the_newest_claimed_score(self, reviewer: Client) -> None:
        response = factories.handed_in()
        (row,) = listed(reviewer)
        assert (row.claimed_outcome, row.claimed_score) == (None, None)

        factories.scored(response)
        (row,) = listed(reviewer)
        assert (row.claimed_outcome, row.claimed_score) == ("reached_open", "100")

    def test_show_claims_and_no_other_lane(self, officer: Client) -> None:
        response = factories.noticed()
        assert response.newest_submission().scorecards.count() == 2
        (row,) = listed(officer, status="noticed")
        assert row.claimed_score is None

    def test_lead_to_the_file(self, reviewer: Client) -> None:
        response = factories.handed_in()
        path = reverse("surveys:file", args=[response.pk])
        assert f'href="{path}"' in reviewer.get(QUEUE).content.decode()

    def test_show_names_as_text(self, reviewer: Client) -> None:
        own = factories.enterprise(name="<script>alert(1)</script>")
        factories.handed_in(unit=factories.unit(own, name='"><img src=x>'))
        html = reviewer.get(QUEUE).content.decode()
        assert "&lt;script&gt;alert(1)" in html
        assert "<script>alert" not in html
        assert "<img src=x>" not in html

    def test_come_fifty_a_page_and_keep_the_filter(
        self, officer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("surveys.views.queues.PAGE", 2)
        target = factories.open_round()
        for _ in range(3):
            factories.handed_in(round=target)

        first = officer.get(QUEUE, {"round": target.pk})
        second = officer.get(QUEUE, {"round": target.pk, "page": 2})

        assert [len(p.context["page"].object_list) for p in (first, second)] == [2, 1]
        assert f"round={target.pk}&amp;page=2" in first.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", [QUEUE, DECISIONS])
def test_queries_do_not_grow_with_the_rows(
    officer: Client, django_assert_num_queries: Any, path: str, count: int
) -> None:
    target = factories.open_round()
    make = factories.handed_in if path == QUEUE else factories.recommended
    for _ in range(count):
        own = factories.enterprise(primary_cluster=factories.cluster(f"T{_}"))
        factories.scored(make(round=target, unit=factories.unit(own)))

    with django_assert_num_queries(QUERIES):
        page = officer.get(path)

    assert len(page.context["page"]) == count


QUERIES = 10


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", [QUEUE, DECISIONS])
def test_both_languages(officer: Client, path: str, language: str) -> None:
    factories.handed_in()
    recognised = factories.noticed()
    recognising.recognise(
        recognised,
        by=factories.official("municipal_officer"),
        at=NOW + timedelta(days=9),
    )

    page = officer.get(path, ALL, headers={"Accept-Language": language})

    assert page.status_code == 200
    name = {"en": "District 500105", "zh-hans": "500105区"}[language]
    assert name in page.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_list_is_only_read(officer: Client, method: str) -> None:
    for path in (QUEUE, DECISIONS):
        assert getattr(officer, method)(path).status_code == 405
