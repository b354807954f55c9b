"""A kind of job that leaves a row when its writes are kept, and may kill itself."""

import os
import signal
import sys
import time
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db import connection

from surveys import jobs
from surveys.models import Job

jobs.TASKS["probe"] = "tests.probe"


def begin(key, **args):
    """Start a probe; prints the seconds it took, which a request would have waited."""
    began = time.monotonic()
    jobs.start("probe", key, args=args)
    sys.stdout.write(f"{time.monotonic() - began}\n")


@shared_task(name="tests.probe")
def probe(job_id):
    jobs.run(job_id, work)


def work(job: Job, progress: jobs.Progress) -> jobs.Closing:
    progress(50, "Probing")
    began = settings.VAR_DIR / f"{job.key}.{job.attempts}"
    began.write_text(str(os.getpid()), encoding="utf-8")
    if job.attempts == 1:
        die(job.args.get("working"))
    time.sleep(job.args.get("seconds", 0))
    return partial(write, job)


def write(job: Job) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe_effect VALUES (%s)", [job.key])
    if job.attempts == 1:
        die(job.args.get("writing"))
    return {"attempt": job.attempts}


def die(how):
    """Without a chance to tidy up: this process, the whole worker, or a long sleep."""
    if how == "worker":
        os.kill(os.getppid(), signal.SIGKILL)
    if how in ("worker", "process"):
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "freeze":
        os.kill(os.getpid(), signal.SIGSTOP)
