"""The life of a job: start, claim by lease, progress, finish once, sweep.

The database knows every job; the broker only wakes a worker up. A message is a hint
that may be lost, late or doubled; the work is none of these.
"""

import logging
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any, Final
from uuid import uuid4

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from surveys.models import Job, User
from surveys.models.jobs import JobFailure, JobQuerySet, JobState

logger = logging.getLogger(__name__)

# The registered name of each kind's task. Names only: the tasks of reports stand above.
TASKS: Final[dict[str, str]] = {
    "assess": "surveys.assess",
    "import_edition": "surveys.import_edition",
    "invite": "surveys.invite",
    "lapse": "surveys.lapse",
    "mail": "surveys.mail",
    "remind": "surveys.remind",
    "read_roster": "surveys.read_roster",
    "read_titles": "surveys.read_titles",
    "read_copy": "surveys.read_copy",
    "rescore": "surveys.rescore",
    "scan": "surveys.scan",
    "seal": "surveys.seal",
    "tidy": "surveys.tidy",
    "verify_trail": "surveys.verify_trail",
    "flag": "reports.flag",
    "report": "reports.build",
    "study": "reports.study",
    "summary": "reports.summarise",
}

# What the machine does by itself, and how often.
SCHEDULE: Final[dict[str, timedelta]] = {
    "lapse": timedelta(minutes=1),
    "mail": timedelta(minutes=5),
    "remind": timedelta(hours=1),
    "seal": timedelta(minutes=1),
    "tidy": timedelta(hours=1),
    # A file is flagged once it is scored; what later ones change in it can wait.
    "flag": timedelta(hours=6),
}
SCHEDULE_KEPT = timedelta(days=1)  # finished jobs of the schedule are removed after it

