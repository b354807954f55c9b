"""A link is used: once, by one person, who becomes a member."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from surveys import auditing, enrolling, notifying
from surveys.enrolling import Profile, day_of
from surveys.inviting.refusing import Refused
from surveys.models import (
    Enterprise,
    Invitation,
    Membership,
    MembershipRole,
    Registration,
    RegistrationState,
    User,
    held_on,
)
from surveys.posting import opened

UNKNOWN, REPLACED, USED, REVOKED, EXPIRED = (
    "unknown",
    "replaced",
    "used",
    "revoked",
    "expired",
)
GONE: Final = frozenset({REPLACED, USED, REVOKED, EXPIRED})


class Unusable(Exception):
    """A link that leads nowhere, and why; `invitation` where it once led somewhere."""

    def __init__(self, code: str, invitation: Invitation | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.invitation = invitation


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody without an account; one of the identifiers is needed."""

    name: str
    password: str
    email: str = ""
    phone: str = ""


def find(token: str, at: datetime, *, lock: bool = False) -> Invitation:
    """The invitation that a link leads to. Raises Unusable.

    `lock` holds its row until the end of the transaction.
    """
    told = opened(token)
    if told is None:
        raise Unusable(UNKNOWN)
    rows = Invitation.objects.select_related(
        "enterprise", "registration__region", "registration__primary_cluster", "by"
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=told[0]).first()
    if found is None:
        raise Unusable(UNKNOWN)
    _refuse_unusable(found, told[1], at)
    return found


def _refuse_unusable(found: Invitation, nonce: str, at: datetime) -> None:
    states = {
        USED: found.accepted_at is not None,
        REVOKED: found.revoked_at is not None,
        REPLACED: not constant_time_compare(found.nonce, nonce),
        EXPIRED: found.expires_at <= at,
    }
    for code, holds in states.items():
        if holds:
            raise Unusable(code, found)


def account_of(invitation: Invitation) -> User | None:
    """The account that whoever is invited has already, by e-mail or phone number."""
    texts = filter(None, (invitation.email, invitation.phone))
    known = (User.objects.by_identifier(text) for text in texts)
    return next((person for person in known if person), None)


def accept(
    token: str, person: User | Newcomer, profile: Profile | None, *, at: datetime
) -> Membership:
    """Make whoever holds a link a member; with a registration, bring its enterprise.

    `profile` is what a registered enterprise says of itself. Of several at once one is
    let in. Raises Unusable, and Refused with words for the person.
    """
    try:
        with transaction.atomic():
            return _accept(find(token, at, lock=True), person, profile, at)
    except IntegrityError:
        raise Refused(
            _(
                "Somebody with this e-mail address, phone number or credit code came in"
                " just now. Sign in, or ask the administrator of the enterprise."
            )
        ) from None


def _accept(
    invitation: Invitation,
    person: User | Newcomer,
    profile: Profile | None,
    at: datetime,
) -> Membership:
    user = admitted(person, at) if isinstance(person, Newcomer) else person
    if invitation.registration is not None:
        assert profile is not None  # the page of a registration has the profile's form
        enterprise = _arrive(invitation.registration, profile, by=user, at=at)
    else:
        assert invitation.enterprise is not None  # a constraint sees to it
        enterprise = invitation.enterprise
        _refuse_member(user, enterprise, at)
    _refuse_inviter(user, invitation)
    invitation.accepted_by, invitation.accepted_at = user, at
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    membership = enrolling.join(user, enterprise, invitation.role, by=user, at=at)
    auditing.record("accept_invitation", invitation, by=user, at=at)
    _tell_of(membership, invitation, at)
    return membership


def admitted(newcomer: Newcomer, at: datetime) -> User:
    """An account for somebody new."""
    return enrolling.add_person(
        newcomer.name,
        email=newcomer.email,
        phone=newcomer.phone,
        password=newcomer.password,
        by=None,
        at=at,
    )


def _refuse_member(user: User, enterprise: Enterprise, at: datetime) -> None:
    held = Membership.objects.filter(held_on(day_of(at)), user=user)
    if held.filter(enterprise=enterprise).exists():
        raise Refused(
            _(
                "You belong to this enterprise already. Its administrator can change"
                " your role."
            )
        )


def _refuse_inviter(user: User, invitation: Invitation) -> None:
    """An official invites others: nobody gets into an enterprise by their own hand."""
    if user == invitation.by:
        raise Refused(
            _(
                "You made this invitation yourself. Hand its link to the person you"
                " invited, or sign out first."
            )
        )


def _arrive(
    registration: Registration, profile: Profile, *, by: User, at: datetime
) -> Enterprise:
    held = Registration.objects.select_for_update().get(pk=registration.pk)
    if held.state != RegistrationState.INVITED:
        raise Refused(_("This enterprise came in by another way. Ask its district."))
    return bring(held, profile, by=by, at=at)


def bring(
    registration: Registration, profile: Profile, *, by: User, at: datetime
) -> Enterprise:
    """Put the enterprise of a registration on the platform. Raises Refused where it is
    there already."""
    if Enterprise.objects.filter(uscc=registration.uscc).exists():
        raise Refused(
            _(
                "An enterprise with this credit code is on the platform already. Its"
                " administrator can invite you."
            )
        )
    enterprise = enrolling.register_enterprise(
        registration.uscc, profile, by=by, at=at, uscc_reason=registration.uscc_reason
    )
    registration.enterprise = enterprise
    registration.state = RegistrationState.ARRIVED
    registration.save(update_fields=["enterprise", "state"])
    return enterprise


def _tell_of(membership: Membership, invitation: Invitation, at: datetime) -> None:
    """Tell the administrators who came, and whoever invited them."""
    enterprise = membership.enterprise
    roles = (MembershipRole.ADMINISTRATOR,)
    people = {*notifying.members(enterprise, at, roles), invitation.by}
    notifying.tell(
        "joined",
        people - {membership.user},
        about=str(membership.pk),
        at=at,
        person=membership.user.name,
        enterprise=enterprise.name,
        enterprise_id=enterprise.pk,
    )
