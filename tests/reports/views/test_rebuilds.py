"""The pages of a workbook that comes back, and of those made every Monday."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reports import building, ordering, rebuilding
from reports.models import Rebuild, Weekly
from reports.ordering import Order
from surveys import jobs
from surveys.models import Lane, Office
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import decided_round
from tests.reports.views.test_history import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def target() -> Any:
    places = {(factories.region("500105"), factories.cluster("T01")): 5}
    made = decided_round(places)[0]
    made.regions.add(factories.region("500105"), factories.region("500106"))
    return made


def uploaded(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("back.xlsx", content)
    return client.post(reverse("reports:rebuilds"), {"file": file})


def test_upload_watch_and_read(
    client: Client, target: Any, django_assert_max_num_queries: Any
) -> None:
    person = signed_in(client, "municipal_officer")
    order = Order(target, target.editions.get(), Lane.FINAL, "en", live=True)
    report = ordering.order(order, by=person, at=NOW)
    assert report.job is not None
    jobs.run(report.job.pk, building.build)
    report.refresh_from_db()
    with report.file.open("rb") as file:
        uploaded(client, file.read())
    row = Rebuild.objects.get()
    assert row.job is not None
    progress = reverse("reports:rebuild_progress", args=[row.pk])

    watching = client.get(progress)
    jobs.run(row.job.pk, rebuilding.rebuild)
    done = client.get(progress)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("reports:rebuild", args=[row.pk]))

    assert ("HX-Refresh" in watching.headers, "HX-Refresh" in done.headers) == (
        False,
        True,
    )
    assert page.context["findings"]["identical"] is True
    Office.objects.filter(user=person).update(role="analyst")
    gone = client.get(reverse("reports:rebuild", args=[row.pk]))
    assert gone.status_code == 404


def test_what_is_no_workbook_is_named_beside_the_field(client: Client) -> None:
    signed_in(client, "analyst")

    page = uploaded(client, b"no workbook")

    assert set(page.context["form"].errors) == {"file"}


def test_a_region_is_switched_by_its_own_official_only(
    client: Client, target: Any
) -> None:
    own, other = factories.region("500105"), factories.region("500106")
    signed_in(client, "district_reviewer", region=own)

    foreign = client.post(reverse("reports:weekly"), {"on": [other.pk]})
    client.post(reverse("reports:weekly"), {})

    assert set(foreign.context["form"].errors) == {"on"}
    assert list(Weekly.objects.values_list("region__code", "on")) == [("500105", False)]


def test_the_municipality_switches_all(client: Client, target: Any) -> None:
    signed_in(client, "municipal_officer")
    near, far = factories.region("500105"), factories.region("500106")

    client.post(reverse("reports:weekly"), {"on": [near.pk]})
    client.post(reverse("reports:weekly"), {"on": [near.pk, far.pk]})

    assert Weekly.objects.filter(region__in=[near, far], on=False).count() == 0
    assert Weekly.objects.get(region=far).on is True


@pytest.mark.parametrize("count", [1, 3])
def test_the_switches_take_few_queries(
    client: Client, target: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, "municipal_officer")
    for number in range(count):
        target.regions.add(factories.region(f"50010{number + 1}"))

    with django_assert_max_num_queries(13):
        client.get(reverse("reports:weekly"))
