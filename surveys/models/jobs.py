"""Jobs: what a worker has to do, is doing or has done."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.models.constraints import both_or_neither, one_of
from surveys.models.people import User


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class JobFailure(models.TextChoices):
    NONE = "", ""
    RAISED = "raised", _("The work stopped with an error")
    LOST = "lost", _("The worker disappeared")
    TIMEOUT = "timeout", _("The work took too long")


OPEN = (JobState.QUEUED, JobState.RUNNING)
ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> "JobQuerySet":
        """Those that wait or run."""
        return self.filter(state__in=OPEN)

    def claimable(self) -> "JobQuerySet":
        """Those a worker may take: waiting, or left behind by another worker."""
        left_behind = Q(state=JobState.RUNNING, lease_until__lt=Now())
        return self.filter(Q(state=JobState.QUEUED) | left_behind)

    def abandoned(self) -> "JobQuerySet":
        """Those whose worker has not renewed its lease."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=Now())

    def due(self) -> "JobQuerySet":
        """Those waiting that a worker should be woken up for."""
        return self.filter(state=JobState.QUEUED, wake_at__lte=Now())

    def held(self, job: "Job") -> "JobQuerySet":
        """This job, as long as the claim that `job` was loaded with still holds it."""
        return self.filter(pk=job.pk, state=JobState.RUNNING, token=job.token)


def exactly_when(name: str, states: tuple[str, ...], met: Q) -> models.CheckConstraint:
    """`met` holds in these states and in no other."""
    inside = Q(state__in=states)
    return models.CheckConstraint(
        condition=(inside & met) | (~inside & ~met),
        name=f"%(app_label)s_%(class)s_{name}",
    )


class Job(models.Model):
    """One piece of work, named once by its key.

    A worker holds it by `token` until `lease_until`; a waiting one is published (again)
    at `wake_at`. All these times are set and compared by the database's clock.
    `step` is an English message id with named placeholders for `step_params`.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    wake_at = models.DateTimeField(null=True, blank=True)
    wakes = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    step_params = models.JSONField(default=dict)
    result = models.JSONField(null=True, blank=True)
    error = models.CharField(max_length=10, choices=JobFailure, blank=True)
    log = models.TextField(blank=True)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="jobs"
    )
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = (
            one_of("state", JobState),
            one_of("error", JobFailure),
            both_or_neither("token", "lease_until"),
            exactly_when(
                "held_while_running", (JobState.RUNNING,), Q(token__isnull=False)
            ),
            exactly_when(
                "woken_while_queued", (JobState.QUEUED,), Q(wake_at__isnull=False)
            ),
            exactly_when("ended_once", ENDED, Q(finished_at__isnull=False)),
            exactly_when("failed_with_error", (JobState.FAILED,), ~Q(error="")),
            exactly_when("full_when_done", (JobState.DONE,), Q(progress=100)),
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=100),
                name="%(app_label)s_%(class)s_progress_percent",
            ),
            models.CheckConstraint(
                condition=Q(result__isnull=True) | Q(state=JobState.DONE),
                name="%(app_label)s_%(class)s_result_when_done",
            ),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(kind=""),
                name="%(app_label)s_%(class)s_named",
            ),
        )
        indexes = (
            models.Index(fields=("state", "wake_at")),
            models.Index(fields=("kind", "state", "finished_at")),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.key}: {self.state}"

    @property
    def code(self) -> str:
        """The number that people name to an operator, such as J-8F3A."""
        return f"J-{self.pk:04X}"

    @property
    def ended(self) -> bool:
        """Whether nothing will happen to it any more by itself."""
        return self.state in ENDED

    @property
    def step_text(self) -> str:
        """What is being done just now, in the reader's language."""
        return gettext(self.step) % self.step_params if self.step else ""
