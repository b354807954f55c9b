"""The accounts of officials: made with a link to a password, locked, let in again."""

from datetime import datetime, timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.translation import gettext as _

from surveys import auditing, enrolling, jobs, notifying
from surveys.appointing.guarding import (
    hold_security_offices,
    refuse_own,
    refuse_without_security,
)
from surveys.enrolling import Contact, Refused, day_of
from surveys.models import (
    AccountLink,
    AuditRow,
    Office,
    OfficeRole,
    User,
    held_on,
)
from surveys.posting import PAUSE, opened_account

LASTS: Final = timedelta(days=7)
"""So long a link leads to choosing a password."""
BETWEEN: Final = timedelta(days=7)
"""Whoever handed over a link does not remove the second factor within this time."""
NONCE: Final = 32  # characters


@transaction.atomic
def add_official(contact: Contact, *, site: str, by: User, at: datetime) -> AccountLink:
    """Make an account for an official, and the link by which they choose a password.

    It is mailed where there is an address. `site` is where the platform stands. The
    account may do nothing before an office is given. Raises Refused where it is known.
    """
    try:
        with transaction.atomic():
            user = enrolling.add_person(
                contact.name, email=contact.email, phone=contact.phone, by=by, at=at
            )
    except IntegrityError:
        raise Refused(
            _(
                "Somebody has an account with this e-mail address or phone number."
                " Choose that person in the list, or give another."
            )
        ) from None
    return _new_link(user, site, by=by, at=at)


def _new_link(user: User, site: str, *, by: User, at: datetime) -> AccountLink:
    """The one link of a person; an older one leads nowhere from now on."""
    user.links.filter(used_at=None, revoked_at=None).update(revoked_at=at)
    link = AccountLink.objects.create(
        user=user,
        nonce=get_random_string(NONCE),
        by=by,
        at=at,
        expires_at=at + LASTS,
    )
    if user.email:
        args = {"link": link.pk, "nonce": link.nonce, "site": site}
        args |= {"at": at.isoformat()}
        jobs.start("invite", f"account_link:{link.pk}", args=args, by=by)
    details = {"mailed": bool(user.email), "until": link.expires_at.isoformat()}
    auditing.record("send_account_link", user, by=by, at=at, details=details)
    return link


@transaction.atomic
def send_link(user: User, *, site: str, by: User, at: datetime) -> AccountLink:
    """Another link to a password: the first has run out, or the password is forgotten.

    Raises Refused for oneself, a suspended account, within `PAUSE` of another link, and
    for whoever has just removed the second factor of this account.
    """
    held = _hold(user)
    refuse_own(held, by)
    if not held.is_active:
        raise Refused(_("The account of %(name)s is suspended.") % {"name": held.name})
    last = held.links.order_by("-at").first()
    if last and last.used_at is None and at < last.at + PAUSE and held.email:
        raise Refused(
            _("A link was sent a short time ago. Wait an hour before the next one.")
        )
    _refuse_both(held, "reset_second_factor", by, at)
    return _new_link(held, site, by=by, at=at)


def _refuse_both(user: User, other: str, by: User, at: datetime) -> None:
    """Password and second factor of an account without an e-mail, where the link
    passes through the administrator's hands, are not reset by the same one."""
    rows = AuditRow.objects.filter(
        kind="user", object_id=str(user.pk), action=other, by=by, at__gt=at - BETWEEN
    )
    if not user.email and rows.exists():
        raise Refused(
            _(
                "This account has no e-mail, so its link passes through your hands."
                " Whoever hands over the link does not remove the second factor within"
                " seven days. Ask another system administrator."
            )
        )


class KeyUnusable(Exception):
    """A link to a password that leads nowhere."""


def find_link(token: str, at: datetime, *, lock: bool = False) -> AccountLink:
    """The link that a token belongs to. Raises KeyUnusable."""
    told = opened_account(token)
    if told is None:
        raise KeyUnusable
    rows = AccountLink.objects.select_related("user")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=told[0]).first()
    if found is None or not constant_time_compare(found.nonce, told[1]):
        raise KeyUnusable
    if not found.is_open(at) or not found.user.is_active:
        raise KeyUnusable
    return found


@transaction.atomic
def choose_password(token: str, password: str, *, at: datetime) -> User:
    """Set the password of whoever holds a link, once. Signing in is another step, in
    which the second factor is asked where there is one. Raises KeyUnusable."""
    link = find_link(token, at, lock=True)
    link.used_at = at
    link.save(update_fields=["used_at"])
    link.user.set_password(password)
    link.user.save(update_fields=["password"])
    auditing.record("choose_password", link.user, by=link.user, at=at)
    return link.user


@transaction.atomic
def suspend(user: User, *, reason: str, by: User, at: datetime) -> None:
    """Lock an account at once, on all devices; offices stay as they are.

    Raises Refused for oneself, without a reason, and where nobody would be left who
    gives rights.
    """
    hold_security_offices()
    held = _hold(user)
    refuse_own(held, by)
    if not reason.strip():
        raise Refused(_("Write the reason why the account is suspended."))
    if not held.is_active:
        raise Refused(_("The account is suspended already."))
    _switch(held, "suspend_account", active=False, reason=reason, by=by, at=at)
    held.links.filter(used_at=None, revoked_at=None).update(revoked_at=at)
    if _gives_rights(held, at):
        refuse_without_security(at)


def _gives_rights(user: User, at: datetime) -> bool:
    held = Office.objects.filter(held_on(day_of(at)), user=user)
    return held.filter(role=OfficeRole.SECURITY_ADMIN).exists()


@transaction.atomic
def restore(user: User, *, reason: str, by: User, at: datetime) -> None:
    """Let a suspended account in again. Raises Refused for oneself, without a reason,
    and for one that is not suspended."""
    held = _hold(user)
    refuse_own(held, by)
    if not reason.strip():
        raise Refused(_("Write the reason why the account is let in again."))
    if held.is_active:
        raise Refused(_("The account is not suspended."))
    _switch(held, "restore_account", active=True, reason=reason, by=by, at=at)


def _switch(
    user: User, action: str, *, active: bool, reason: str, by: User, at: datetime
) -> None:
    user.is_active = active
    user.save(update_fields=["is_active"])
    before, after = {"active": not active}, {"active": active}
    auditing.record(
        action, user, by=by, at=at, reason=reason, before=before, after=after
    )


@transaction.atomic
def reset_factor(user: User, *, reason: str, by: User, at: datetime) -> None:
    """Remove the second factor of somebody who lost the device, with its recovery
    codes: after the next sign-in by password another has to be set up. They are told.

    Raises Refused for oneself, without a reason, where there is none, and for whoever
    has just handed over a link to the password.
    """
    held = _hold(user)
    refuse_own(held, by)
    if not reason.strip():
        raise Refused(_("Write how you know that this is the person."))
    _refuse_both(held, "send_account_link", by, at)
    removed, _rows = Authenticator.objects.filter(user=held).delete()
    if not removed:
        raise Refused(_("This account has no second factor."))
    before, after = {"factors": removed}, {"factors": 0}
    auditing.record(
        "reset_second_factor",
        held,
        by=by,
        at=at,
        reason=reason,
        before=before,
        after=after,
    )
    about = f"{held.pk}:{at.isoformat()}"
    notifying.tell("factor_reset", [held], about=about, at=at, person=by.name)


def _hold(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)
