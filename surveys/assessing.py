"""Assessing: from a frozen submission to a scorecard on one lane."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop

from surveys import jobs, notifying, scoring
from surveys.jobs import Closing, Progress
from surveys.models import (
    Cluster,
    Correction,
    CorrectionState,
    Edition,
    Enterprise,
    ExternalFact,
    Job,
    Lane,
    Objection,
    ObjectionState,
    Outcome,
    Rescoring,
    Scorecard,
    Submission,
    Title,
    TitleState,
    Unit,
    UnitKind,
    User,
)
from surveys.scoring import ENGINE_VERSION, Answer, Evaluation, decimal_text, digest
from surveys.scoring.transferring import transfer
from surveys.workflow import HANDED_IN, NotReached, ObjectionOpen

Facts = dict[str, Any]
LAST_DECIDED = ("-decided_at", "-pk")  # of re-scorings
LANES = tuple(Lane)  # in the order in which a submission comes to them


def profile_of(
    enterprise: Enterprise, unit_kind: str, *, others: Iterable[Cluster] | None = None
) -> Facts:
    """What is known of an enterprise without asking: the facts conditions may use.

    `revenue` is a decimal text in 10,000 CNY a year; the rest are codes and counts.
    `others` spares the query for the secondary clusters, where nobody looks at them.
    """
    group, tier, role = (
        enterprise.region.group,
        enterprise.sme_tier,
        enterprise.chain_role,
    )
    secondary = enterprise.secondary_clusters.all() if others is None else others
    secondary_codes = sorted(c.code for c in secondary)
    return {
        "size": enterprise.size.code,
        "sme_tier": tier.code if tier else None,
        "chain_role": role.code if role else None,
        "region": enterprise.region.code,
        "region_group": group.code if group else None,
        "cluster": enterprise.primary_cluster.code,
        "secondary_clusters": secondary_codes,
        "industry": enterprise.industry.code,
        "process_type": enterprise.process_type,
        "employees": enterprise.employees,
        "revenue": decimal_text(Fraction(enterprise.revenue)),
        "unit_kind": unit_kind,
        "whole_machines": enterprise.whole_machines,
    }


def facts_of(unit: Unit) -> Facts:
    """The canonical facts of a submission: the profile, the titles held, and the level
    that was reached in each questionnaire."""
    held = Title.objects.held().filter(enterprise_id=unit.enterprise_id)
    titles = Counter(held.values_list("stage__code", flat=True))
    workshops = titles.get("digital_workshop", 0)
    return profile_of(unit.enterprise, unit.kind) | {
        "titles": dict(sorted(titles.items())),
        "recognised_digital_workshops": workshops,
        "levels": levels_of(unit),
    }


def levels_of(unit: Unit) -> dict[str, int]:
    """By questionnaire the order of the level that the unit, or its enterprise as a
    whole, holds: 0 for none. Of each questionnaire the newest submission counts, and of
    that the last lane that was scored."""
    subjects = Q(submission__response__unit=unit) | Q(
        submission__response__unit__enterprise=unit.enterprise_id,
        submission__response__unit__kind=UnitKind.ENTERPRISE,
    )
    cards = Scorecard.objects.standing().filter(
        subjects, submission__response__status__in=HANDED_IN
    )
    # What a withdrawn title was granted for is not reached any more.
    withdrawn = Title.objects.filter(state=TitleState.WITHDRAWN)
    cards = cards.exclude(submission__response__title__in=withdrawn)
    rows = cards.order_by("submission__at", "pk").values_list(
        "submission__response__edition__questionnaire__code",
        "submission__response__edition",
        "submission",
        "lane",
        "level",
    )
    newest: dict[str, tuple[int, str]] = {}
    for code, edition, _, _, level in sorted(rows, key=_by_submission_and_lane):
        newest[code] = edition, level
    editions = Edition.objects.defer("document").in_bulk(
        {edition for edition, _ in newest.values()}
    )
    return {
        code: _order(editions[edition], level)
        for code, (edition, level) in sorted(newest.items())
    }


def _by_submission_and_lane(row: tuple[str, int, int, str, str]) -> tuple[int, int]:
    _, _, submission, lane, _ = row
    return submission, LANES.index(lane)


def _order(edition: Edition, reached: str) -> int:
    orders = {level.code: level.order for level in edition.scheme.levels}
    return orders.get(reached, 0)


def external_facts(submission: Submission) -> dict[str, str]:
    """The newest recorded value of each external fact, by key."""
    rows = ExternalFact.objects.filter(response=submission.response_id).order_by("pk")
    return dict(rows.values_list("key", "value"))


def corrections_of(submission: Submission) -> dict[str, Correction]:
    """The newest correction of each question, by code; taken-back ones left out."""
    return standing(submission.corrections.select_related("by"))


def standing(corrections: Iterable[Correction]) -> dict[str, Correction]:
    """Those that count of the corrections of one submission, given oldest first."""
    newest = {c.code: c for c in corrections}
    return {
        code: correction
        for code, correction in newest.items()
        if correction.state != CorrectionState.CLAIM
    }


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the claims: corrections by code as {state, v}, and external
    facts by key."""

    corrections: dict[str, dict[str, Any]]
    external: dict[str, str]


