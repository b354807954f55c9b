"""Evidence: files that prove answers, and those on their way in."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.models.constraints import both_or_neither, one_of
from surveys.models.people import User
from surveys.models.responses import Response, evidence_path
from surveys.models.reviews import Objection


class Trust(models.TextChoices):
    """How far a file can be trusted (国办函〔2016〕108号)."""

    ISSUED = "A", _("A: issued by an authority")
    VERIFIED = "B", _("B: verified by an official")
    UNCHECKED = "C", _("C: awaiting check")
    OWN = "D", _("D: own statement")


class Scan(models.TextChoices):
    """What the virus scanner said, where one is set up."""

    NONE = "", _("Not scanned")
    WAITING = "waiting", _("Waits for the virus scan")
    CLEAN = "clean", _("Scanned for viruses")
    INFECTED = "infected", _("Blocked: a virus was found")


# What a browser shows by itself: as a document in a frame, or as a picture.
SHOWN = {"application/pdf": "pdf", "image/png": "picture", "image/jpeg": "picture"}


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def kept(self) -> "EvidenceQuerySet":
        """Those that prove an answer now: not taken off, nor of an objection."""
        return self.filter(removed_at__isnull=True, objection__isnull=True)


class Evidence(models.Model):
    """One file that proves an answer. The row stays when the file is taken off.

    The period it covers is from `covers_from` to `covers_to`, both days included; a
    file without an end does not expire. One used again has the file of its `origin`.
    With `objection` it was handed in for that and proves no answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="evidence")
    code = models.CharField(max_length=60)
    file = models.FileField(upload_to=evidence_path)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    issuer = models.CharField(max_length=120, blank=True)
    covers_from = models.DateField(null=True, blank=True)
    covers_to = models.DateField(null=True, blank=True)
    trust = models.CharField(max_length=1, choices=Trust, default=Trust.UNCHECKED)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.NONE, blank=True)
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="used_again"
    )
    objection = models.ForeignKey(
        Objection, models.CASCADE, null=True, related_name="evidence"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            one_of("trust", Trust),
            one_of("scan", Scan),
            both_or_neither("removed_by", "removed_at"),
            models.CheckConstraint(
                condition=Q(covers_from__isnull=True)
                | Q(covers_to__isnull=True)
                | Q(covers_to__gte=models.F("covers_from")),
                name="%(app_label)s_%(class)s_covers_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def shown_as(self) -> str:
        """ "pdf" or "picture" where browsers show such files by themselves, or ""."""
        return SHOWN.get(self.media_type, "")

    def is_expired(self, day: date) -> bool:
        """Whether the period it covers ended before that day."""
        return self.covers_to is not None and self.covers_to < day

    def is_handed_in(self) -> bool:
        """Whether a submission cites it: officials see nothing that is on its way."""
        cited = self.response.submissions.values_list("evidence", flat=True)
        return any(row["id"] == str(self.pk) for rows in cited for row in rows)


def upload_path(upload: "Upload", filename: str) -> str:
    """A random place for the pieces of a file."""
    return f"uploads/{upload.pk.hex}"


class Upload(models.Model):
    """A file on its way in, piece by piece; `received` bytes of `size` are here."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="uploads")
    code = models.CharField(max_length=60)
    file = models.FileField(upload_to=upload_path)
    name = models.CharField(max_length=250)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(received__lte=models.F("size")),
                name="%(app_label)s_%(class)s_not_over_full",
            ),
        )

    def __str__(self) -> str:
        return self.name
