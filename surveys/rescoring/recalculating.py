"""Makes new scorecards out of standing ones, under a corrected edition."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from surveys import scoring
from surveys.assessing import Beside, figures_of, identity_of
from surveys.models import CorrectionState, Edition, Rescoring
from surveys.models.responses import answers_of
from surveys.rescoring.moving import Made, Standing
from surveys.rescoring.summing import Summary, orders
from surveys.scoring import Answer, Lane
from surveys.scoring.transferring import transfer


class Recalculation:
    """Scores cards again under the corrected edition of a re-scoring."""

    def __init__(self, rescoring: Rescoring) -> None:
        self.label = rescoring.edition.label
        self.sha256 = rescoring.corrected.sha256
        self.scheme = rescoring.corrected.scheme
        self._orders = {self.sha256: orders(self.scheme)}

    def cards(self, rows: Iterable[Standing], summary: Summary) -> Iterator[Made]:
        """The new card of each, counted into the summary."""
        last = None
        for row in rows:
            made, dropped = self._card(row)
            if row.submission != last:  # the lanes of one submission share answers
                summary.dropped.update(dropped)
                last = row.submission
            self._count(summary, row, made)
            yield made

    def _card(self, row: Standing) -> tuple[Made, tuple[str, ...]]:
        used = Beside(json.loads(row.corrections), json.loads(row.external))
        entries = used.corrections.items()
        na = CorrectionState.NA
        corrected = {c: Answer(e["v"]) for c, e in entries if e["state"] != na}
        accepted = frozenset(c for c, e in entries if e["state"] == na)
        given = answers_of(json.loads(row.answers)) | corrected
        taken = transfer(self.scheme, self.label, given, accepted)
        external = {f"external.{key}": value for key, value in used.external.items()}
        found = scoring.evaluate(
            self.scheme,
            taken.answers,
            json.loads(row.facts) | external,
            lane=Lane(row.lane),
            accepted=taken.accepted,
        )
        identity = identity_of(
            self.sha256, row.answers_sha256, row.facts_sha256, used
        )
        return _made(row, identity, figures_of(found)), taken.dropped

    def _count(self, summary: Summary, row: Standing, made: Made) -> None:
        old = self._orders_of(row.edition_sha256)
        level = self._orders[self.sha256][made.level] - old[row.level]
        lane = summary.lane(row.lane)
        lane.add(level, (row.outcome, made.outcome), row.score, made.score)

    def _orders_of(self, sha256: str) -> dict[str, int]:
        if sha256 not in self._orders:
            edition = Edition.objects.defer("document").get(sha256=sha256)
            self._orders[sha256] = orders(edition.scheme)
        return self._orders[sha256]


def _made(row: Standing, identity: str, figures: dict[str, Any]) -> Made:
    return Made(
        submission_id=row.submission,
        lane=row.lane,
        identity=identity,
        corrections=row.corrections,
        external=row.external,
        outcome=figures["outcome"],
        level=figures["level"],
        open_checks=figures["open_checks"],
        score=figures["score"],
        nodes=json.dumps(figures["nodes"]),
        checks=json.dumps(figures["checks"]),
    )
