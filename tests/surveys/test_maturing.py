"""A title is due by itself when its day has come."""

from datetime import timedelta
from typing import Any

import pytest

from surveys import jobs, maturing, rechecking, recognising, tasks
from surveys.models import AuditRow, Title, TitleChange
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def title(number: str, **fields: Any) -> Title:
    return factories.title(number, "2020-12-01", **fields)


def test_from_its_day_on_and_once() -> None:
    title("past", due_on=TODAY - timedelta(days=1))
    title("today", due_on=TODAY)
    title("to come", due_on=TODAY + timedelta(days=1))
    title("never")
    assert [maturing.fall_due(NOW), maturing.fall_due(NOW)] == [2, 0]
    due = Title.objects.filter(state="due").order_by("number")
    assert [found.number for found in due] == ["past", "today"]
    found = TitleChange.objects.values_list("source", "target", "reason", "by", "at")
    assert list(found) == [("active", "due", "", None, NOW)] * 2
    assert AuditRow.objects.filter(action="title_due", by=None).count() == 2


def test_the_day_is_that_of_beijing() -> None:
    title("a", due_on=TODAY + timedelta(days=1))
    # 02:00 UTC is 10:00 in Beijing: 14 hours later a new day begins there.
    late = NOW + timedelta(hours=14)
    assert [maturing.fall_due(at) for at in (late - timedelta(minutes=1), late)] == [
        0,
        1,
    ]


@pytest.mark.parametrize(
    ("state", "count"),
    [("active", 1), ("kept", 1), ("corrected", 1), ("due", 0), ("withdrawn", 0)],
)
def test_only_what_is_held_and_not_due(state: str, count: int) -> None:
    gone = {"withdrawn_on": TODAY} if state == "withdrawn" else {}
    title("a", due_on=TODAY, state=state, **gone)
    assert maturing.fall_due(NOW) == count


def test_the_hourly_job_does_it() -> None:
    title("a", due_on=TODAY)
    job = jobs.start("tidy", "tidy:1", args={"at": NOW.isoformat()})
    tasks.tidy(job.pk)
    job.refresh_from_db()
    assert job.result is not None
    assert job.result["due"] == 1


def test_a_title_that_is_granted_has_the_years_of_its_stage() -> None:
    officer = factories.official("municipal_officer")
    file = factories.noticed()
    stage = file.edition.questionnaire.stage
    assert stage is not None
    rechecking.set_years(stage, 2, by=officer, at=NOW)
    end = file.notice_until
    assert end is not None
    granted = recognising.recognise(file, by=officer, at=end)
    assert granted is not None
    assert granted.due_on == granted.granted_on.replace(year=2028)
    assert granted.uscc == file.unit.enterprise.uscc
