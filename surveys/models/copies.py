"""Copies of a questionnaire that people fill in Excel, and those that came back."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.models.constraints import one_of
from surveys.models.jobs import Job
from surveys.models.people import User
from surveys.models.responses import Response


class Copy(models.Model):
    """A workbook that somebody downloaded. `base` is what stood in the answers then:
    {code: {v, state, reason, n}}; a merge compares with it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="copies")
    base = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "id")

    def __str__(self) -> str:
        return f"{self.response_id}: {self.pk}"


class ReturnState(models.TextChoices):
    WAITING = "waiting", _("Being read")
    REFUSED = "refused", _("Cannot be used")
    READY = "ready", _("Ready to be merged")
    TAKEN = "taken", _("Merged")
    DROPPED = "dropped", _("Dropped")


def returned_path(returned: "ReturnedCopy", filename: str) -> str:
    """A random place: nothing of the uploader's own name reaches the disk."""
    return f"copies/{returned.pk.hex}.xlsx"


class ReturnedCopy(models.Model):
    """A filled copy that came back; nothing of it counts before it is merged.

    `answers` is what stands in it, {code: {v, state, reason}}; `faults` what could not
    be read: {sheet, row, column, code, typed, words: {zh-hans, en}}, row and column as
    Excel has them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(
        Response, models.CASCADE, related_name="returned_copies"
    )
    copy = models.ForeignKey(
        Copy, models.PROTECT, null=True, related_name="returned_copies"
    )
    file = models.FileField(upload_to=returned_path)
    name = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=ReturnState, default=ReturnState.WAITING
    )
    answers = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            one_of("state", ReturnState),
            models.CheckConstraint(
                condition=~Q(state__in=(ReturnState.READY, ReturnState.TAKEN))
                | Q(copy__isnull=False),
                name="%(app_label)s_%(class)s_read_with_copy",
            ),
        )

    def __str__(self) -> str:
        return self.name
