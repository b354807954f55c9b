"""Users, and the offices and memberships that give them their roles."""

from datetime import date, timedelta
from typing import Any, ClassVar, Final
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.constraints import Apart, in_order, one_of


def new_username() -> str:
    """An identifier for the machine; people sign in with what they know."""
    return uuid4().hex


class UserManager(BaseUserManager["User"]):
    """Finds users by the identifiers that people type."""

    def by_identifier(self, identifier: str) -> "User | None":
        """The one user with this e-mail address, phone number or user name."""
        text = identifier.strip()
        mail, phone = Q(email=text.lower()), Q(phone=text.replace(" ", ""))
        return self.filter(mail | phone | Q(username=text)).first()

    def officials(self) -> models.QuerySet["User"]:
        """Everybody who ever held an office, or got an account to hold one."""
        known = Q(offices__isnull=False) | Q(links__isnull=False)
        return self.filter(known).distinct()


class MailHabit(models.TextChoices):
    """How often somebody gets the messages of the platform by e-mail."""

    SOON = "soon", _("Within a quarter of an hour")
    DAILY = "daily", _("Once a day, in the morning")
    NEVER = "never", _("Never; only on the platform")


class Language(models.TextChoices):
    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")


class User(AbstractBaseUser):
    """A person who signs in. What they may do stands in offices and memberships."""

    username = models.CharField(max_length=64, unique=True, default=new_username)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(
        _("phone number"), max_length=20, unique=True, null=True, blank=True
    )
    is_active = models.BooleanField(default=True)
    mail_habit = models.CharField(
        _("e-mails with messages"),
        max_length=10,
        choices=MailHabit,
        default=MailHabit.SOON,
    )
    mail_language = models.CharField(
        _("language of e-mails"),
        max_length=10,
        choices=Language,
        default=Language.CHINESE,
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = (
            one_of("mail_habit", MailHabit),
            one_of("mail_language", Language),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False),
                name="%(app_label)s_%(class)s_has_an_identifier",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name that pages show."""
        return self.name


class OfficeRole(models.TextChoices):
    DISTRICT_REVIEWER = "district_reviewer", _("District reviewer")
    MUNICIPAL_OFFICER = "municipal_officer", _("Municipal officer")
    EXPERT = "expert", _("Expert")
    ANALYST = "analyst", _("Analyst")
    AUTHOR = "author", _("Questionnaire author")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


# System, security and audit (GB/T 22239): whoever is one of them is nothing else.
ADMINISTRATORS: Final = (
    OfficeRole.SYSTEM_ADMIN,
    OfficeRole.SECURITY_ADMIN,
    OfficeRole.AUDIT_ADMIN,
)
# The same in SQL, for a constraint that Django has no words for.
_ADMINISTERS: Final = "role IN ('system_admin', 'security_admin', 'audit_admin')"
_PERSON: Final = ("int8range(user_id, user_id, '[]')", "&&")
_PERIOD: Final = ("daterange(valid_from, valid_to)", "&&")
# Neighbours on the line: the range of the one ends where that of the other begins.
_KIND: Final = (
    f"(CASE WHEN {_ADMINISTERS} THEN int4range(0, 1) ELSE int4range(1, 2) END)",
    "-|-",
)


class MembershipRole(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Enterprise administrator")
    RESPONDENT = "respondent", _("Respondent")
    VIEWER = "viewer", _("Viewer")


def held_on(day: date) -> Q:
    """Rows of a period that covers the day; the last day is not included."""
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return Q(valid_from__lte=day) & goes_on


class Office(models.Model):
    """A role over a region, or over the whole city where `region` is empty.

    `valid_to` is the first day on which it is no longer held.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="offices")
    role = models.CharField(max_length=20, choices=OfficeRole)
    region = models.ForeignKey(
        "surveys.Region", models.PROTECT, null=True, blank=True, related_name="offices"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            one_of("role", OfficeRole),
            # Given by mistake, it may be taken back on the same day.
            in_order("valid_from", "valid_to", may_be_empty=True),
            models.CheckConstraint(
                condition=~Q(role=OfficeRole.DISTRICT_REVIEWER)
                | Q(region__isnull=False),
                name="%(app_label)s_%(class)s_reviewer_has_a_region",
            ),
            models.CheckConstraint(
                condition=Q(role=OfficeRole.DISTRICT_REVIEWER) | Q(region__isnull=True),
                name="%(app_label)s_%(class)s_others_have_no_region",
            ),
            Apart(
                parts=(_PERSON, _PERIOD),
                where=_ADMINISTERS,
                name="surveys_office_one_administration",
            ),
            Apart(
                parts=(_PERSON, _PERIOD, _KIND),
                name="surveys_office_administrators_apart",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"

    @property
    def administers(self) -> bool:
        """Whether it is one of the three that stand apart from all others."""
        return self.role in ADMINISTRATORS

    def standing_on(self, day: date) -> str:
        """Where it stands on a day: "void" (never held), "ahead", "held", "ended"."""
        if self.valid_to == self.valid_from:
            return "void"
        if self.valid_to is not None and self.valid_to <= day:
            return "ended"
        return "held" if self.valid_from <= day else "ahead"

    @property
    def last_day(self) -> date | None:
        """The last day on which it is held; nothing where it goes on."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def told(self) -> dict[str, Any]:
        """Whose, what, where and how long, as the audit trail tells it."""
        region = self.region and self.region.code
        return _period(self) | {"region": region}


class Membership(models.Model):
    """A role of a user in an enterprise."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    enterprise = models.ForeignKey(
        "surveys.Enterprise", models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=MembershipRole)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            one_of("role", MembershipRole),
            # Given by mistake, it may be taken back on the same day.
            in_order("valid_from", "valid_to", may_be_empty=True),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} of {self.enterprise_id}"

    def told(self) -> dict[str, Any]:
        """Whose, what, where and how long, as the audit trail tells it."""
        return _period(self) | {"enterprise": self.enterprise_id}


def _period(held: Office | Membership) -> dict[str, Any]:
    return {
        "user": held.user_id,
        "role": str(held.role),
        "valid_from": held.valid_from.isoformat(),
        "valid_to": held.valid_to and held.valid_to.isoformat(),
    }
