"""Scheduling: each region's workbook once a Monday, of its own enterprises alone."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from reports import building, returning, scheduling, switching
from reports.models import Report, Weekly
from surveys import assessing, jobs
from surveys.models import AuditRow, Job, Message, Response, Round
from tests import factories
from tests.access.ordered import packed
from tests.reports.rounds import decided_round

pytestmark = pytest.mark.django_db

# The disk fails under one region, as each database can be made to say it.
BROKEN = {
    "sqlite": (
        "CREATE TRIGGER broken BEFORE INSERT ON reports_report"
        " WHEN NEW.region_id = %d BEGIN SELECT json('{'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN IF NEW.region_id = %d THEN RAISE EXCEPTION USING ERRCODE = ''58030'';"
        " END IF; RETURN NEW; END'",
        "CREATE TRIGGER broken BEFORE INSERT ON reports_report FOR EACH ROW"
        " WHEN (NEW.region_id = %d) EXECUTE FUNCTION broken()",
    ),
}
BEIJING = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 6, 1, 6, 0, tzinfo=BEIJING)


@pytest.fixture
def target() -> Any:
    places = {
        (factories.region("500105"), factories.cluster("T01")): 3,
        (factories.region("500106"), factories.cluster("T01")): 2,
    }
    made = decided_round(places)[0]
    made.regions.add(*(region for region, _cluster in places))
    Round.objects.update(state="closed")
    return made


def run(at: datetime, name: str = "1") -> dict[str, Any]:
    job = jobs.start("weekly", f"weekly@{name}", args={"at": at.isoformat()})
    jobs.run(job.pk, scheduling.weekly)
    job.refresh_from_db()
    assert job.result is not None
    return dict(job.result)


@pytest.mark.parametrize(
    ("at", "monday", "following"),
    [
        (MONDAY, date(2026, 6, 1), date(2026, 6, 8)),
        (MONDAY - timedelta(minutes=1), None, date(2026, 6, 1)),
        (MONDAY + timedelta(hours=17), date(2026, 6, 1), date(2026, 6, 8)),
        (MONDAY + timedelta(hours=18), None, date(2026, 6, 8)),
        (MONDAY - timedelta(days=1), None, date(2026, 6, 1)),
    ],
)
def test_mondays(at: datetime, monday: date | None, following: date) -> None:
    assert (scheduling.due(at), scheduling.following(at)) == (monday, following)


def test_each_region_once_a_monday(target: Round) -> None:
    first, second = run(MONDAY, "1"), run(MONDAY + timedelta(hours=1), "2")
    later = run(MONDAY + timedelta(days=7), "3")

    assert (first["ordered"], second["ordered"], later["ordered"]) == (2, 0, 2)
    rows = Report.objects.values_list("region__code", "scheduled_on", "by", "lane")
    assert set(rows) == {
        (code, date(2026, 6, day), None, "final")
        for code in ("500105", "500106")
        for day in (1, 8)
    }
    assert Job.objects.filter(kind="report").count() == 4
    assert AuditRow.objects.filter(action="order_report", by=None).count() == 4


def test_on_other_days_nothing_is_ordered(target: Round) -> None:
    assert run(MONDAY + timedelta(days=2)) == {"ordered": 0, "cleared": 0}


def test_the_workbook_holds_the_regions_enterprises_alone(target: Round) -> None:
    official = factories.official(region=factories.region("500106"))
    other = factories.official(region=factories.region("500105"))
    run(MONDAY)
    report = Report.objects.get(region__code="500106")
    assert report.job is not None

    jobs.run(report.job.pk, building.build)

    report.refresh_from_db()
    assert (report.manifest["units"], report.manifest["listed"]) == (2, 2)
    assert len(report.scorecards) == 2
    with report.file.open("rb") as file:
        book = load_workbook(BytesIO(file.read()))
    texts = {
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    }
    names = Response.objects.values_list("unit__enterprise__name", flat=True)
    far = names.filter(unit__enterprise__region__code="500105")
    near = names.filter(unit__enterprise__region__code="500106")
    assert set(near) <= texts
    assert not set(far) & texts
    told = Message.objects.filter(kind="report_weekly").values_list("user", flat=True)
    assert official.pk in told
    assert other.pk not in told


def test_a_region_that_is_switched_off_gets_none(target: Round) -> None:
    region, officer = factories.region("500105"), factories.official()
    at = timezone.now()
    assert switching.switch([region], set(), by=officer, at=at) == 1
    assert switching.switch([region], set(), by=officer, at=at) == 0

    run(MONDAY)

    assert [report.region.code for report in Report.objects.all()] == ["500106"]
    assert Weekly.objects.get().on is False
    row = AuditRow.objects.get(action="switch_weekly")
    assert (row.before, row.after) == ({"weekly": True}, {"weekly": False})


def test_a_failing_region_holds_no_other_up(
    target: Round, caplog: pytest.LogCaptureFixture
) -> None:
    """The database fails whenever an order of one region is written."""
    region = factories.region("500105").pk
    with connection.cursor() as cursor:
        for statement in BROKEN[connection.vendor]:
            cursor.execute(statement % region)

    assert run(MONDAY)["ordered"] == 1
    assert "was not ordered" in caplog.text
    assert [report.region.code for report in Report.objects.all()] == ["500106"]


def test_while_the_round_runs_what_is_claimed_counts(target: Round) -> None:
    Round.objects.update(state="open")
    for job in Job.objects.filter(kind="assess"):
        jobs.run(job.pk, assessing.assess_job)

    run(MONDAY)

    assert set(Report.objects.values_list("lane", flat=True)) == {"claimed"}


def test_what_was_handed_back_and_never_compared_goes_after_a_day() -> None:
    person = factories.official()
    file = ContentFile(packed())
    row = returning.hand_back(file, "back.xlsx", by=person, at=MONDAY)

    kept, gone = run(MONDAY), run(MONDAY + timedelta(days=2), "2")

    assert (kept["cleared"], gone["cleared"]) == (0, 1)
    row.refresh_from_db()
    assert row.file.name == ""


def test_files_are_kept_for_fifty_two_weeks(target: Round) -> None:
    run(MONDAY)
    report = Report.objects.order_by("region__code")[0]
    assert report.job is not None
    jobs.run(report.job.pk, building.build)

    kept = run(MONDAY + timedelta(days=52 * 7), "2")
    gone = run(MONDAY + timedelta(days=52 * 7 + 1), "3")

    assert (kept["cleared"], gone["cleared"]) == (0, 1)
    assert Report.objects.get(pk=report.pk).file.name == ""
