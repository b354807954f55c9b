"""Changing: old value, new value, who, when and why, inside a reader's scope only."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from reports import building, changing, ordering
from reports.models import Report
from reports.ordering import Order
from surveys import auditing, jobs, reviewing
from surveys.models import AuditRow, Lane, Response, Revision, Submission
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import decided_round, hand_in
from tests.reports.views.test_history import signed_in

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
Row = tuple[str, str, str, str, str, str]


def told(since: Any = NOW, until: Any = None, **where: Any) -> list[Row]:
    files = Response.objects.with_subject().filter(**where)
    with translation.override("en"):
        found = changing.changes(files, since, until or NOW + timedelta(days=99))
    return [(c.what, c.item, c.old, c.new, c.who, c.why) for c in found]


@pytest.fixture
def response() -> Response:
    return hand_in(factories.open_round(), 2)


def test_a_correction_with_its_reason_and_the_scores_that_follow(
    response: Response,
) -> None:
    reviewer = factories.official()

    reviewing.correct(
        response, "mes", value="full", reason="Seen on site.", by=reviewer, at=LATER
    )

    rows = told(pk=response.pk)
    (corrected,) = [row for row in rows if row[0] == "Correction"]
    assert corrected[1].startswith("mes ")
    assert corrected[2] != corrected[3]
    assert corrected[4:] == (reviewer.name, "Seen on site.")


def test_answers_handed_in_anew_are_told_with_who_wrote_them(
    response: Response,
) -> None:
    """A second submission beside the first; only what differs is a change."""
    first = response.newest_submission()
    writer = factories.user(name="Li Lei")
    answers = first.answers | {"mes": first.answers["mes"] | {"v": "full"}}
    Submission.objects.create(
        response=response,
        number=2,
        receipt="CQ2026-000001-2",
        answers=answers,
        facts=first.facts,
        answers_sha256="a" * 64,
        facts_sha256=first.facts_sha256,
        edition_sha256=first.edition_sha256,
        by=first.by,
        at=LATER,
    )
    for number, at in ((8, LATER), (9, LATER + timedelta(hours=1))):
        by = writer if number == 8 else first.by
        Revision.objects.create(response=response, code="mes", n=number, by=by, at=at)

    answered = [row for row in told(pk=response.pk) if row[0] == "Answer"]

    assert [row[4:] for row in answered] == [
        ("Li Lei", "Handed in anew: CQ2026-000001-2")
    ]
    assert answered[0][1].startswith("mes ")
    assert told(since=LATER, pk=response.pk) == []


def test_decisions_are_told_with_status_score_and_reason() -> None:
    places = {(factories.region("500105"), factories.cluster("T01")): 2}
    decided_round(places)

    rows = told(since=NOW - timedelta(seconds=1))

    declined = [row for row in rows if row[:2] == ("Status", "Declined")]
    assert {row[5] for row in declined} == {"Too little."}
    assert {row[1] for row in rows if row[0] == "Score"} >= {"Final", "Reviewed"}


def test_it_takes_as_many_queries_for_many_files(
    django_assert_max_num_queries: Any,
) -> None:
    places = {(factories.region("500105"), factories.cluster("T01")): 4}
    decided_round(places)

    with django_assert_max_num_queries(12):
        told(since=NOW - timedelta(seconds=1))


def taken_along(client: Client, target: Any, **fields: Any) -> Report:
    """A workbook of their region that somebody orders and downloads."""
    person = signed_in(client, "district_reviewer", **fields)
    wanted = Order(
        target,
        target.editions.get(),
        Lane.FINAL,
        "en",
        rows=True,
        region=fields["region"],
    )
    report = ordering.order(wanted, by=person, at=NOW)
    assert report.job is not None
    jobs.run(report.job.pk, building.build)
    answer = client.get(reverse("reports:download", args=[report.pk]))
    assert b"".join(answer)[:2] == b"PK"  # reads to the end, which closes the file
    return report


def test_the_file_holds_what_came_after_the_download_in_ones_region_only(
    client: Client,
) -> None:
    own, other = factories.region("500105"), factories.region("500106")
    cluster = factories.cluster("T01")
    target, files = decided_round({(own, cluster): 1, (other, cluster): 1})
    officer = factories.official("municipal_officer")
    edition = target.editions.get()
    ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)
    url = reverse("reports:changes_file", args=[target.pk])
    signed_in(client, "district_reviewer", region=own)
    nothing = client.get(url)
    taken_along(client, target, region=own)
    before = AuditRow.objects.get(action="download")
    for file in files:
        file.moves.update(at=timezone.now())

    page = client.get(reverse("reports:changes"))
    answer = client.get(url, {"since": before.seq})

    assert nothing.status_code == 302
    assert [one.round for one in page.context["taken"]] == [target]
    book = load_workbook(BytesIO(answer.content))
    names = {row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    near, far = (file.unit.enterprise.name for file in files)
    assert near in names
    assert far not in names
    row = AuditRow.objects.get(action="export_delta")
    assert row.details["scope"] == [own.pk]
    assert client.get(url, {"since": "1"}).status_code == 302


def test_somebody_elses_download_is_none_of_mine(client: Client) -> None:
    region = factories.region("500105")
    target, _files = decided_round({(region, factories.cluster("T01")): 1})
    person = signed_in(client, "district_reviewer", region=region)
    colleague = factories.official(region=region)
    auditing.record(
        "export_delta",
        target,
        by=colleague,
        at=NOW,
        details={"scope": [region.pk]},
    )
    auditing.record("export_delta", target, by=person, at=NOW, details={"scope": [0]})

    page = client.get(reverse("reports:changes"))

    assert page.context["taken"] == []
