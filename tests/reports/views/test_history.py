"""The life of an ordered workbook: stopped, ordered again, kept in the history."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports import building, ordering
from reports.models import Report
from reports.ordering import Order
from surveys import jobs
from surveys.jobs import Fenced, Progress
from surveys.models import AuditRow, Job, Lane, Message, User
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import decided_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def target() -> Any:
    places = {
        (factories.region("500105"), factories.cluster("T01")): 5,
        (factories.region("500106"), factories.cluster("T01")): 5,
    }
    return decided_round(places)[0]


def signed_in(client: Client, role: str, **fields: Any) -> User:
    person = factories.official(role, factor=True, **fields)
    client.force_login(person)
    return person


def ordered(target: Any, by: User, **wanted: Any) -> Report:
    edition = target.editions.get()
    asked = Order(target, edition, Lane.FINAL, "en", **wanted)
    return ordering.order(asked, by=by, at=NOW)


def listed(client: Client, **chosen: Any) -> list[Any]:
    page = client.get(reverse("reports:history"), chosen)
    return [report.pk for report in page.context["page"]]


def test_cancelling_stops_at_the_next_step_and_delivers_nothing(
    client: Client, target: Any
) -> None:
    report = ordered(target, signed_in(client, "municipal_officer"), live=True)
    assert report.job is not None
    held = jobs.claim(report.job.pk)
    assert held is not None

    page = client.post(reverse("reports:cancel", args=[report.pk]), follow=True)
    with pytest.raises(Fenced):
        building.build(held, Progress(held))

    found = Report.objects.get()
    assert (found.file.name, found.job and found.job.state) == ("", "cancelled")
    assert "Building was cancelled" in page.content.decode() or "取消" in (
        page.content.decode()
    )
    assert AuditRow.objects.filter(action="cancel_report").count() == 1


def test_only_who_ordered_it_cancels(client: Client, target: Any) -> None:
    report = ordered(target, factories.official("municipal_officer"), live=True)
    signed_in(client, "municipal_officer")

    page = client.post(reverse("reports:cancel", args=[report.pk]))

    assert page.status_code == 404
    assert Job.objects.get(kind="report").state == "queued"


def test_what_has_ended_is_not_cancelled(client: Client, target: Any) -> None:
    report = ordered(target, signed_in(client, "municipal_officer"), live=True)
    assert report.job is not None
    jobs.run(report.job.pk, building.build)

    client.post(reverse("reports:cancel", args=[report.pk]))

    assert Job.objects.get(kind="report").state == "done"
    assert not AuditRow.objects.filter(action="cancel_report").exists()


def test_ordered_again_it_is_a_new_report_with_the_same_choices(
    client: Client, target: Any
) -> None:
    person = signed_in(client, "municipal_officer")
    first = ordered(target, person, live=True, rows=True)

    client.post(reverse("reports:again", args=[first.pk]))

    second = Report.objects.get(repeats=first)
    same = [
        [getattr(report, name) for name in ordering.CHOICES]
        for report in (first, second)
    ]
    assert same[0] == same[1]
    assert second.job_id != first.job_id


def test_a_message_tells_when_it_is_ready(client: Client, target: Any) -> None:
    person = signed_in(client, "municipal_officer")
    report = ordered(target, person, live=True)
    assert report.job is not None

    jobs.run(report.job.pk, building.build)

    told = Message.objects.filter(user=person, kind="report_ready")
    assert [message.params["report"] for message in told] == [str(report.pk)]


def test_everybody_is_told_of_what_is_theirs(client: Client, target: Any) -> None:
    officer = factories.official("municipal_officer")
    edition = target.editions.get()
    ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)
    own, other = factories.region("500105"), factories.region("500106")
    city = ordered(target, officer, live=True)
    near = ordered(target, factories.official(region=own), rows=True, region=own)
    far = ordered(target, factories.official(region=other), rows=True, region=other)

    signed_in(client, "municipal_officer")
    everything = listed(client)
    signed_in(client, "district_reviewer", region=own)
    of_region = listed(client)
    signed_in(client, "analyst")
    nothing = listed(client)

    assert set(everything) == {city.pk, near.pk, far.pk}
    assert of_region == [near.pk]
    assert nothing == []


def test_the_address_filters(client: Client, target: Any) -> None:
    person = signed_in(client, "municipal_officer")
    report = ordered(target, person, live=True)

    assert listed(client, state="queued", lane="final", q=person.name) == [report.pk]
    assert listed(client, state="done") == []
    assert listed(client, round=target.pk, language="zh-hans") == []
    assert listed(client, round="x", language="x") == [report.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_takes_few_queries(
    client: Client, target: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    person = signed_in(client, "municipal_officer")
    for _ in range(count):
        ordered(target, person, live=True)

    with django_assert_max_num_queries(12):
        client.get(reverse("reports:history"))
