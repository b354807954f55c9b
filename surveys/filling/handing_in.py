"""Handing in: what is missing, the submission, taking back, withdrawing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from surveys import auditing, jobs, notifying
from surveys.assessing import facts_of, profile_of
from surveys.doubting import barred
from surveys.filling.saving import Document
from surveys.models import Response, Submission, User
from surveys.scoring import digest, unanswered
from surveys.workflow import EDITABLE, HANDED_IN, Closed, MoveRefused


class Incomplete(Exception):
    """Answers that the edition needs before handing in are missing."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class Contradictory(Exception):
    """Answers contradict each other in a way that must be mended before handing in."""


class AlreadySubmitted(Exception):
    """It is handed in already: somebody was quicker, or clicked twice."""

    def __init__(self, receipt: str) -> None:
        super().__init__(receipt)
        self.receipt = receipt


def missing(response: Response) -> tuple[str, ...]:
    """Codes of required, shown questions without a whole answer, in the order asked.

    Half a ratio or part of a matrix is kept but does not answer its question.
    """
    unit, answers = response.unit, response.typed_answers()
    facts = profile_of(unit.enterprise, unit.kind)
    return unanswered(response.edition.scheme, answers, facts)


@transaction.atomic
def submit(
    response: Response, *, name: str, post: str, by: User, at: datetime
) -> Submission:
    """Hand in: freeze answers, facts and evidence, and start the scoring job.

    `name` and `post` are of the person who declares that the answers are true. Of two
    at once exactly one submits: the other is refused by the move, and told the receipt.
    """
    _refuse_unready(response, at)
    unchanged = Q(version=response.version)
    try:
        response.move(
            "submit", by=by, at=at, only_if=unchanged, opened_by=None, opened_at=None
        )
    except MoveRefused:
        _refuse_second(response)
        raise
    submission = _freeze(response, name=name, post=post, by=by, at=at)
    args = {"submission": submission.pk}
    jobs.start("assess", f"assess:{submission.pk}", args=args, by=by)
    details = {"receipt": submission.receipt, "answers": submission.answers_sha256}
    auditing.record("submit", response, by=by, at=at, details=details)
    _tell("submitted", response, by, at, receipt=submission.receipt)
    return submission


def _refuse_unready(response: Response, at: datetime) -> None:
    """Nothing is handed in too late, with gaps that block, or with what cannot be."""
    if response.status not in EDITABLE:
        return
    if not response.is_editable(at):
        raise Closed
    if response.edition.scheme.unanswered == "block" and (codes := missing(response)):
        raise Incomplete(codes)
    if barred(response, at):
        raise Contradictory


def _refuse_second(response: Response) -> None:
    """Tell whoever was too late for an open response which receipt it has by now."""
    response.hold()
    newest = response.submissions.order_by("-number").first()
    if newest is not None and response.status in HANDED_IN:
        raise AlreadySubmitted(newest.receipt)


def _freeze(
    response: Response, *, name: str, post: str, by: User, at: datetime
) -> Submission:
    number = response.submissions.count() + 1
    answers = frozen(response.answers)
    facts = facts_of(response.unit)
    return Submission.objects.create(
        response=response,
        number=number,
        receipt=f"{response.round.year}-{response.pk:06d}-{number}",
        answers=answers,
        facts=facts,
        evidence=_evidence(response),
        answers_sha256=digest(answers),
        facts_sha256=digest(facts),
        edition_sha256=response.edition.sha256,
        declared_by_name=name,
        declared_by_post=post,
        by=by,
        at=at,
    )


def frozen(document: Document) -> Document:
    """The canonical answers: value, state and reason by code, cleared ones left out."""
    return {
        code: {key: entry[key] for key in ("v", "state", "reason")}
        for code, entry in sorted(document.items())
        if entry["v"] is not None or entry["state"] == "na"
    }


def _evidence(response: Response) -> list[dict[str, str]]:
    kept: Iterable[tuple[Any, str, str, str]] = response.evidence.kept().values_list(
        "id", "code", "name", "sha256"
    )
    return [
        {"id": str(pk), "code": code, "name": name, "sha256": sha256}
        for pk, code, name, sha256 in kept
    ]


@transaction.atomic
def take_back(response: Response, *, by: User, at: datetime) -> None:
    """Take a submission back into a draft while nobody has opened it for review."""
    if at >= response.closes_at:
        raise Closed
    unopened = Q(opened_at__isnull=True)
    response.move("take_back", by=by, at=at, only_if=unopened)
    auditing.record("take_back", response, by=by, at=at)
    _tell("taken_back", response, by, at)


def _tell(kind: str, response: Response, by: User, at: datetime, **more: str) -> None:
    people = notifying.fillers(response, at)
    notifying.tell(kind, people, at=at, response=response, person=by.name, **more)


@transaction.atomic
def withdraw(response: Response, *, by: User, at: datetime) -> None:
    """Withdraw from the round; what was filled stays readable."""
    response.move("withdraw", by=by, at=at)
    auditing.record("withdraw", response, by=by, at=at)
