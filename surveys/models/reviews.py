"""What reviewers put beside a claim: corrections, facts, remarks and objections."""

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.constraints import both_or_neither, one_of
from surveys.models.people import User
from surveys.models.responses import Response, Submission


class CorrectionState(models.TextChoices):
    ANSWERED = "answered", _("Corrected")
    NA = "na", _("Not applicable accepted")
    CLAIM = "claim", _("Back to the claim")


class Correction(models.Model):
    """A reviewer's second value beside the claimed one; the newest of a code counts.

    `state` is "answered" (with `value`), "na" (the claimed "not applicable" is
    accepted) or "claim" (an earlier correction is taken back).
    """

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="corrections"
    )
    code = models.CharField(max_length=60)
    state = models.CharField(
        max_length=10, choices=CorrectionState, default=CorrectionState.ANSWERED
    )
    value = models.JSONField(null=True)
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""), name="%(app_label)s_%(class)s_has_a_reason"
            ),
            one_of("state", CorrectionState),
        )

    def __str__(self) -> str:
        return f"{self.submission_id}.{self.code}"


class ExternalFact(models.Model):
    """A fact that an official looked up elsewhere; the newest of a key counts."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="externals")
    key = models.CharField(max_length=40)
    value = models.CharField(max_length=40)
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(source=""), name="%(app_label)s_%(class)s_has_a_source"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"

    def told(self) -> dict[str, Any]:
        """Value, day and source, as the audit trail tells them."""
        as_of = self.as_of.isoformat()
        return {"value": self.value, "as_of": as_of, "source": self.source}


class Remark(models.Model):
    """What the reviewer asks of one item when a response is returned."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="remarks")
    code = models.CharField(max_length=60)
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(text=""), name="%(app_label)s_%(class)s_has_a_text"
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id}.{self.code}"


class DecisionVoteQuerySet(models.QuerySet["DecisionVote"]):
    def standing(self) -> "DecisionVoteQuerySet":
        """Those that count: since the file was recommended, and since an objection was
        upheld, for what is voted on is another thing then."""
        upheld = Objection.objects.filter(
            correction__submission=OuterRef("submission"),
            state=ObjectionState.UPHELD,
            decided_at__gt=OuterRef("at"),
        )
        since = Q(at__gte=F("submission__response__status_at"))
        return self.filter(since).exclude(Exists(upheld))


class JudgementKind(models.TextChoices):
    AGREE = "agree", _("Agreed")
    ASK = "ask", _("To be asked back")


class Judgement(models.Model):
    """What an official notes of one item while working through a version of a file.

    An agreement says that the claim was checked and is right; `raised` are the ids of
    the files whose trust it raised. An "ask" holds the remark that goes to the
    enterprise when the file is returned.
    """

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="judgements"
    )
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=JudgementKind)
    text = models.TextField(blank=True)
    raised = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            one_of("kind", JudgementKind),
            models.UniqueConstraint(
                fields=("submission", "code"),
                name="%(app_label)s_%(class)s_one_an_item",
            ),
            models.CheckConstraint(
                condition=~Q(kind=JudgementKind.AGREE, text__gt="")
                & ~Q(kind=JudgementKind.ASK, text=""),
                name="%(app_label)s_%(class)s_asks_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id}.{self.code}: {self.kind}"


class DecisionVote(models.Model):
    """The first of two officers' decisions, where the round asks for four eyes."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="votes")
    move = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = DecisionVoteQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("submission", "by"), name="%(app_label)s_%(class)s_one_each"
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.move}"


class ObjectionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("objection", "Open")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Rejected")


class Objection(models.Model):
    """An objection to a correction or to a public notice, decided by somebody else.

    One with a `correction` is the enterprise's own, against that correction alone.
    """

    correction = models.ForeignKey(
        Correction, models.PROTECT, null=True, blank=True, related_name="objections"
    )
    response = models.ForeignKey(Response, models.PROTECT, related_name="objections")
    text = models.TextField()
    raised_by_name = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ObjectionState, default=ObjectionState.OPEN
    )
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            one_of("state", ObjectionState),
            models.UniqueConstraint(
                fields=("correction",),
                name="%(app_label)s_%(class)s_one_a_correction",
            ),
            both_or_neither("decided_by", "decided_at"),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, decided_at__isnull=True)
                | Q(decided_at__isnull=False)
                & ~Q(state=ObjectionState.OPEN)
                & ~Q(reason=""),
                name="%(app_label)s_%(class)s_decided_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.response_id}: {self.state}"
