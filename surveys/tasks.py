"""Tasks: what a worker runs; each takes a job's id and may run twice."""

from celery import shared_task
from django.utils.dateparse import parse_datetime

from surveys import assessing, jobs, lapsing, rescoring, transcribing
from surveys.models import Job


@shared_task(name="surveys.assess")
def assess(job_id: int) -> None:
    """Score the submission that the job names."""
    jobs.run(job_id, assessing.assess_job)


@shared_task(name="surveys.rescore")
def rescore(job_id: int) -> None:
    """Score a round again, as the job names it."""
    jobs.run(job_id, rescoring.rescore_job)


@shared_task(name="surveys.import_edition")
def import_edition(job_id: int) -> None:
    """Read the workbook of the import that the job names."""
    jobs.run(job_id, transcribing.transcribe_job)


@shared_task(name="surveys.lapse")
def lapse(job_id: int) -> None:
    """Lapse what is overdue at the moment that the job names."""
    jobs.run(job_id, _lapse)


def _lapse(job: Job, progress: jobs.Progress) -> jobs.Closing:
    at = parse_datetime(job.args["at"])
    if at is None:
        raise ValueError(job.args["at"])

    # Not in the closing transaction: it would hold the audit trail until all have
    # lapsed, against those who hand in just then. Done twice, it lapses nothing more.
    lapsed = lapsing.lapse_overdue(at)
    return lambda: {"lapsed": lapsed}
