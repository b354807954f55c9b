"""Makes new scorecards out of standing ones, under a corrected edition."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from surveys import scoring
from surveys.assessing import Beside, identity_of, inputs_of
from surveys.models import Edition, Lane, Rescoring
from surveys.rescoring.moving import Made, Standing
from surveys.rescoring.reading import Reading
from surveys.rescoring.summing import Summary, orders
from surveys.scoring import canonical
from surveys.scoring.batching import BLOCK, Batch, Block
from surveys.scoring.evaluation import VERDICTS

EMPTY: Final = "{}"
FIRST, SECOND = "1" * 64, "2" * 64  # stand for the two hashes in a template
WORDS = {truth: verdict.value for truth, verdict in VERDICTS.items()}.__getitem__
Facts = dict[str, Any]


class Recalculation:
    """Scores cards again under the corrected edition of a re-scoring."""

    def __init__(self, rescoring: Rescoring) -> None:
        corrected = rescoring.corrected
        self.sha256, self.scheme = corrected.sha256, corrected.scheme
        self._answered = rescoring.edition.scheme
        self._lanes: dict[str, _Lane] = {}
        self._orders = {self.sha256: orders(self.scheme)}

    def cards(self, rows: Sequence[Standing], summary: Summary) -> Iterator[Made]:
        """The new card of each, lane by lane, counted into the summary."""
        for lane in Lane.values:
            own = [row for row in rows if row.lane == lane]
            for start in range(0, len(own), BLOCK):
                part = own[start : start + BLOCK]
                made = self._lane(lane).cards(part, summary)
                for old, new in zip(part, made, strict=True):
                    self._count(summary, old, new)
                    yield new

    def _lane(self, lane: str) -> "_Lane":
        if lane not in self._lanes:
            batch = Batch(self.scheme, scoring.Lane(lane))
            self._lanes[lane] = _Lane(Reading(batch, self._answered), self.sha256)
        return self._lanes[lane]

    def _count(self, summary: Summary, old: Standing, new: Made) -> None:
        before = self._orders_of(old.edition_sha256)[old.level]
        level = self._orders[self.sha256][new.level] - before
        lane = summary.lane(old.lane)
        lane.add(level, (old.outcome, new.outcome), old.score, new.score)

    def _orders_of(self, sha: str) -> dict[str, int]:
        if sha not in self._orders:
            edition = Edition.objects.defer("document").get(sha256=sha)
            self._orders[sha] = orders(edition.scheme)
        return self._orders[sha]


class _Lane:
    """The scorecards of one lane, a block at a time."""

    def __init__(self, reading: Reading, sha: str) -> None:
        self.reading, self.batch, self.sha256 = reading, reading.batch, sha
        self.codes = [node.code for node in self.batch.nodes]
        # Codes are letters, digits and ".-_": they need no escapes.
        self.nodes = json.dumps(dict.fromkeys(self.codes, "%s"))
        checks = (check.code for check in self.batch.scheme.checks)
        self.checks = json.dumps(dict.fromkeys(checks, "%s"))
        self._plain = _template(sha, Beside({}, {}))

    def cards(self, rows: Sequence[Standing], summary: Summary) -> list[Made]:
        """The new cards of standing ones, in order."""
        marks = [self.reading.row(row.answers) for row in rows]
        # The lanes of a submission share their answers.
        if self.reading.loses and self.batch.lane is scoring.Lane.CLAIMED:
            self._count_lost(marks, summary)
        accepted = [
            self.reading.correct(mark, json.loads(row.corrections))
            if row.corrections != EMPTY
            else frozenset[str]()
            for mark, row in zip(marks, rows, strict=True)
        ]
        block = self.batch.block(marks, [self._facts(row) for row in rows], accepted)
        return self._made(rows, block)

    def _count_lost(self, marks: list[list[Any]], summary: Summary) -> None:
        reading = self.reading
        lost = dict(zip(range(reading.width, len(marks[0])), reading.lost, strict=True))
        for code, slots in reading.places.items():
            lost |= {slot: code for slot, _ in slots}
        for slot, column in enumerate(zip(*marks, strict=True)):
            if found := column.count(reading.unfit):
                summary.dropped[lost[slot]] += found

    def _facts(self, row: Standing) -> Mapping[str, Any]:
        facts: Facts = json.loads(row.facts) if self.batch.looks_at_facts else {}
        if row.external != EMPTY:
            external = json.loads(row.external).items()
            facts |= {f"external.{key}": value for key, value in external}
        return facts

    def _made(self, rows: Sequence[Standing], block: Block) -> list[Made]:
        scores = zip(*(block.texts(code) for code in self.codes), strict=True)
        if block.verdicts:
            verdicts = zip(*block.verdicts, strict=True)
            checks = [self.checks % tuple(map(WORDS, row)) for row in verdicts]
        else:
            checks = [EMPTY] * len(rows)
        return [
            Made(
                row.submission,
                row.lane,
                self._identity(row),
                row.corrections,
                row.external,
                decision.outcome,
                decision.level or "",
                decision.open_checks,
                texts[0],  # the root comes first
                self.nodes % texts,
                checked,
            )
            for row, decision, texts, checked in zip(
                rows, block.decisions, scores, checks, strict=True
            )
        ]

    def _identity(self, row: Standing) -> str:
        answers, facts = row.answers_sha256, row.facts_sha256
        if row.corrections == row.external == EMPTY:
            return sha256((self._plain % (answers, facts)).encode()).hexdigest()
        used = Beside(json.loads(row.corrections), json.loads(row.external))
        return identity_of(self.sha256, answers, facts, used)


def _template(sha: str, used: Beside) -> str:
    """The canonical form whose hash is an identity, with holes for the hashes of
    answers and facts (in this order)."""
    whole = canonical(inputs_of(sha, FIRST, SECOND, used)).decode()
    return whole.replace("%", "%%").replace(FIRST, "%s").replace(SECOND, "%s")
