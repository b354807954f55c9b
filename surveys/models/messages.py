"""Messages to people, read on the platform and sent on by e-mail."""

from django.db import models

from surveys.models.people import User
from surveys.models.responses import Response


class MessageQuerySet(models.QuerySet["Message"]):
    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at__isnull=True)


class Message(models.Model):
    """One event that one person is told of. `kind` names its words
    (`surveys.explaining.messages`), `params` fill them; `key` tells the same event for
    the same person, so that none is told twice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    params = models.JSONField(default=dict)
    response = models.ForeignKey(
        Response, models.CASCADE, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(kind="") & ~models.Q(key=""),
                name="%(app_label)s_%(class)s_named",
            ),
        )
        indexes = (
            models.Index(fields=("user", "read_at")),
            models.Index(fields=("mailed_at", "at")),
        )

    def __str__(self) -> str:
        return self.key
