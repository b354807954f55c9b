"""Pages of re-checks: chosen, seen before it is drawn, drawn, settled one by one."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from surveys.models import Recheck, Stage, Title, User
from surveys.rechecking import Sample, draw
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
PATH = "/titles/rechecks/"


@pytest.fixture
def officer() -> User:
    return factories.official("municipal_officer", factor=True)


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(officer)
    return client


def titles(count: int, region: str = "500105") -> None:
    place = factories.region(region)
    for number in range(count):
        factories.title(f"{region}-{number}", "2021-12-01", region=place)


def asked(**fields: Any) -> dict[str, Any]:
    return {"name_zh": "回头看", "name_en": "Look", "size": "2", "seed": "7"} | fields


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_it_is_seen_before_it_is_drawn(desk: Client) -> None:
    titles(6), titles(3, "500106")
    first = desk.get(f"{PATH}new/")
    assert first.context["strata"] is None
    assert len(first.context["form"].initial["seed"]) == 8

    page = desk.get(f"{PATH}new/", asked(size="3"))

    strata = page.context["strata"]
    assert [(s.region.code, s.population, s.size) for s in strata] == [
        ("500105", 6, 2),
        ("500106", 3, 1),
    ]
    assert "Draw 3 titles" in words(page)
    assert (Recheck.objects.count(), Title.objects.filter(state="due").count()) == (
        0,
        0,
    )

    done = desk.post(f"{PATH}new/", asked(size="3"))

    made = Recheck.objects.get()
    assert done.headers["Location"] == f"{PATH}{made.pk}/"
    assert (made.population, made.items.count()) == (9, 3)


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"size": "7"}, ["size"]),
        ({"size": "0"}, ["size"]),
        ({"size": "x"}, ["size"]),
        ({"seed": " "}, ["seed"]),
        ({"name_zh": ""}, ["name_zh"]),
        ({"granted_from": "2022", "granted_to": "2021"}, ["granted_to"]),
        ({"granted_from": "2022"}, ["size"]),
        ({"region": "9" * 30}, ["region"]),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_cannot_be_drawn_is_told_and_stays_typed(
    desk: Client, method: str, fields: dict[str, str], faults: list[str]
) -> None:
    titles(6)
    page = getattr(desk, method)(f"{PATH}new/", asked(**fields))
    form = page.context["form"]
    assert (page.status_code, list(form.errors)) == (200, faults)
    assert {name: form[name].value() for name in fields} == fields
    assert Recheck.objects.count() == 0


def test_a_draw_shows_how_far_it_is(desk: Client, officer: User) -> None:
    titles(3)
    made = draw(Sample("回头看", "Look", 2, "7"), by=officer, at=NOW)
    item = made.items.all()[0]
    desk.post(f"/titles/{item.title_id}/keep/", {"finding": "All <b>runs</b>."})

    page = desk.get(f"{PATH}{made.pk}/")

    text = words(page)
    assert page.context["settled"] == 1
    assert "1 of 2 settled" in text
    assert "All &lt;b&gt;runs&lt;/b&gt;." in text
    listed = words(desk.get(PATH))
    assert "2 of 3" in listed


def test_the_visits_are_a_list_to_fill_in(desk: Client, officer: User) -> None:
    titles(1)
    Title.objects.update(holder="=cmd")
    made = draw(Sample("回头看", "Look", 1, "7"), by=officer, at=NOW)
    answer = desk.get(f"{PATH}{made.pk}/download/")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    (row,) = sheet.iter_rows(min_row=5, values_only=True)
    assert row == (
        1,
        "500105-0",
        "Digital workshop",
        "=cmd",
        "District 500105",
        "2021-12-01",
        "Open",
        None,
        None,
        None,
    )
    assert sheet["D5"].data_type == "s"
    assert sheet["A2"].value == "1 of 1 titles, drawn with the seed 7"


def test_the_years_are_set(desk: Client) -> None:
    factories.stage()
    wrong = desk.post(f"{PATH}years/", {"digital_workshop": "0"})
    assert list(wrong.context["form"].errors) == ["digital_workshop"]
    desk.post(f"{PATH}years/", {"digital_workshop": "3"})
    assert Stage.objects.get().title_years == 3
    desk.post(f"{PATH}years/", {"digital_workshop": ""})
    assert Stage.objects.get().title_years is None


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    desk: Client, officer: User, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        titles(count, f"50010{number}")
        made = draw(Sample("回头看", "Look", count, "7"), by=officer, at=NOW)
    for path in (PATH, f"{PATH}{made.pk}/", f"{PATH}{made.pk}/download/"):
        with django_assert_max_num_queries(10):
            assert desk.get(path).status_code == 200
    titles(count, "500199")
    with django_assert_max_num_queries(10):
        assert desk.get(f"{PATH}new/", asked(size="1")).context["strata"]
