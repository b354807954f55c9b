"""Re-checks: samples of the titles that were drawn to be looked at again (回头看)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from surveys.models.constraints import both_or_neither, in_order, one_of
from surveys.models.editions import Stage
from surveys.models.people import User
from surveys.models.places import Region
from surveys.models.titles import Title


class Recheck(models.Model):
    """One sample: of which titles it was drawn, how large it is, and by which seed.

    `strata` says how it was spread: [{region (code), population, size}]. Who has the
    titles, the size and the seed can draw it again (`sampling`).
    """

    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    granted_from = models.PositiveSmallIntegerField(null=True)
    granted_to = models.PositiveSmallIntegerField(null=True)
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    population = models.PositiveIntegerField()
    strata = models.JSONField(default=list)
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ("-drawn_at", "-pk")
        constraints = (
            in_order("granted_from", "granted_to", may_be_empty=True),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=F("population")),
                name="%(app_label)s_%(class)s_size_within_population",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        english = (get_language() or "zh").startswith("en")
        return self.name_en if english else self.name_zh


class RecheckOutcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("re-check", "Open")
    KEPT = "kept", _("Kept")
    CORRECTED = "corrected", pgettext_lazy("title", "Corrected")
    WITHDRAWN = "withdrawn", pgettext_lazy("title", "Withdrawn")


class RecheckItem(models.Model):
    """A title that was drawn, in the order of the visits, and what was found there."""

    recheck = models.ForeignKey(Recheck, models.CASCADE, related_name="items")
    title = models.ForeignKey(Title, models.PROTECT, related_name="recheck_items")
    place = models.PositiveSmallIntegerField()
    outcome = models.CharField(
        max_length=10, choices=RecheckOutcome, default=RecheckOutcome.OPEN
    )
    finding = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place",)
        constraints = (
            one_of("outcome", RecheckOutcome),
            both_or_neither("by", "at"),
            models.UniqueConstraint(
                fields=("recheck", "title"), name="%(app_label)s_%(class)s_once"
            ),
            models.UniqueConstraint(
                fields=("title",),
                condition=Q(outcome=RecheckOutcome.OPEN),
                name="%(app_label)s_%(class)s_one_open",
            ),
            models.CheckConstraint(
                condition=Q(outcome=RecheckOutcome.OPEN, at__isnull=True, finding="")
                | ~Q(outcome=RecheckOutcome.OPEN)
                & Q(at__isnull=False)
                & ~Q(finding=""),
                name="%(app_label)s_%(class)s_settled_with_a_finding",
            ),
        )

    def __str__(self) -> str:
        return f"{self.recheck_id}: {self.title_id}, {self.outcome}"
