"""Panels of experts: who scores which file a second time, blindly, and the release."""

from django.db import models
from django.db.models import Q

from surveys.models.constraints import one_of
from surveys.models.editions import Edition, Round
from surveys.models.people import User
from surveys.models.responses import Submission
from surveys.models.reviews import CorrectionState

MOST_EACH = 3  # experts who score the same file


class Panel(models.Model):
    """A sample of the recommended files of a round, drawn for second scores.

    `size` is how many files were asked for, `each` how many experts score a file. The
    same files and `seed` give the same sample (`surveys.sampling`).
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="panels")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="panels")
    size = models.PositiveSmallIntegerField()
    each = models.PositiveSmallIntegerField(default=1)
    seed = models.PositiveIntegerField()
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ("-drawn_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(size__gte=1), name="%(app_label)s_%(class)s_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(each__gte=1, each__lte=MOST_EACH),
                name="%(app_label)s_%(class)s_each_in_bounds",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} #{self.pk}"


class Seat(models.Model):
    """One expert before one file of a panel; once finished it is never changed."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="seats")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="seats")
    expert = models.ForeignKey(User, models.PROTECT, related_name="seats")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("panel", "submission", "expert"),
                name="%(app_label)s_%(class)s_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.expert_id} of {self.submission_id}"


class SecondScore(models.Model):
    """What an expert holds right of one item, who knows no reviewer's finding.

    `state` is "claim" (as claimed), "answered" (with another `value`) or "na" (the
    claimed "not applicable" is right).
    """

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="scores")
    code = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=CorrectionState)
    value = models.JSONField(null=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            one_of("state", CorrectionState),
            models.UniqueConstraint(
                fields=("seat", "code"), name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(state=CorrectionState.ANSWERED, value__isnull=False)
                | (~Q(state=CorrectionState.ANSWERED) & Q(value__isnull=True)),
                name="%(app_label)s_%(class)s_value_where_answered",
            ),
        )

    def __str__(self) -> str:
        return f"{self.seat_id}.{self.code}: {self.state}"


class Release(models.Model):
    """Who let the decisions of a round go after its calibration, with which figures.

    `figures` holds what the page of the calibration showed at that moment.
    """

    round = models.OneToOneField(Round, models.PROTECT, related_name="release")
    note = models.TextField()
    figures = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(note=""), name="%(app_label)s_%(class)s_has_a_note"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id}: {self.at:%Y-%m-%d}"
