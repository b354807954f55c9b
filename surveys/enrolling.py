"""Enrolling: people, their offices and memberships, enterprises and their units."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from surveys import auditing
from surveys.models import (
    ChainRole,
    Cluster,
    Enterprise,
    FunctionalZone,
    Industry,
    Membership,
    MembershipRole,
    Office,
    Region,
    SizeBand,
    SmeTier,
    Unit,
    User,
    checked_credit_code,
    size_of,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What an enterprise says of itself; `revenue` in 10,000 CNY a year."""

    name: str
    region: Region
    primary_cluster: Cluster
    industry: Industry
    employees: int
    revenue: Decimal
    name_en: str = ""
    zone: FunctionalZone | None = None
    process_type: str = ""
    sme_tier: SmeTier | None = None
    chain_role: ChainRole | None = None
    whole_machines: bool = False
    secondary_clusters: tuple[Cluster, ...] = field(default=())


@transaction.atomic
def register_enterprise(
    uscc: str, profile: Profile, *, by: User | None, at: datetime, uscc_reason: str = ""
) -> Enterprise:
    """Register an enterprise under its checked credit code.

    A code whose check character is wrong is accepted with a reason only.
    """
    code = checked_credit_code(uscc, accept_checksum=bool(uscc_reason.strip()))
    enterprise = Enterprise(uscc=code, uscc_reason=uscc_reason, created_at=at)
    _describe(enterprise, profile)
    auditing.record("register_enterprise", enterprise, by=by, at=at, reason=uscc_reason)
    return enterprise


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as an official writes them down; one of the identifiers is needed."""

    name: str
    email: str = ""
    phone: str = ""


@transaction.atomic
def enrol(  # noqa: PLR0913 -- an enterprise and the person who will run it
    uscc: str,
    profile: Profile,
    contact: Contact,
    *,
    password: str,
    by: User,
    at: datetime,
    uscc_reason: str = "",
) -> Enterprise:
    """Register an enterprise together with its first administrator."""
    enterprise = register_enterprise(
        uscc, profile, by=by, at=at, uscc_reason=uscc_reason
    )
    person = add_person(
        contact.name,
        email=contact.email,
        phone=contact.phone,
        password=password,
        by=by,
        at=at,
    )
    join(person, enterprise, MembershipRole.ADMINISTRATOR, by=by, at=at)
    return enterprise


@transaction.atomic
def update_profile(
    enterprise: Enterprise, profile: Profile, *, by: User, at: datetime
) -> None:
    """Change what the enterprise says of itself; its size follows the figures."""
    _describe(enterprise, profile)
    auditing.record("update_profile", enterprise, by=by, at=at)


def _describe(enterprise: Enterprise, profile: Profile) -> None:
    enterprise.name, enterprise.name_en = profile.name, profile.name_en
    enterprise.region, enterprise.zone = profile.region, profile.zone
    enterprise.primary_cluster = profile.primary_cluster
    enterprise.industry = profile.industry
    enterprise.process_type = profile.process_type or profile.industry.process_type
    enterprise.employees, enterprise.revenue = profile.employees, profile.revenue
    enterprise.size = size_of(
        profile.employees, profile.revenue, list(SizeBand.objects.all())
    )
    enterprise.sme_tier, enterprise.chain_role = profile.sme_tier, profile.chain_role
    enterprise.whole_machines = profile.whole_machines
    enterprise.save()
    others = [c for c in profile.secondary_clusters if c != profile.primary_cluster]
    enterprise.secondary_clusters.set(others)


@transaction.atomic
def transfer_region(
    enterprise: Enterprise,
    region: Region,
    *,
    by: User | None,
    at: datetime,
    reason: str,
) -> None:
    """Put an enterprise under another region; submissions keep that of their time."""
    old = enterprise.region.code
    enterprise.region = region
    enterprise.save(update_fields=["region"])
    details = {"from": old, "to": region.code}
    auditing.record(
        "transfer_region", enterprise, by=by, at=at, reason=reason, details=details
    )


@transaction.atomic
def add_unit(
    enterprise: Enterprise, kind: str, name: str, *, by: User, at: datetime
) -> Unit:
    """Add a workshop or factory that can be assessed."""
    unit = Unit.objects.create(
        enterprise=enterprise, kind=kind, name=name, created_at=at
    )
    auditing.record("add_unit", unit, by=by, at=at)
    return unit


@transaction.atomic
def add_person(
    name: str,
    *,
    email: str = "",
    phone: str = "",
    password: str | None = None,
    by: User | None,
    at: datetime,
) -> User:
    """Add a person who may sign in once they have a password."""
    user = User(
        name=name,
        # As `by_identifier` looks for them.
        email=email.strip().lower() or None,
        phone=phone.replace(" ", "") or None,
    )
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    auditing.record("add_person", user, by=by, at=at)
    return user


@transaction.atomic
def join(
    user: User, enterprise: Enterprise, role: str, *, by: User | None, at: datetime
) -> Membership:
    """Make a person a member of an enterprise from today on."""
    membership = Membership.objects.create(
        user=user, enterprise=enterprise, role=role, valid_from=day_of(at)
    )
    auditing.record("join", membership, by=by, at=at)
    return membership


@transaction.atomic
def appoint(
    user: User, role: str, *, region: Region | None, by: User | None, at: datetime
) -> Office:
    """Give a person an office, over a region or over the city, from today on."""
    office = Office.objects.create(
        user=user, role=role, region=region, valid_from=day_of(at)
    )
    auditing.record("appoint", office, by=by, at=at)
    return office


@transaction.atomic
def dismiss(office: Office, *, by: User | None, at: datetime) -> None:
    """End an office; today is the first day on which it is no longer held."""
    office.valid_to = day_of(at)
    office.save(update_fields=["valid_to"])
    auditing.record("dismiss", office, by=by, at=at)


def day_of(at: datetime) -> date:
    """The calendar day of a moment, in the time zone of the platform."""
    return timezone.localdate(at)
