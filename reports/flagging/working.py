"""The job: flags of one file that was just scored, or of all that are under review."""

from collections.abc import Callable
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop

from reports.flagging.answering import by_itself
from reports.flagging.cases import cases
from reports.flagging.found import Found
from reports.flagging.keeping import keep
from reports.flagging.peers import peers
from reports.flagging.standing_out import beside_others
from surveys.jobs import Closing, Progress
from surveys.models import Edition, Job, Response, Round, RoundState, Submission
from surveys.workflow import OPEN_TO_FINDINGS

RUNNING = (RoundState.OPEN, RoundState.CLOSED)


def flag_job(job: Job, progress: Progress) -> Closing:
    """Flag the submission that the job names, or all where it names none.

    It writes as it goes, each chunk in a transaction of its own: in the closing one it
    would hold files against those who decide just then. Done twice it adds nothing.
    """
    at = parse_datetime(job.args["at"])
    if at is None:
        raise ValueError(job.args["at"])
    if "submission" in job.args:
        flags = flag_submission(job.args["submission"], at)
    else:
        progress(0, gettext_noop("Comparing the files."))
        flags = flag_all(at, progress)
    return lambda: {"flags": flags}


def flag_submission(pk: int, at: datetime) -> int:
    """Flag one submission; others follow in the next turn of the schedule."""
    rows = Submission.objects.select_related("response__round", "response__edition")
    rows = rows.defer("answers", "response__answers", "response__edition__document")
    response = rows.get(pk=pk).response
    return flag_round(response.round, response.edition, at, only=response.pk)


def flag_all(at: datetime, progress: Callable[[int], None] = lambda _: None) -> int:
    """Flag everything under review; one round and edition after the other."""
    waiting = Response.objects.filter(
        status__in=OPEN_TO_FINDINGS, round__state__in=RUNNING
    )
    pairs = sorted(set(waiting.order_by().values_list("round", "edition").distinct()))
    flags = 0
    for done, (target, edition) in enumerate(pairs):
        progress(100 * done // len(pairs))
        flags += flag_round(
            Round.objects.get(pk=target),
            Edition.objects.defer("document").get(pk=edition),
            at,
        )
    return flags


def flag_round(
    target: Round, edition: Edition, at: datetime, *, only: int | None = None
) -> int:
    """Flag the files of a round to one edition, or `only` the one of this response;
    returns how many flags they have."""
    beside, flags = peers(target, edition), 0
    for chunk in cases(target, edition, at, only):
        found: dict[tuple[int, int], list[Found]] = {}
        for case in chunk:
            submission = case.card.submission
            key = submission.response_id, submission.pk
            found[key] = [*by_itself(case), *beside_others(case, beside)]
        flags += keep(found, at)
    return flags
