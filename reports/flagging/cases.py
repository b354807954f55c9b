"""What is looked at: the newest submission of each response that is under review."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from reports import benchmarks
from surveys.assessing import NOTHING, given_to
from surveys.doubting import situation_of
from surveys.models import Edition, Lane, Round, Scorecard
from surveys.scoring import Scheme, exact
from surveys.scoring.conditions import Situation
from surveys.workflow import OPEN_TO_FINDINGS

CHUNK = 200  # rows read at once: a submission has some 20 KB of answers


@dataclass(frozen=True, slots=True)
class Case:
    """One submission with its claimed scorecard. `edition` is the one that the
    scorecard was made under, `proven` are the questions that a file stands behind."""

    card: Scorecard
    edition: Edition
    situation: Situation
    cluster: str
    proven: frozenset[str]

    @property
    def scheme(self) -> Scheme:
        return self.edition.scheme

    @property
    def scale(self) -> float:
        """The highest whole score there can be."""
        return float(self.scheme.scale)

    @property
    def score(self) -> float | None:
        return benchmarks.number(self.card.score)


def cases(
    target: Round, edition: Edition, at: datetime, only: int | None = None
) -> Iterator[list[Case]]:
    """In chunks, each read to its end; `only` the one of this response."""
    cards = benchmarks.counting(target, edition, Lane.CLAIMED).filter(
        submission__response__status__in=OPEN_TO_FINDINGS
    )
    if only is not None:
        cards = cards.filter(submission__response=only)
    rows = cards.order_by("pk").values_list("submission__response", "pk")
    newest = sorted(dict(rows).values())
    editions = by_hash(
        edition, cards.values_list("edition_sha256", flat=True).distinct()
    )
    for start in range(0, len(newest), CHUNK):
        chunk = _read(newest[start : start + CHUNK])
        yield [_case(card, editions[card.edition_sha256], at) for card in chunk]


def by_hash(edition: Edition, hashes: Iterable[str]) -> Mapping[str, Edition]:
    """The editions of these hashes, this one among them."""
    others = Edition.objects.filter(sha256__in=[*hashes]).defer("document")
    return {edition.sha256: edition} | {row.sha256: row for row in others}


def _read(keys: Sequence[int]) -> list[Scorecard]:
    rows = Scorecard.objects.filter(pk__in=keys).order_by("pk")
    rows = rows.select_related(
        "submission__response__unit", "submission__response__edition"
    )
    return list(
        rows.defer(
            "submission__response__answers", "submission__response__edition__document"
        )
    )


def _case(card: Scorecard, edition: Edition, at: datetime) -> Case:
    submission = card.submission
    given = given_to(edition, submission, NOTHING)
    situation = situation_of(edition.scheme, given.answers, given.facts, at)
    # What conditions ask of the tree stands on the scorecard: nothing is scored again.
    situation.scores = {code: _exact(text) for code, text in card.nodes.items()}
    situation.score = _exact(card.score)
    return Case(
        card,
        edition,
        situation,
        submission.facts["cluster"],
        frozenset(row["code"] for row in submission.evidence),
    )


def _exact(text: str) -> Fraction | None:
    return exact(text) if text else None
