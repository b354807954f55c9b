"""Tasks: what a worker runs; each takes a job's id and may run twice."""

from datetime import datetime

from celery import shared_task
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop

from surveys import (
    assessing,
    collecting,
    jobs,
    lapsing,
    mailing,
    maturing,
    posting,
    reminding,
    rescoring,
    rostering,
    scanning,
    sealing,
    tidying,
    transcribing,
)
from surveys.models import Job


@shared_task(name="surveys.assess")
def assess(job_id: int) -> None:
    """Score the submission that the job names."""
    jobs.run(job_id, assessing.assess_job)


@shared_task(name="surveys.rescore")
def rescore(job_id: int) -> None:
    """Score a round again, as the job names it."""
    jobs.run(job_id, rescoring.rescore_job)


@shared_task(name="surveys.read_copy")
def read_copy(job_id: int) -> None:
    """Read the filled copy that the job names."""
    jobs.run(job_id, collecting.read_copy_job)


@shared_task(name="surveys.import_edition")
def import_edition(job_id: int) -> None:
    """Read the workbook of the import that the job names."""
    jobs.run(job_id, transcribing.transcribe_job)


@shared_task(name="surveys.read_roster")
def read_roster(job_id: int) -> None:
    """Read and check the roster that the job names."""
    jobs.run(job_id, rostering.read_roster_job)


@shared_task(name="surveys.read_titles")
def read_titles(job_id: int) -> None:
    """Read and check the register of titles that the job names."""
    jobs.run(job_id, rostering.read_titles_job)


@shared_task(name="surveys.invite")
def invite(job_id: int) -> None:
    """Mail the invitations that the job names."""
    jobs.run(job_id, posting.invite_job)


@shared_task(name="surveys.lapse")
def lapse(job_id: int) -> None:
    """Lapse what is overdue at the moment that the job names."""
    jobs.run(job_id, _lapse)


@shared_task(name="surveys.scan")
def scan(job_id: int) -> None:
    """Have a virus scanner look at the evidence that the job names."""
    jobs.run(job_id, scanning.scan_job)


@shared_task(name="surveys.tidy")
def tidy(job_id: int) -> None:
    """Clear what broken uploads left behind, ask for scans once more, and mark the
    titles that are due for a re-check."""
    jobs.run(job_id, _tidy)


def _tidy(job: Job, progress: jobs.Progress) -> jobs.Closing:
    done = tidying.tidy(_moment(job)) | {"due": maturing.fall_due(_moment(job))}
    return lambda: done | {"scans": scanning.ask_again()}


def _moment(job: Job) -> datetime:
    at = parse_datetime(job.args["at"])
    if at is None:
        raise ValueError(job.args["at"])
    return at


def _lapse(job: Job, progress: jobs.Progress) -> jobs.Closing:
    at = _moment(job)
    # Not in the closing transaction: it would hold the audit trail until all have
    # lapsed, against those who hand in just then. Done twice, it lapses nothing more.
    lapsed = lapsing.lapse_overdue(at)
    return lambda: {"lapsed": lapsed}


@shared_task(name="surveys.mail")
def mail(job_id: int) -> None:
    """Send the mails that are due."""
    jobs.run(job_id, mailing.mail_job)


@shared_task(name="surveys.remind")
def remind(job_id: int) -> None:
    """Tell of the deadlines that have come near."""
    jobs.run(job_id, _remind)


def _remind(job: Job, progress: jobs.Progress) -> jobs.Closing:
    # Each is told of once, however often it runs: nothing has to wait for the closing.
    told = reminding.remind(_moment(job))
    return lambda: {"told": told}


@shared_task(name="surveys.seal")
def seal(job_id: int) -> None:
    """Seal what was written into the audit trail, and anchor it once a day."""
    jobs.run(job_id, _seal)


def _seal(job: Job, progress: jobs.Progress) -> jobs.Closing:
    # Laid twice, a seal is the same: nothing has to wait for the closing.
    sealed, anchored = sealing.seal(), sealing.anchor(_moment(job))
    return lambda: {"sealed": sealed, "anchor": anchored and anchored.line()}


@shared_task(name="surveys.verify_trail")
def verify_trail(job_id: int) -> None:
    """Compare the whole audit trail with its seals."""
    jobs.run(job_id, _verify_trail)


def _verify_trail(job: Job, progress: jobs.Progress) -> jobs.Closing:
    step = gettext_noop("Comparing the rows with their seals.")
    return sealing.verify(lambda percent: progress(percent, step)).plain
