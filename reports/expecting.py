"""Expecting: about how long a job still takes, and said no better than it is known."""

from datetime import datetime, timedelta
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.models import Job
from surveys.models.jobs import JobState

FORMER = 20
"""So many jobs of the same kind, the newest, say how long one takes."""
FEWEST = 3
"""Fewer say nothing; the share that is done is asked instead."""
SHARE_FROM = 20
"""Percent from which on the share that is done says anything about the rest."""
MINUTE = 60


def left(job: Job, at: datetime) -> timedelta | None:
    """About how long a job still takes: the median of former ones of its kind from
    their order to their end, less the time since its order; where there are too few,
    the rest at the pace so far. None where neither says anything; zero or less where it
    takes longer than it should."""
    since = at - job.created_at
    if (usual := _usual(job.kind)) is not None:
        return usual - since
    if job.state == JobState.RUNNING and job.progress >= SHARE_FROM:
        return since * (100 - job.progress) / job.progress
    return None


def _usual(kind: str) -> timedelta | None:
    done = Job.objects.filter(kind=kind, state=JobState.DONE)
    rows = done.order_by("-finished_at").values_list("created_at", "finished_at")
    spans = [(end - begun).total_seconds() for begun, end in rows[:FORMER] if end]
    return timedelta(seconds=median(spans)) if len(spans) >= FEWEST else None


def left_in_words(job: Job, at: datetime) -> str:
    """The same in words; empty where the job has ended."""
    if job.ended:
        return ""
    time = left(job, at)
    if time is None:
        return _("How long it takes cannot be said yet.")
    seconds = time.total_seconds()
    if seconds <= 0:
        return _("It takes longer than usual; how long cannot be said.")
    if seconds < MINUTE:
        return _("Probably less than a minute left.")
    minutes = round(seconds / MINUTE)
    return ngettext(
        "Probably about %(count)s minute left.",
        "Probably about %(count)s minutes left.",
        minutes,
    ) % {"count": minutes}
