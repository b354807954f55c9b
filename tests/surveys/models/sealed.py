"""Constraints of what proves the audit trail."""

from surveys.models import AuditAnchor, AuditSeal
from tests.factories import NOW
from tests.surveys.models.breaking import Broken, Twice


def seal() -> AuditSeal:
    return AuditSeal.objects.create(seq=1, mac="a" * 64, key="12345678")


def anchor() -> AuditAnchor:
    return AuditAnchor.objects.create(day=NOW.date(), seq=1, mac="a" * 64, at=NOW)


SEALED: dict[str, Broken] = {
    "surveys_auditseal_counts_from_one": Broken(seal, {"seq": 0}),
    "surveys_auditanchor_counts_from_one": Broken(anchor, {"seq": 0}),
    "surveys_auditanchor.day": Twice(anchor),
}
