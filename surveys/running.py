"""Running a round: plan, open, close, archive it, reopen a file, score it again."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from surveys import auditing, jobs, notifying
from surveys.models import (
    Edition,
    EditionState,
    Job,
    Region,
    Rescoring,
    RescoringState,
    Response,
    Round,
    RoundState,
    User,
)
from surveys.workflow import ENDED, ReasonNeeded


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as a municipal officer plans it; the deadline is exclusive, `asks_from`
    and `asks_to` the first and the last day that its questions ask about."""

    name_zh: str
    name_en: str
    year: int
    opens_at: datetime
    deadline: datetime
    editions: Sequence[Edition]
    regions: Sequence[Region]
    asks_from: date | None = None
    asks_to: date | None = None
    notice_days: int = 5
    objection_days: int = 5
    review_days: int = 10
    four_eyes: bool = False
    calibrated: bool = False
    district_decides_below: Decimal | None = None


class RoundRefused(Exception):
    """The round is not in a state from which this step starts."""


@transaction.atomic
def plan_round(plan: Plan, *, by: User, at: datetime) -> Round:
    """Write a round down; nobody can fill anything before it is opened."""
    planned = Round.objects.create(created_by=by, **_settings(plan))
    planned.editions.set(plan.editions)
    planned.regions.set(plan.regions)
    auditing.record("plan_round", planned, by=by, at=at, after=planned.told())
    return planned


SETTINGS: Final = tuple(
    field.name for field in fields(Plan) if field.name not in {"editions", "regions"}
)


def _settings(plan: Plan) -> dict[str, Any]:
    """What of a plan are columns of the round."""
    return {name: getattr(plan, name) for name in SETTINGS}


@transaction.atomic
def change_round(target: Round, plan: Plan, *, by: User, at: datetime) -> None:
    """Change whatever was planned, as long as the round was not opened."""
    held = _hold(target)
    if held.state != RoundState.PLANNED:
        raise RoundRefused
    before = held.told()
    Round.objects.filter(pk=target.pk).update(**_settings(plan))
    target.editions.set(plan.editions)
    target.regions.set(plan.regions)
    target.refresh_from_db()
    after = target.told()
    auditing.record("change_round", target, by=by, at=at, before=before, after=after)


def _hold(target: Round) -> Round:
    """The round as it stands; nobody else changes it until the transaction ends."""
    return Round.objects.select_for_update().get(pk=target.pk)


def open_round(target: Round, *, by: User, at: datetime) -> None:
    """Open a planned round; enterprises can start from its opening time on."""
    _step(target, RoundState.PLANNED, RoundState.OPEN, by=by, at=at)


def close_round(target: Round, *, by: User, at: datetime) -> None:
    """Close an open round once its time is over for everybody; reviews go on."""
    with transaction.atomic():
        if at < _hold(target).last_end:
            raise RoundRefused
        _step(target, RoundState.OPEN, RoundState.CLOSED, by=by, at=at)


