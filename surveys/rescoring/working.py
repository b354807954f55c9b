"""The job of a re-scoring: chunk after chunk, each kept once, from where it was cut."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from surveys import jobs
from surveys.jobs import Closing, Progress
from surveys.models import Job, Rescoring, RescoringState, Submission
from surveys.rescoring.ahead import Chunk, read_ahead
from surveys.rescoring.moving import store
from surveys.rescoring.recalculating import Recalculation
from surveys.rescoring.summing import Summary

CHUNK = 1_000  # submissions; some 10 MB in memory, and a fifth of a second


def newest_submissions(rescoring: Rescoring, after: int = 0) -> list[int]:
    """The ids of the newest submission of each response that it is about, in order."""
    rows = Submission.objects.filter(
        response__round=rescoring.round_id, response__edition=rescoring.edition_id
    )
    newest = rows.order_by().values("response").annotate(newest=Max("pk"))
    ids = newest.filter(newest__gt=after).values_list("newest", flat=True)
    return sorted(ids)


def rescore_job(job: Job, progress: Progress) -> Closing:
    """Score the round of the re-scoring that a job names.

    Each chunk is written in one transaction with how far it is, under the job's token:
    a worker that is cut off loses one chunk at most, and nothing is written twice.
    After an adoption it scores what was scored under the old edition meanwhile.
    """
    rescoring = Rescoring.objects.select_related("edition", "corrected")
    rescoring = rescoring.defer("edition__document", "corrected__document")
    chunks = _Chunks(rescoring.get(pk=job.args["rescoring"]), job)
    with uncollected():
        for done, total in chunks.work():
            progress(
                100 * done // total,
                gettext_noop("Scoring again: %(done)s of %(total)s."),
                done=done,
                total=total,
            )
    return chunks.close


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for circles, of which this work makes none: over all that is
    remembered it takes as long as the work."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Chunks:
    """Works through the submissions of a re-scoring."""

    def __init__(self, rescoring: Rescoring, job: Job) -> None:
        self.rescoring, self.job = rescoring, job
        self.running = rescoring.state == RescoringState.RUNNING
        self.summary = Summary.read(rescoring.summary if self.running else {})
        self.recalculation = Recalculation(rescoring)
        self.written = 0

    def work(self) -> Iterator[tuple[int, int]]:
        """Do one chunk after the other; tells how many of how many are done."""
        after = self.rescoring.reached if self.running else 0
        done = self.rescoring.done if self.running else 0
        left = newest_submissions(self.rescoring, after)
        total = done + len(left)
        starts = range(0, len(left), CHUNK)
        chunks = (left[start : start + CHUNK] for start in starts)
        for chunk in read_ahead(chunks, self.rescoring.corrected.sha256):
            done += len(chunk.submissions)
            last = chunk.submissions[-1]
            self._chunk(chunk, {"reached": last, "done": done, "total": total})
            yield done, total

    def _chunk(self, chunk: Chunk, reached: Mapping[str, int]) -> None:
        cards = self.recalculation.cards(chunk.rows, self.summary)
        made = [
            card
            for card in cards
            if (card.submission_id, card.lane, card.identity) not in chunk.known
        ]
        with transaction.atomic():
            jobs.renew(self.job)  # raises Fenced where another worker has it
            store(self.rescoring, made)
            if self.running:
                self._keep(**reached, summary=self.summary.document())
        self.written += len(made)

    def _keep(self, **fields: Any) -> None:
        Rescoring.objects.filter(pk=self.rescoring.pk).update(**fields)

    def close(self) -> dict[str, int]:
        """What is written with the end of the job."""
        if self.running:
            self._keep(state=RescoringState.READY, summary=self.summary.document())
        return {"written": self.written}
