"""Reminders of officials: who was reminded of what, and who was not, and why."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.models.constraints import one_of
from surveys.models.editions import Round
from surveys.models.enterprises import Enterprise
from surveys.models.messages import Message
from surveys.models.people import User
from surveys.models.responses import Response


class Reminder(models.Model):
    """One reminder to a list of enterprises and files of a round, with a note."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reminders")
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.round_id}: {self.at:%Y-%m-%d %H:%M}"


class ReminderOutcome(models.TextChoices):
    """What became of a reminder for one enterprise or file."""

    TOLD = "told", _("Told")
    THROTTLED = "throttled", _("Not told: reminded shortly before")
    NOBODY = "nobody", _("Not told: nobody there can fill")
    SETTLED = "settled", _("Not told: nothing is open any more")


class ReminderLine(models.Model):
    """One enterprise that was to be reminded: of a file, or (none) of starting one.

    `people` counts whom it concerned; `messages` are what they were told, by which the
    log knows when each was read or mailed.
    """

    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="lines")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    response = models.ForeignKey(
        Response, models.CASCADE, null=True, related_name="reminder_lines"
    )
    outcome = models.CharField(max_length=10, choices=ReminderOutcome)
    people = models.PositiveSmallIntegerField(default=0)
    messages = models.ManyToManyField(Message, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            one_of("outcome", ReminderOutcome),
            models.CheckConstraint(
                condition=Q(outcome=ReminderOutcome.TOLD, people__gt=0)
                | (~Q(outcome=ReminderOutcome.TOLD) & Q(people=0)),
                name="%(app_label)s_%(class)s_told_somebody",
            ),
            models.UniqueConstraint(
                fields=("reminder", "response"),
                name="%(app_label)s_%(class)s_file_once",
            ),
            models.UniqueConstraint(
                fields=("reminder", "enterprise"),
                condition=Q(response__isnull=True),
                name="%(app_label)s_%(class)s_enterprise_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise_id}: {self.outcome}"
