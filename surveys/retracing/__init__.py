"""Retracing: the way of a submission from its answers to its score, by formulas."""

from surveys.models import Submission
from surveys.retracing.binding import bind, lanes_of
from surveys.sheets.results import write_book


class NothingScored(Exception):
    """A submission that has no score yet."""


def result_workbook(submission: Submission) -> bytes:
    """The .xlsx file of a submission: for each lane the newest scorecard that counts,
    with formulas that compute it again; in the language that is active.

    Raises NothingScored before there is a scorecard.
    """
    lanes = lanes_of(submission)
    if not lanes:
        raise NothingScored
    return write_book(bind(submission, lanes))
