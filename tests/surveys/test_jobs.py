"""The life of a job, each step by itself; with real processes: assessment/test_work."""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.management import call_command
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone, translation

from surveys import jobs
from surveys.models import Job, User

pytestmark = pytest.mark.django_db


def queue(key: str = "assess:1") -> Job:
    return jobs.start("assess", key, args={"submission": 1})


def claimed(key: str = "assess:1") -> Job:
    job = jobs.claim(queue(key).pk)
    assert job is not None
    return job


def stored(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def let_lease_end(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


def writing(name: str) -> jobs.Closing:
    """A closing whose trace in the database is a user of this name."""

    def write() -> dict[str, str]:
        User.objects.create(name=name, email=f"{name}@example.org")
        return {"wrote": name}

    return write


def written() -> list[str]:
    return list(User.objects.order_by("name").values_list("name", flat=True))


@pytest.fixture
def messages(settings: Any) -> Callable[[], list[list[Any]]]:
    """A broker inside this process: what the messages of a test say, [task, args]."""
    settings.REDIS_URL = "memory://"

    def read() -> list[list[Any]]:
        found = []
        with jobs.broker() as line, line.SimpleQueue("celery") as waiting:
            while len(waiting):
                message = waiting.get(block=False)
                message.ack()
                found.append([message.headers["task"], message.payload[0]])
        return found

    read()
    return read


class TestStart:
    def test_once_for_a_key(self) -> None:
        first, second = queue(), queue()
        assert (first.pk, Job.objects.count()) == (second.pk, 1)

    def test_waits_for_its_first_message(self) -> None:
        job = queue()
        assert (job.state, job.args, job.wake_at - job.created_at) == (
            "queued",
            {"submission": 1},
            pytest.approx(timedelta(seconds=5), abs=timedelta(seconds=1)),
        )

    def test_refuses_an_unknown_kind(self) -> None:
        with pytest.raises(KeyError):
            jobs.start("unknown", "unknown:1")

    def test_publishes_on_commit(
        self, messages: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            job = queue()
            queue()
            assert messages() == []
        assert messages() == [["surveys.assess", [job.pk]]]

    @pytest.mark.parametrize("address", ["", "redis://127.0.0.1:1/0"])
    def test_does_not_notice_a_broker_that_is_down(
        self, settings: Any, django_capture_on_commit_callbacks: Any, address: str
    ) -> None:
        settings.REDIS_URL = address
        with django_capture_on_commit_callbacks(execute=True):
            job = queue()
        assert stored(job).state == "queued"

    @pytest.mark.parametrize(
        ("restart", "expected"),
        [(True, ("queued", 0, "")), (False, ("cancelled", 1, ""))],
    )
    def test_restarts_where_asked(
        self, restart: bool, expected: tuple[str, int, str]
    ) -> None:
        job = claimed()
        assert jobs.cancel(job)
        again = jobs.start("assess", job.key, restart=restart)
        assert (again.state, again.attempts, again.error) == expected

    def test_does_not_restart_what_is_done(self) -> None:
        job = claimed()
        jobs.finish(job, lambda: {"scorecard": 1})
        assert jobs.start("assess", job.key, restart=True).state == "done"


class TestClaim:
    def test_one_worker_wins(self) -> None:
        job = queue()
        first, second = jobs.claim(job.pk), jobs.claim(job.pk)
        assert second is None
        assert first is not None
        assert (first.state, first.attempts, first.wake_at) == ("running", 1, None)

    def test_holds_it_for_a_lease(self, settings: Any) -> None:
        settings.JOB_LEASE = 100
        job = claimed()
        rows = Job.objects.filter(pk=job.pk)
        assert rows.filter(
            lease_until__gt=Now() + timedelta(seconds=90),
            lease_until__lt=Now() + timedelta(seconds=110),
        ).exists()

    def test_takes_what_was_left_behind(self) -> None:
        job = claimed()
        let_lease_end(job)
        again = jobs.claim(job.pk)
        assert again is not None
        assert (again.attempts, again.token == job.token) == (2, False)

    def test_does_not_know_a_foreign_id(self) -> None:
        assert jobs.claim(12345) is None

    def test_leaves_what_used_up_its_attempts(self, settings: Any) -> None:
        settings.JOB_ATTEMPTS = 1
        job = claimed()
        let_lease_end(job)
        assert jobs.claim(job.pk) is None


class TestFencing:
    def test_of_two_workers_one_writes(self) -> None:
        slow = claimed()
        let_lease_end(slow)
        quick = jobs.claim(slow.pk)
        assert quick is not None
        with pytest.raises(jobs.Fenced):
            jobs.finish(slow, writing("slow"))
        jobs.finish(quick, writing("quick"))
        with pytest.raises(jobs.Fenced):
            jobs.finish(quick, writing("again"))
        assert (written(), stored(slow).result) == (["quick"], {"wrote": "quick"})

    def test_a_late_worker_that_nobody_replaced_still_finishes(self) -> None:
        job = claimed()
        let_lease_end(job)
        jobs.finish(job, writing("late"))
        assert written() == ["late"]

    def test_what_is_taken_away_while_writing_is_not_written(self) -> None:
        job = claimed()

        def write() -> None:
            writing("thief")()
            jobs.cancel(job)

        with pytest.raises(jobs.Fenced):
            jobs.finish(job, write)
        assert written() == []

    def test_a_cancelled_job_stops_at_its_next_progress(self) -> None:
        job = claimed()
        assert jobs.cancel(job)
        with pytest.raises(jobs.Fenced):
            jobs.Progress(job)(10)
        assert (jobs.cancel(job), stored(job).ended) == (False, True)

    def test_a_failure_of_the_past_changes_nothing(self) -> None:
        job = claimed()
        let_lease_end(job)
        jobs.claim(job.pk)
        jobs.fail(job, ValueError())
        assert (stored(job).state, stored(job).attempts) == ("running", 2)


class TestProgress:
    def test_never_goes_back_and_ends_with_the_job(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(jobs.Progress, "INTERVAL", 0)
        job, seen = claimed(), []
        progress = jobs.Progress(job)
        for percent in (10, 40, 30, -5, 250):
            progress(percent)
            seen.append(stored(job).progress)
        jobs.finish(job, lambda: None)
        assert [*seen, stored(job).progress] == [10, 40, 40, 40, 99, 100]

    def test_does_not_go_back_with_the_next_attempt(self) -> None:
        job = claimed()
        jobs.Progress(job)(70)
        jobs.fail(job, ValueError())
        again = jobs.claim(job.pk)
        assert again is not None
        jobs.Progress(again)(10)
        assert stored(job).progress == 70

    def test_tells_the_step_in_the_language_of_the_reader(self) -> None:
        job = claimed()
        assert stored(job).step_text == ""
        jobs.Progress(job)(10, "%(done)s of %(all)s", done=1, all=4)
        with translation.override("en"):
            assert stored(job).step_text == "1 of 4"

    def test_writes_seldom_within_one_step(
        self, django_assert_num_queries: Any
    ) -> None:
        progress = jobs.Progress(claimed())
        with django_assert_num_queries(2):
            for percent in range(50):
                progress(percent, "One")
            progress(60, "Two")

    def test_renews_the_lease(self) -> None:
        job = claimed()
        let_lease_end(job)
        jobs.Progress(job)(1)
        assert not Job.objects.abandoned().exists()


class TestRun:
    def test_does_the_work_once(self) -> None:
        job = queue()
        for _delivery in range(2):
            jobs.run(job.pk, lambda job, _progress: writing(job.key))
        done = stored(job)
        assert (written(), done.state, done.progress, done.attempts, done.result) == (
            ["assess:1"],
            "done",
            100,
            1,
            {"wrote": "assess:1"},
        )

    def test_needs_no_result(self) -> None:
        job = queue()
        jobs.run(job.pk, lambda _job, _progress: lambda: None)
        assert (stored(job).state, stored(job).result) == ("done", None)

    def test_tries_again_after_ever_longer_pauses(self, settings: Any) -> None:
        settings.JOB_RETRY_AFTER = 10
        job, pauses = queue(), []
        for _attempt in range(5):
            jobs.run(job.pk, broken_work)
            row = (
                Job.objects.filter(pk=job.pk).annotate(wait=F("wake_at") - Now()).get()
            )
            pauses.append(row.wait and round(row.wait.total_seconds()))
        assert pauses == [10, 20, 40, 60, None]
        assert (row.state, row.error, row.attempts) == ("failed", "raised", 5)
        assert row.log.endswith("ZeroDivisionError: not today\n")

    def test_writes_that_break_are_undone(self) -> None:
        def write() -> None:
            writing("half")()
            raise ValueError

        job = queue()
        jobs.run(job.pk, lambda _job, _progress: write)
        assert (written(), stored(job).state, stored(job).attempts) == ([], "queued", 1)

    def test_tells_what_took_too_long(self, settings: Any) -> None:
        def work(_job: Job, _progress: jobs.Progress) -> jobs.Closing:
            raise SoftTimeLimitExceeded

        settings.JOB_ATTEMPTS = 1
        job = queue()
        jobs.run(job.pk, work)
        assert (stored(job).state, stored(job).error) == ("failed", "timeout")

    def test_ends_quietly_when_it_is_taken_away(self) -> None:
        def work(job: Job, progress: jobs.Progress) -> jobs.Closing:
            jobs.cancel(job)
            progress(50)
            return writing("taken")

        job = queue()
        jobs.run(job.pk, work)
        assert (written(), stored(job).state) == ([], "cancelled")


def broken_work(_job: Job, _progress: jobs.Progress) -> jobs.Closing:
    raise ZeroDivisionError("not today")


class TestSweep:
    @pytest.fixture(autouse=True)
    def _no_schedule(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(jobs, "SCHEDULE", {})

    def test_publishes_what_nobody_took(self, messages: Any) -> None:
        job, fresh = queue(), queue("assess:2")
        Job.objects.filter(pk=job.pk).update(wake_at=Now())
        assert jobs.sweep() == jobs.Swept(woken=1, lost=0)
        assert messages() == [["surveys.assess", [job.pk]]]
        assert (stored(job).wakes, stored(fresh).wakes) == (1, 0)
        assert jobs.sweep() == jobs.Swept(woken=0, lost=0)

    def test_pauses_longer_every_time(self, settings: Any, messages: Any) -> None:
        settings.JOB_WAKE_AFTER = 7
        job, pauses = queue(), []
        for _sweep in range(5):
            Job.objects.filter(pk=job.pk).update(wake_at=Now())
            jobs.sweep()
            row = (
                Job.objects.filter(pk=job.pk).annotate(wait=F("wake_at") - Now()).get()
            )
            pauses.append(ceil(row.wait.total_seconds()))  # the clock has gone on
        assert (pauses, len(messages())) == ([7, 14, 28, 56, 60], 5)

    def test_waits_for_a_broker_that_is_down(self, settings: Any) -> None:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        job = queue()
        Job.objects.filter(pk=job.pk).update(wake_at=Now())
        assert jobs.sweep() == jobs.Swept(woken=0, lost=0)
        assert (stored(job).wakes, Job.objects.due().count()) == (0, 1)

    def test_an_unknown_kind_holds_up_nobody(self, messages: Any) -> None:
        foreign, job = queue(), queue("assess:2")
        Job.objects.filter(pk=foreign.pk).update(kind="of tomorrow")
        Job.objects.update(wake_at=Now())
        assert jobs.sweep() == jobs.Swept(woken=1, lost=0)
        assert messages() == [["surveys.assess", [job.pk]]]

    def test_takes_back_what_a_lost_worker_held(self, messages: Any) -> None:
        lost, alive = claimed(), claimed("assess:2")
        let_lease_end(lost)
        assert jobs.sweep() == jobs.Swept(woken=1, lost=1)
        assert [stored(lost).state, stored(alive).state] == ["queued", "running"]
        assert messages() == [["surveys.assess", [lost.pk]]]

    def test_gives_up_after_all_attempts(self, settings: Any) -> None:
        settings.JOB_ATTEMPTS = 1
        job = claimed()
        let_lease_end(job)
        assert jobs.sweep() == jobs.Swept(woken=0, lost=1)
        assert (stored(job).state, stored(job).error, stored(job).log) == (
            "failed",
            "lost",
            "Attempt 1: the worker disappeared.",
        )


class TestSchedule:
    @pytest.fixture(autouse=True)
    def _daily(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(jobs, "SCHEDULE", {"lapse": timedelta(days=36_500)})

    def test_every_turn_comes_once(self, messages: Any) -> None:
        jobs.sweep()
        jobs.sweep()
        job = Job.objects.get()
        age = timezone.now() - datetime.fromisoformat(job.args["at"])
        assert (job.kind, messages()) == ("lapse", [["surveys.lapse", [job.pk]]])
        assert age < timedelta(minutes=1)

    def test_turns_long_over_are_forgotten(self) -> None:
        old, failed, other = (
            ended("lapse", "lapse@1", "done"),
            ended("lapse", "lapse@2", "failed"),
            ended("assess", "assess:1", "done"),
        )
        jobs.sweep()
        kept = set(Job.objects.values_list("pk", flat=True))
        assert (old.pk in kept, {failed.pk, other.pk} <= kept) == (False, True)


def ended(kind: str, key: str, state: str) -> Job:
    long_ago = timezone.now() - timedelta(days=3)
    return Job.objects.create(
        kind=kind,
        key=key,
        state=state,
        progress=100 if state == "done" else 0,
        error="" if state == "done" else "raised",
        finished_at=long_ago,
    )


def test_the_number_for_people() -> None:
    assert [Job(pk=36666).code, Job(pk=7).code, str(Job(pk=7, key="a:1"))] == [
        "J-8F3A",
        "J-0007",
        "J-0007 a:1: queued",
    ]


def test_the_sweep_command(capsys: Any) -> None:
    call_command("sweep")
    assert capsys.readouterr().out == "woken up: 0, taken back: 0\n"
