"""Extensions: more time in a round for one region or one enterprise."""

from django.db import models
from django.db.models import Q

from surveys.models.editions import Round
from surveys.models.enterprises import Enterprise
from surveys.models.people import User
from surveys.models.places import Region


class Extension(models.Model):
    """A later end of a round, for a region or for an enterprise; `until` is exclusive.

    It never takes time away: of several that concern an enterprise, its own and those
    of its region, the latest counts (`Round.closes_for`).
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="extensions")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, null=True, related_name="+"
    )
    until = models.DateTimeField()
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(region__isnull=False, enterprise__isnull=True)
                | Q(region__isnull=True, enterprise__isnull=False),
                name="%(app_label)s_%(class)s_for_one",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="%(app_label)s_%(class)s_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=models.F("at")),
                name="%(app_label)s_%(class)s_until_after_at",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id}: {self.region_id or self.enterprise_id}"

    def is_for(self, enterprise: Enterprise) -> bool:
        """Whether it concerns this enterprise, or the region where it is registered."""
        if self.enterprise_id is not None:
            return self.enterprise_id == enterprise.pk
        return self.region_id == enterprise.region_id
