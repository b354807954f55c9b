"""What authors hand in and officials decide about editions: workbooks, re-scorings."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.constraints import both_or_neither, one_of
from surveys.models.editions import Edition, Questionnaire, Round
from surveys.models.jobs import Job
from surveys.models.people import User


class ImportState(models.TextChoices):
    WAITING = "waiting", _("Being read")
    FAULTY = "faulty", _("With faults")
    READY = "ready", _("Ready to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    DROPPED = "dropped", _("Dropped")


def workbook_path(upload: "EditionImport", filename: str) -> str:
    """A random place: nothing of the uploader's own name reaches the disk."""
    return f"editions/{upload.pk.hex}.xlsx"


class EditionImport(models.Model):
    """A workbook of an edition on its way in; nothing of it counts before `confirmed`.

    `faults` lists what is wrong: {sheet, row, column, message, expected, example}, row
    and column as Excel has them ("C"). `document` is the edition that was read.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, null=True, related_name="imports"
    )
    file = models.FileField(upload_to=workbook_path)
    name = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=ImportState, default=ImportState.WAITING
    )
    faults = models.JSONField(default=list)
    document = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, related_name="imports"
    )
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = (
            one_of("state", ImportState),
            models.CheckConstraint(
                condition=~models.Q(state=ImportState.CONFIRMED)
                | models.Q(edition__isnull=False),
                name="%(app_label)s_%(class)s_confirmed_edition",
            ),
        )

    def __str__(self) -> str:
        return self.name


class RescoringState(models.TextChoices):
    RUNNING = "running", _("Being computed")
    READY = "ready", _("Waiting for a decision")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", pgettext_lazy("re-scoring", "Rejected")


class RescoringQuerySet(models.QuerySet["Rescoring"]):
    def adopted(self) -> "RescoringQuerySet":
        return self.filter(state=RescoringState.ADOPTED)


class Rescoring(models.Model):
    """A round scored again under a corrected edition, beside what was scored before.

    Its scorecards count only once it is adopted. `reached` is the last submission done,
    so that a job that was cut off goes on from there; `summary` is the diff in figures.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="rescorings")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="rescorings")
    corrected = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    reason = models.TextField()
    state = models.CharField(
        max_length=10, choices=RescoringState, default=RescoringState.RUNNING
    )
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    reached = models.PositiveBigIntegerField(default=0)
    summary = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)

    objects = RescoringQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            one_of("state", RescoringState),
            both_or_neither("decided_by", "decided_at"),
            models.UniqueConstraint(
                fields=("round", "edition", "corrected"),
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=(RescoringState.RUNNING, RescoringState.READY)
                )
                | models.Q(decided_by__isnull=False),
                name="%(app_label)s_%(class)s_decided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id}: {self.edition_id} → {self.corrected_id}"
