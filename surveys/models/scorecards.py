"""Scorecards: what the engine found for one submission on one lane; never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.authored import Rescoring, RescoringState
from surveys.models.constraints import one_of
from surveys.models.people import User
from surveys.models.responses import Submission


class Lane(models.TextChoices):
    CLAIMED = "claimed", _("Claimed")
    REVIEWED = "reviewed", _("Reviewed")
    FINAL = "final", _("Final")


class Outcome(models.TextChoices):
    REACHED = "reached", _("Reached")
    REACHED_OPEN = "reached_open", _("Reached by own statement, checks open")
    NOT_REACHED = "not_reached", _("Not reached")


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def standing(self) -> "ScorecardQuerySet":
        """Those that count: scored in the course of things, or in a re-scoring that
        was adopted."""
        return self.filter(
            models.Q(rescoring__isnull=True)
            | models.Q(rescoring__state=RescoringState.ADOPTED)
        )


class Scorecard(models.Model):
    """One evaluation. `identity` is the hash of edition, answers, facts, corrections
    and engine version: the same inputs give the same row.

    `score` and the values of `nodes` are decimal strings, rounded half up to 12
    places; `checks` holds pass, fail or unknown by check code. `external` and
    `corrections` hold what the lane used.
    """

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="scorecards"
    )
    lane = models.CharField(max_length=10, choices=Lane)
    identity = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    edition_sha256 = models.CharField(max_length=64)
    external = models.JSONField(default=dict)
    corrections = models.JSONField(default=dict)
    outcome = models.CharField(max_length=12, choices=Outcome)
    level = models.CharField(max_length=40, blank=True)
    open_checks = models.PositiveSmallIntegerField(default=0)
    score = models.CharField(max_length=40, blank=True)
    nodes = models.JSONField()
    checks = models.JSONField()
    rescoring = models.ForeignKey(
        Rescoring, models.PROTECT, null=True, blank=True, related_name="scorecards"
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            one_of("lane", Lane),
            one_of("outcome", Outcome),
            models.UniqueConstraint(
                fields=("submission", "lane", "identity"),
                name="%(app_label)s_%(class)s_same_inputs_once",
            ),
        )
        indexes = (models.Index(fields=("lane", "submission")),)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.lane}: {self.outcome}"
