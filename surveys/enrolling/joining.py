"""People on the platform: added, made members, appointed to offices and dismissed."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from surveys import auditing
from surveys.models import Enterprise, Membership, Office, Region, User


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
    auditing.record("join", membership, by=by, at=at, after=membership.told())
    return membership


@transaction.atomic
def appoint(
    user: User, role: str, *, region: Region | None, by: User | None, at: datetime
) -> Office:
    """Give a person an office, over a region or over the city, from today on."""
    office = Office.objects.create(
        user=user, role=role, region=region, valid_from=day_of(at)
    )
    auditing.record("appoint", office, by=by, at=at, after=office.told())
    return office


@transaction.atomic
def dismiss(office: Office, *, by: User | None, at: datetime) -> None:
    """End an office; today is the first day on which it is no longer held."""
    before = office.told()
    office.valid_to = day_of(at)
    office.save(update_fields=["valid_to"])
    auditing.record("dismiss", office, by=by, at=at, before=before, after=office.told())


def day_of(at: datetime) -> date:
    """The calendar day of a moment, in the time zone of the platform."""
    return timezone.localdate(at)
