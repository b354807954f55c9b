"""Vetting: what stands against acting on several files at once, before it is done; and
doing it, each in a transaction of its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from surveys.assessing import (
    LAST_DECIDED,
    evaluate_under,
    standing,
    stood_beside,
)
from surveys.contesting import contestable, end_of
from surveys.explaining.hindrances import Hindrance
from surveys.models import (
    Correction,
    DecisionVote,
    Edition,
    ExternalFact,
    Judgement,
    JudgementKind,
    Lane,
    MoveRow,
    Objection,
    ObjectionState,
    Remark,
    Rescoring,
    Response,
    Submission,
)
from surveys.reviewing import NothingToReview, district_decides
from surveys.scoring import Evaluation, Outcome, Verdict
from surveys.workflow import (
    MoveRefused,
    NotReached,
    NotReleased,
    ObjectionOpen,
    ObjectionPossible,
    ReasonNeeded,
    Status,
)


@dataclass(frozen=True, slots=True)
class Vetted:
    """One file as it stands on the reviewed lane now. `opinion` is the district's,
    `votes` are those that count towards a decision of two."""

    response: Response
    running: Evaluation
    hindrances: tuple[Hindrance, ...]
    opinion: str = ""
    votes: tuple[DecisionVote, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether nothing stands against it."""
        return not self.hindrances

    @property
    def barred(self) -> bool:
        """Whether it cannot be done at all."""
        return any(one.bars for one in self.hindrances)

    @property
    def reached(self) -> bool:
        return self.running.outcome is Outcome.REACHED


def for_recommending(files: QuerySet[Response]) -> list[Vetted]:
    """Each of these files with what stands against recommending it, in the order of a
    queue; a few queries, whatever their number."""
    asked = _asked(files)
    return [
        _vetted(one, _against_recommending(one, asked.get(one.response.pk, ())))
        for one in _read(files, Status.SUBMITTED)
    ]


def for_deciding(files: QuerySet[Response], at: datetime) -> list[Vetted]:
    """The same for deciding: the public notice needs the stage, the others that nobody
    can object to a correction any more."""
    found, votes = _read(files, Status.RECOMMENDED), _votes(files)
    of = {one.submission.pk: tuple(votes.get(one.submission.pk, ())) for one in found}
    return [
        _vetted(one, _against_deciding(one, at), of[one.submission.pk]) for one in found
    ]


# -- Reading --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _File:
    """A file with all that is asked of it; `waits`: it is here to be done."""

    submission: Submission
    corrections: Mapping[str, Correction]
    external: dict[str, str]
    running: Evaluation
    waits: bool

    @property
    def response(self) -> Response:
        return self.submission.response


def _read(files: QuerySet[Response], status: Status) -> list[_File]:
    rows = Submission.objects.newest().filter(response__in=files.order_by())
    rows = rows.annotate(
        corrected=_corrected_edition(),
        opinion=_of_recommending("reason"),
        recommended_at=_of_recommending("at"),
    ).prefetch_related(
        Prefetch("corrections", Correction.objects.order_by("pk")),
        Prefetch("response__externals", ExternalFact.objects.order_by("pk")),
        Prefetch("response__objections", Objection.objects.order_by("pk")),
        Prefetch("judgements", Judgement.objects.filter(kind=JudgementKind.ASK)),
    )
    joined = rows.select_related(
        "response__round__release",
        "response__edition__questionnaire",
        "response__unit__enterprise__region",
    ).defer("response__answers", "response__edition__document")
    found = list(joined.order_by("-response__risk", "response__status_at", "response"))
    editions = _editions(found)
    return [_file(one, editions, status) for one in found]


def _corrected_edition() -> Subquery:
    adopted = Rescoring.objects.adopted().filter(
        round=OuterRef("response__round"), edition=OuterRef("response__edition")
    )
    return Subquery(adopted.order_by(*LAST_DECIDED).values("corrected")[:1])


def _of_recommending(field: str) -> Subquery:
    moves = MoveRow.objects.filter(response=OuterRef("response"), name="recommend")
    return Subquery(moves.order_by("-pk").values(field)[:1])


def _editions(found: Iterable[Any]) -> dict[int, Edition]:
    """The corrected editions of adopted re-scorings; mostly there are none."""
    keys = {one.corrected for one in found if one.corrected}
    return Edition.objects.defer("document").in_bulk(keys) if keys else {}


def _file(submission: Any, editions: Mapping[int, Edition], status: Status) -> _File:
    response = submission.response
    corrections = standing(submission.corrections.all())
    external = {fact.key: fact.value for fact in response.externals.all()}
    edition = editions.get(submission.corrected, response.edition)
    used = stood_beside(corrections, external)
    running = evaluate_under(edition, submission, Lane.REVIEWED, used)
    waits = response.status == status
    return _File(submission, corrections, external, running, waits)


