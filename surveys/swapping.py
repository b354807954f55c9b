"""Swapping: a round asks another edition, as long as nothing was handed in to the old.

Drafts move along. What the new edition asks as well keeps its answer, by the
concordance or by the code; what it does not ask, or would not accept, is cleared, and
the revision keeps what stood there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from surveys import auditing, notifying
from surveys.models import (
    Edition,
    EditionState,
    Evidence,
    Response,
    Revision,
    Round,
    RoundState,
    Submission,
    User,
)
from surveys.scoring import Answer, Scheme
from surveys.scoring.transferring import Origin, origins, transfer
from surveys.workflow import EDITABLE, ReasonNeeded

Document = Mapping[str, Mapping[str, Any]]
CHANGEABLE = (RoundState.PLANNED, RoundState.OPEN)
KEPT = ("v", "state", "reason")


class SwapRefused(Exception):
    """This edition cannot take the place of that one; the message says why."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a swap does to one draft: how many answers go along, and the codes (of the
    old edition) of those that do not."""

    response: Response
    kept: int
    dropped: tuple[str, ...]


def swappable(target: Round) -> QuerySet[Edition]:
    """The editions of a round to which nothing was handed in."""
    used = Submission.objects.filter(response__round=target)
    return target.editions.exclude(pk__in=used.values("response__edition"))


def substitutes(target: Round, old: Edition) -> QuerySet[Edition]:
    """The published editions that may take the place of one."""
    rows = Edition.objects.filter(
        questionnaire=old.questionnaire_id, state=EditionState.PUBLISHED
    )
    return rows.exclude(pk__in=target.editions.values("pk"))


def outlook(target: Round, old: Edition, new: Edition) -> list[Move]:
    """What a swap would do to each draft."""
    rows = Response.objects.with_subject().filter(round=target, edition=old)
    return [_move(response, _Way(old.scheme, new.scheme)) for response in rows]


@transaction.atomic
def swap_edition(
    target: Round, old: Edition, new: Edition, *, reason: str, by: User, at: datetime
) -> list[Move]:
    """Let a round ask another edition of the same questionnaire.

    Raises SwapRefused where something was handed in to the old one, where the round is
    over, and for an edition that is not published or is asked already.
    """
    if not reason.strip():
        raise ReasonNeeded("swap_edition")
    held = Round.objects.select_for_update().get(pk=target.pk)
    # Whoever hands in at this moment is waited for, or finds another version.
    rows = Response.objects.select_for_update(of=("self",)).filter(
        round=held, edition=old
    )
    drafts = list(rows.with_subject().order_by("pk"))
    _refuse(held, old, new)
    held.editions.remove(old)
    held.editions.add(new)
    way = _Way(old.scheme, new.scheme)
    moves = [_carry(draft, new, way, by=by, at=at) for draft in drafts]
    dropped = {str(m.response.pk): m.dropped for m in moves if m.dropped}
    auditing.record(
        "swap_edition",
        held,
        by=by,
        at=at,
        reason=reason,
        details={"dropped": dropped, "drafts": len(moves)},
        before={"edition": old.sha256},
        after={"edition": new.sha256},
    )
    for move in moves:
        _tell(move, reason, at)
    return moves


def _refuse(target: Round, old: Edition, new: Edition) -> None:
    if target.state not in CHANGEABLE:
        raise SwapRefused(_("The round is over: its questionnaires stay as they are."))
    if not target.editions.filter(pk=old.pk).exists():
        raise SwapRefused(_("This edition is not asked any more: somebody swapped it."))
    if not swappable(target).filter(pk=old.pk).exists():
        raise SwapRefused(
            _("Somebody has handed in to this edition; it can no longer be swapped.")
        )
    if not substitutes(target, old).filter(pk=new.pk).exists():
        raise SwapRefused(_("Choose a published edition of the same questionnaire."))


class _Way:
    """From one edition to another: where each answer comes from."""

    def __init__(self, old: Scheme, new: Scheme) -> None:
        self.old, self.new = old, new
        self.origins: Mapping[str, Origin] = origins(new, old)

    def moved(self, given: Mapping[str, Answer]) -> dict[str, Answer]:
        """Answers to the old edition as answers to the new one."""
        found = transfer(self.new, self.old, given).answers
        questions = self.new.questions
        return {
            code: answer
            for code, answer in found.items()
            if answer.state != "na" or questions[code].allow_na
        }


def _move(response: Response, way: _Way) -> Move:
    given = response.typed_answers()
    moved = way.moved(given)
    used = {way.origins[code].code for code in moved}
    dropped = tuple(code for code in given if code not in used)
    return Move(response, len(moved), dropped)


def _carry(
    response: Response, new: Edition, way: _Way, *, by: User, at: datetime
) -> Move:
    move, old = _move(response, way), response.answers
    document, revisions = _answers(response, way, by=by, at=at)
    Revision.objects.bulk_create(revisions)
    _carry_files(response, way, by=by, at=at)
    sections = [section.code for section in way.new.sections]
    response.assignments.exclude(section__in=sections).delete()
    rows = Response.objects.filter(pk=response.pk, answers=old)
    rows.update(edition=new, answers=document, version=F("version") + 1)
    response.edition, response.answers = new, document
    return move


def _answers(
    response: Response, way: _Way, *, by: User, at: datetime
) -> tuple[dict[str, Any], list[Revision]]:
    """The answers under the new edition, with a revision for each that is not what it
    was. A cleared one stays, for its number of versions."""
    old: Document = response.answers
    moved = way.moved(response.typed_answers())
    document, revisions = {}, []
    for code in dict.fromkeys((*old, *moved)):
        before, now = old.get(code), _entry(code, old, moved, way)
        if before is not None and _shown(before) == _shown(now):
            document[code] = dict(before)
            continue
        n = before["n"] + 1 if before else 1
        document[code] = {"by": by.pk, "at": at.isoformat()} | now | {"n": n}
        revision = {"old": before and _shown(before), "new": _shown(now)}
        revisions.append(
            Revision(response=response, code=code, n=n, by=by, at=at, **revision)
        )
    return document, revisions


def _entry(
    code: str, old: Document, moved: Mapping[str, Answer], way: _Way
) -> dict[str, Any]:
    """An answer as it stands afterwards, with who gave it; nothing where none fits."""
    answer = moved.get(code)
    if answer is None:
        return {"v": None, "state": "answered", "reason": "", "from": "typed"}
    source = dict(old[way.origins[code].code])
    source.pop("pen", None)  # the page that wrote it asks the old edition
    return source | {"v": answer.value, "state": answer.state}


def _shown(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: entry[key] for key in KEPT}


def _carry_files(response: Response, way: _Way, *, by: User, at: datetime) -> None:
    """Files go to the question that their own has become, or are taken off."""
    places: dict[str, str] = {}
    for code, origin in way.origins.items():
        places.setdefault(origin.code, code)
    for file in response.evidence.kept():
        place = places.get(file.code)
        rows = Evidence.objects.filter(pk=file.pk)
        if place is None:
            rows.update(removed_by=by, removed_at=at)
        elif place != file.code:
            rows.update(code=place)


def _tell(move: Move, reason: str, at: datetime) -> None:
    response = move.response
    if response.status in EDITABLE:
        notifying.tell(
            "edition_changed",
            notifying.fillers(response, at),
            at=at,
            response=response,
            kept=move.kept,
            dropped=len(move.dropped),
            reason=reason,
        )
