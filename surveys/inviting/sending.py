"""Invitations: made, mailed, made anew, taken back, handed over as a list of links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from surveys import auditing, jobs
from surveys.enrolling import Contact, day_of
from surveys.explaining.words import clock, moment
from surveys.inviting.refusing import Refused
from surveys.models import (
    Enterprise,
    Invitation,
    Membership,
    MembershipRole,
    Registration,
    RegistrationState,
    Roster,
    User,
    held_on,
)
from surveys.posting import PAUSE, address_of
from surveys.sheets.rosters import Link

NONCE: Final = 32  # characters


@dataclass(frozen=True, slots=True)
class Way:
    """How invitations go out: `site` is where the platform stands, for their links."""

    site: str


def new_invitation(*, at: datetime, **fields: Any) -> Invitation:
    """An invitation that is not stored yet."""
    return Invitation(nonce=_nonce(), at=at, expires_at=_expiry(at), **fields)


def _nonce() -> str:
    return get_random_string(NONCE)


def _expiry(at: datetime) -> datetime:
    return at + timedelta(days=settings.INVITATION_DAYS)


@transaction.atomic
def invite(
    enterprise: Enterprise,
    role: str,
    contact: Contact,
    *,
    by: User,
    at: datetime,
    mail: Way | None,
) -> Invitation:
    """Invite somebody into an enterprise that is on the platform.

    Raises Refused for somebody who belongs to it, or has an open invitation already.
    """
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    email, phone = contact.email.strip().lower(), "".join(contact.phone.split())
    _refuse_known(enterprise, email, phone, at)
    made = new_invitation(
        enterprise=enterprise,
        role=role,
        name=contact.name,
        email=email,
        phone=phone,
        by=by,
        at=at,
    )
    made.save()
    auditing.record("invite", made, by=by, at=at, details={"role": str(role)})
    if mail and email:
        _ask_for_mail(made, mail, by=by, at=at)
    return made


def _refuse_known(enterprise: Enterprise, email: str, phone: str, at: datetime) -> None:
    known = [User.objects.by_identifier(text) for text in (email, phone) if text]
    held = Membership.objects.filter(held_on(day_of(at)), enterprise=enterprise)
    if held.filter(user__in=[person.pk for person in known if person]).exists():
        raise Refused(
            _("This person belongs to the enterprise already. Change the role instead.")
        )
    waiting = enterprise.invitations.open(at)
    same = [row for row in waiting if _same(row, email, phone)]
    if same:
        raise Refused(
            _("%(name)s is invited already. Send that invitation once more, instead.")
            % {"name": same[0].name}
        )


def _same(row: Invitation, email: str, phone: str) -> bool:
    return bool((email and row.email == email) or (phone and row.phone == phone))


@transaction.atomic
def send_again(
    invitation: Invitation, *, mail: Way | None, by: User, at: datetime
) -> Invitation:
    """Give an invitation its full time again and mail it, where `mail` says how.

    One that was mailed or has run out gets a new link; the older one leads nowhere.
    Raises Refused for one that is used or taken back, and within `PAUSE` of a mail.
    """
    held = _hold(invitation)
    mailed, now = held.mailed_at, held.expires_at <= at
    if mail and mailed and at < mailed + PAUSE:
        raise Refused(
            _("This invitation was mailed at %(then)s. Send it again after %(next)s.")
            % {"then": clock(mailed), "next": clock(mailed + PAUSE)}
        )
    anew = bool(mailed) or now or mail is None
    if anew:
        held.nonce = _nonce()
    held.expires_at = _expiry(at)
    held.save(update_fields=["nonce", "expires_at"])
    if mail and held.email:
        _ask_for_mail(held, mail, by=by, at=at)
    details = {"mailed": bool(mail and held.email), "new_link": anew}
    auditing.record("send_invitation", held, by=by, at=at, details=details)
    return held


def _hold(invitation: Invitation) -> Invitation:
    """The invitation as it stands, locked, where it may still lead in."""
    rows = Invitation.objects.select_for_update(of=("self",))
    rows = rows.select_related("registration", "enterprise")
    held = rows.get(pk=invitation.pk)
    if held.accepted_at:
        raise Refused(_("This invitation has been accepted already."))
    if held.revoked_at:
        raise Refused(_("This invitation has been taken back. Invite the person anew."))
    return held


@transaction.atomic
def revoke(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Take an invitation back; with it goes the registration that it began."""
    held = _hold(invitation)
    held.revoked_at = at
    held.save(update_fields=["revoked_at"])
    if held.registration_id is not None:
        Registration.objects.filter(
            pk=held.registration_id, state=RegistrationState.INVITED
        ).update(state=RegistrationState.REVOKED, decided_by=by, decided_at=at)
    auditing.record("revoke_invitation", held, by=by, at=at)


def _ask_for_mail(invitation: Invitation, way: Way, *, by: User, at: datetime) -> None:
    nonce = invitation.nonce
    args = {"invitation": invitation.pk, "nonce": nonce}
    args |= {"site": way.site, "at": at.isoformat()}
    key = f"invite:{invitation.pk}:{nonce}:{at.isoformat()}"
    jobs.start("invite", key, args=args, by=by)


@transaction.atomic
def ask_for_mails(roster: Roster, way: Way, *, by: User, at: datetime) -> None:
    """Mail every invitation of a roster that has an address and was not mailed yet."""
    args = {"roster": str(roster.pk), "site": way.site, "at": at.isoformat()}
    jobs.start("invite", f"invite:{roster.pk}:{at.isoformat()}", args=args, by=by)
    auditing.record("ask_for_mails", roster, by=by, at=at)


@transaction.atomic
def phone_links(
    rows: Iterable[Invitation], way: Way, *, by: User, at: datetime
) -> list[Link]:
    """The links of these invitations, to be handed over where there is no e-mail.

    The trail tells who took so many links.
    """
    links = [_link(row, way) for row in rows]
    details = {"links": len(links)}
    auditing.record("take_invitation_links", by, by=by, at=at, details=details)
    return links


def _link(row: Invitation, way: Way) -> Link:
    about = row.registration
    assert about is not None  # of registrations only
    return Link(
        about.name,
        about.uscc,
        str(about.region),
        row.name,
        row.phone,
        address_of(row, settings.SITE_URL or way.site),
        moment(row.expires_at),
    )


def role_words() -> dict[str, str]:
    """What each role may do, for those who choose one."""
    return {
        MembershipRole.ADMINISTRATOR.value: _(
            "invites colleagues, keeps the profile, fills and hands in"
        ),
        MembershipRole.RESPONDENT.value: _("fills questionnaires and hands them in"),
        MembershipRole.VIEWER.value: _("looks at everything and changes nothing"),
    }
