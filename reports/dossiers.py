"""Dossiers: everything about one response, put together in the active language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.visiting import visits
from reports.workbook.dossier import (
    Check,
    Corrected,
    Dimension,
    Dossier,
    Head,
    Lane,
    Opinion,
    Proof,
)
from surveys.assessing import beside, corrections_of, edition_of, evaluate
from surveys.explaining.moves import moved_words
from surveys.explaining.proofs import period
from surveys.explaining.results import evidence_of
from surveys.explaining.ways import level_title
from surveys.explaining.words import figure, moment, worded
from surveys.forms.answers import corrected
from surveys.forms.history import entry_words, numbered
from surveys.forms.printing import enterprise_facts
from surveys.models import (
    Correction,
    Evidence,
    Objection,
    Outcome,
    Response,
    Scorecard,
    Submission,
    User,
)
from surveys.models import Lane as LaneName
from surveys.scoring import Evaluation, Question, Scheme, Verdict


def dossier(response: Response, *, by: User, at: datetime) -> Dossier:
    """The dossier of what was handed in last, for whoever may read the file."""
    submission = response.newest_submission()
    claimed = evaluate(submission, LaneName.CLAIMED, beside(submission, "claimed"))
    reviewed = evaluate(submission, LaneName.REVIEWED, beside(submission, "reviewed"))
    scheme = response.edition.scheme
    numbers = {question.code: number for number, question in numbered(scheme)}
    found = corrections_of(submission)
    files = _files(submission)
    return Dossier(
        head=_head(response, submission, by, at),
        lanes=list(_lanes(submission, reviewed, scheme, at)),
        dimensions=_dimensions(scheme, claimed, reviewed),
        checks=_checks(claimed, reviewed),
        opinions=list(_opinions(response)),
        corrections=_corrections(submission, found, numbers),
        proofs=_proofs(files, scheme, numbers),
        visits=visits(submission, claimed, found, files),
    )


def _head(response: Response, submission: Submission, by: User, at: datetime) -> Head:
    edition, target = response.edition, response.round
    facts = [
        *enterprise_facts(submission),
        (_("Receipt"), submission.receipt),
        (_("Handed in"), moment(submission.at)),
        (
            _("Person responsible"),
            f"{submission.declared_by_name} · {submission.declared_by_post}",
        ),
        (_("Returned so far"), str(response.returned_count)),
        (_("Edition hash (SHA-256)"), submission.edition_sha256),
    ]
    return Head(
        enterprise=response.unit.enterprise.name,
        unit=response.unit.name,
        about=f"{edition.title} · {target}",
        status=str(response.get_status_display()),
        facts=facts,
        stamp=submission.answers_sha256,
        by=by.name,
        at=at,
    )


# --- what was found


def _lanes(
    submission: Submission, running: Evaluation, scheme: Scheme, at: datetime
) -> Iterator[Lane]:
    """The newest card of every lane; before there is one, the review as it stands."""
    cards = submission.scorecards.standing().order_by("pk")
    newest = {card.lane: card for card in cards}
    for lane in LaneName:
        card = newest.get(lane)
        if card is not None:
            card.submission = submission
            yield _lane(str(lane.label), card)
        elif lane == LaneName.REVIEWED:
            outcome = Outcome(running.outcome.value)
            yield Lane(
                _("Reviewed so far"),
                _stage(outcome, running.level or "", scheme),
                None if running.score is None else float(running.score),
                running.open_checks,
                moment(at),
            )


def _lane(name: str, card: Scorecard) -> Lane:
    stage = _stage(Outcome(card.outcome), card.level, edition_of(card).scheme)
    return Lane(name, stage, _score(card.score), card.open_checks, moment(card.at))


def _stage(outcome: Outcome, level: str, scheme: Scheme) -> str:
    """The level in words, and whether it is reached."""
    words = str(outcome.label)
    known = {one.code for one in scheme.levels}
    if level not in known:
        return words
    return f"{level_title(scheme, level)} · {words}"


def _score(text: str) -> float | None:
    return float(text) if text else None


def _dimensions(
    scheme: Scheme, claimed: Evaluation, reviewed: Evaluation
) -> list[Dimension]:
    scores = claimed.scores(), reviewed.scores()
    weights = {node.code: node.weight for node in claimed.walk()}
    return [
        Dimension(
            worded(node.title),
            figure(weight * 100, 1, "%") if (weight := weights.get(node.code)) else "–",
            *(
                None if (score := found.get(node.code)) is None else float(score)
                for found in scores
            ),
        )
        for node in scheme.profile
    ]


def verdict_words(verdict: Verdict) -> str:
    """Whether a check is met."""
    return {
        Verdict.PASS: _("Met"),
        Verdict.FAIL: _("Not met"),
        Verdict.UNKNOWN: pgettext("check", "Open"),
    }[verdict]


def _checks(claimed: Evaluation, reviewed: Evaluation) -> list[Check]:
    first = {result.check.code: result.verdict for result in claimed.checks}
    return [
        Check(
            worded(result.check.title),
            result.check.blocking,
            verdict_words(first.get(result.check.code, Verdict.UNKNOWN)),
            verdict_words(result.verdict),
            "\n".join(evidence_of(result)),
        )
        for result in reviewed.checks
    ]


# --- what stands beside the claims


def _opinions(response: Response) -> Iterator[Opinion]:
    for move in response.moves.exclude(reason="").select_related("by"):
        by = move.by.name if move.by else "–"
        yield Opinion(moved_words(move), move.reason, by, moment(move.at))


def _corrections(
    submission: Submission, found: Mapping[str, Correction], numbers: Mapping[str, str]
) -> list[Corrected]:
    questions = submission.response.edition.scheme.questions
    objections = {
        row.correction_id: row
        for row in Objection.objects.filter(correction__in=found.values())
    }
    return [
        _correction(
            found[code],
            questions[code],
            submission,
            number,
            objections.get(found[code].pk),
        )
        for code, number in numbers.items()
        if code in found
    ]


def _correction(
    row: Correction,
    question: Question,
    submission: Submission,
    number: str,
    objection: Objection | None,
) -> Corrected:
    told = corrected(question, row)
    return Corrected(
        number,
        worded(question.title),
        entry_words(question, submission.answers.get(row.code)),
        told.words if told else "",
        row.reason,
        row.by.name,
        moment(row.at),
        str(objection.get_state_display()) if objection else "–",
    )


def _files(submission: Submission) -> list[Evidence]:
    cited = [row["id"] for row in submission.evidence]
    rows = Evidence.objects.filter(pk__in=cited).select_related("response__round")
    return list(rows.defer("response__answers"))


def _proofs(
    files: Sequence[Evidence], scheme: Scheme, numbers: Mapping[str, str]
) -> list[Proof]:
    order = list(numbers)
    rows = sorted(files, key=lambda file: (order.index(file.code), file.at))
    return [
        Proof(
            numbers[file.code],
            worded(scheme.questions[file.code].title),
            file.name,
            period(file) or _("not said"),
            file.issuer or _("not said"),
            str(file.get_trust_display()),
            file.sha256,
        )
        for file in rows
    ]
