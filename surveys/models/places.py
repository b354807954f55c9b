"""Regions, clusters, industries and bands: the reference data that ships."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from surveys.models.constraints import in_order, one_of


class Named(models.Model):
    """A row of reference data with a code, both names and a place in the list."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        english = (get_language() or "zh").startswith("en")
        return self.name_en if english else self.name_zh


class RegionGroup(Named):
    """A group of regions that some thresholds distinguish (渝东北 …)."""


class RegionKind(models.TextChoices):
    DISTRICT = "district", _("District")
    COUNTY = "county", _("County")
    AUTONOMOUS_COUNTY = "autonomous_county", _("Autonomous county")
    FUNCTIONAL_ZONE = "functional_zone", _("Functional zone")


class RegionQuerySet(models.QuerySet["Region"]):
    def valid_on(self, day: date) -> "RegionQuerySet":
        began = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        return self.filter(began & goes_on)


class Region(Named):
    """A district or county, or a functional zone that reports like one.

    `valid_to` is the first day on which the region no longer exists.
    """

    kind = models.CharField(max_length=20, choices=RegionKind)
    group = models.ForeignKey(
        RegionGroup, models.PROTECT, null=True, blank=True, related_name="regions"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors"
    )

    objects = RegionQuerySet.as_manager()

    class Meta(Named.Meta):
        constraints = (one_of("kind", RegionKind), in_order("valid_from", "valid_to"))

    def exists_on(self, day: date) -> bool:
        """Whether the region existed on that day."""
        began = self.valid_from is None or self.valid_from <= day
        return began and (self.valid_to is None or day < self.valid_to)


class FunctionalZone(Named):
    """A zone inside a region that does not report by itself."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="zones")


class ClusterTier(Named):
    """A tier of the cluster system (万亿级 …)."""


class Cluster(Named):
    """One of the industrial clusters; `subgroup` splits the new stars."""

    tier = models.ForeignKey(ClusterTier, models.PROTECT, related_name="clusters")
    subgroup = models.CharField(max_length=40, blank=True)


class ProcessType(models.TextChoices):
    DISCRETE = "discrete", _("Discrete manufacturing")
    PROCESS = "process", _("Process manufacturing")


class Industry(Named):
    """An industry division of GB/T 4754, with the cluster it suggests."""

    default_cluster = models.ForeignKey(
        Cluster, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    process_type = models.CharField(max_length=10, choices=ProcessType)

    class Meta(Named.Meta):
        constraints = (one_of("process_type", ProcessType),)


class SizeBand(Named):
    """A size class: both lower limits are needed, else one band down.

    `revenue_min` is in 10,000 CNY a year; the lowest band has limits of zero.
    `order` runs from the largest to the smallest.
    """

    employees_min = models.PositiveIntegerField()
    revenue_min = models.PositiveIntegerField()


class SmeTier(Named):
    """A step of the ladder of small and medium enterprises."""


class ChainRole(Named):
    """What an enterprise is to its industrial chain (链主 …)."""
