"""Data cuts, and the reports that readers order."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
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


class Aggregate(models.Model):
    """The units that count in figures of a round, as columns: made once for each state
    of the round, so that a page reads one row and no scorecard.

    `cut` is set where the figures are published; else they are live, and `state` says
    after which move and scorecard they were made. `scene` is what the columns' numbers
    mean, `content` the columns packed (reports.narrowing), `sha256` covers both.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    lane = models.CharField(max_length=10, choices=Lane)
    cut = models.OneToOneField(
        Cut, models.CASCADE, null=True, blank=True, related_name="aggregate"
    )
    state = models.CharField(max_length=100)
    scene = models.JSONField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = (
            one_of("lane", Lane),
            models.UniqueConstraint(
                fields=("round", "edition", "lane"),
                condition=models.Q(cut__isnull=True),
                name="%(app_label)s_%(class)s_live_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.edition_id} {self.lane} {self.state}"


class Language(models.TextChoices):
    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")


class ReportKind(models.TextChoices):
    BENCHMARK = "benchmark", _("Benchmark by cluster")
    WIDE = "answers_wide", _("Raw answers, one row a unit")
    LONG = "answers_long", _("Raw answers, one row an answer")


class Report(models.Model):
    """One ordered workbook: who asked, for what, and the file once it is built.

    Without a `cut` the figures are live: of the city for readers who see every
    enterprise, of one `region` alone for its officials. Of a cut, `region` limits the
    list of single enterprises; `rows` says whether there is one, and raw answers are
    nothing else. `scorecards` are the ids that live figures were made of, null until
    they are built. What the schedule orders has its Monday in `scheduled_on` and nobody
    in `by`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(
        max_length=12, choices=ReportKind, default=ReportKind.BENCHMARK
    )
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
    scorecards = models.JSONField(null=True)
    repeats = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    scheduled_on = models.DateField(null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="reports")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = (
            one_of("kind", ReportKind),
            one_of("lane", Lane),
            one_of("language", Language),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.BENCHMARK) | Q(rows=True),
                name="%(app_label)s_%(class)s_answers_are_rows",
            ),
            models.UniqueConstraint(
                fields=("scheduled_on", "region", "round", "edition"),
                name="%(app_label)s_%(class)s_once_a_monday",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(scheduled_on__isnull=False),
                name="%(app_label)s_%(class)s_ordered_or_scheduled",
            ),
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
                condition=Q(("status__in", ["", *Status.values])),
                name="%(app_label)s_%(class)s_status_valid",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Rebuild(models.Model):
    """A workbook of ours that came back, to be built again from the same scorecards.

    `file` is what was uploaded, until it is compared. `report` is what it was found to
    be: null until then, and where it is no report that this reader may see. `findings`
    is what the comparison said, null until the job has ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, related_name="rebuilds"
    )
    name = models.CharField(max_length=200)
    file = models.FileField(blank=True)
    findings = models.JSONField(null=True)
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return str(self.pk)


class Weekly(models.Model):
    """Whether a region's workbook is made every Monday; without a row it is."""

    region = models.OneToOneField(Region, models.PROTECT, related_name="+")
    on = models.BooleanField(default=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.region_id}: {self.on}"


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


class PeerGroup(models.Model):
    """A peer group that a reader saved under a name: one code of each of one or two
    dimensions (`reports.peering.DIMENSIONS`), as {dimension: code}."""

    name = models.CharField(max_length=80)
    filters = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="peer_groups")
    at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("by", "name"), name="%(app_label)s_%(class)s_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name
