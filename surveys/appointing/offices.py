"""Offices: given from a day on, and ended; each stays as a row of history."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from surveys import enrolling, notifying
from surveys.appointing.guarding import (
    hold_security_offices,
    refuse_own,
    refuse_without_security,
)
from surveys.enrolling import Refused, day_of
from surveys.explaining.words import day, listed
from surveys.models import Office, OfficeRole, Region, User


@transaction.atomic
def appoint(  # noqa: PLR0913 -- who, as what, where and from when to when
    user: User,
    role: str,
    *,
    region: Region | None,
    since: date,
    until: date | None = None,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> Office:
    """Give an official an office from a day on, and tell them. `by` is nobody where
    the operator of the machine does it.

    Raises Refused for oneself, a suspended account, a day that has passed, a region
    that does not exist then, the same office twice, and for what stands apart.
    """
    refuse_own(user, by)
    if not user.is_active:
        raise Refused(_("The account of %(name)s is suspended.") % {"name": user.name})
    if since < day_of(at) or (until is not None and until <= since):
        raise Refused(_("An office begins today or later, and ends after it began."))
    if region is not None and not region.exists_on(since):
        raise Refused(gone_words(region, since))
    office = enrolling.appoint(
        user,
        role,
        region=region,
        by=by,
        at=at,
        since=since,
        until=until,
        reason=reason,
    )
    refuse_twice(office)
    tell_of(office, "appointed", at, since=since.isoformat())
    return office


def refuse_twice(office: Office) -> None:
    """Nobody holds the same office twice on one day; call inside the transaction."""
    same = Office.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=office.valid_from),
        user=office.user,
        role=office.role,
        region=office.region,
    ).exclude(pk=office.pk)
    if office.valid_to:
        same = same.filter(valid_from__lt=office.valid_to)
    if same.exists():
        raise Refused(
            _("%(name)s holds this office already.") % {"name": office.user.name}
        )


def gone_words(region: Region, since: date) -> str:
    """Why nobody is appointed over a region on a day, and where instead."""
    if region.valid_from and since < region.valid_from:
        return _("%(region)s exists from %(day)s on.") % {
            "region": region,
            "day": day(region.valid_from),
        }
    words = {
        "region": region,
        "successors": listed(map(str, region.successors.all())) or "–",
    }
    return (
        _("%(region)s no longer exists on that day. It became: %(successors)s") % words
    )


@transaction.atomic
def end(
    office: Office,
    *,
    until: date,
    reason: str,
    by: User | None,
    at: datetime,
) -> None:
    """End an office; `until` is the first day on which it is no longer held.

    Raises Refused for one's own, one that has ended, without a reason, and where
    nobody would be left who gives rights.
    """
    held = hold(office, at)
    refuse_own(held.user, by)
    if not reason.strip():
        raise Refused(_("Write the reason: it stays in the history of the office."))
    if until < day_of(at):
        raise Refused(_("An office ends today or later: what was done in it stays."))
    enrolling.dismiss(held, by=by, at=at, until=until, reason=reason)
    if held.role == OfficeRole.SECURITY_ADMIN:
        refuse_without_security(at)
    tell_of(held, "office_ended", at, ends_on=until.isoformat(), reason=reason)


def hold(office: Office, at: datetime) -> Office:
    """The office as it stands, locked, where it goes on."""
    hold_security_offices()
    rows = Office.objects.select_for_update(of=("self",))
    found = rows.select_related("user", "region").get(pk=office.pk)
    if found.valid_to is not None and found.valid_to <= day_of(at):
        raise Refused(_("This office has ended already. Look at the list again."))
    return found


def tell_of(office: Office, kind: str, at: datetime, **params: Any) -> None:
    """Tell the holder of an office what became of it."""
    about = f"{office.pk}:{at.isoformat()}"
    notifying.tell(
        kind, [office.user], about=about, at=at, **office_params(office), **params
    )


def office_params(office: Office) -> dict[str, Any]:
    """An office as messages name it: the role, the region in both languages."""
    region = office.region
    return {
        "office": str(office.role),
        "region_zh": region.name_zh if region else "",
        "region_en": region.name_en if region else "",
    }
