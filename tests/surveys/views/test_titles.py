"""The register of titles: what it lists, counts and finds."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from surveys.models import Title, TitleState
from tests import factories
from tests.surveys.views.reading import body

pytestmark = pytest.mark.django_db

PATH = "/titles/"


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(factories.official("analyst", factor=True))
    return client


def title(number: str, day: str = "2026-01-20", **fields: Any) -> Title:
    stage = fields.pop("stage", "digital_workshop")
    values = {"holder": f"Holder of {number}"} | fields
    return Title.objects.create(
        number=number,
        stage=factories.stage(stage),
        granted_on=date.fromisoformat(day),
        **values,
    )


def listed(client: Client, **filters: Any) -> list[str]:
    page = client.get(PATH, filters)
    assert page.status_code == 200
    return [row.number for row in page.context["page"]]


class TestWhoSeesIt:
    @pytest.mark.parametrize(
        "role", ["district_reviewer", "municipal_officer", "analyst"]
    )
    def test_readers(self, client: Client, role: str) -> None:
        client.force_login(factories.official(role, factor=True))
        assert client.get(PATH).status_code == 200

    @pytest.mark.parametrize("role", ["expert", "author", "system_admin"])
    def test_other_offices_find_no_such_page(self, client: Client, role: str) -> None:
        client.force_login(factories.official(role, factor=True))
        assert client.get(PATH).status_code == 404

    def test_members_find_no_such_page(self, client: Client) -> None:
        client.force_login(factories.member(factories.enterprise()))
        assert body(client, PATH) == body(client, "/nowhere/")

    def test_who_is_not_signed_in_is_led_there(self, client: Client) -> None:
        assert client.get(PATH).headers["Location"] == f"/account/login/?next={PATH}"

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_it_is_only_read(self, reader: Client, method: str) -> None:
        assert getattr(reader, method)(PATH).status_code == 405


class TestList:
    def test_holds_every_title_the_newest_first(self, reader: Client) -> None:
        title("DW-2024-0001", "2024-05-01")
        title("DW-2026-0001")
        title("DW-2026-0002", state=TitleState.WITHDRAWN)
        assert listed(reader) == ["DW-2026-0002", "DW-2026-0001", "DW-2024-0001"]

    def test_shows_one_without_region_cluster_or_unit(self, reader: Client) -> None:
        title("DW-2023-0001", holder="<b>Older</b> works")
        html = reader.get(PATH).content.decode()
        assert "&lt;b&gt;Older&lt;/b&gt; works" in html

    def test_is_found_by_holder_and_number(self, reader: Client) -> None:
        title("DW-2026-0001", holder="重庆长安汽车 冲压车间")
        title("DW-2026-0002")
        for words in ("长安", " 0001 ", "dw-2026-0001"):
            assert listed(reader, q=words) == ["DW-2026-0001"], words
        for words in ("Nothing like it", "'", "=1+1"):
            assert listed(reader, q=words) == [], words

    def test_is_found_by_stage_and_region(self, reader: Client) -> None:
        here, there = factories.region(), factories.region("500106")
        title("DW-2026-0001", region=here)
        title("SF-2026-0001", region=here, stage="smart_factory")
        title("SF-2026-0002", region=there, stage="smart_factory")
        stage = factories.stage("smart_factory").pk

        assert listed(reader, stage=stage) == ["SF-2026-0002", "SF-2026-0001"]
        assert listed(reader, region=here.pk) == ["SF-2026-0001", "DW-2026-0001"]
        assert listed(reader, stage=stage, region=here.pk) == ["SF-2026-0001"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("stage", "987654"),
            ("region", "x"),
            ("q", "a\0b"),
            ("q", "x" * 61),
            ("page", "-1"),
            ("response__created_by__password__startswith", "a"),
        ],
    )
    def test_what_it_does_not_understand_filters_nothing_and_stays_typed(
        self, reader: Client, name: str, value: str
    ) -> None:
        title("DW-2026-0001")

        page = reader.get(PATH, {name: value})

        assert page.status_code == 200
        assert len(page.context["page"]) == 1
        form = page.context["form"]
        if name in form.fields:
            assert list(form.errors) == [name]
            assert form[name].value() == value

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, reader: Client, django_assert_max_num_queries: Any, count: int
    ) -> None:
        for number in range(count):
            title(
                f"DW-2026-000{number}",
                region=factories.region(f"50010{number}"),
                cluster=factories.cluster(f"T{number}"),
            )
        with django_assert_max_num_queries(11):
            assert len(listed(reader)) == count


class TestYears:
    def test_count_new_and_cumulative_without_what_was_withdrawn(
        self, reader: Client
    ) -> None:
        title("a", "2024-05-01")
        title("b", "2024-12-31")
        title("c", "2026-01-01")
        title("d", "2026-02-01", state=TitleState.WITHDRAWN)
        title("e", "2026-02-01", stage="smart_factory", state=TitleState.KEPT)

        years = reader.get(PATH).context["years"]

        assert years == [
            {
                "year": 2026,
                "new_workshops": 1,
                "workshops": 3,
                "new_factories": 1,
                "factories": 1,
            },
            {
                "year": 2024,
                "new_workshops": 2,
                "workshops": 2,
                "new_factories": 0,
                "factories": 0,
            },
        ]

    def test_do_not_change_with_the_filter(self, reader: Client) -> None:
        title("a", "2024-05-01")
        page = reader.get(PATH, {"q": "Nothing like it"})
        assert [row["workshops"] for row in page.context["years"]] == [1]

    def test_are_empty_at_first(self, reader: Client) -> None:
        page = reader.get(PATH)
        assert (page.context["years"], list(page.context["page"])) == ([], [])


@pytest.mark.parametrize(
    ("language", "name"), [("zh-hans", "数字化车间"), ("en", "Digital workshop")]
)
def test_both_languages(reader: Client, language: str, name: str) -> None:
    title("DW-2026-0001", region=factories.region(), cluster=factories.cluster())
    page = reader.get(PATH, headers={"Accept-Language": language})
    assert name in page.content.decode()
