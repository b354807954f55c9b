"""Describing: the period a file covers, who issued it, how far it can be trusted."""

from dataclasses import dataclass
from datetime import date, datetime

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
    if details == details_of(evidence):
        return
    evidence.issuer = details.issuer
    evidence.covers_from, evidence.covers_to = details.covers_from, details.covers_to
    evidence.trust = Trust.OWN if details.own else Trust.UNCHECKED
    evidence.save(update_fields=["issuer", "covers_from", "covers_to", "trust"])
    auditing.record("describe_evidence", evidence, by=by, at=at)


@transaction.atomic
def grade(evidence: Evidence, trust: str, *, by: User, at: datetime) -> None:
    """Say as an official how far a file that was handed in can be trusted."""
    if trust not in GRADES or not evidence.is_handed_in():
        raise ValueError(trust)
    details = {"from": evidence.trust, "to": trust}
    if Evidence.objects.filter(pk=evidence.pk).exclude(trust=trust).update(trust=trust):
        evidence.trust = trust
        auditing.record("grade_evidence", evidence, by=by, at=at, details=details)
