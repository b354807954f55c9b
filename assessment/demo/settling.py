"""Settling in: reference data, officials, enterprises with their people, the merger."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F
from django.utils import timezone

from assessment.demo import accounts
from assessment.demo.accounts import (
    ADMINISTRATOR,
    CITY_WIDE,
    OFFICER,
    RESPONDENT,
    REVIEWER,
    SECURITY,
    SYSTEM,
    VIEWER,
)
from assessment.demo.calendar import (
    BEGINNING,
    ENROLLING,
    MERGER,
    REGISTER_COMES,
    moment,
)
from assessment.demo.earlier import register
from assessment.demo.materials import SEED, dice
from assessment.demo.names import person
from assessment.demo.spread import Planned
from assessment.demo.telling import Steps
from assessment.demo.world import Participant, Reference, World
from surveys import enrolling, importing, referencing
from surveys.models import (
    Enterprise,
    MembershipRole,
    Message,
    OfficeRole,
    Region,
    User,
)

CENT = Decimal("0.01")
DOMAIN = "cq.example"
UNREAD = timedelta(days=14)
MOVED = "2025年11月6日行政区划调整，随所在区域转入。"


def tidy_messages(now: datetime) -> None:
    """Old messages have been read, and no mail goes to made-up people."""
    told = Message.objects.all()
    told.filter(at__lt=now - UNREAD).update(read_at=F("at"))
    told.update(mailed_at=F("at"))


def founding(world: World) -> Steps:
    """The platform is set up: reference data, and everybody who holds an office."""
    yield BEGINNING
    referencing.load(at=BEGINNING)
    world.reference = Reference()
    people, others = world.people, [a for a in (OFFICER, *CITY_WIDE) if a != SECURITY]
    # The first two by who sets the machine up; then the one makes accounts, and the
    # other gives rights.
    for account in (SYSTEM, SECURITY, *others):
        user = accounts.create(account, by=people.get(SYSTEM.role), at=BEGINNING)
        by = people.get(SECURITY.role)
        enrolling.appoint(user, account.role, region=None, by=by, at=BEGINNING)
        people[account.role] = user
    day = timezone.localdate(BEGINNING)
    for region in world.reference.regions.values():
        if region.exists_on(day):
            _appoint_reviewer(world, region, at=BEGINNING)


def _appoint_reviewer(world: World, region: Region, *, at: datetime) -> None:
    by = world.people[SYSTEM.role]
    if region.code == world.star.later_region:
        user = accounts.create(REVIEWER, by=by, at=at)
    else:
        name = person(dice(SEED, "reviewer", region.code)).zh
        email = f"reviewer.{region.code.lower()}@{DOMAIN}"
        user = enrolling.add_person(name, email=email, by=by, at=at)
    world.reviews[region.code] = enrolling.appoint(
        user,
        OfficeRole.DISTRICT_REVIEWER,
        region=region,
        by=world.people[SECURITY.role],
        at=at,
    )


def enrolment(world: World, who: Planned) -> Steps:
    """An enterprise is registered, with its administrator and its units."""
    at = moment(ENROLLING, dice(SEED, who.uscc, "enrolment"))
    yield at
    system = world.people[SYSTEM.role]
    enterprise = enrolling.register_enterprise(
        who.uscc, _profile(world.reference, who), by=system, at=at
    )
    by = _administrator(world, who, enterprise, at=at)
    units = {
        unit: enrolling.add_unit(enterprise, unit.kind, unit.name, by=by, at=at)
        for unit in who.units
    }
    if who == world.star:
        by = _colleagues(world, enterprise, by=by, at=at)
    world.participants[who.uscc] = Participant(who, enterprise, units, by)


def _profile(reference: Reference, who: Planned) -> enrolling.Profile:
    return enrolling.Profile(
        name=who.name,
        name_en=who.name_en,
        region=reference.regions[who.region],
        zone=reference.zones[who.zone] if who.zone else None,
        primary_cluster=reference.clusters[who.cluster],
        secondary_clusters=tuple(reference.clusters[code] for code in who.secondary),
        industry=reference.industries[who.industry],
        employees=who.employees,
        revenue=who.revenue.quantize(CENT),
        sme_tier=reference.sme_tiers[who.sme_tier] if who.sme_tier else None,
        chain_role=reference.chain_roles[who.chain_role],
        whole_machines=who.whole_machines,
    )


def _administrator(
    world: World, who: Planned, enterprise: Enterprise, *, at: datetime
) -> User:
    system = world.people[SYSTEM.role]
    if who == world.star:
        user = accounts.create(ADMINISTRATOR, by=system, at=at)
        world.people[ADMINISTRATOR.role] = user
    else:
        user = enrolling.add_person(who.contact.zh, email=who.email, by=system, at=at)
    enrolling.join(user, enterprise, MembershipRole.ADMINISTRATOR, by=system, at=at)
    return user


def _colleagues(
    world: World, enterprise: Enterprise, *, by: User, at: datetime
) -> User:
    """Respondent and viewer of the enterprise that is shown; the first one fills."""
    for account in (RESPONDENT, VIEWER):
        user = accounts.create(account, by=by, at=at)
        enrolling.join(user, enterprise, account.role, by=by, at=at)
        world.people[account.role] = user
    return world.people[RESPONDENT.role]


def register_arrival(world: World) -> Steps:
    """The register of earlier titles is taken over, after the enterprises are there."""
    yield REGISTER_COMES
    by = world.people[OFFICER.role]
    importing.import_titles(register(), by=by, at=REGISTER_COMES)


def merger(world: World) -> Steps:
    """Two districts and a zone become one; each enterprise goes where it lies now."""
    yield MERGER
    by, day = world.people[SECURITY.role], timezone.localdate(MERGER)
    for code, office in list(world.reviews.items()):
        if not world.reference.regions[code].exists_on(day):
            enrolling.dismiss(office, by=by, at=MERGER)
            del world.reviews[code]
    for code, region in world.reference.regions.items():
        if region.exists_on(day) and code not in world.reviews:
            _appoint_reviewer(world, region, at=MERGER)
    yield MERGER + timedelta(hours=2)
    officer = world.people[OFFICER.role]
    for one in world.participants.values():
        if one.plan.later_region != one.enterprise.region.code:
            region = world.reference.regions[one.plan.later_region]
            enrolling.transfer_region(
                one.enterprise, region, by=officer, at=MERGER, reason=MOVED
            )
