"""Stages, questionnaires, their immutable editions, and the rounds they are open in."""

from calendar import isleap
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from surveys.models.constraints import (
    both_or_neither,
    in_order,
    not_negative,
    one_of,
)
from surveys.models.enterprises import Enterprise, UnitKind
from surveys.models.people import User
from surveys.models.places import Named, Region
from surveys.scoring import Scheme, compile_scheme


class Stage(Named):
    """A rung of the ladder (数字化车间 …); `order` counts upwards.

    After `title_years` a title is due for a re-check; without, it holds until it is
    drawn for one.
    """

    unit_kind = models.CharField(max_length=10, choices=UnitKind)
    title_years = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Named.Meta):
        constraints = (
            one_of("unit_kind", UnitKind),
            models.CheckConstraint(
                condition=models.Q(title_years__isnull=True)
                | models.Q(title_years__gte=1),
                name="%(app_label)s_%(class)s_title_years_positive",
            ),
        )

    def next_recheck(self, day: date) -> date | None:
        """When a title that was granted or kept on a day is due, if ever."""
        if self.title_years is None:
            return None
        # The day after, where the year of that day has no 29 February.
        leap = (day.month, day.day) == (2, 29)
        year = day.year + self.title_years
        if leap and not isleap(year):
            return date(year, 3, 1)
        return day.replace(year=year)


class Questionnaire(Named):
    """A line of editions that ask for one thing, such as a stage."""

    stage = models.ForeignKey(
        Stage, models.PROTECT, null=True, blank=True, related_name="questionnaires"
    )


class EditionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


@lru_cache(maxsize=64)
def _compiled(edition_id: int, sha256: str) -> Scheme:
    document = Edition.objects.values_list("document", flat=True).get(
        pk=edition_id, sha256=sha256
    )
    return compile_scheme(document)


