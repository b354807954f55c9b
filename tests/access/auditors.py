"""Who may read the audit trail: the audit administrator, and nobody else."""

from tests.access.ruling import AUDITOR, Rule, ok, page

TRAIL = (
    page("audit/", AUDITOR),
    Rule("audit/verify/", post=ok(AUDITOR, 302), only=AUDITOR),
    page("audit/progress/", AUDITOR),
    page("audit/download/", AUDITOR),
)
