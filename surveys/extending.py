"""Extending: more time in a round for one enterprise or one region, with a reason."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from surveys import auditing, notifying, running
from surveys.models import (
    Enterprise,
    Extension,
    Region,
    Response,
    Round,
    RoundState,
    User,
)
from surveys.models.responses import ResponseQuerySet
from surveys.running import RoundRefused
from surveys.workflow import EDITABLE, ReasonNeeded, Status

# Whoever takes a file back gets the time that is left, too.
IN_HAND = EDITABLE | {Status.SUBMITTED}
Whom = Region | Enterprise


class TooEarly(Exception):
    """The new end is none: it lies in the past or not after the present one."""

    def __init__(self, present: datetime) -> None:
        super().__init__(present)
        self.present = present


@dataclass(frozen=True, slots=True)
class Extended:
    """What was done: the extension, how many files got the new end, how many that had
    lapsed are open again, and how many enterprises were told."""

    extension: Extension
    files: int
    reopened: int
    told: int


@transaction.atomic
def extend(
    target: Round, whom: Whom, *, until: datetime, reason: str, by: User, at: datetime
) -> Extended:
    """Give a region or an enterprise more time in an open round.

    Files in hand that end earlier get the new end, those that lapsed are open again,
    and who starts later has it as well. Raises TooEarly where it is no more time, and
    RoundRefused where the round is not open or does not ask them.
    """
    if not reason.strip():
        raise ReasonNeeded("extend")
    held = Round.objects.select_for_update().get(pk=target.pk)
    if held.state != RoundState.OPEN or not _takes_part(held, whom):
        raise RoundRefused
    present = present_end(held, whom)
    if until <= max(at, present):
        raise TooEarly(present)
    made = Extension(round=held, until=until, reason=reason, by=by, at=at)
    setattr(made, "region" if isinstance(whom, Region) else "enterprise", whom)
    made.save(force_insert=True)
    done = _apply(made, whom, by=by, at=at)
    name = whom.code if isinstance(whom, Region) else whom.uscc
    auditing.record(
        "extend",
        made,
        by=by,
        at=at,
        reason=reason,
        details={"whom": name, "files": done.files, "reopened": done.reopened},
        before={"deadline": present.isoformat()},
        after={"deadline": until.isoformat()},
    )
    return done


def _takes_part(target: Round, whom: Whom) -> bool:
    region = whom.pk if isinstance(whom, Region) else whom.region_id
    asked = target.regions.filter(pk=region).exists()
    return asked or _files(target, whom).exists()


def present_end(target: Round, whom: Whom) -> datetime:
    """The end that a region or an enterprise has now; exclusive."""
    if isinstance(whom, Enterprise):
        return target.closes_for(whom)
    given = (e.until for e in target.extensions.all() if e.region_id == whom.pk)
    return max([target.deadline, *given])


def _files(target: Round, whom: Whom) -> ResponseQuerySet:
    path = "region" if isinstance(whom, Region) else "pk"
    of = Enterprise.objects.filter(**{path: whom.pk})
    return Response.objects.filter(round=target, unit__enterprise__in=of)


def _apply(made: Extension, whom: Whom, *, by: User, at: datetime) -> Extended:
    files = _files(made.round, whom)
    earlier = Q(due_at__isnull=True) | Q(due_at__lt=made.until)
    changed = files.filter(earlier, status__in=IN_HAND).update(due_at=made.until)
    lapsed = list(files.with_subject().filter(status=Status.LAPSED))
    for response in lapsed:
        running.reopen(response, due_at=made.until, reason=made.reason, by=by, at=at)
    return Extended(made, changed, len(lapsed), _tell(made, whom, at))


def _tell(made: Extension, whom: Whom, at: datetime) -> int:
    """Tell those who fill for the enterprises concerned; gives how many enterprises."""
    concerned = [whom] if isinstance(whom, Enterprise) else whom.enterprises.all()
    known = {enterprise.pk: enterprise.name for enterprise in concerned}
    people = notifying.fillers_of(known, at)
    for enterprise, fillers in people.items():
        notifying.tell(
            "extended",
            fillers,
            about=f"{made.pk}:{enterprise}",
            at=at,
            enterprise=known[enterprise],
            round_zh=made.round.name_zh,
            round_en=made.round.name_en,
            due_at=made.until.isoformat(),
            reason=made.reason,
        )
    return len(people)
