"""Calibrating: reviewers and regions beside the experts who scored a sample blindly.

A figure is about the finished seats of the panels of a round. Items are compared on
their own scale from 0 to 100, in whole points; totals in percent of the edition's
scale. The reviewer of a file is whoever recommended it last, its region that of its
submission. Pairs of several editions stand together: each compares like with like.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean
from typing import Any, Final

from reports.agreement import Drift, mean_drift, quadratic_weighted_kappa
from surveys.assessing import Beside, edition_in_effect, evaluate_under
from surveys.models import (
    Correction,
    CorrectionState,
    Edition,
    ExternalFact,
    Lane,
    MoveRow,
    Region,
    Round,
    Seat,
    Submission,
)
from surveys.scoring import Evaluation

FEWEST_FILES: Final = 3
"""With fewer files a figure says more about the files than about the reviewer."""
LEAST_AGREEMENT: Final = 0.6
"""Above it agreement is called substantial (Landis and Koch 1977, Biometrics 33)."""
MOST_DRIFT: Final = 5.0
"""Points of 100. Not official: a proposal, so that somebody looks."""
POINTS: Final = 101  # an item has from 0 to 100 whole points


@dataclass(frozen=True, slots=True)
class Pairs:
    """The items of one seat on two sides, in whole points, pair by pair."""

    first: tuple[int, ...]
    second: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One finished seat: three views of the same submission.

    Totals are percents of the scale; `experts` compares review and expert, `claims`
    review and claim.
    """

    submission: int
    reviewer: tuple[int, str]
    region: str
    claimed: float
    reviewed: float
    expert: float
    experts: Pairs
    claims: Pairs


