"""Expecting: how long a job still takes, from others and from its own pace."""

from datetime import timedelta

import pytest
from django.utils import translation

from reports.expecting import left, left_in_words
from surveys.models import Job
from surveys.models.jobs import JobState
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def job(number: int, *, since: int, took: int | None = None, progress: int = 0) -> Job:
    """Ordered so many seconds ago; done after `took`, or running."""
    begun = NOW - timedelta(seconds=since)
    ended = {"state": JobState.DONE, "progress": 100, "wake_at": None}
    made = Job.objects.create(kind="report", key=f"report:{number}", wake_at=NOW)
    if took is not None:
        ended["finished_at"] = begun + timedelta(seconds=took)
        Job.objects.filter(pk=made.pk).update(created_at=begun, **ended)
    else:
        Job.objects.filter(pk=made.pk).update(created_at=begun)
    made.refresh_from_db()
    if progress:
        made.state, made.progress = JobState.RUNNING, progress
    return made


def test_the_median_of_former_ones_less_the_time_since() -> None:
    for number, took in enumerate((100, 400, 130)):
        job(number, since=1000, took=took)

    assert left(job(9, since=30), NOW) == timedelta(seconds=100)


def test_with_too_few_former_ones_the_pace_is_asked() -> None:
    job(1, since=1000, took=100)

    assert left(job(8, since=30, progress=10), NOW) is None
    assert left(job(9, since=30, progress=25), NOW) == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("took", "words"),
    [
        (10, "It takes longer than usual; how long cannot be said."),
        (50, "Probably less than a minute left."),
        (100, "Probably about 1 minute left."),
        (330, "Probably about 5 minutes left."),
    ],
)
def test_in_words(took: int, words: str) -> None:
    for number in range(3):
        job(number, since=1000, took=took)

    with translation.override("en"):
        assert left_in_words(job(9, since=30), NOW) == words


def test_what_has_ended_has_nothing_left() -> None:
    assert left_in_words(job(1, since=60, took=5), NOW) == ""
