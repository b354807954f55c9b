"""The register of titles: what it lists, counts and finds."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from surveys import rechecking
from surveys.models import Membership, Title
from tests import factories
from tests.factories import NOW
from tests.surveys.views.reading import body

pytestmark = pytest.mark.django_db

PATH = "/titles/"
FIGURES = "/titles/figures/"
HOUR = timedelta(hours=1)


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(factories.official("analyst", factor=True))
    return client


def title(number: str, on: str = "2026-01-20", **fields: Any) -> Title:
    return factories.title(number, on, **{"region": None} | fields)


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
        title("DW-2026-0002", state="withdrawn", withdrawn_on="2026-03-01")
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

    def test_is_found_by_cluster_state_and_year(self, reader: Client) -> None:
        cluster = factories.cluster()
        title("a", "2024-05-01", cluster=cluster)
        title("b", "2025-05-01", state="due")
        title("c", "2025-06-01", state="withdrawn", withdrawn_on="2026-01-01")
        assert listed(reader, cluster=cluster.pk) == ["a"]
        assert listed(reader, state="due") == ["b"]
        assert listed(reader, year="2025") == ["c", "b"]
        assert listed(reader, year="2025", state="withdrawn") == ["c"]

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
            ("cluster", "9" * 30),
            ("state", "lost"),
            ("year", "203"),
            ("year", "9" * 30),
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


class TestFigures:
    def test_are_told_by_year_and_of_the_newest_by_place(self, reader: Client) -> None:
        title("a", "2024-05-01", region=factories.region())
        title("b", "2026-01-01")
        title("e", "2026-02-01", stage="smart_factory", state="kept")

        shown = reader.get(FIGURES).context["shown"]

        assert shown.year == 2026
        assert [(table.key, len(table.lines)) for table in shown.tables] == [
            ("year", 2),
            ("region", 2),
            ("cluster", 1),
        ]
        assert shown.tables[1].total.tallies == shown.tables[0].lines[0].tallies

    @pytest.mark.parametrize(
        ("asked", "year"), [("2024", 2024), ("2025", 2026), ("x", 2026), ("", 2026)]
    )
    def test_of_a_year_that_has_some(
        self, reader: Client, asked: str, year: int
    ) -> None:
        title("a", "2024-05-01")
        title("b", "2026-01-01")
        page = reader.get(FIGURES, {"year": asked})
        assert (page.status_code, page.context["shown"].year) == (200, year)

    def test_are_empty_at_first(self, reader: Client) -> None:
        page = reader.get(FIGURES)
        assert page.context["shown"].tables[0].lines == []
        assert reader.get(f"{FIGURES}download/").status_code == 200

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, reader: Client, django_assert_max_num_queries: Any, count: int
    ) -> None:
        for number in range(count):
            place = factories.region(f"50010{number}")
            title(f"t{number}", f"202{number}-01-01", region=place)
        with django_assert_max_num_queries(10):
            assert reader.get(FIGURES).status_code == 200

    def test_as_a_workbook_they_are_numbers(self, reader: Client) -> None:
        title("a", "2024-05-01", region=factories.region())
        title("b", "2024-05-01")
        reader.cookies["dengta-language"] = "en"
        answer = reader.get(f"{FIGURES}download/", {"year": "2024"})
        book = load_workbook(io.BytesIO(answer.content))
        rows = {s.title: list(s.iter_rows(min_row=5, values_only=True)) for s in book}
        assert rows == {
            "Year": [("2024", 2, 0, 2)],
            "Region": [
                ("District 500105", 1, 0, 1),
                ("Not given", 1, 0, 1),
                ("Total", 2, 0, 2),
            ],
            "Cluster": [("Not given", 2, 0, 2), ("Total", 2, 0, 2)],
        }


class TestWorkbook:
    def test_holds_what_the_filter_shows_as_text(self, reader: Client) -> None:
        title("=1+1", "2024-05-01", holder="@cmd", region=factories.region())
        title("b", "2026-01-01")
        reader.cookies["dengta-language"] = "en"
        answer = reader.get(f"{PATH}download/", {"year": "2024"})
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        (row,) = sheet.iter_rows(min_row=5)
        assert [cell.value for cell in row] == [
            "=1+1",
            "Digital workshop",
            "@cmd",
            None,
            "District 500105",
            None,
            "2024-05-01",
            "Active",
            None,
            None,
        ]
        assert {cell.data_type for cell in row if cell.value} == {"s"}
        assert sheet["A2"].value.startswith("1 title, as chosen on")


class TestOne:
    def test_tells_what_happened_newest_first(self, reader: Client) -> None:
        officer = factories.official("municipal_officer")
        near, far = factories.region(), factories.region("500106")
        found = title("a", "2024-05-01", region=near)
        sample = rechecking.Sample("回头看", "Look back", 1, "1")
        rechecking.draw(sample, by=officer, at=NOW)
        entry = rechecking.Entry("<i>New</i>", None, None, far, None)
        found.refresh_from_db()
        rechecking.correct(
            found, entry, seen=1, reason="Moved.", by=officer, at=NOW + HOUR
        )
        reader.cookies["dengta-language"] = "en"

        page = reader.get(f"{PATH}{found.pk}/")

        steps = page.context["steps"]
        assert [(s.words, s.who, s.reason) for s in steps] == [
            ("Corrected", "Official", "Moved."),
            ("Due for re-check", "Official", ""),
            ("Granted before the platform", "", ""),
        ]
        assert [(d.label, d.before, d.after) for d in steps[0].differences] == [
            ("Holder", "Holder of a", "<i>New</i>"),
            ("Region", "District 500105", "District 500106"),
        ]
        assert str(steps[1].recheck) == "Look back"
        html = " ".join(page.content.decode().split())
        assert "Holder: Holder of a → &lt;i&gt;New&lt;/i&gt;" in html

    @pytest.mark.parametrize(
        ("role", "acts"),
        [("analyst", False), ("district_reviewer", False), ("municipal_officer", True)],
    )
    def test_only_the_municipality_acts(
        self, client: Client, role: str, acts: bool
    ) -> None:
        client.force_login(factories.official(role, factor=True))
        page = client.get(f"{PATH}{title('a').pk}/")
        assert bool(page.context["moves"]) is acts

    def test_nobody_acts_on_titles_of_their_own_enterprise(
        self, client: Client
    ) -> None:
        officer = factories.official("municipal_officer", factor=True)
        of = factories.enterprise()
        Membership.objects.create(
            user=officer, enterprise=of, role="viewer", valid_from=NOW.date()
        )
        found = title("a", enterprise=of)
        client.force_login(officer)
        page = client.get(f"{PATH}{found.pk}/")
        assert (page.status_code, page.context["moves"]) == (200, set())
        for step in ("due", "keep", "correct", "withdraw"):
            assert client.get(f"{PATH}{found.pk}/{step}/").status_code == 404

    def test_the_file_is_linked_for_whom_it_is_open(self, client: Client) -> None:
        file = factories.noticed()
        found = title("a", response=file)
        far = factories.region("500106")
        for person, seen in (
            (factories.official(factor=True), True),
            (factories.official(region=far, factor=True), False),
            (factories.official("municipal_officer", factor=True), True),
            (factories.official("analyst", factor=True), False),
        ):
            client.force_login(person)
            page = client.get(f"{PATH}{found.pk}/")
            assert page.context["has_file"] is seen
            assert (f"/review/{file.pk}/" in page.content.decode()) is seen

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, reader: Client, django_assert_max_num_queries: Any, count: int
    ) -> None:
        officer, found = factories.official("municipal_officer"), title("a")
        for number in range(count):
            place = factories.region(f"50011{number}")
            entry = rechecking.Entry(f"H{number}", None, None, place, None)
            how = {"seen": number, "reason": "x", "by": officer, "at": NOW}
            rechecking.correct(found, entry, **how)
        with django_assert_max_num_queries(10):
            assert reader.get(f"{PATH}{found.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("language", "name"), [("zh-hans", "数字化车间"), ("en", "Digital workshop")]
)
def test_both_languages(reader: Client, language: str, name: str) -> None:
    title("DW-2026-0001", region=factories.region(), cluster=factories.cluster())
    page = reader.get(PATH, headers={"Accept-Language": language})
    assert name in page.content.decode()
