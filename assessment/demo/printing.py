"""What the demo prints in the end: addresses and accounts, in 80 columns."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from assessment.demo import accounts
from assessment.demo.accounts import ACCOUNTS, PASSWORD, Account
from surveys.models import Membership, MembershipRole, Office, OfficeRole

ROLES: Mapping[str, str] = {
    MembershipRole.ADMINISTRATOR: "administrator of an enterprise",
    MembershipRole.RESPONDENT: "respondent of the same one",
    MembershipRole.VIEWER: "viewer of the same one",
    OfficeRole.DISTRICT_REVIEWER: "district reviewer",
    OfficeRole.MUNICIPAL_OFFICER: "municipal officer",
    OfficeRole.EXPERT: "expert",
    OfficeRole.ANALYST: "analyst",
    OfficeRole.AUTHOR: "questionnaire author",
    OfficeRole.SYSTEM_ADMIN: "system administrator",
    OfficeRole.SECURITY_ADMIN: "security administrator",
    OfficeRole.AUDIT_ADMIN: "audit administrator",
}


def told(paths: list[Path], *, web: str) -> str:
    """Addresses, accounts and codes; `web` is the site's address where it runs."""
    return "\n".join(_lines(paths, web))


def _lines(paths: list[Path], web: str) -> Iterator[str]:
    if web:
        yield f"\nThe site        {web}"
    yield from (f"A workbook      {_near(path)}" for path in paths)
    yield f"\nAccounts, all with the password {PASSWORD}"
    yield from (f"  {a.email:<28}  {ROLES[a.role]}{_of(a)}" for a in ACCOUNTS)
    yield "\nOfficials are asked for a code, too: from an authenticator app that knows"
    yield "the secret, or from here, good for half a minute. Printed again by:"
    yield "  .venv/bin/python manage.py demo_code"
    yield from (f"  {c.email:<25} {c.secret}  {c.code}" for c in accounts.codes())


def _near(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _of(account: Account) -> str:
    """The region or, for its administrator, the enterprise and its credit code."""
    if account.role == OfficeRole.DISTRICT_REVIEWER:
        office = Office.objects.select_related("region").get(user__email=account.email)
        return f" of {office.region}" if office.region else ""
    if account.role == MembershipRole.ADMINISTRATOR:
        held = Membership.objects.select_related("enterprise")
        enterprise = held.get(user__email=account.email).enterprise
        return (
            f"\n{'':<32}{enterprise.name}\n{'':<32}(or sign in with {enterprise.uscc})"
        )
    return ""