def _vetted(
    one: _File, against: Iterable[Hindrance], votes: tuple[DecisionVote, ...] = ()
) -> Vetted:
    found: Any = one.submission
    gone = Hindrance("gone", params={"status": one.response.status}, bars=True)
    hindrances = tuple(against) if one.waits else (gone,)
    return Vetted(one.response, one.running, hindrances, found.opinion or "", votes)


def _asked(files: QuerySet[Response]) -> dict[int, list[Remark]]:
    """By response all that was ever asked back."""
    remarks = Remark.objects.filter(submission__response__in=files.order_by())
    found: dict[int, list[Remark]] = {}
    for remark in remarks.select_related("submission"):
        found.setdefault(remark.submission.response_id, []).append(remark)
    return found


def _votes(files: QuerySet[Response]) -> dict[int, list[DecisionVote]]:
    """By submission the votes that count."""
    rows = DecisionVote.objects.standing().select_related("by")
    found: dict[int, list[DecisionVote]] = {}
    for vote in rows.filter(submission__response__in=files.order_by()):
        found.setdefault(vote.submission_id, []).append(vote)
    return found


# -- What stands against it -----------------------------------------------------------


def _against_recommending(one: _File, asked: Iterable[Remark]) -> Iterator[Hindrance]:
    if district_decides(one.submission, one.corrections):
        yield Hindrance("district", bars=True)
    if one.response.opened_at is None:
        yield Hindrance("unopened")
    yield from _against_reaching(one)
    questions = one.response.edition.scheme.questions
    if unheeded := [r.code for r in asked if _is_unheeded(r, one.submission)]:
        yield Hindrance("asked", tuple(questions[code].title for code in unheeded))
    if noted := [note.code for note in one.submission.judgements.all()]:
        yield Hindrance("to_ask", tuple(questions[code].title for code in noted))


def _against_deciding(one: _File, at: datetime) -> Iterator[Hindrance]:
    found: Any = one.submission
    if one.response.round.holds_decisions():
        yield Hindrance("unreleased", bars=True)
    objections = one.response.objections.all()
    against = [o for o in objections if o.correction_id is not None]
    if any(o.state == ObjectionState.OPEN for o in against):
        yield Hindrance("objected", bars=True)
    days = one.response.round.objection_days
    left = contestable(one.corrections.values(), against)
    ends = (end_of(correction, days, found.recommended_at) for correction in left)
    if (until := max(ends, default=at)) > at:
        yield Hindrance("objectable", params={"until": until})
    yield from _against_reaching(one)


def _against_reaching(one: _File) -> Iterator[Hindrance]:
    """Why the stage is not reached: what was not looked up, and what is not met."""
    if one.running.outcome is Outcome.REACHED:
        return
    externals = one.response.edition.scheme.externals
    lacking = [e.title for code, e in externals.items() if code not in one.external]
    failed = [
        result.check.title
        for result in one.running.checks
        if result.check.blocking and result.verdict is Verdict.FAIL
    ]
    if lacking:
        yield Hindrance("facts", tuple(lacking))
    if failed or not lacking:
        yield Hindrance("not_reached", tuple(failed))


def _is_unheeded(remark: Remark, newest: Submission) -> bool:
    """Whether an item came back from the last return with the same answer and the same
    files behind it."""
    before, code = remark.submission, remark.code
    return (
        before.number == newest.number - 1
        and before.answers.get(code) == newest.answers.get(code)
        and _files(before, code) == _files(newest, code)
    )


def _files(submission: Submission, code: str) -> set[str]:
    return {row["sha256"] for row in submission.evidence if row["code"] == code}


# -- Doing it -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one file: "done", "kept" (the first of two votes), or why not:
    see `surveys.explaining.hindrances`."""

    response: int
    result: str


REFUSED: Mapping[type[Exception], str] = {
    MoveRefused: "gone",
    NothingToReview: "gone",
    NotReached: "not_reached",
    NotReleased: "unreleased",
    ObjectionOpen: "objected",
    ObjectionPossible: "objectable",
    ReasonNeeded: "reason",
}


def barred(files: Iterable[Vetted]) -> list[Done]:
    """Those that cannot be done, each with the first reason why."""
    found = [one for one in files if one.barred]
    return [
        Done(one.response.pk, next(h.code for h in one.hindrances if h.bars))
        for one in found
    ]


def able(files: Iterable[Vetted]) -> list[Response]:
    """Those that can be done."""
    return [one.response for one in files if not one.barred]


def each(files: Iterable[Response], act: Callable[[Response], bool]) -> list[Done]:
    """Do a verb to each file, whatever becomes of the others; `act` says whether it is
    done, or kept for somebody else to agree. Call outside of a transaction."""
    return [Done(file.pk, _tried(file, act)) for file in files]


def _tried(file: Response, act: Callable[[Response], bool]) -> str:
    try:
        return "done" if act(file) else "kept"
    except tuple(REFUSED) as problem:
        return REFUSED[type(problem)]
