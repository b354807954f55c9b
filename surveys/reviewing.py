"""Reviewing: what a district official does with one file; claims are never changed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from surveys import auditing, notifying
from surveys.assessing import ask_for_flags, assess, assess_finally, corrections_of
from surveys.models import (
    Correction,
    CorrectionState,
    ExternalFact,
    JudgementKind,
    Lane,
    Remark,
    Response,
    Submission,
    User,
)
from surveys.scoring import Answer, measure, problem
from surveys.workflow import OPEN_TO_FINDINGS, Status

INVESTMENT = "project_investment"


class NothingToReview(Exception):
    """The response was never handed in, or is not under review now."""


class Agreed(Exception):
    """The claim was agreed to: it is corrected once the agreement is taken back."""


class DistrictMayNotDecide(Exception):
    """The round leaves this decision to the municipality."""


class ObjectionsFirst(Exception):
    """Answers were corrected: before anything is decided against the enterprise it may
    object, and that begins with the recommendation."""


@transaction.atomic
def open_file(response: Response, *, by: User, at: datetime) -> None:
    """Note who opened a handed-in file first: from then on it cannot be taken back."""
    rows = Response.objects.filter(
        pk=response.pk, status=Status.SUBMITTED, opened_at__isnull=True
    )
    if rows.update(opened_by=by, opened_at=at) == 1:
        response.opened_by, response.opened_at = by, at
        auditing.record("open_file", response, by=by, at=at)


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
    """Put a second value beside a claim, or accept its "not applicable".

    Raises Agreed while somebody agrees to the claim.
    """
    refuse_unless_under_review(response)
    question = response.edition.scheme.questions[code]
    answered = state == CorrectionState.ANSWERED
    if not reason.strip() or (answered and problem(question, value) is not None):
        raise ValueError(code)
    submission = response.newest_submission()
    before = _standing(submission, code)
    _refuse_agreed(submission, code)
    correction = Correction.objects.create(
        submission=submission,
        code=code,
        state=state,
        value=value if answered else None,
        reason=reason,
        by=by,
        at=at,
    )
    after = {"state": str(state), "value": correction.value}
    told = {"details": {"code": code}, "before": before, "after": after}
    auditing.record("correct", response, by=by, at=at, reason=reason, **told)
    return correction


def _refuse_agreed(submission: Submission, code: str) -> None:
    if submission.judgements.filter(code=code, kind=JudgementKind.AGREE).exists():
        raise Agreed


def _standing(submission: Submission, code: str) -> dict[str, Any]:
    """What counts for a question now: the correction that stands, or the claim."""
    if correction := corrections_of(submission).get(code):
        return {"state": str(correction.state), "value": correction.value}
    claim = submission.answers.get(code, {})
    return {"state": str(CorrectionState.CLAIM), "value": claim.get("v")}


@transaction.atomic
def record_fact(  # noqa: PLR0913 -- a fact has value, date and source
    response: Response,
    key: str,
    value: str,
    *,
    as_of: date,
    source: str,
    by: User,
    at: datetime,
) -> ExternalFact:
    """Record a fact that was looked up elsewhere, with its date and source."""
    refuse_unless_under_review(response)
    external = response.edition.scheme.externals[key]
    if value not in {option.code for option in external.options}:
        raise ValueError(key)
    known = response.externals.filter(key=key).order_by("-pk").first()
    fact = ExternalFact.objects.create(
        response=response,
        key=key,
        value=value,
        as_of=as_of,
        source=source,
        by=by,
        at=at,
    )
    auditing.record(
        "record_fact",
        response,
        by=by,
        at=at,
        details={"key": key},
        before=known.told() if known else None,
        after=fact.told(),
    )
    return fact


def refuse_unless_under_review(response: Response) -> None:
    """Keep others from moving the file until the transaction ends; raise
    NothingToReview where nothing may be put beside its claims."""
    response.hold()
    if response.status not in OPEN_TO_FINDINGS:
        raise NothingToReview


@transaction.atomic
def return_file(
    response: Response,
    remarks: Mapping[str, str],
    *,
    due_at: datetime,
    by: User,
    at: datetime,
) -> None:
    """Return a file with at least one remark on an item and the date to mend it by.

    What was noted at the items to be asked back goes with it; `remarks` add to that
    and replace it, and an empty one leaves the item out.
    """
    response.hold()  # nobody notes anything from here on that would be left out
    submission = response.newest_submission()
    given = asked(submission) | dict(remarks)
    texts = {code: text.strip() for code, text in given.items() if text.strip()}
    if not texts or due_at <= at:
        raise ValueError(texts)
    response.move(
        "return", by=by, at=at, due_at=due_at, returned_count=F("returned_count") + 1
    )
    Remark.objects.bulk_create(
        Remark(submission=submission, code=code, text=text, by=by, at=at)
        for code, text in texts.items()
    )
    details = {"codes": sorted(texts), "due_at": due_at.isoformat()}
    auditing.record("return", response, by=by, at=at, details=details)
    notifying.tell(
        "returned",
        notifying.fillers(response, at),
        at=at,
        response=response,
        items=len(texts),
        due_at=due_at.isoformat(),
    )


def asked(submission: Submission) -> dict[str, str]:
    """What is noted to be asked back, by code."""
    noted = submission.judgements.filter(kind=JudgementKind.ASK)
    return dict(noted.values_list("code", "text"))


@transaction.atomic
def recommend(response: Response, *, opinion: str, by: User, at: datetime) -> None:
    """Recommend a file to the municipality; the reviewed scorecard is written."""
    response.move("recommend", by=by, at=at, reason=opinion)
    ask_for_flags(assess(response.newest_submission(), Lane.REVIEWED, by=by, at=at))
    auditing.record("recommend", response, by=by, at=at, reason=opinion)
    people = notifying.people_of(response, at)
    notifying.tell("recommended", people, at=at, response=response)


def investment_of(
    submission: Submission, corrections: Mapping[str, Correction] | None = None
) -> Decimal | None:
    """The project's investment in 10,000 CNY, as corrected or else as answered.
    corrections: those that count, where they were read before."""
    question = submission.response.edition.scheme.questions.get(INVESTMENT)
    if corrections is None:
        corrections = corrections_of(submission)
    correction = corrections.get(INVESTMENT)
    answer = submission.typed_answers().get(INVESTMENT, Answer(None))
    value = correction.value if correction else answer.value
    if question is None or value is None:
        return None
    figure = measure(question, value)
    return None if figure is None else Decimal(figure.numerator) / figure.denominator


def district_decides(
    submission: Submission, corrections: Mapping[str, Correction] | None = None
) -> bool:
    """Whether the round's rule leaves this file to the district."""
    target = submission.response.round
    if target.district_decides_below is None:
        return False
    return target.lets_district_decide(investment_of(submission, corrections))


@transaction.atomic
def decide_in_district(
    response: Response, move: str, *, reason: str, by: User, at: datetime
) -> None:
    """Decide where the round lets the district: public notice, or declined where
    nothing was corrected."""
    submission = response.newest_submission()
    if not district_decides(submission):
        raise DistrictMayNotDecide
    if move != "notice" and is_corrected(submission):
        raise ObjectionsFirst
    name = f"{move}_in_district"
    response.move(name, by=by, at=at, reason=reason, **response.notice(move, at))
    assess(submission, Lane.REVIEWED, by=by, at=at)
    assess_finally(submission, move, by=by, at=at)
    auditing.record(name, response, by=by, at=at, reason=reason)
    notifying.tell_decision(move, response, reason=reason, at=at)


def is_corrected(submission: Submission) -> bool:
    """Whether a correction of an answer stands, to which the enterprise may object."""
    standing = corrections_of(submission).values()
    return any(c.state == CorrectionState.ANSWERED for c in standing)
