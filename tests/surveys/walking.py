"""A walk through the workflow: every verb at any moment, beside a model of the file.

Each step says what the model expects of it: the change it makes, or the exception by
which it is refused. What is stored is compared after every step.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from surveys import objecting
from surveys.filling import AlreadySubmitted
from surveys.models import AuditRow, MoveRow, Objection, Response, Submission, User
from surveys.recognising import NoticeRuns
from surveys.reviewing import (
    DistrictMayNotDecide,
    NothingToReview,
    ObjectionsFirst,
)
from surveys.workdays import end_after
from surveys.workflow import (
    DECIDED,
    EDITABLE,
    HANDED_IN,
    MOVES,
    OPEN_TO_FINDINGS,
    Closed,
    MoveRefused,
    NotReached,
    NotReleased,
    ObjectionOpen,
    ObjectionPossible,
    Status,
)

OBJECTION_DAYS = 5  # working days, as rounds have them
MINUTE = timedelta(minutes=1)
Refusal = type[Exception] | None


@dataclass
class Noted:
    """A correction as the model knows it."""

    good: bool
    by: User
    at: datetime
    back: bool = False  # the claim came back by an objection
    contested: bool = False


@dataclass
class Model:
    """What a file must look like; `moves` are the names of the moves made so far."""

    status: Status
    deadline: datetime
    due: datetime | None = None
    opened: bool = False
    cleared: bool = False
    version: int = 0  # how often it was handed in
    noted: list[Noted] = field(default_factory=list)  # on this version
    votes: dict[User, tuple[str, datetime]] = field(default_factory=dict)
    settled: datetime | None = None
    recommended: datetime | None = None
    notice_until: datetime | None = None
    objections: dict[int, int] = field(default_factory=dict)  # open: pk to version or 0
    parties: set[User] = field(default_factory=set)
    moves: list[str] = field(default_factory=list)

    @property
    def closes(self) -> datetime:
        return self.due or self.deadline

    @property
    def reached(self) -> bool:
        return self.cleared and (not self.noted or self.noted[-1].good)

    @property
    def objected(self) -> bool:
        """Whether an objection to a correction of this version is open."""
        return bool(self.version) and self.version in self.objections.values()

    @property
    def corrected(self) -> bool:
        """Whether a correction of this version stands."""
        return bool(self.noted) and not self.noted[-1].back

    def is_contestable(self, at: datetime) -> bool:
        """Whether the enterprise may still object to it."""
        if not self.corrected or self.noted[-1].contested:
            return False
        since = self.noted[-1].at
        return at < end_after(max(since, self.recommended or since), OBJECTION_DAYS)

    def took_part(self, person: User) -> bool:
        return person in self.parties

    def move(self, name: str, at: datetime) -> None:
        self.status = MOVES[name].target
        self.settled = at
        if name == "recommend":
            self.recommended = at
        self.moves.append(name)

    # -- what stands against a step

    def may(self, name: str) -> Refusal:
        return None if self.status in MOVES[name].sources else MoveRefused

    def may_submit(self, at: datetime) -> Refusal:
        if self.status in EDITABLE:
            return None if at < self.closes else Closed
        return AlreadySubmitted if self.status in HANDED_IN else MoveRefused

    def may_take_back(self, at: datetime) -> Refusal:
        if at >= self.closes:
            return Closed
        return MoveRefused if self.opened else self.may("take_back")

    def may_note(self) -> Refusal:
        return None if self.status in OPEN_TO_FINDINGS else NothingToReview

    def may_with_version(self, name: str) -> Refusal:
        return self.may(name) if self.version else Submission.DoesNotExist

    def may_settle(self, move: str, *, allowed: bool) -> Refusal:
        if not self.version:
            return Submission.DoesNotExist
        if not allowed:
            return DistrictMayNotDecide
        if move != "notice" and self.corrected:
            return ObjectionsFirst
        return self.may(f"{move}_in_district") or self._against(move)

    def may_decide(self, move: str, at: datetime, *, held: bool) -> Refusal:
        if held:
            return NotReleased
        if self.version and move != "notice" and self.is_contestable(at):
            return ObjectionPossible
        return self.may_with_version(move) or (ObjectionOpen if self.objected else None)

    def decides(self, move: str) -> Refusal:
        """What stands against the decision itself, once enough have voted."""
        return self._against(move)

    def _against(self, move: str) -> Refusal:
        if self.objected:
            return ObjectionOpen
        return NotReached if move == "notice" and not self.reached else None

    def agreed(self, move: str, by: User) -> bool:
        """Whether another officer voted the same since what they vote on stands."""
        since = self.settled
        assert since is not None
        others = (vote for who, vote in self.votes.items() if who != by)
        return any(vote[0] == move and vote[1] >= since for vote in others)

    def may_recognise(self, at: datetime) -> Refusal:
        if self.notice_until is not None and at < self.notice_until:
            return NoticeRuns
        return self.may("recognise") or (NoticeRuns if self.objections else None)

    def may_object(self) -> Refusal:
        open_to = {Status.RECOMMENDED, Status.NOTICED}
        return None if self.status in open_to else MoveRefused

    def may_decide_objection(self, objection: Objection, by: User) -> Refusal:
        if self.took_part(by):
            return objecting.TookPart
        return None if objection.pk in self.objections else MoveRefused

    def has_lapsed(self, at: datetime) -> bool:
        return self.status in EDITABLE and self.closes <= at - MINUTE


def tried(act: Callable[[], Any], expected: Refusal) -> Any:
    """Do a step; exactly the expected refusal may stand against it."""
    if expected is None:
        return act()
    with pytest.raises(expected) as refused:
        act()
    assert refused.type is expected  # and none of its kinds
    return None


def numbers() -> tuple[int, int]:
    """How many rows of moves and of the audit trail there are."""
    return MoveRow.objects.count(), AuditRow.objects.count()


def compare(pk: int, model: Model) -> None:
    """What is stored is what the model says, and every row of the log is legal."""
    stored = Response.objects.select_related("round").get(pk=pk)
    assert (stored.status, stored.closes_at, bool(stored.opened_at)) == (
        model.status,
        model.closes,
        model.opened,
    )
    rows = list(MoveRow.objects.filter(response=pk))
    assert [row.name for row in rows] == model.moves
    before = Status.DRAFT
    for row in rows:
        move = MOVES[row.name]
        assert row.source == before
        assert row.source in move.sources
        assert row.target == move.target
        assert row.reason or not move.reason
        before = move.target
    assert before == model.status
    final = stored.submissions.filter(scorecards__lane="final").exists()
    assert final or model.status not in DECIDED
    assert hasattr(stored, "title") is (model.status == Status.RECOGNISED)