class FilesOpen(RoundRefused):
    """Files or a re-scoring of the round still wait for somebody; `count` files do."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@transaction.atomic
def archive_round(target: Round, *, by: User, at: datetime) -> None:
    """Put a closed round away for good: every file has ended, nothing changes any more.

    Raises FilesOpen while something of it still waits for somebody.
    """
    _hold(target)
    waiting = target.responses.exclude(status__in=ENDED).count()
    undecided = target.rescorings.filter(state__in=UNDECIDED).exists()
    if target.state == RoundState.CLOSED and (waiting or undecided):
        raise FilesOpen(waiting)
    _step(target, RoundState.CLOSED, RoundState.ARCHIVED, by=by, at=at)


@transaction.atomic
def _step(target: Round, old: str, new: str, *, by: User, at: datetime) -> None:
    if Round.objects.filter(pk=target.pk, state=old).update(state=new) != 1:
        raise RoundRefused
    target.state = new
    before, after = {"state": str(old)}, {"state": str(new)}
    auditing.record(f"round_{new}", target, by=by, at=at, before=before, after=after)


@transaction.atomic
def reopen(
    response: Response, *, due_at: datetime, reason: str, by: User, at: datetime
) -> None:
    """Let a lapsed response go on until a new date, which lies ahead."""
    if due_at <= at:
        raise ValueError("due_at")
    if _hold(response.round).state == RoundState.ARCHIVED:
        raise RoundRefused
    response.move("reopen", by=by, at=at, reason=reason, due_at=due_at)
    details = {"due_at": due_at.isoformat()}
    auditing.record("reopen", response, by=by, at=at, reason=reason, details=details)
    notifying.tell(
        "reopened",
        notifying.fillers(response, at),
        at=at,
        response=response,
        due_at=due_at.isoformat(),
        reason=reason,
    )


class RescoringRefused(Exception):
    """Such a re-scoring is not possible, or is not in a state for this step."""


UNDECIDED = (RescoringState.RUNNING, RescoringState.READY)


class SecondOfficerNeeded(Exception):
    """The round asks for four eyes: whoever began the re-scoring does not decide it."""


@transaction.atomic
def begin_rescoring(
    target: Round,
    edition: Edition,
    corrected: Edition,
    *,
    reason: str,
    by: User,
    at: datetime,
) -> Rescoring:
    """Score the responses to an edition again under a corrected one; a job does it.

    Nothing of it counts before it is adopted. Raises RescoringRefused where the
    corrected edition is none of the same questionnaire, where this was done before, and
    while another re-scoring of the edition waits for a decision.
    """
    if not reason.strip():
        raise ReasonNeeded("begin_rescoring")
    Round.objects.select_for_update().get(pk=target.pk)  # of two at once one begins
    if not may_correct(target, edition, corrected):
        raise RescoringRefused
    begun = Rescoring.objects.create(
        round=target, edition=edition, corrected=corrected, reason=reason, by=by, at=at
    )
    begun.job = _start(begun, f"rescore:{begun.pk}", by)
    begun.save(update_fields=["job"])
    details = {"edition": edition.sha256, "corrected": corrected.sha256}
    auditing.record(
        "begin_rescoring", begun, by=by, at=at, reason=reason, details=details
    )
    return begun


def may_correct(target: Round, edition: Edition, corrected: Edition) -> bool:
    """Whether responses to an edition may be scored again under the corrected one."""
    earlier = Rescoring.objects.filter(round=target, edition=edition)
    waiting = Q(state__in=UNDECIDED) | Q(corrected=corrected)
    return (
        target.state != RoundState.ARCHIVED
        and corrected.state == EditionState.PUBLISHED
        and corrected.questionnaire_id == edition.questionnaire_id
        and corrected.pk != edition.pk
        and target.editions.filter(pk=edition.pk).exists()
        and not earlier.filter(waiting).exists()
    )


def _start(rescoring: Rescoring, key: str, by: User) -> Job:
    return jobs.start(
        "rescore", key, args={"rescoring": rescoring.pk}, by=by, restart=True
    )


@transaction.atomic
def go_on(rescoring: Rescoring, *, by: User, at: datetime) -> None:
    """Let a re-scoring go on whose job failed, from where it stopped."""
    if rescoring.state != RescoringState.RUNNING:
        raise RescoringRefused
    _start(rescoring, f"rescore:{rescoring.pk}", by)
    auditing.record("go_on_rescoring", rescoring, by=by, at=at)


@transaction.atomic
def adopt(rescoring: Rescoring, *, reason: str, by: User, at: datetime) -> None:
    """Make the new scorecards count; titles and statuses stay as they are.

    From now on responses to the edition in this round are scored under the corrected
    one. A job scores what was scored under the old one since the diff was made.
    """
    _decide(rescoring, RescoringState.ADOPTED, reason=reason, by=by, at=at)
    _start(rescoring, f"rescore:{rescoring.pk}:rest", by)


@transaction.atomic
def reject(rescoring: Rescoring, *, reason: str, by: User, at: datetime) -> None:
    """Leave the scorecards that stand; one that is still computed is stopped."""
    _decide(rescoring, RescoringState.REJECTED, reason=reason, by=by, at=at)
    if rescoring.job is not None:
        jobs.cancel(rescoring.job)


def _decide(
    rescoring: Rescoring, state: str, *, reason: str, by: User, at: datetime
) -> None:
    if not reason.strip():
        raise ReasonNeeded(f"rescoring_{state}")
    if rescoring.round.four_eyes and rescoring.by_id == by.pk:
        raise SecondOfficerNeeded
    open_to = UNDECIDED if state == RescoringState.REJECTED else UNDECIDED[1:]
    rows = Rescoring.objects.filter(pk=rescoring.pk, state__in=open_to)
    before, after = {"state": str(rescoring.state)}, {"state": str(state)}
    decided = {"state": state, "decided_by": by, "decided_at": at, "decision": reason}
    if rows.update(**decided) != 1:
        raise RescoringRefused
    rescoring.refresh_from_db(fields=list(decided))
    auditing.record(
        f"rescoring_{state}",
        rescoring,
        by=by,
        at=at,
        reason=reason,
        before=before,
        after=after,
    )
