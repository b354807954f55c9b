"""Titles that were granted, on the platform or before it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.constraints import one_of
from surveys.models.editions import Stage
from surveys.models.enterprises import Enterprise, Unit
from surveys.models.places import Cluster, Region
from surveys.models.responses import Response


class TitleState(models.TextChoices):
    ACTIVE = "active", _("Active")
    DUE = "due", _("Due for re-check")
    KEPT = "kept", _("Kept")
    CORRECTED = "corrected", pgettext_lazy("title", "Corrected")
    WITHDRAWN = "withdrawn", pgettext_lazy("title", "Withdrawn")


class TitleQuerySet(models.QuerySet["Title"]):
    def held(self) -> "TitleQuerySet":
        return self.exclude(state=TitleState.WITHDRAWN)


class Title(models.Model):
    """A stage that a unit was recognised for; `region` is the one of that time.

    Titles from before the platform have no response and may have no unit or
    enterprise on it: then `holder` names whom the register names.
    """

    number = models.CharField(max_length=40, unique=True)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="titles")
    holder = models.CharField(max_length=250)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="titles"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="titles"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, related_name="+")
    response = models.OneToOneField(
        Response, models.PROTECT, null=True, blank=True, related_name="title"
    )
    granted_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=TitleState, default=TitleState.ACTIVE
    )

    objects = TitleQuerySet.as_manager()

    class Meta:
        ordering = ("-granted_on", "-number")
        constraints = (one_of("state", TitleState),)

    def __str__(self) -> str:
        return self.number
