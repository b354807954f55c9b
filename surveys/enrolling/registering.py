"""Enterprises on the platform: registered, described, moved; their units."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from surveys import auditing
from surveys.enrolling.joining import add_person, join
from surveys.models import (
    ChainRole,
    Cluster,
    Enterprise,
    FunctionalZone,
    Industry,
    MembershipRole,
    Region,
    SizeBand,
    SmeTier,
    Unit,
    UnitKind,
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
    """Register an enterprise under its checked credit code, with the one unit that
    stands for the whole of it.

    A code whose check character is wrong is accepted with a reason only.
    """
    code = checked_credit_code(uscc, accept_checksum=bool(uscc_reason.strip()))
    enterprise = Enterprise(uscc=code, uscc_reason=uscc_reason, created_at=at)
    _describe(enterprise, profile)
    Unit.objects.create(
        enterprise=enterprise,
        kind=UnitKind.ENTERPRISE,
        name=enterprise.name,
        created_at=at,
    )
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
    """Change what the enterprise says of itself; its size follows the figures.

    The trail keeps what was said before. It is read anew: a form has written into
    `enterprise` already.
    """
    before = _said(Enterprise.objects.select_for_update().get(pk=enterprise.pk))
    _describe(enterprise, profile)
    after = _said(enterprise)
    auditing.record(
        "update_profile",
        enterprise,
        by=by,
        at=at,
        before={k: before[k] for k in after if before[k] != after[k]},
        after={k: after[k] for k in after if before[k] != after[k]},
    )


def _said(enterprise: Enterprise) -> dict[str, Any]:
    """The profile as the trail keeps it: plain values, codes for rows."""
    places = ("region", "zone", "primary_cluster", "industry")
    rows = (*places, "size", "sme_tier", "chain_role")
    plain = ("name", "name_en", "process_type", "employees", "whole_machines")
    others = enterprise.secondary_clusters.order_by("code")
    return {
        **{name: getattr(enterprise, name) for name in plain},
        **{name: getattr(getattr(enterprise, name), "code", None) for name in rows},
        "revenue": f"{enterprise.revenue:.2f}",
        "secondary_clusters": list(others.values_list("code", flat=True)),
    }


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
    before, after = {"region": enterprise.region.code}, {"region": region.code}
    enterprise.region = region
    enterprise.save(update_fields=["region"])
    auditing.record(
        "transfer_region",
        enterprise,
        by=by,
        at=at,
        reason=reason,
        before=before,
        after=after,
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
