"""The audit trail: who did what to which object, numbered without a gap."""

from django.db import models

from surveys.models.people import User


class AuditCounter(models.Model):
    """The last number given in a chain; its row is the chain's lock."""

    chain = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.chain}: {self.last}"


class AuditRow(models.Model):
    """One verb of one person (or of the machine, where `by` is empty)."""

    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("seq",)
        indexes = (models.Index(fields=("kind", "object_id")),)

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"
