"""Studying: ask what an edition would do to a past round, before it is published."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from reports import replaying
from reports.models import Study
from surveys import auditing, jobs
from surveys.models import Edition, Round, User


class NothingToReplay(Exception):
    """No response of this round counts on this lane."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an author wants to know: `kind` is one of StudyKind. `named` puts the names
    of enterprises into the workbook."""

    kind: str
    edition: Edition
    round: Round
    lane: str
    language: str
    named: bool = False


@transaction.atomic
def order_study(wanted: Wanted, *, by: User, at: datetime) -> Study:
    """Order a study; a job does it. Raises NothingToReplay."""
    if not replaying.count(wanted.round, wanted.edition, wanted.lane):
        raise NothingToReplay
    study = Study(
        kind=wanted.kind,
        round=wanted.round,
        edition=wanted.edition,
        edition_sha256=wanted.edition.sha256,
        lane=wanted.lane,
        language=wanted.language,
        by=by,
        at=at,
    )
    # By kind and edition the page before publishing finds what was rehearsed.
    edition = {"kind": wanted.kind, "edition": wanted.edition.sha256}
    args = {"study": str(study.pk), "named": wanted.named, **edition}
    study.job = jobs.start("study", f"study:{study.pk}", args=args, by=by)
    study.save(force_insert=True)
    auditing.record("order_study", study, by=by, at=at)
    return study
