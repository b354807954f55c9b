"""Data cuts, and the reports that readers order."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Edition, Job, Lane, Questionnaire, Region, Round, User
from surveys.models.constraints import one_of
from surveys.workflow import Status


class Cut(models.Model):
    """The scorecards that published figures of a round are made of, fixed once.

    Readers without a view of single enterprises get tables of a cut only, so that no
    two downloads can be subtracted from each other.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="cuts")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="cuts")
    lane = models.CharField(max_length=10, choices=Lane)
    scorecards = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("round", "edition", "lane"),
                name="%(app_label)s_%(class)s_once",
            ),
            one_of("lane", Lane),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.edition_id} {self.lane}"


class Language(models.TextChoices):
    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")


class Report(models.Model):
    """One ordered workbook: who asked, for what, and the file once it is built.

    Without a `cut` the figures are live, for readers who see every enterprise.
    `region` limits the list of single enterprises; `rows` says whether there is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="reports")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reports")
    lane = models.CharField(max_length=10, choices=Lane)
    cut = models.ForeignKey(Cut, models.PROTECT, null=True, related_name="reports")
    language = models.CharField(max_length=10, choices=Language)
    rows = models.BooleanField(default=False)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="report")
    file = models.FileField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    manifest = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="reports")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = (
            one_of("lane", Lane),
            one_of("language", Language),
        )

    def __str__(self) -> str:
        return str(self.pk)


class SummaryOrder(models.Model):
    """One ordered summary table of a round, and the file once it is built.

    It is of the whole `city`, or else of these `regions`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    city = models.BooleanField()
    regions = models.ManyToManyField(Region, related_name="+")
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, null=True, related_name="+"
    )
    status = models.CharField(max_length=12, choices=Status, blank=True)
    language = models.CharField(max_length=10, choices=Language)
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    file = models.FileField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = (
            one_of("language", Language),
            models.CheckConstraint(
                condition=models.Q(("status__in", ["", *Status.values])),
                name="%(app_label)s_%(class)s_status_valid",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class StudyKind(models.TextChoices):
    REHEARSAL = "rehearsal", _("Rehearsal")
    SENSITIVITY = "sensitivity", _("Sensitivity of the weights")


class Study(models.Model):
    """What an author asks about an edition before publishing it: `edition` replayed on
    the responses of a past round, or its weights redrawn. Changes no response.

    `findings` holds the figures of the page, `file` the same as a workbook.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=StudyKind)
    round = models.ForeignKey(Round, models.PROTECT, related_name="studies")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="studies")
    edition_sha256 = models.CharField(max_length=64)
    lane = models.CharField(max_length=10, choices=Lane)
    language = models.CharField(max_length=10, choices=Language)
    findings = models.JSONField(null=True)
    file = models.FileField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = (
            one_of("kind", StudyKind),
            one_of("lane", Lane),
            one_of("language", Language),
        )

    def __str__(self) -> str:
        return str(self.pk)
