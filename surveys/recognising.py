"""Recognising: what the municipality decides, and the title that it grants."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone

from surveys import auditing, contesting, notifying
from surveys.assessing import (
    assess_finally,
    corrections_of,
    refuse_while_objected,
)
from surveys.models import (
    DecisionVote,
    ObjectionState,
    Response,
    Stage,
    Submission,
    Title,
    User,
)
from surveys.workflow import MOVES, MoveRefused, NotReleased, ReasonNeeded

DECISIONS = ("notice", "cultivate", "decline")


class NoticeRuns(Exception):
    """The public notice has not ended, or an objection is open."""


@transaction.atomic
def decide(
    response: Response, move: str, *, reason: str = "", by: User, at: datetime
) -> bool:
    """Decide a recommended file; False where a second officer must agree first.

    Raises NotReached for the public notice of a unit that has not reached the stage,
    ObjectionOpen while an objection to a correction is not decided, NotReleased where
    the round waits for its calibration, and ObjectionPossible for all but the notice
    while the enterprise may still object.
    """
    if MOVES[move].reason and not reason.strip():
        raise ReasonNeeded(move)
    if response.round.holds_decisions():
        raise NotReleased
    submission = response.newest_submission()
    if move != "notice":
        contesting.refuse_early(response, corrections_of(submission).values(), at)
    if response.round.four_eyes and not _second(submission, move, reason, by, at):
        auditing.record(f"propose_{move}", response, by=by, at=at, reason=reason)
        return False
    response.move(move, by=by, at=at, reason=reason, **response.notice(move, at))
    assess_finally(submission, move, by=by, at=at)
    auditing.record(move, response, by=by, at=at, reason=reason)
    notifying.tell_decision(move, response, reason=reason, at=at)
    return True


def _second(
    submission: Submission, move: str, reason: str, by: User, at: datetime
) -> bool:
    """Keep this officer's vote; whether another one voted the same before.

    Votes count from when the file was recommended: an upheld objection ends earlier
    ones. The row is held, for of two at once neither would see the other's vote.
    """
    response = submission.response
    response.hold()
    if response.status not in MOVES[move].sources:
        raise MoveRefused(move, response.status)
    refuse_while_objected(submission)
    DecisionVote.objects.update_or_create(
        submission=submission,
        by=by,
        defaults={"move": move, "reason": reason, "at": at},
    )
    return submission.votes.standing().filter(move=move).exclude(by=by).exists()


@transaction.atomic
def send_back(response: Response, *, reason: str, by: User, at: datetime) -> None:
    """Send a recommended file back to the district, with a reason."""
    response.move("send_back", by=by, at=at, reason=reason)
    auditing.record("send_back", response, by=by, at=at, reason=reason)


@transaction.atomic
def recognise(response: Response, *, by: User, at: datetime) -> Title | None:
    """Recognise after the notice period; the unit then holds the stage's title, if the
    questionnaire leads to a stage."""
    if response.notice_until is not None and at < response.notice_until:
        raise NoticeRuns
    # First the move, whose row nobody changes any more; then what may stand against it.
    response.move("recognise", by=by, at=at)
    if response.objections.filter(state=ObjectionState.OPEN).exists():
        raise NoticeRuns
    title = _grant(response, at)
    details = {"title": title.number} if title else {}
    auditing.record("recognise", response, by=by, at=at, details=details)
    people = notifying.people_of(response, at)
    number = title.number if title else ""
    notifying.tell("recognised", people, at=at, response=response, title=number)
    return title


def note_export(
    units: int, asked: Mapping[str, str], *, by: User, at: datetime
) -> None:
    """Note who took the list of the public notices away, and what was asked for."""
    details = {"units": units, "filter": dict(asked)}
    auditing.record("export_notices", by, by=by, at=at, details=details)


def _grant(response: Response, at: datetime) -> Title | None:
    questionnaire, unit = response.edition.questionnaire, response.unit
    enterprise = unit.enterprise
    # The stage's row is the lock of its numbers.
    stages = Stage.objects.select_for_update().filter(questionnaires=questionnaire)
    stage = stages.first()
    if stage is None:
        return None
    day = timezone.localdate(at)
    return Title.objects.create(
        number=_next_number(stage, at),
        stage=stage,
        holder=f"{enterprise.name} {unit.name}",
        uscc=enterprise.uscc,
        enterprise=enterprise,
        unit=unit,
        region=enterprise.region,
        cluster=enterprise.primary_cluster,
        response=response,
        granted_on=day,
        due_on=stage.next_recheck(day),
    )


def _next_number(stage: Stage, at: datetime) -> str:
    initials = "".join(word[0] for word in stage.code.split("_")).upper()
    prefix = f"{initials}-{timezone.localdate(at).year}-"
    last = (
        # A register that was taken over may have other numbers that begin like it.
        Title.objects.filter(number__regex=rf"^{prefix}[0-9]+$")
        .order_by(Length("number").desc(), "-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"{prefix}{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"
