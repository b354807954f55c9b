"""Describing: the period a file covers, who issued it, how far it can be trusted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from surveys import auditing
from surveys.models import Evidence, Trust, User
from surveys.workflow import Closed

# What an official may say of a file; that it is an own statement says the enterprise.
GRADES = frozenset({Trust.ISSUED, Trust.VERIFIED, Trust.UNCHECKED})


@dataclass(frozen=True, slots=True)
class Details:
    """What an enterprise says of a file; `own`: nobody else stands behind it."""

    issuer: str = ""
    own: bool = False
    covers_from: date | None = None
    covers_to: date | None = None

    def told(self) -> dict[str, Any]:
        """As the audit trail tells it."""
        days = {"covers_from": self.covers_from, "covers_to": self.covers_to}
        said = {name: day and day.isoformat() for name, day in days.items()}
        return {"issuer": self.issuer, "own": self.own, **said}


def details_of(evidence: Evidence) -> Details:
    """What is said of a file now."""
    return Details(
        evidence.issuer,
        evidence.trust == Trust.OWN,
        evidence.covers_from,
        evidence.covers_to,
    )


@transaction.atomic
def describe(evidence: Evidence, details: Details, *, by: User, at: datetime) -> None:
    """Say of a file what it covers and who issued it.

    What an official found out about it holds for what was said then: with other
    details it has to be checked anew.
    """
    evidence.response.hold()
    if not evidence.response.is_editable(at):
        raise Closed
    old = details_of(evidence)
    if details == old:
        return
    evidence.issuer = details.issuer
    evidence.covers_from, evidence.covers_to = details.covers_from, details.covers_to
    evidence.trust = Trust.OWN if details.own else Trust.UNCHECKED
    evidence.save(update_fields=["issuer", "covers_from", "covers_to", "trust"])
    auditing.record(
        "describe_evidence",
        evidence,
        by=by,
        at=at,
        before=old.told(),
        after=details.told(),
    )


@transaction.atomic
def grade(evidence: Evidence, trust: str, *, by: User, at: datetime) -> None:
    """Say as an official how far a file that was handed in can be trusted."""
    if trust not in GRADES or not evidence.is_handed_in():
        raise ValueError(trust)
    before, after = {"trust": str(evidence.trust)}, {"trust": str(trust)}
    if Evidence.objects.filter(pk=evidence.pk).exclude(trust=trust).update(trust=trust):
        evidence.trust = trust
        auditing.record(
            "grade_evidence", evidence, by=by, at=at, before=before, after=after
        )