class Edition(models.Model):
    """One edition of a questionnaire: a JSON document, immutable once published.

    A draft may change: `by` and `changed_at` say who changed it last, `based_on` from
    which edition it was begun. Editions that ship have neither.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="editions"
    )
    label = models.CharField(max_length=40)
    document = models.JSONField()
    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=10, choices=EditionState, default=EditionState.DRAFT
    )
    published_at = models.DateTimeField(null=True, blank=True)
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors"
    )
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("questionnaire__order", "label")
        constraints = (
            one_of("state", EditionState),
            models.UniqueConstraint(
                fields=("questionnaire", "label"),
                name="%(app_label)s_%(class)s_label_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state=EditionState.DRAFT)
                | models.Q(published_at__isnull=False),
                name="%(app_label)s_%(class)s_published_at_set",
            ),
        )

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.label}"

    @property
    def scheme(self) -> Scheme:
        """The compiled edition; compiled once a process, by its hash."""
        return _compiled(self.pk, self.sha256)

    @property
    def title(self) -> str:
        """The title in the active language."""
        return self.scheme.title.get(get_language() or "zh")

    @property
    def unit_kind(self) -> str:
        """What a response to it is about."""
        stage = self.questionnaire.stage
        return stage.unit_kind if stage else self.scheme.unit


class RoundState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", pgettext_lazy("round", "Open")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self, at: datetime) -> "RoundQuerySet":
        """Those that take something from somebody at that moment; of whom, the round
        itself knows (`Round.takes_from`)."""
        longer = self.filter(extensions__until__gt=at).values("pk")
        goes_on = models.Q(deadline__gt=at) | models.Q(pk__in=longer)
        return self.filter(goes_on, state=RoundState.OPEN, opens_at__lte=at)

    def current(self) -> "RoundQuerySet":
        """Those that lists show by themselves: all that were not put away."""
        return self.exclude(state=RoundState.ARCHIVED)


class Round(models.Model):
    """A period in which editions are open to the regions that take part.

    `deadline` is exclusive: "28 February 24:00" is 1 March 00:00. Its questions ask
    about the days from `asks_from` to `asks_to`, both included. Below
    `district_decides_below` (10,000 CNY of investment) the district decides itself.
    """

    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"))
    opens_at = models.DateTimeField(_("opens at"))
    deadline = models.DateTimeField(_("deadline"))
    asks_from = models.DateField(_("asks about the time from"), null=True, blank=True)
    asks_to = models.DateField(_("asks about the time to"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(
        _("days of public notice"), default=5
    )
    objection_days = models.PositiveSmallIntegerField(
        _("working days in which enterprises may object to a correction"), default=5
    )
    review_days = models.PositiveSmallIntegerField(
        _("working days a district has for a file"), default=10
    )
    four_eyes = models.BooleanField(_("two officers decide"), default=False)
    calibrated = models.BooleanField(
        _("decisions wait for the calibration"), default=False
    )
    district_decides_below = models.DecimalField(
        _("the district decides below (10,000 CNY)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    state = models.CharField(
        max_length=10, choices=RoundState, default=RoundState.PLANNED
    )
    editions = models.ManyToManyField(Edition, related_name="rounds")
    regions = models.ManyToManyField(Region, related_name="rounds")
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("-opens_at",)
        constraints = (
            one_of("state", RoundState),
            in_order("opens_at", "deadline"),
            both_or_neither("asks_from", "asks_to"),
            in_order("asks_from", "asks_to", may_be_empty=True),
            not_negative("district_decides_below"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        english = (get_language() or "zh").startswith("en")
        return self.name_en if english else self.name_zh

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day it asks about; the year before where none is set,
        for figures are those of a whole year."""
        if self.asks_from is not None and self.asks_to is not None:
            return self.asks_from, self.asks_to
        return date(self.year - 1, 1, 1), date(self.year - 1, 12, 31)

    def told(self) -> dict[str, Any]:
        """Its settings as the audit trail tells them."""
        below = self.district_decides_below
        names = ("name_zh", "name_en", "year", "four_eyes", "calibrated")
        plain = (*names, "notice_days", "objection_days", "review_days")
        first, last = self.period
        editions = self.editions.values_list("questionnaire__code", "label")
        return {
            **{name: getattr(self, name) for name in plain},
            "opens_at": self.opens_at.isoformat(),
            "deadline": self.deadline.isoformat(),
            "asks_from": first.isoformat(),
            "asks_to": last.isoformat(),
            "district_decides_below": None if below is None else f"{below:.2f}",
            "editions": sorted(f"{code} {label}" for code, label in editions),
            "regions": sorted(self.regions.values_list("code", flat=True)),
        }

    def is_open(self, at: datetime, until: datetime | None = None) -> bool:
        """Whether responses may be started and handed in at that moment; `until` is
        the end for those who were given another one than the deadline."""
        ends = until or self.deadline
        return self.state == RoundState.OPEN and self.opens_at <= at < ends

    def closes_for(self, enterprise: Enterprise) -> datetime:
        """The exclusive end for an enterprise: the deadline, or a later one that it or
        its region was given. All pages and verbs ask here."""
        given = (
            more.until for more in self.extensions.all() if more.is_for(enterprise)
        )
        return max([self.deadline, *given])

    def takes_from(self, enterprise: Enterprise, at: datetime) -> bool:
        """Whether an enterprise may start something at that moment."""
        return self.is_open(at, self.closes_for(enterprise))

    @property
    def last_end(self) -> datetime:
        """The exclusive end for those who were given the most time."""
        return max([self.deadline, *(more.until for more in self.extensions.all())])

    def holds_decisions(self) -> bool:
        """Whether the municipality's decisions wait until the calibration was looked at
        and somebody released them."""
        return self.calibrated and not hasattr(self, "release")

    def lets_district_decide(self, investment: Decimal | None) -> bool:
        """Whether the district decides a project of this investment (10,000 CNY)."""
        limit = self.district_decides_below
        return limit is not None and investment is not None and investment < limit
