"""Drawing a panel: a sample of recommended files, and the experts who sit before it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Manager, OuterRef, QuerySet
from django.utils import timezone

from surveys import auditing, notifying, sampling
from surveys.models import (
    Correction,
    DecisionVote,
    Edition,
    ExternalFact,
    Membership,
    MoveRow,
    Objection,
    Office,
    OfficeRole,
    Panel,
    Remark,
    Response,
    Revision,
    Round,
    Seat,
    Submission,
    User,
    held_on,
)
from surveys.workflow import Status

# What somebody can have had to do with a file: whose row it is, and of which response.
PARTS: tuple[tuple[Manager[Any], str, str], ...] = (
    (Membership.objects, "user", "enterprise__units__responses"),
    (Submission.objects, "by", "response"),
    (Revision.objects, "by", "response"),
    (Response.objects, "opened_by", "pk"),
    (Correction.objects, "by", "submission__response"),
    (ExternalFact.objects, "by", "response"),
    (Remark.objects, "by", "submission__response"),
    (DecisionVote.objects, "by", "submission__response"),
    (Objection.objects, "recorded_by", "response"),
    (Objection.objects, "decided_by", "response"),
    (MoveRow.objects, "by", "response"),
)


class NothingToDraw(Exception):
    """No recommended file of this edition waits for a second score."""


class TooFewExperts(Exception):
    """Before this file not enough of the chosen experts may sit."""

    def __init__(self, receipt: str) -> None:
        super().__init__(receipt)
        self.receipt = receipt


class SeatRefused(Exception):
    """This person may not take the seat, or it is finished or released."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What is to be drawn: how many files, by which seed, and before whom they come;
    `each` is how many experts score the same file. A `percent` of the files that wait,
    rounded up, takes the place of the size."""

    round: Round
    edition: Edition
    size: int
    seed: int
    experts: Sequence[User]
    each: int = 1
    percent: int | None = None

    def size_of(self, files: int) -> int:
        """How many of so many files are asked for."""
        return self.size if self.percent is None else -(-files * self.percent // 100)


@dataclass(frozen=True, slots=True)
class Passed:
    """How many seats went over to a successor, and how many may not be theirs."""

    given: int
    kept: int


def experts_on(day: date) -> QuerySet[User]:
    """Who holds the office of an expert on that day and can sign in."""
    held = Office.objects.filter(held_on(day), role=OfficeRole.EXPERT)
    rows = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return rows.order_by("name", "pk")


def files_to_draw(target: Round, edition: Edition) -> QuerySet[Submission]:
    """What was recommended and sits in no panel yet, each in its newest version."""
    newer = Submission.objects.filter(
        response=OuterRef("response"), number__gt=OuterRef("number")
    )
    recommended = Submission.objects.filter(
        response__round=target,
        response__edition=edition,
        response__status=Status.RECOMMENDED,
        seats__isnull=True,
    )
    return recommended.filter(~Exists(newer))


@transaction.atomic
def draw(plan: Draw, *, by: User, at: datetime) -> Panel:
    """Draw a sample, in proportion to the regions, and seat experts before its files.

    Each file goes to those with the fewest seats who had no part in it. Raises
    NothingToDraw, TooFewExperts, and SeatRefused for somebody who is no expert.
    """
    Round.objects.select_for_update().get(pk=plan.round.pk)  # of two at once one draws
    if set(plan.experts) - set(experts_on(timezone.localdate(at))):
        raise SeatRefused
    found = {s.receipt: s for s in files_to_draw(plan.round, plan.edition)}
    if not found:
        raise NothingToDraw
    size = plan.size_of(len(found))
    drawn = _drawn(found, min(size, len(found)), str(plan.seed))
    panel = Panel.objects.create(
        round=plan.round,
        edition=plan.edition,
        size=size,
        each=plan.each,
        seed=plan.seed,
        drawn_by=by,
        drawn_at=at,
    )
    seats = _seated(panel, drawn, plan.experts)
    Seat.objects.bulk_create(seats)
    _record(panel, plan.percent, drawn, by=by, at=at)
    _tell(panel, seats, at)
    return panel


def _drawn(found: Mapping[str, Submission], size: int, seed: str) -> list[Submission]:
    strata: dict[str, list[str]] = defaultdict(list)
    for receipt, submission in found.items():
        strata[submission.facts["region"]].append(receipt)
    chosen = sampling.drawn(strata, size, seed, least=1)
    return [found[r] for r in sorted(chosen, key=lambda r: sampling.lot(seed, r))]


def _seated(
    panel: Panel, files: Sequence[Submission], experts: Sequence[User]
) -> list[Seat]:
    out = barred(experts, [file.response_id for file in files])
    load = dict.fromkeys(experts, 0)
    seats = []
    for file in files:
        free = [e for e in experts if (e.pk, file.response_id) not in out]
        if len(free) < panel.each:
            raise TooFewExperts(file.receipt)
        for expert in sorted(free, key=lambda e: load[e])[: panel.each]:
            load[expert] += 1
            seats.append(Seat(panel=panel, submission=file, expert=expert))
    return seats


def barred(people: Iterable[User], responses: Sequence[int]) -> set[tuple[int, int]]:
    """Who may not sit before which response: (user, response) for everybody who ever
    belonged to its enterprise, filled, opened, corrected, moved or decided it."""
    who = [person.pk for person in people]
    found: set[tuple[int, int]] = set()
    for rows, person, path in PARTS:
        theirs = rows.filter(**{f"{person}__in": who, f"{path}__in": responses})
        found.update(theirs.order_by().values_list(person, path).distinct())
    return found


def _record(
    panel: Panel,
    percent: int | None,
    files: Sequence[Submission],
    *,
    by: User,
    at: datetime,
) -> None:
    details = {
        "round": panel.round_id,
        "edition": panel.edition.sha256,
        "size": panel.size,
        "each": panel.each,
        "seed": panel.seed,
        "receipts": [file.receipt for file in files],
    }
    if percent is not None:
        details["percent"] = percent
    auditing.record("draw_panel", panel, by=by, at=at, details=details)


def _tell(panel: Panel, seats: Sequence[Seat], at: datetime) -> None:
    counts: dict[User, int] = defaultdict(int)
    for seat in seats:
        counts[seat.expert] += 1
    for expert, files in counts.items():
        _tell_one(panel, expert, files, at)


def _tell_one(panel: Panel, expert: User, files: int, at: datetime) -> None:
    about = f"{panel.pk}:{at.isoformat()}"
    notifying.tell("seated", [expert], about=about, at=at, files=files)


@transaction.atomic
def reseat(seat: Seat, expert: User, *, by: User, at: datetime) -> None:
    """Give a seat that is not finished to another expert; what was scored goes."""
    _give(seat, expert, by=by, at=at)
    _tell_one(seat.panel, expert, 1, at)


@transaction.atomic
def pass_on(leaver: User, successor: User, *, by: User, at: datetime) -> Passed:
    """Give every seat of an expert that is not finished to a successor, but those that
    may not be theirs; these stay and want somebody else."""
    given, kept = [], 0
    rows = Seat.objects.filter(expert=leaver, finished_at=None)
    rows = rows.filter(panel__round__release=None)
    for seat in rows.select_related("panel__round", "submission"):
        try:
            _give(seat, successor, by=by, at=at)
        except SeatRefused:
            kept += 1
        else:
            given.append(seat)
    for panel in {seat.panel: None for seat in given}:
        _tell(panel, [seat for seat in given if seat.panel == panel], at)
    return Passed(len(given), kept)


def _give(seat: Seat, expert: User, *, by: User, at: datetime) -> None:
    _hold(seat)
    response = seat.submission.response_id
    if seat.finished_at is not None or hasattr(seat.panel.round, "release"):
        raise SeatRefused
    taken = seat.panel.seats.filter(submission=seat.submission_id, expert=expert)
    may = experts_on(timezone.localdate(at)).filter(pk=expert.pk).exists()
    if not may or taken.exists() or barred([expert], [response]):
        raise SeatRefused
    before = seat.expert_id
    seat.scores.all().delete()
    Seat.objects.filter(pk=seat.pk).update(expert=expert)
    seat.expert = expert
    details = {"from": before, "to": expert.pk}
    auditing.record("reseat", seat, by=by, at=at, details=details)


def _hold(seat: Seat) -> None:
    """Keep the expert from writing meanwhile, and read anew what may have changed."""
    row = Seat.objects.select_for_update().values("finished_at", "expert_id")
    found = row.get(pk=seat.pk)
    seat.finished_at, seat.expert_id = found["finished_at"], found["expert_id"]
