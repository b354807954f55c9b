"""The pages of studies: order, watch, read; who sees names and who numbers."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports import tasks
from reports.models import Study, StudyKind
from surveys.models import AuditRow, Enterprise, Office, User
from tests import factories
from tests.reports.studies import claimed_round, done, draft

pytestmark = pytest.mark.django_db

PLACES = ("500105", "T01", 10)


def signed_in(client: Client, role: str) -> User:
    person = factories.official(role, factor=True)
    client.force_login(person)
    return person


def order(client: Client, name: str, target: Any, **fields: Any) -> Any:
    data = {"round": target.pk, "lane": "claimed", "language": "en"} | fields
    return client.post(reverse(f"reports:{name}", args=[draft(nc="90").pk]), data)


@pytest.mark.parametrize("name", ["rehearse", "sensitivity"])
def test_order_watch_read_and_download(client: Client, name: str) -> None:
    signed_in(client, "author")
    target = claimed_round(PLACES)

    led = order(client, name, target)
    study = Study.objects.get()
    address = reverse("reports:study", args=[study.pk])
    watching = client.get(reverse("reports:study_progress", args=[study.pk]))
    waiting = client.get(reverse("reports:study_file", args=[study.pk]))
    assert study.job_id
    tasks.study(study.job_id)
    ended = client.get(reverse("reports:study_progress", args=[study.pk]))
    page = client.get(address)
    file = client.get(reverse("reports:study_file", args=[study.pk]))

    assert led.headers["Location"] == address
    assert (watching.status_code, "HX-Refresh" in watching.headers) == (200, False)
    assert waiting.status_code == 404
    assert ended.headers["HX-Refresh"] == "true"
    assert page.status_code == 200
    assert file.getvalue()[:2] == b"PK"
    assert AuditRow.objects.filter(action="order_study").count() == 1


def test_names_are_for_officials(client: Client) -> None:
    target = claimed_round(PLACES)
    study = done(target, draft(nc="90"))
    names = list(Enterprise.objects.values_list("name", flat=True))
    pages = {}
    for role in ("municipal_officer", "author"):
        signed_in(client, role)
        pages[role] = client.get(reverse("reports:study", args=[study.pk]))
    file = client.get(reverse("reports:study_file", args=[study.pk]))

    texts = {role: page.content.decode() for role, page in pages.items()}
    assert any(name in texts["municipal_officer"] for name in names)
    assert not any(name in texts["author"] for name in names)
    assert len(pages["author"].context["moves"]) == 3
    assert file.status_code == 404  # it holds names


def test_who_left_the_municipality_sees_numbers(client: Client) -> None:
    target = claimed_round(PLACES)
    study = done(target, draft(nc="90"))
    person = signed_in(client, "municipal_officer")
    Office.objects.filter(user=person).update(role="author")

    page = client.get(reverse("reports:study", args=[study.pk]))

    names = Enterprise.objects.values_list("name", flat=True)
    assert not any(name in page.content.decode() for name in names)


def test_a_lane_without_responses_is_named(client: Client) -> None:
    signed_in(client, "author")
    target = claimed_round(PLACES)

    page = order(client, "rehearse", target, lane="final")

    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"lane"}
    assert not Study.objects.exists()


@pytest.mark.parametrize("kind", StudyKind.values)
def test_charts_have_their_data_in_the_page(client: Client, kind: str) -> None:
    study = done(claimed_round(PLACES), draft(nc="90", weights=("3", "1")), kind)
    signed_in(client, "author")

    page = client.get(reverse("reports:study", args=[study.pk])).content.decode()

    drawn = re.findall(r'data-chart="(\w+)"', page)
    found = {
        name: json.loads(content)
        for name, content in re.findall(
            r'<script id="(\w+)" type="application/json">(.*?)</script>', page
        )
    }
    assert sorted(drawn) == sorted(found)
    if kind == StudyKind.REHEARSAL:
        (series,) = found["histogram"]["series"]
        assert sum(series["values"]) == 10
    else:
        assert len(found["band"]["low"]) == 10
        assert found["bars"]["kind"] == "bars"


@pytest.mark.parametrize("kind", StudyKind.values)
def test_a_page_takes_as_many_queries_for_more_units(
    client: Client, kind: str, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, "municipal_officer")
    for count in (3, 10):
        study = done(claimed_round(("500105", "T01", count)), draft(nc="90"), kind)
        with django_assert_max_num_queries(8):
            client.get(reverse("reports:study", args=[study.pk]))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_few_queries(
    client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, "author")
    target = claimed_round(("500105", "T01", 3))
    for _ in range(count):
        order(client, "rehearse", target)

    with django_assert_max_num_queries(8):
        page = client.get(reverse("reports:studies"))

    assert len(page.context["studies"]) == count