BATCH = 500  # jobs woken up in one sweep
LONGEST_PAUSE = 60  # seconds between two wake-ups of a waiting job, and between retries
LOG_LENGTH = 4_000  # characters; the end of a traceback says what happened
# A page waits no longer for a broker that is down; the sweeper publishes later.
QUICK = {"socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 1}

Closing = Callable[[], Mapping[str, Any] | None]
Work = Callable[[Job, "Progress"], Closing]


class Fenced(Exception):
    """The job is no longer ours: cancelled, ended, or taken by another worker."""


@dataclass(frozen=True)
class Swept:
    """What one sweep found: jobs woken up, and jobs whose worker had disappeared."""

    woken: int
    lost: int


def start(
    kind: str,
    key: str,
    *,
    args: Mapping[str, Any] | None = None,
    by: User | None = None,
    restart: bool = False,
) -> Job:
    """Queue a job in the caller's transaction and wake a worker up on commit.

    The key names the work: a second call returns the job of the first. `args` are ids
    and other JSON. `restart` queues a failed or cancelled job again. A broker that is
    down is logged and otherwise unnoticed; an unknown kind is a KeyError.
    """
    job, created = _queue(kind, key, args=args, by=by)
    if created or (restart and _queue_again(job)):
        job.refresh_from_db(fields=["wake_at"])  # the database's clock has set it
        transaction.on_commit(partial(_wake_if_waiting, job.pk), robust=True)
    return job


def _wake_if_waiting(job_id: int) -> None:
    # Whoever did the job before the commit needs no worker for it, nor a broker.
    if waiting := Job.objects.filter(pk=job_id, state=JobState.QUEUED).first():
        wake([waiting])


def _queue(
    kind: str, key: str, *, args: Mapping[str, Any] | None, by: User | None = None
) -> tuple[Job, bool]:
    if kind not in TASKS:
        raise KeyError(kind)
    fields = {
        "kind": kind,
        "args": dict(args or {}),
        "created_by": by,
        "wake_at": _from_now(settings.JOB_WAKE_AFTER),
    }
    return Job.objects.get_or_create(key=key, defaults=fields)


def _queue_again(job: Job) -> bool:
    stopped = Job.objects.filter(
        pk=job.pk, state__in=(JobState.FAILED, JobState.CANCELLED)
    )
    changed = stopped.update(
        state=JobState.QUEUED,
        wake_at=_from_now(settings.JOB_WAKE_AFTER),
        wakes=0,
        attempts=0,
        error=JobFailure.NONE,
        finished_at=None,
    )
    job.refresh_from_db()
    return changed == 1


def wake(jobs: Iterable[Job]) -> int:
    """Publish a message for each job; returns for how many.

    The jobs are asked for only when the broker answers. Its errors are logged, not
    raised.
    """
    sent = 0
    try:
        with broker() as line:
            for job in jobs:
                sent += _publish(job, line)
    except Exception as problem:  # noqa: BLE001 -- whatever a transport may raise
        logger.warning("No worker was woken up: %r", problem)
    return sent


def _publish(job: Job, line: Any) -> int:
    task = TASKS.get(job.kind)
    if task is None:  # of another version; it must not hold up the others
        logger.error("Job %s is of an unknown kind, %s.", job.code, job.kind)
        return 0
    current_app.send_task(task, args=[job.pk], connection=line, retry=False)
    return 1


@contextmanager
def broker() -> Iterator[Any]:
    """A line to the broker that fails quickly where it is down.

    Its own each time: one from a pool would outlive a fork and the broker's restart.
    """
    with current_app.connection_for_write(transport_options=QUICK) as line:
        line.ensure_connection(max_retries=1, interval_start=0, timeout=2)
        yield line


def run(job_id: int, work: Work) -> None:
    """Do a job from claim to end; a second delivery does nothing.

    `work` reads and computes outside any transaction and returns `closing`, which does
    all writing. It is called in one transaction with the end of the job, so that its
    writes happen once or not at all; what it returns becomes the job's result.
    """
    job = claim(job_id)
    if job is None:
        return
    try:
        with _kept(job):
            closing = work(job, Progress(job))
        finish(job, closing)
    except Fenced:
        logger.info("Job %s was taken away.", job.code)
    except Exception as problem:
        logger.exception("Job %s failed in attempt %s.", job.code, job.attempts)
        fail(job, problem)


def claim(job_id: int) -> Job | None:
    """Take a job that waits or was left behind; None where somebody else has it."""
    token = uuid4()
    free = Job.objects.claimable().filter(pk=job_id, attempts__lt=settings.JOB_ATTEMPTS)
    free.update(
        state=JobState.RUNNING,
        token=token,
        lease_until=_from_now(settings.JOB_LEASE),
        wake_at=None,
        attempts=F("attempts") + 1,
    )
    return Job.objects.filter(pk=job_id, token=token).first()


def renew(job: Job) -> None:
    """Hold the job for another lease; raises Fenced where it is no longer ours."""
    _update(job, lease_until=_from_now(settings.JOB_LEASE))


def _update(job: Job, **fields: Any) -> None:
    if Job.objects.held(job).update(**fields) != 1:
        raise Fenced(job.code)


class Progress:
    """Tells how far a job is, and holds it: `progress(40, "Reading the answers")`."""

    INTERVAL = 0.5  # seconds; a loop may report every row

    def __init__(self, job: Job) -> None:
        self.job = job
        self._step = ""
        self._told = float("-inf")

    def __call__(self, percent: int, step: str = "", **params: str | int) -> None:
        """Report a percentage and, in a message id with placeholders, the step.

        The stored percentage never goes back and reaches 100 by finishing only. Raises
        Fenced, to be let through, when the job was taken away.
        """
        now, step = time.monotonic(), step or self._step
        if step == self._step and now - self._told < self.INTERVAL:
            return
        self._step, self._told = step, now
        _update(
            self.job,
            progress=Greatest(F("progress"), Value(min(max(percent, 0), 99))),
            step=step,
            step_params=params,
            lease_until=_from_now(settings.JOB_LEASE),
        )


@contextmanager
def _kept(job: Job) -> Iterator[None]:
    # Beside the work, for a long computation does not come round to reporting.
    ended = Event()
    keeper = Thread(target=_keep, args=(job, ended), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _keep(job: Job, ended: Event) -> None:
    while not ended.wait(settings.JOB_LEASE / 3):
        try:
            renew(job)
        except Fenced:
            return
        except Exception:
            logger.exception("The lease of job %s was not renewed.", job.code)
        finally:
            connection.close()


def finish(job: Job, closing: Closing) -> None:
    """Write what the work found and end the job, both or neither.

    Raises Fenced before anything is written where the job is no longer ours.
    """
    with transaction.atomic():
        renew(job)  # first: on PostgreSQL the row stays locked until the end
        result = closing()
        _update(
            job,
            state=JobState.DONE,
            progress=100,
            result=None if result is None else dict(result),
            log="",
            **_let_go(),
        )


def fail(job: Job, problem: Exception) -> None:
    """Queue the job again after a pause, or end it where all attempts are used up."""
    late = isinstance(problem, SoftTimeLimitExceeded)
    failure = JobFailure.TIMEOUT if late else JobFailure.RAISED
    pause = min(settings.JOB_RETRY_AFTER * 2 ** (job.attempts - 1), LONGEST_PAUSE)
    log = "".join(traceback.format_exception(problem))[-LOG_LENGTH:]
    _give_back(Job.objects.held(job), job.attempts, failure, pause=pause, log=log)


def _give_back(
    rows: JobQuerySet, attempts: int, failure: JobFailure, *, pause: float, log: str
) -> int:
    if attempts >= settings.JOB_ATTEMPTS:
        return rows.update(state=JobState.FAILED, error=failure, log=log, **_let_go())
    return rows.update(
        state=JobState.QUEUED,
        token=None,
        lease_until=None,
        wake_at=_from_now(pause),
        wakes=0,
        log=log,
    )


def cancel(job: Job) -> bool:
    """End a job that waits or runs; its worker, if any, writes nothing any more."""
    rows = Job.objects.open().filter(pk=job.pk)
    return rows.update(state=JobState.CANCELLED, **_let_go()) == 1


def sweep() -> Swept:
    """Put right what was lost: workers, messages, and the turns of the schedule.

    Runs every few seconds in each supervisor; any number may run at the same time.
    """
    lost = sum(_take_back(job) for job in Job.objects.abandoned()[:BATCH])
    _keep_schedule()
    return Swept(woken=wake(_due()), lost=lost)


def _take_back(job: Job) -> int:
    log = f"Attempt {job.attempts}: the worker disappeared."
    rows = Job.objects.abandoned() & Job.objects.held(job)
    return _give_back(rows, job.attempts, JobFailure.LOST, pause=0, log=log)


def _due() -> Iterator[Job]:
    # Each is moved on before it is published: of two sweepers one does it.
    for job in Job.objects.due().order_by("wake_at")[:BATCH]:
        pause = min(settings.JOB_WAKE_AFTER * 2**job.wakes, LONGEST_PAUSE)
        rows = Job.objects.due().filter(pk=job.pk)
        if rows.update(wakes=F("wakes") + 1, wake_at=_from_now(pause)):
            yield job


def _keep_schedule() -> None:
    # The key counts the turns, so however many sweepers there are, each comes once.
    now = timezone.now()
    for kind, every in SCHEDULE.items():
        turn = int(now.timestamp() // every.total_seconds())
        args = {"at": now.isoformat()}
        job, created = _queue(kind, f"{kind}@{turn}", args=args)
        if created:
            wake([job])
            _forget(kind)


def _forget(kind: str) -> None:
    over = Job.objects.filter(kind=kind, key__startswith=f"{kind}@")
    over.filter(state=JobState.DONE, finished_at__lt=Now() - SCHEDULE_KEPT).delete()


def _let_go() -> dict[str, Any]:
    return {
        "token": None,
        "lease_until": None,
        "wake_at": None,
        "finished_at": Now(),
    }


def _from_now(seconds: float) -> Now | CombinedExpression:
    # The database's clock, for those of the machines may differ. Nothing is added where
    # nothing is to be: SQLite compares texts, and a sum is written with more digits.
    return Now() + timedelta(seconds=seconds) if seconds else Now()
