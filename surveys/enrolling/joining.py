"""People on the platform: added, made members, appointed to offices and dismissed."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import auditing
from surveys.enrolling.refusing import Refused
from surveys.models import (
    ADMINISTRATORS,
    Enterprise,
    Membership,
    Office,
    Region,
    User,
    held_on,
)


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
    """Make a person a member of an enterprise from today on.

    Raises Refused for an administrator of the platform, who sees no business data.
    """
    held = Office.objects.filter(held_on(day_of(at)), user=user)
    office = held.filter(role__in=ADMINISTRATORS).first()
    if office is not None:
        raise Refused(_apart_words(user, office))
    membership = Membership.objects.create(
        user=user, enterprise=enterprise, role=role, valid_from=day_of(at)
    )
    auditing.record("join", membership, by=by, at=at, after=membership.told())
    return membership


@transaction.atomic
def appoint(  # noqa: PLR0913 -- who, as what, where and from when to when
    user: User,
    role: str,
    *,
    region: Region | None,
    by: User | None,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
    reason: str = "",
) -> Office:
    """Give a person an office, over a region or over the city.

    It is held from `since` on, today if that is not given, and before `until`. Raises
    Refused where it would meet another that an administrator has to be apart from.
    """
    User.objects.select_for_update().get(pk=user.pk)
    office = Office(
        user=user,
        role=role,
        region=region,
        valid_from=since or day_of(at),
        valid_to=until,
    )
    _refuse_together(office)
    office.save()
    auditing.record("appoint", office, by=by, at=at, reason=reason, after=office.told())
    return office


def _refuse_together(office: Office) -> None:
    """Nobody is one of the three administrators and anything else on the same day."""
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=office.valid_from)
    others = Office.objects.filter(goes_on, user=office.user)
    if office.valid_to:
        others = others.filter(valid_from__lt=office.valid_to)
    for other in others.exclude(valid_to=F("valid_from")):
        if office.administers or other.administers:
            raise Refused(_apart_words(office.user, other))
    if office.administers and Membership.objects.filter(
        goes_on, user=office.user
    ).exclude(valid_to=F("valid_from")):
        raise Refused(
            _(
                "%(name)s works for an enterprise here. Whoever administers the"
                " platform does not: choose somebody else, or let them leave the"
                " enterprise first."
            )
            % {"name": office.user.name}
        )


def _apart_words(user: User, other: Office) -> str:
    return _(
        "%(name)s is already: %(role)s. The system, security and audit administrators"
        " are nothing else at the same time. End that office first, or choose somebody"
        " else."
    ) % {"name": user.name, "role": other.get_role_display()}


@transaction.atomic
def dismiss(
    office: Office,
    *,
    by: User | None,
    at: datetime,
    until: date | None = None,
    reason: str = "",
) -> None:
    """End an office; `until`, or today, is the first day on which it is no longer
    held."""
    before = office.told()
    # One that has not begun yet never does.
    office.valid_to = max(until or day_of(at), office.valid_from)
    office.save(update_fields=["valid_to"])
    after = office.told()
    auditing.record(
        "dismiss", office, by=by, at=at, reason=reason, before=before, after=after
    )


def day_of(at: datetime) -> date:
    """The calendar day of a moment, in the time zone of the platform."""
    return timezone.localdate(at)