NOTHING = Beside({}, {})


def beside(submission: Submission, lane: str) -> Beside:
    """What a lane uses beside the claims; the claimed lane uses nothing."""
    if lane == Lane.CLAIMED:
        return NOTHING
    return stood_beside(corrections_of(submission), external_facts(submission))


def stood_beside(
    corrections: Mapping[str, Correction], external: dict[str, str]
) -> Beside:
    """The same of what was read before."""
    entries = {
        code: {"state": c.state, "v": c.value}
        for code, c in sorted(corrections.items())
    }
    return Beside(entries, external)


def edition_in_effect(round_id: int, edition: Edition) -> Edition:
    """The edition that counts for the responses to this one in a round: it, or the
    corrected one of the re-scoring that was adopted last."""
    adopted = Rescoring.objects.adopted().filter(round=round_id, edition=edition)
    adopted = adopted.select_related("corrected").defer("corrected__document")
    newest = adopted.order_by(*LAST_DECIDED).first()
    return newest.corrected if newest else edition


def _in_effect(submission: Submission) -> Edition:
    response = submission.response
    return edition_in_effect(response.round_id, response.edition)


def edition_of(scorecard: Scorecard) -> Edition:
    """The edition that a stored scorecard was made under."""
    own = scorecard.submission.response.edition
    if own.sha256 == scorecard.edition_sha256:
        return own
    return Edition.objects.defer("document").get(sha256=scorecard.edition_sha256)


def evaluate(submission: Submission, lane: str, used: Beside) -> Evaluation:
    """Evaluate the frozen answers on a lane, with what reviewers put beside them, under
    the edition in effect."""
    return evaluate_under(_in_effect(submission), submission, lane, used)


def evaluate_under(
    edition: Edition, submission: Submission, lane: str, used: Beside
) -> Evaluation:
    """Evaluate under this edition what was handed in and what stood beside it."""
    given = given_to(edition, submission, used)
    return scoring.evaluate(
        edition.scheme,
        given.answers,
        given.facts,
        lane=scoring.Lane(lane),
        accepted=given.accepted,
    )


@dataclass(frozen=True, slots=True)
class Given:
    """What the engine is given. accepted: the codes that were held not to apply."""

    answers: dict[str, Answer]
    facts: Facts
    accepted: frozenset[str]


def given_to(edition: Edition, submission: Submission, used: Beside) -> Given:
    """What the engine is given of a submission; under another edition than was
    answered, answers that have no place in it are left out."""
    na, entries = CorrectionState.NA, used.corrections.items()
    corrected = {c: Answer(e["v"]) for c, e in entries if e["state"] != na}
    accepted = frozenset(c for c, e in entries if e["state"] == na)
    answers = submission.typed_answers() | corrected
    if edition.sha256 != submission.edition_sha256:
        own = submission.response.edition.scheme
        taken = transfer(edition.scheme, own, answers, accepted)
        answers, accepted = taken.answers, taken.accepted
    external = {f"external.{key}": value for key, value in used.external.items()}
    return Given(answers, submission.facts | external, accepted)


def used_by(scorecard: Scorecard) -> Beside:
    """What a stored scorecard used beside the claims."""
    return Beside(scorecard.corrections, scorecard.external)


