"""The pages of reports: order, watch, download; and whose they are."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports import building, ordering
from reports.models import Cut, Report
from surveys import jobs
from surveys.models import Job, Lane, Office, User
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import decided_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def target() -> Any:
    places = {(factories.region("500105"), factories.cluster("T01")): 5}
    return decided_round(places)[0]


def signed_in(client: Client, role: str, **fields: Any) -> User:
    person = factories.official(role, factor=True, **fields)
    client.force_login(person)
    return person


def published(target: Any) -> Cut:
    officer = factories.official("municipal_officer")
    edition = target.editions.get()
    return ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)


def ordered(client: Client, target: Any) -> Report:
    figures = f"{target.pk}.{target.editions.get().pk}"
    data = {"figures": figures, "lane": "final", "language": "en", "rows": "on"}
    client.post(reverse("reports:order"), data)
    return Report.objects.get()


def test_order_watch_and_download(client: Client, target: Any) -> None:
    signed_in(client, "municipal_officer")

    report = ordered(client, target)
    watching = client.get(reverse("reports:progress", args=[report.pk]))
    waiting = client.get(reverse("reports:download", args=[report.pk]))
    jobs.run(Job.objects.get(kind="report").pk, building.build)
    done = client.get(reverse("reports:progress", args=[report.pk]))
    file = client.get(reverse("reports:download", args=[report.pk]))

    assert (watching.status_code, "HX-Refresh" in watching.headers) == (200, False)
    assert waiting.status_code == 404
    assert done.headers["HX-Refresh"] == "true"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.getvalue()[:2] == b"PK"


def test_a_report_is_for_whoever_ordered_it(client: Client, target: Any) -> None:
    signed_in(client, "municipal_officer")
    report = ordered(client, target)

    signed_in(client, "municipal_officer")

    for name in ("report", "progress", "download"):
        page = client.get(reverse(f"reports:{name}", args=[report.pk]))
        assert page.status_code == 404


def test_who_left_the_municipality_reads_no_live_figures(
    client: Client, target: Any
) -> None:
    person = signed_in(client, "municipal_officer")
    report = ordered(client, target)

    Office.objects.filter(user=person).update(role="analyst")

    page = client.get(reverse("reports:report", args=[report.pk]))
    assert page.status_code == 404


@pytest.mark.parametrize("role", ["analyst", "district_reviewer"])
def test_others_order_published_figures(client: Client, target: Any, role: str) -> None:
    signed_in(client, role)
    empty = client.get(reverse("reports:list"))
    cut = published(target)

    client.post(reverse("reports:order"), {"cut": cut.pk, "language": "zh-hans"})

    report = Report.objects.get()
    assert list(empty.context["cuts"]) == []
    assert (report.cut, report.rows) == (cut, role == "district_reviewer")


def test_publish(client: Client, target: Any) -> None:
    signed_in(client, "municipal_officer")
    figures = f"{target.pk}.{target.editions.get().pk}"
    data = {"publish-figures": figures, "publish-lane": "final"}

    client.post(reverse("reports:publish"), data)
    client.post(reverse("reports:publish"), data)

    assert len(Cut.objects.get().scorecards) == 5


def test_a_wrong_choice_is_named(client: Client, target: Any) -> None:
    signed_in(client, "municipal_officer")

    page = client.post(reverse("reports:order"), {"figures": "1.999", "lane": "x"})

    assert set(page.context["form"].errors) == {"figures", "lane", "language"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_few_queries(
    client: Client, target: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, "municipal_officer")
    for _ in range(count):
        figures = f"{target.pk}.{target.editions.get().pk}"
        data = {"figures": figures, "lane": "final", "language": "en"}
        client.post(reverse("reports:order"), data)

    with django_assert_max_num_queries(11):
        client.get(reverse("reports:list"))
