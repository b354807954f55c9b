"""Judging: what an official says to one item after the other of a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from surveys import auditing, proving, reviewing
from surveys.assessing import beside, corrections_of, evaluate
from surveys.models import (
    Correction,
    CorrectionState,
    Evidence,
    Judgement,
    JudgementKind,
    Lane,
    Response,
    Submission,
    Trust,
    User,
)
from surveys.scoring import State


class NotAgreeable(Exception):
    """Nothing is claimed, it is said not to apply, or a correction stands beside it."""


@transaction.atomic
def agree(response: Response, code: str, *, by: User, at: datetime) -> Judgement:
    """Note that a claim was checked and is right; its proofs are verified by that.

    Files that wait for their check rise to "verified by an official"; those of an
    authority stand higher already, and an own statement stays one.
    """
    submission = _under_review(response)
    claim = submission.typed_answers().get(code)
    if claim is None or claim.state == "na" or code in corrections_of(submission):
        raise NotAgreeable
    known = submission.judgements.filter(code=code).first()
    if known and known.kind == JudgementKind.AGREE:
        return known
    if known:
        known.delete()
    raised = [_verified(file, by, at) for file in _unchecked(submission, code)]
    details = {"code": code, "raised": raised}
    auditing.record("agree", response, by=by, at=at, details=details)
    return Judgement.objects.create(
        submission=submission,
        code=code,
        kind=JudgementKind.AGREE,
        raised=raised,
        by=by,
        at=at,
    )


@transaction.atomic
def agree_again(response: Response, *, by: User, at: datetime) -> list[str]:
    """Agree to every item that was agreed to in an earlier version and has stayed as it
    was; gives their codes."""
    submission = _under_review(response)
    used = beside(submission, Lane.REVIEWED)
    codes = unchanged(submission, evaluate(submission, Lane.REVIEWED, used).states)
    for code in codes:
        agree(response, code, by=by, at=at)
    return codes


def unchanged(submission: Submission, states: Mapping[str, State]) -> list[str]:
    """The items that nothing is noted of yet, whose answer and proofs are those that an
    official agreed to before, and was the last to say something about.

    `states` are those of the items; what a condition hides is left out.
    """
    before = submission.response.submissions.filter(number__lt=submission.number)
    found = _last_agreed(before) if submission.number > 1 else {}
    noted = (
        set(submission.judgements.values_list("code", flat=True)) if found else set()
    )
    noted |= corrections_of(submission).keys() if found else set()
    return [
        code
        for code, old in found.items()
        if code not in noted
        and states.get(code, State.HIDDEN) is not State.HIDDEN
        and _claimed(old, code) == _claimed(submission, code)
    ]


def _last_agreed(before: QuerySet[Submission]) -> dict[str, Submission]:
    """By item the version in which it was agreed to, where no later version has another
    note or a correction."""
    found: dict[str, Submission] = {}
    rows = before.order_by("number").prefetch_related("judgements", "corrections")
    for version in rows:
        for note in version.judgements.all():
            found[note.code] = version
            if note.kind != JudgementKind.AGREE:
                del found[note.code]
        for correction in version.corrections.all():
            found.pop(correction.code, None)
    return found


def _claimed(submission: Submission, code: str) -> tuple[Any, set[str]]:
    """What is claimed of an item, and the hashes of its proofs."""
    rows = (row for row in submission.evidence if row["code"] == code)
    return submission.answers.get(code), {row["sha256"] for row in rows}


def _under_review(response: Response) -> Submission:
    reviewing.refuse_unless_under_review(response)
    return response.newest_submission()


def _unchecked(submission: Submission, code: str) -> list[Evidence]:
    cited = [row["id"] for row in submission.evidence if row["code"] == code]
    rows = Evidence.objects.filter(pk__in=cited, trust=Trust.UNCHECKED)
    return list(rows.select_related("response"))


def _verified(file: Evidence, by: User, at: datetime) -> str:
    proving.grade(file, Trust.VERIFIED, by=by, at=at)
    return str(file.pk)


@transaction.atomic
def grade(evidence: Evidence, trust: str, *, by: User, at: datetime) -> None:
    """Say how far a proof of a file under review can be trusted."""
    reviewing.refuse_unless_under_review(evidence.response)
    proving.grade(evidence, trust, by=by, at=at)


@transaction.atomic
def ask(
    response: Response, code: str, text: str, *, by: User, at: datetime
) -> Judgement | None:
    """Note what is to be asked back at an item; without words nothing is.

    The enterprise reads it once the file is returned.
    """
    submission = _under_review(response)
    if code not in response.edition.scheme.questions:
        raise ValueError(code)
    words = text.strip()
    known = submission.judgements.filter(code=code).first()
    if known and known.kind == JudgementKind.ASK and known.text == words:
        return known
    if known and (words or known.kind == JudgementKind.ASK):
        _drop(known, by, at)
    if not words:
        return None
    auditing.record("ask", response, by=by, at=at, reason=words, details={"code": code})
    return Judgement.objects.create(
        submission=submission,
        code=code,
        kind=JudgementKind.ASK,
        text=words,
        by=by,
        at=at,
    )


@transaction.atomic
def take_back(response: Response, code: str, *, by: User, at: datetime) -> None:
    """Take back what is noted at an item; trust that was raised by it falls again."""
    known = _under_review(response).judgements.filter(code=code).first()
    if known is None:
        return
    _drop(known, by, at)
    details = {"code": code, "kind": known.kind}
    auditing.record(
        "take_judgement_back",
        response,
        by=by,
        at=at,
        reason=known.text,
        details=details,
    )


def _drop(judgement: Judgement, by: User, at: datetime) -> None:
    files = Evidence.objects.filter(pk__in=judgement.raised, trust=Trust.VERIFIED)
    for file in files.select_related("response"):
        proving.grade(file, Trust.UNCHECKED, by=by, at=at)
    Judgement.objects.filter(pk=judgement.pk).delete()


@transaction.atomic
def correct(  # noqa: PLR0913 -- which item, to what, why, who and when
    response: Response,
    code: str,
    value: Any,
    *,
    reason: str,
    by: User,
    at: datetime,
    state: str = CorrectionState.ANSWERED,
) -> Correction:
    """Put a second value beside a claim; an agreement to it is taken back by that."""
    submission = _under_review(response)
    agreed = submission.judgements.filter(code=code, kind=JudgementKind.AGREE)
    if agreed.exists():
        take_back(response, code, by=by, at=at)
    return reviewing.correct(
        response, code, value, reason=reason, by=by, at=at, state=state
    )
