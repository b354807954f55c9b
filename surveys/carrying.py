"""Carrying over: answers of an earlier round, with the proof that is still good."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from surveys import auditing, filling, proving
from surveys.assessing import corrections_of
from surveys.filling import Entry
from surveys.models import (
    Correction,
    CorrectionState,
    Evidence,
    Response,
    Scan,
    Submission,
    User,
)
from surveys.scoring import Answer, Kind, Question, problem
from surveys.scoring.transferring import origins, transfer
from surveys.workflow import TOLD, Closed, Status


@dataclass(frozen=True, slots=True)
class Last:
    """What was answered last time, as an answer to the question of today.

    `files` proved it and still do, `expired` no longer, `blocked` never did: a virus
    was found in them; `corrected`: it is the value that the reviewer put in the place
    of the enterprise's own.
    """

    value: Any
    state: str
    reason: str
    files: tuple[Evidence, ...] = ()
    expired: tuple[Evidence, ...] = ()
    blocked: tuple[Evidence, ...] = ()
    corrected: bool = False

    @property
    def carries(self) -> bool:
        """Whether it may be taken over without being looked at again."""
        return not (self.corrected or self.expired or self.blocked)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last handing-in of the same unit to the same questionnaire in an earlier
    round, and what of it answers today's questions, by their codes."""

    submission: Submission
    answers: Mapping[str, Last]

    @property
    def origin(self) -> str:
        """What answers taken from here say of where they come from."""
        return f"carried:{self.submission.receipt}"


@dataclass(frozen=True, slots=True)
class Carried:
    """What was taken over, and what was left: answered meanwhile, or with a proof or
    a correction that asks for a new answer."""

    codes: tuple[str, ...]
    left: tuple[str, ...]


def last_time(response: Response) -> Earlier | None:
    """What this unit handed in to this questionnaire in the last round before this."""
    rows = Submission.objects.filter(
        response__unit=response.unit_id,
        response__edition__questionnaire=response.edition.questionnaire_id,
        response__round__opens_at__lt=response.round.opens_at,
    ).exclude(response__status=Status.WITHDRAWN)
    rows = rows.select_related("response__round", "response__edition__questionnaire")
    rows = rows.defer("response__edition__document")
    submission = rows.order_by("-response__round__opens_at", "-at").first()
    if submission is None:
        return None
    return Earlier(submission, _answers(response, submission))


def _answers(response: Response, submission: Submission) -> dict[str, Last]:
    corrections = _told(submission)
    given = submission.typed_answers() | {
        code: Answer(correction.value) for code, correction in corrections.items()
    }
    files = _files(submission)
    first, _last = response.round.period
    questions = response.edition.scheme.questions
    found = {}
    for code, (old, answer) in _moved(response, submission, given).items():
        if not _fits(questions[code], answer):
            continue
        clean, blocked = _apart(files.get(old, ()))
        found[code] = Last(
            answer.value,
            answer.state,
            "" if old in corrections else submission.answers[old]["reason"],
            tuple(file for file in clean if not file.is_expired(first)),
            tuple(file for file in clean if file.is_expired(first)),
            blocked,
            corrected=old in corrections,
        )
    return found


def _told(submission: Submission) -> dict[str, Correction]:
    """What a reviewer put in the place of answers, once the enterprise was told: while
    a review goes on, what is noted may still change."""
    found = {
        code: correction
        for code, correction in corrections_of(submission).items()
        if correction.state == CorrectionState.ANSWERED
    }
    moves = submission.response.moves.filter(name__in=TOLD, at__gte=submission.at)
    return found if found and moves.exists() else {}


def _moved(
    response: Response, submission: Submission, given: Mapping[str, Answer]
) -> dict[str, tuple[str, Answer]]:
    """Answers by today's codes, each with the code it had."""
    edition, answered = response.edition, submission.response.edition
    if edition.pk == answered.pk:
        return {code: (code, answer) for code, answer in given.items()}
    scheme = edition.scheme
    before = origins(scheme, answered.scheme)
    moved = transfer(scheme, answered.scheme, given).answers
    return {code: (before[code].code, answer) for code, answer in moved.items()}


def _fits(question: Question, answer: Answer) -> bool:
    if answer.state == "na":
        return question.allow_na
    return problem(question, answer.value) is None


def _files(submission: Submission) -> dict[str, list[Evidence]]:
    """The files that were handed in, by question."""
    cited = {row["id"]: row["code"] for row in submission.evidence}
    if not cited:
        return {}
    rows = Evidence.objects.filter(pk__in=cited).select_related("response__unit")
    found: dict[str, list[Evidence]] = {}
    for file in rows:
        found.setdefault(cited[str(file.pk)], []).append(file)
    return found


def _apart(
    files: Iterable[Evidence],
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Files that may prove something, and those in which a virus was found."""
    found = tuple(files)
    blocked = tuple(file for file in found if file.scan == Scan.INFECTED)
    return tuple(file for file in found if file not in blocked), blocked


@transaction.atomic
def carry_over(
    response: Response,
    codes: Iterable[str],
    *,
    by: User,
    at: datetime,
    replacing: Mapping[str, int] | None = None,
) -> Carried:
    """Take answers of last time over, with their files; each notes its receipt.

    Only where nothing is answered yet, or where the person confirmed that this
    version of the answer is to be replaced (`replacing`: version by code).
    """
    response.hold("answers", "version")
    if not response.is_editable(at):
        raise Closed
    earlier = last_time(response)
    wanted = tuple(dict.fromkeys(codes))
    taken = {
        code: last
        for code, last in (earlier.answers.items() if earlier else ())
        if code in wanted and last.carries and _free(response, code, replacing or {})
    }
    if earlier is None or not taken:
        return Carried((), wanted)
    entries = {
        code: _entry(response, code, last, earlier.origin, by=by, at=at)
        for code, last in taken.items()
    }
    saved = filling.save(response, entries, by=by, at=at)
    details = {"from": earlier.submission.receipt, "codes": sorted(saved.changed)}
    auditing.record("carry_over", response, by=by, at=at, details=details)
    return Carried(saved.changed, tuple(c for c in wanted if c not in taken))


def _free(response: Response, code: str, replacing: Mapping[str, int]) -> bool:
    entry = response.answers.get(code)
    if entry is None or (entry["v"] is None and entry["state"] != "na"):
        return True
    seen: int = entry["n"]
    return replacing.get(code) == seen


def _entry(
    response: Response, code: str, last: Last, origin: str, *, by: User, at: datetime
) -> Entry:
    for file in last.files:
        _use_again(file, response, code, by=by, at=at)
    value = last.value
    if response.edition.scheme.questions[code].kind is Kind.FILE:
        kept = response.evidence.kept().filter(code=code)
        value = [str(pk) for pk in kept.values_list("pk", flat=True)] or None
    return Entry(value, last.state, last.reason, origin=origin)


def _use_again(
    file: Evidence, response: Response, code: str, *, by: User, at: datetime
) -> None:
    """Put a file to the answer; one without room for it is taken over all the same:
    its card shows which files it has."""
    try:
        proving.use_again(file, response, code, by=by, at=at)
    except proving.Refused:
        return
