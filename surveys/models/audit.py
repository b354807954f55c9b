"""The audit trail: who did what to which object, numbered without a gap, and sealed."""

from typing import Any

from django.db import models
from django.db.models import Q

from surveys.models.people import User


class AuditCounter(models.Model):
    """The last number given in a chain; its row is the chain's lock."""

    chain = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.chain}: {self.last}"


class AuditRow(models.Model):
    """One verb of one person (or of the machine, where `by` is empty).

    `before` and `after` hold what changed, by field, where something did. `stamp` is an
    HMAC over all but `id`, made as the row is written: whoever reaches the database and
    not the key can neither change a row nor put one in. Rows from before there were
    stamps have none.
    """

    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )
    role = models.CharField(max_length=20, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    stamp = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("seq",)
        # Each filter of the auditor's page finds its newest rows without sorting all.
        indexes = (
            models.Index(fields=("kind", "object_id")),
            models.Index(fields=("by", "seq")),
            models.Index(fields=("action", "seq")),
            models.Index(fields=("address", "seq")),
            models.Index(fields=("at",)),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class AuditSeal(models.Model):
    """A link of the chain over the audit rows: `mac` is the HMAC over that of the row
    before and the whole of row `seq`, `key` tells with which key."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    mac = models.CharField(max_length=64)
    key = models.CharField(max_length=8)

    class Meta:
        ordering = ("seq",)
        constraints = (
            models.CheckConstraint(
                condition=Q(seq__gte=1), name="%(app_label)s_%(class)s_counts_from_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.mac}"


class AuditAnchor(models.Model):
    """Where the chain stood on a day; the same stands in a file beside the database."""

    day = models.DateField(unique=True)
    seq = models.PositiveBigIntegerField()
    mac = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("day",)
        constraints = (
            models.CheckConstraint(
                condition=Q(seq__gte=1), name="%(app_label)s_%(class)s_counts_from_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.seq}"

    def line(self) -> dict[str, Any]:
        """As it stands in the file: day and moment in ISO form, number and HMAC."""
        day, at = self.day.isoformat(), self.at.isoformat()
        return {"day": day, "seq": self.seq, "mac": self.mac, "at": at}