@dataclass(frozen=True, slots=True)
class Line:
    """One reviewer, one region, or all. Figures are None under FEWEST_FILES.

    `agreement` and `drift` are towards the experts, `kept` and `raised` towards the
    claims; a drift above zero means that the review scores higher.
    """

    key: Hashable
    name: str
    files: int
    items: int
    agreement: float | None = None
    drift: Drift | None = None
    kept: float | None = None
    raised: Drift | None = None

    @property
    def hidden(self) -> bool:
        return self.files < FEWEST_FILES

    @property
    def outside(self) -> bool:
        """Whether the agreement is too low or the drift too large."""
        weak = self.agreement is not None and self.agreement < LEAST_AGREEMENT
        mean = self.drift.mean if self.drift else None
        return weak or (mean is not None and abs(mean) > MOST_DRIFT)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the panels of a round say; `seats` counts all, `finished` what is in."""

    seats: int
    finished: int
    whole: Line
    reviewers: tuple[Line, ...]
    regions: tuple[Line, ...]

    def figures(self) -> dict[str, Any]:
        """What a release keeps of it."""
        drift = self.whole.drift
        return {
            "seats": self.seats,
            "finished": self.finished,
            "files": self.whole.files,
            "items": self.whole.items,
            "agreement": _kept(self.whole.agreement),
            "drift": _kept(drift.mean) if drift else None,
            "reviewers_outside": sum(line.outside for line in self.reviewers),
            "regions_outside": sum(line.outside for line in self.regions),
        }


def _kept(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def calibrate(target: Round) -> Calibration:
    """The calibration of a round as it stands; the same number of queries whatever the
    number of seats."""
    seats = Seat.objects.filter(panel__round=target)
    finished = seats.filter(finished_at__isnull=False)
    found = judge(target, list(_loaded(finished)))
    codes = {one.region for one in found}
    names = {r.code: r.name for r in Region.objects.filter(code__in=codes)}
    return Calibration(
        seats=seats.count(),
        finished=len(found),
        whole=_line("", "", found),
        reviewers=_lines(found, lambda one: one.reviewer),
        regions=_lines(
            found, lambda one: (one.region, names.get(one.region, one.region))
        ),
    )


def _loaded(seats: Any) -> Any:
    rows = seats.select_related("submission__response__edition__questionnaire")
    return rows.prefetch_related("scores").defer(
        "submission__response__edition__document", "submission__response__answers"
    )


def _lines(
    found: Iterable[Judged], named: Callable[[Judged], tuple[Hashable, str]]
) -> tuple[Line, ...]:
    groups: dict[tuple[Hashable, str], list[Judged]] = defaultdict(list)
    for one in found:
        groups[named(one)].append(one)
    lines = [_line(key, name, rows) for (key, name), rows in groups.items()]
    # Those to look at first; then by name.
    return tuple(sorted(lines, key=lambda line: (not line.outside, line.name)))


def _line(key: Hashable, name: str, rows: Sequence[Judged]) -> Line:
    files = len({one.submission for one in rows})
    items = sum(len(one.experts.first) for one in rows)
    if files < FEWEST_FILES:
        return Line(key, name, files, items)
    return Line(
        key,
        name,
        files,
        items,
        agreement=_agreement([one.experts for one in rows]),
        drift=mean_drift(_by_file(rows, lambda one: one.reviewed - one.expert)),
        kept=_agreement([one.claims for one in rows]),
        raised=mean_drift(_by_file(rows, lambda one: one.reviewed - one.claimed)),
    )


def _agreement(pairs: Sequence[Pairs]) -> float | None:
    first = [code for one in pairs for code in one.first]
    second = [code for one in pairs for code in one.second]
    return quadratic_weighted_kappa(first, second, POINTS)


def _by_file(
    rows: Sequence[Judged], difference: Callable[[Judged], float]
) -> list[float]:
    """One difference a file: several experts before the same one are one opinion."""
    files: dict[int, list[float]] = defaultdict(list)
    for one in rows:
        files[one.submission].append(difference(one))
    return [fmean(differences) for differences in files.values()]


# --- three views of a submission


def judge(target: Round, seats: Sequence[Seat]) -> list[Judged]:
    """Evaluate what was claimed, reviewed and found by the experts, seat by seat."""
    submissions = {seat.submission_id: seat.submission for seat in seats}
    responses = [one.response_id for one in submissions.values()]
    corrections = _corrections(submissions)
    external = _external(responses)
    reviewers = _reviewers(responses)
    effective = {
        edition.pk: edition_in_effect(target.pk, edition)
        for edition in {one.response.edition for one in submissions.values()}
    }
    found = []
    for seat in seats:
        submission = seat.submission
        facts = external.get(submission.response_id, {})
        views = Views(effective[submission.response.edition_id], submission, facts)
        reviewer = reviewers[submission.response_id]
        found.append(views.judged(seat, corrections.get(submission.pk, {}), reviewer))
    return found


Entries = Mapping[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Views:
    """One submission with the facts an official recorded, to be evaluated."""

    edition: Edition
    submission: Submission
    facts: dict[str, str]

    def judged(
        self, seat: Seat, corrections: Entries, reviewer: tuple[int, str]
    ) -> Judged:
        second = {
            row.code: {"state": row.state, "v": row.value}
            for row in seat.scores.all()
            if row.state != CorrectionState.CLAIM
        }
        codes = {row.code for row in seat.scores.all()}
        claimed = self._under(Lane.CLAIMED, {})
        reviewed = self._under(Lane.REVIEWED, corrections)
        expert = self._under(Lane.REVIEWED, second)
        return Judged(
            submission=self.submission.pk,
            reviewer=reviewer,
            region=self.submission.facts["region"],
            claimed=self._total(claimed),
            reviewed=self._total(reviewed),
            expert=self._total(expert),
            experts=_pairs(reviewed, expert, codes),
            claims=_pairs(reviewed, claimed, codes),
        )

    def _under(self, lane: Lane, entries: Entries) -> Evaluation:
        used = Beside(dict(entries), self.facts)
        return evaluate_under(self.edition, self.submission, lane, used)

    def _total(self, evaluation: Evaluation) -> float:
        scale = self.edition.scheme.scale
        return float((evaluation.score or Fraction(0)) * 100 / scale)


def _pairs(one: Evaluation, other: Evaluation, codes: set[str]) -> Pairs:
    first, second = _items(one), _items(other)
    both = sorted(codes & set(first) & set(second))
    return Pairs(tuple(first[c] for c in both), tuple(second[c] for c in both))


def _items(evaluation: Evaluation) -> dict[str, int]:
    """The whole points of every item that has a score."""
    return {
        result.code: round(result.score)
        for result in evaluation.root.walk()
        if result.kind == "question" and result.score is not None
    }


def _corrections(submissions: Iterable[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """By submission what stands beside its claims: the newest of each code counts."""
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    rows = Correction.objects.filter(submission__in=list(submissions)).order_by("pk")
    for row in rows:
        found[row.submission_id][row.code] = {"state": row.state, "v": row.value}
    taken_back = CorrectionState.CLAIM
    return {
        pk: {code: e for code, e in entries.items() if e["state"] != taken_back}
        for pk, entries in found.items()
    }


def _external(responses: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = ExternalFact.objects.filter(response__in=responses).order_by("pk")
    for response, key, value in rows.values_list("response", "key", "value"):
        found[response][key] = value
    return found


def _reviewers(responses: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Who recommended each response last: only what was recommended is drawn."""
    rows = MoveRow.objects.filter(response__in=responses, name="recommend")
    pairs = rows.order_by("pk").values_list("response", "by", "by__name")
    return {response: (person or 0, name or "") for response, person, name in pairs}
