"""Enterprises of the tests in a browser: registered, with a unit and its answers."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from assessment.demo.answering import answer, respondent
from assessment.demo.spread import Planned, PlannedUnit
from surveys import enrolling
from surveys.assessing import facts_of
from surveys.models import (
    ChainRole,
    Cluster,
    Edition,
    Enterprise,
    Industry,
    Region,
    SmeTier,
    Unit,
)

REGION = "500157"


def home_region() -> Region:
    return Region.objects.get(code=REGION)


def lowest_editions() -> QuerySet[Edition]:
    """One edition for each kind of unit: that of its lowest stage."""
    stages = ("digital_workshop", "smart_factory")
    return Edition.objects.filter(questionnaire__stage__code__in=stages)


def registered(who: Planned, at: datetime) -> Enterprise:
    tiers, roles = SmeTier.objects.all(), ChainRole.objects.all()
    profile = enrolling.Profile(
        name=who.name,
        name_en=who.name_en,
        region=home_region(),
        primary_cluster=Cluster.objects.get(code=who.cluster),
        industry=Industry.objects.get(code=who.industry),
        employees=who.employees,
        revenue=who.revenue,
        sme_tier=tiers.filter(code=who.sme_tier or "").first(),
        chain_role=roles.filter(code=who.chain_role).first(),
        whole_machines=who.whole_machines,
    )
    return enrolling.register_enterprise(who.uscc, profile, by=None, at=at)


def unit_of(of: Enterprise, who: Planned, name: str = "") -> Unit:
    kind, given = who.units[0].kind, name or who.units[0].name
    return Unit.objects.create(
        enterprise=of, kind=kind, name=given, created_at=of.created_at
    )


def answers_of(who: Planned, unit: Unit, *, ready: bool) -> dict[str, dict[str, Any]]:
    """All answers of a unit by section, as `Given`; a ready one reaches its stage."""
    plan = PlannedUnit(unit.kind, unit.name)
    person = respondent(who, plan, unit.created_at.year)
    if ready:
        person = replace(person, ready=True, careless=False)
    edition = lowest_editions().get(questionnaire__stage__unit_kind=unit.kind)
    return answer(edition.scheme, person, facts_of(unit))
