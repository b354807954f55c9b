"""Flags: what an official should look at in a file, found by comparing many."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.constraints import one_of
from surveys.models.responses import HIGHEST_RISK, Submission


class FlagKind(models.TextChoices):
    """What was found; the short words that stand in a list."""

    SHARED_FILE = "shared_file", _("Shared file")
    THIN = "thin", _("Thin proof")
    ARITHMETIC = "arithmetic", _("Figures do not add up")
    CONTRADICTION = "contradiction", _("Contradiction")
    OUTLIER = "outlier", _("Outlier in the cluster")
    JUMP = "jump", _("Jump since last time")
    CORRECTED = "corrected", _("Corrected downwards")
    UNPROVEN = "unproven", _("Threshold without proof")
    NEAR_GATE = "near_gate", _("Just over a threshold")
    LONG_RUN = "long_run", _("Same choice in a row")


class Flag(models.Model):
    """One thing to look at in a submission. It informs and changes no score.

    `code` is that of the question, indicator or check it is about, empty where it is
    about the whole. `params` hold its figures as decimal texts and its names in both
    languages ({"zh", "en"}); `surveys.explaining.flags` says it in words. Of each kind
    the heaviest `weight` counts for `Response.risk`.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=20, choices=FlagKind)
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)
    weight = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-weight", "kind", "code")
        constraints = (
            one_of("kind", FlagKind),
            models.UniqueConstraint(
                fields=("submission", "kind", "code"),
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=HIGHEST_RISK),
                name="%(app_label)s_%(class)s_weight_counts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id}.{self.code}: {self.kind}"
