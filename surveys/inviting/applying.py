"""An enterprise applies by itself, and the office of its district decides."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from surveys import auditing, enrolling, notifying
from surveys.enrolling import Profile
from surveys.inviting.arriving import Newcomer, admitted, bring
from surveys.inviting.refusing import Refused
from surveys.models import (
    ChainRole,
    Cluster,
    Enterprise,
    Industry,
    MembershipRole,
    OfficeRole,
    Registration,
    RegistrationState,
    SmeTier,
    User,
    checked_credit_code,
)


def apply(
    uscc: str, profile: Profile, person: User | Newcomer, *, at: datetime
) -> Registration:
    """Ask to be let in, as somebody of the enterprise; its district is told.

    A newcomer gets an account that belongs to nothing yet. Raises Refused where the
    code or the person is known already.
    """
    try:
        with transaction.atomic():
            return _apply(uscc, profile, person, at)
    except IntegrityError:
        raise Refused(
            _(
                "Somebody has just registered this enterprise, or an account with this"
                " e-mail address or phone number. Sign in, or ask your district."
            )
        ) from None


def _apply(
    uscc: str, profile: Profile, person: User | Newcomer, at: datetime
) -> Registration:
    code = checked_credit_code(uscc)
    if Enterprise.objects.filter(uscc=code).exists():
        raise Refused(known_words())
    user = admitted(person, at) if isinstance(person, Newcomer) else person
    registration = Registration.objects.create(
        uscc=code,
        name=profile.name,
        region=profile.region,
        primary_cluster=profile.primary_cluster,
        profile=packed(profile),
        contact_name=user.name,
        contact_email=user.email or "",
        contact_phone=user.phone or "",
        state=RegistrationState.APPLIED,
        applicant=user,
        at=at,
    )
    auditing.record("apply", registration, by=user, at=at)
    notifying.tell(
        "registration_applied",
        notifying.officials(OfficeRole.DISTRICT_REVIEWER, at, profile.region),
        about=str(registration.pk),
        at=at,
        person=user.name,
        enterprise=profile.name,
        registration_id=registration.pk,
    )
    return registration


def known_words() -> str:
    """What to do where the enterprise is on the platform."""
    return _(
        "An enterprise with this code is on the platform already. Ask its administrator"
        " to invite you; if you do not know who that is, ask the office of your"
        " district."
    )


@transaction.atomic
def confirm_application(
    registration: Registration, *, by: User, at: datetime
) -> Enterprise:
    """Let an enterprise in that applied; the applicant becomes its administrator.

    Raises Refused where it is decided already, the enterprise came in otherwise, or
    somebody would let themselves in.
    """
    held = _hold(registration)
    assert held.applicant is not None  # whoever applied is noted
    if held.applicant == by:
        raise Refused(_("You applied yourself. A colleague of your office decides."))
    enterprise = bring(held, unpacked(held), by=by, at=at)
    role = MembershipRole.ADMINISTRATOR
    enrolling.join(held.applicant, enterprise, role, by=by, at=at)
    held.decided_by, held.decided_at = by, at
    held.save(update_fields=["decided_by", "decided_at"])
    auditing.record("confirm_application", held, by=by, at=at)
    _tell(held, "registration_confirmed", at, enterprise_id=enterprise.pk)
    return enterprise


@transaction.atomic
def decline_application(
    registration: Registration, *, reason: str, by: User, at: datetime
) -> None:
    """Send an application back with the reason; the applicant may apply once more."""
    if not reason.strip():
        raise Refused(_("Write the reason: the applicant reads it."))
    held = _hold(registration)
    held.state, held.reason = RegistrationState.DECLINED, reason
    held.decided_by, held.decided_at = by, at
    held.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    auditing.record("decline_application", held, by=by, at=at, reason=reason)
    _tell(held, "registration_declined", at, reason=reason)


def _hold(registration: Registration) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",))
    held = rows.select_related("applicant", "region").get(pk=registration.pk)
    if held.state != RegistrationState.APPLIED:
        raise Refused(_("A colleague has decided on this registration already."))
    return held


def _tell(held: Registration, kind: str, at: datetime, **params: Any) -> None:
    assert held.applicant is not None
    about = str(held.pk)
    people = [held.applicant]
    notifying.tell(kind, people, about=about, at=at, enterprise=held.name, **params)


# --- the profile, kept until the enterprise is there


def packed(profile: Profile) -> dict[str, Any]:
    """A profile as a registration keeps it: plain values, codes for rows."""
    return {
        "name_en": profile.name_en,
        "industry": profile.industry.code,
        "process_type": profile.process_type,
        "employees": profile.employees,
        "revenue": str(profile.revenue),
        "sme_tier": profile.sme_tier.code if profile.sme_tier else "",
        "chain_role": profile.chain_role.code if profile.chain_role else "",
        "whole_machines": profile.whole_machines,
        "secondary_clusters": [cluster.code for cluster in profile.secondary_clusters],
    }


def unpacked(registration: Registration) -> Profile:
    """The profile that a registration keeps."""
    said = registration.profile
    others = Cluster.objects.filter(code__in=said["secondary_clusters"])
    return Profile(
        name=registration.name,
        name_en=said["name_en"],
        region=registration.region,
        primary_cluster=registration.primary_cluster,
        industry=Industry.objects.get(code=said["industry"]),
        process_type=said["process_type"],
        employees=said["employees"],
        revenue=Decimal(said["revenue"]),
        sme_tier=SmeTier.objects.filter(code=said["sme_tier"]).first(),
        chain_role=ChainRole.objects.filter(code=said["chain_role"]).first(),
        whole_machines=said["whole_machines"],
        secondary_clusters=tuple(others),
    )