def left_out(edition: Edition, submission: Submission) -> tuple[str, ...]:
    """The codes of the answers that have no place in another edition."""
    own = submission.response.edition.scheme
    return transfer(edition.scheme, own, submission.typed_answers()).dropped


def evaluation_of(scorecard: Scorecard) -> Evaluation:
    """The explained tree of a stored scorecard, evaluated again from what it used."""
    edition, used = edition_of(scorecard), used_by(scorecard)
    return evaluate_under(edition, scorecard.submission, scorecard.lane, used)


def identity_of(edition: str, answers: str, facts: str, used: Beside) -> str:
    """What makes a scorecard the same: the hash of all that it is made from."""
    return digest(inputs_of(edition, answers, facts, used))


def inputs_of(edition: str, answers: str, facts: str, used: Beside) -> dict[str, Any]:
    """The hashes of edition, answers and facts, what stood beside them, and the
    engine's version."""
    return {
        "edition": edition,
        "answers": answers,
        "facts": facts,
        "corrections": used.corrections,
        "external": used.external,
        "engine": ENGINE_VERSION,
    }


def assess(
    submission: Submission, lane: str, *, by: User | None, at: datetime
) -> Scorecard:
    """Write the scorecard of a submission on a lane; the same inputs write it once."""
    used = beside(submission, lane)
    edition = _in_effect(submission)
    identity = identity_of(
        edition.sha256, submission.answers_sha256, submission.facts_sha256, used
    )
    card, _ = Scorecard.objects.get_or_create(
        submission=submission,
        lane=lane,
        identity=identity,
        defaults={
            "edition_sha256": edition.sha256,
            "external": used.external,
            "corrections": used.corrections,
            "by": by,
            "at": at,
            **figures_of(evaluate_under(edition, submission, lane, used)),
        },
    )
    return card


def assess_finally(
    submission: Submission, move: str, *, by: User, at: datetime
) -> Scorecard:
    """Write the final scorecard of a decision; a public notice needs the stage, and
    every decision that objections to corrections are decided before."""
    refuse_while_objected(submission)
    card = assess(submission, Lane.FINAL, by=by, at=at)
    if move == "notice" and card.outcome != Outcome.REACHED:
        raise NotReached
    return card


def refuse_while_objected(submission: Submission) -> None:
    """Raise ObjectionOpen while an objection to one of its corrections is open."""
    objections = Objection.objects.filter(correction__submission=submission)
    if objections.filter(state=ObjectionState.OPEN).exists():
        raise ObjectionOpen


def figures_of(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation as a scorecard stores it: decimal texts and verdicts by code."""
    scores = evaluation.scores()
    return {
        "engine": evaluation.engine,
        "outcome": evaluation.outcome.value,
        "level": evaluation.level or "",
        "open_checks": evaluation.open_checks,
        "score": _text(evaluation.score),
        "nodes": {code: _text(score) for code, score in scores.items()},
        "checks": {c.check.code: c.verdict.value for c in evaluation.checks},
    }


def _text(score: Fraction | None) -> str:
    return "" if score is None else decimal_text(score)


def assess_job(job: Job, progress: Progress) -> Closing:
    """Score the submission a job names on the claimed lane."""
    rows = Submission.objects.select_related("response__edition__questionnaire")
    # The compiled edition is kept; its document is as long as all answers together.
    rows = rows.defer("response__edition__document")
    submission = rows.get(pk=job.args["submission"])
    progress(30, gettext_noop("Scoring the answers."))

    def write() -> dict[str, int]:
        card = assess(submission, Lane.CLAIMED, by=None, at=submission.at)
        ask_for_flags(card)
        _tell_scored(submission)
        return {"scorecard": card.pk}

    return write


def ask_for_flags(card: Scorecard) -> None:
    """Have a file compared with others, now that there is something new to compare."""
    args = {"submission": card.submission_id, "at": card.at.isoformat()}
    jobs.start("flag", f"flag:{card.pk}", args=args)


def _tell_scored(submission: Submission) -> None:
    at, response = submission.at, submission.response
    notifying.tell(
        "scored",
        notifying.fillers(response, at),
        at=at,
        response=response,
        receipt=submission.receipt,
    )
