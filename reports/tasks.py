"""Tasks of reports: what a worker builds; takes a job's id and may run twice."""

from celery import shared_task

from reports import building, examining, flagging
from surveys import jobs


@shared_task(name="reports.build")
def build(job_id: int) -> None:
    """Build the workbook that the job names."""
    jobs.run(job_id, building.build)


@shared_task(name="reports.summarise")
def summarise(job_id: int) -> None:
    """Build the summary table that the job names."""
    jobs.run(job_id, building.build_summary)


@shared_task(name="reports.study")
def study(job_id: int) -> None:
    """Do the study that the job names."""
    jobs.run(job_id, examining.examine)


@shared_task(name="reports.flag")
def flag(job_id: int) -> None:
    """Flag the files that the job names."""
    jobs.run(job_id, flagging.flag_job)
