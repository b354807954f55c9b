"""How enterprises and people come in: rosters, registrations, invitations."""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.authored import ImportState
from surveys.models.constraints import both_or_neither, in_order, one_of
from surveys.models.enterprises import Enterprise
from surveys.models.jobs import Job
from surveys.models.people import MembershipRole, User
from surveys.models.places import Cluster, Region


def roster_path(roster: "Roster", filename: str) -> str:
    """A random place: nothing of the uploader's own name reaches the disk."""
    return f"rosters/{roster.pk.hex}.xlsx"


class Arriving(models.Model):
    """A list in a workbook on its way in; nothing of it counts before `confirmed`.

    `rows` are the accepted rows as read, regions and the like by code. `faults` lists
    what is wrong: {row, column, message, params}, row and column as Excel has them
    ("C"). `what` names its job and its audit rows.
    """

    what: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=ImportState, default=ImportState.WAITING
    )
    rows = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ("-at",)
        constraints = (one_of("state", ImportState),)

    def __str__(self) -> str:
        return self.name


class Roster(Arriving):
    """A list of enterprises; its rows: {row, name, uscc, region, cluster, contact,
    email, phone, known}."""

    what = "roster"
    file = models.FileField(upload_to=roster_path)


class RegistrationState(models.TextChoices):
    INVITED = "invited", _("Invited")
    APPLIED = "applied", _("Waits for the district")
    ARRIVED = "arrived", _("On the platform")
    DECLINED = "declined", pgettext_lazy("registration", "Declined")
    REVOKED = "revoked", _("Taken back")


WAITING = (RegistrationState.INVITED, RegistrationState.APPLIED)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def waiting(self) -> "RegistrationQuerySet":
        """Those whose enterprise is not on the platform yet and may still come."""
        return self.filter(state__in=WAITING)


class Registration(models.Model):
    """An enterprise on its way onto the platform.

    Either an official invited it (`by`, perhaps from a `roster`), or somebody of it
    applied (`applicant`), whom the district confirms. `profile` is what the enterprise
    said of itself, codes for rows, until the `enterprise` is there.
    """

    uscc = models.CharField(_("unified social credit code"), max_length=18)
    uscc_reason = models.CharField(max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=120)
    region = models.ForeignKey(Region, models.PROTECT, related_name="registrations")
    primary_cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="+")
    profile = models.JSONField(default=dict)
    contact_name = models.CharField(max_length=80)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=RegistrationState)
    roster = models.ForeignKey(
        Roster, models.PROTECT, null=True, related_name="registrations"
    )
    applicant = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="registrations"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, related_name="registrations"
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            one_of("state", RegistrationState),
            both_or_neither("decided_by", "decided_at"),
            models.CheckConstraint(
                condition=Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="%(app_label)s_%(class)s_uscc_shape",
            ),
            models.UniqueConstraint(
                fields=("uscc",),
                condition=Q(state__in=WAITING),
                name="%(app_label)s_%(class)s_one_waiting",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.ARRIVED)
                | Q(enterprise__isnull=False),
                name="%(app_label)s_%(class)s_arrived_with_enterprise",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(applicant__isnull=False),
                name="%(app_label)s_%(class)s_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.DECLINED) | ~Q(reason=""),
                name="%(app_label)s_%(class)s_declined_with_a_reason",
            ),
        )
        indexes = (models.Index(fields=("state", "region")),)

    def __str__(self) -> str:
        return self.name


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> "InvitationQuerySet":
        """Those whose link still leads in."""
        rows = self.filter(accepted_at__isnull=True, revoked_at__isnull=True)
        return rows.filter(expires_at__gt=at)


class Invitation(models.Model):
    """A link that lets one person in, once: into an enterprise that is here, or with a
    registration that an official began.

    The link is signed and holds `nonce`; sending it anew changes the nonce, and the
    older link leads nowhere.
    """

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, null=True, related_name="invitations"
    )
    registration = models.ForeignKey(
        Registration, models.CASCADE, null=True, related_name="invitations"
    )
    role = models.CharField(max_length=20, choices=MembershipRole)
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    nonce = models.CharField(max_length=32)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            one_of("role", MembershipRole),
            in_order("at", "expires_at"),
            both_or_neither("accepted_by", "accepted_at"),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, registration__isnull=True)
                | Q(enterprise__isnull=True, registration__isnull=False),
                name="%(app_label)s_%(class)s_into_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.role}"


class AccountLink(models.Model):
    """A link by which an official chooses a password, once: the first one, or another
    where it was forgotten. Signed like that of an invitation.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    nonce = models.CharField(max_length=32)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            in_order("at", "expires_at"),
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="%(app_label)s_%(class)s_one_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.at:%Y-%m-%d}"

    def is_open(self, at: datetime) -> bool:
        """Whether it still leads to choosing a password."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > at
