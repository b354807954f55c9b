"""Responses, their revisions, moves, frozen submissions, and who fills what."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from surveys.models.constraints import both_or_neither, one_of
from surveys.models.editions import Edition, Round
from surveys.models.enterprises import Unit
from surveys.models.people import User
from surveys.scoring import Answer
from surveys.workflow import EDITABLE, MOVES, MoveRefused, ReasonNeeded, Status

HELD = ("status", "status_at", "due_at")  # what a verb may have to read anew
HIGHEST_RISK = 100
# How officials look at files: the highest risk first, then what waited longest.
BY_RISK = ("-risk", "status_at", "pk")


class ResponseQuerySet(models.QuerySet["Response"]):
    def with_subject(self) -> "ResponseQuerySet":
        """Joined to what pages name: unit, enterprise, region, round, edition."""
        return self.select_related(
            "unit__enterprise__region__group",
            "unit__enterprise__primary_cluster",
            "unit__enterprise__industry",
            "unit__enterprise__size",
            "unit__enterprise__sme_tier",
            "unit__enterprise__chain_role",
            "round",
            "edition__questionnaire",
        ).defer("edition__document")


class Response(models.Model):
    """What one unit answers to one edition in one round.

    `answers` is one JSON document: {code: {v, state, reason, n, by, at, from, pen}},
    where n counts the versions of that answer, `from` says where it came from ("typed",
    "carried:RECEIPT", "sheet:ID", "crosswalk:ID") and `pen` which page wrote it, and
    its number there ([page, number]; absent where no page counted). `version` counts
    those of the document and is what a writer compares before setting. `risk` (0 to
    100) sums up the flags of its newest submission; `reviewer` is the colleague of the
    district who works on it, if somebody does.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="responses")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="responses")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="responses")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    returned_count = models.PositiveSmallIntegerField(default=0)
    opened_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    notice_until = models.DateTimeField(null=True, blank=True)
    risk = models.PositiveSmallIntegerField(default=0)
    reviewer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewer_since = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    status_at = models.DateTimeField()

    objects = ResponseQuerySet.as_manager()
    # What the last move changed, from and to, until the audit trail has taken it over.
    moved: "tuple[dict[str, Any], dict[str, Any]] | None" = None

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            one_of("status", Status),
            both_or_neither("opened_by", "opened_at"),
            both_or_neither("reviewer", "reviewer_since"),
            models.CheckConstraint(
                condition=Q(risk__lte=HIGHEST_RISK),
                name="%(app_label)s_%(class)s_risk_of_a_hundred",
            ),
            models.UniqueConstraint(
                fields=("round", "edition", "unit"),
                name="%(app_label)s_%(class)s_once_a_round",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.NOTICED) | Q(notice_until__isnull=False),
                name="%(app_label)s_%(class)s_notice_ends",
            ),
        )
        indexes = (
            models.Index(fields=("status", "round")),
            # The order of a queue: its first page is read off the index.
            models.Index(fields=("status", "-risk", "status_at", "id")),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.round_id}: {self.status}"

    @property
    def closes_at(self) -> datetime:
        """The exclusive moment until which the enterprise may hand in."""
        return self.due_at or self.round.deadline

    def is_editable(self, at: datetime) -> bool:
        """Whether answers may be changed at that moment."""
        return self.status in EDITABLE and at < self.closes_at

    def newest_submission(self) -> "Submission":
        """The last handing-in; there is one once the status left draft."""
        newest = self.submissions.order_by("-number")[:1].get()
        newest.response = self
        return newest

    def notice(self, move: str, at: datetime) -> dict[str, Any]:
        """The end of the public notice, where the move begins one."""
        days = timedelta(days=self.round.notice_days)
        return {"notice_until": at + days} if move == "notice" else {}

    def typed_answers(self) -> dict[str, Answer]:
        """The answers as the engine takes them: value and state by code."""
        return answers_of(self.answers)

    def hold(self, *fields: str) -> None:
        """Keep others from changing the row until the transaction ends, and read anew
        where it stands, and these fields, which they may have changed before."""
        row = Response.objects.select_for_update().values(*HELD, *fields)
        for field, value in row.get(pk=self.pk).items():
            setattr(self, field, value)

    def move(
        self,
        name: str,
        *,
        by: User | None,
        at: datetime,
        reason: str = "",
        only_if: Q | None = None,
        **changes: object,
    ) -> None:
        """Change the status along the table, by compare-and-set, with its log row.

        `only_if` is a further condition on the row; call inside a transaction. Raises
        MoveRefused from another status, and ReasonNeeded where the table asks for one.
        """
        move, old = MOVES[name], self.status
        if old not in move.sources:
            raise MoveRefused(name, old)
        if move.reason and not reason.strip():
            raise ReasonNeeded(name)
        changes |= {"status": move.target, "status_at": at}
        rows = Response.objects.filter(only_if or Q(), pk=self.pk, status=old)
        if rows.update(**changes) != 1:
            raise MoveRefused(name, old)
        MoveRow.objects.create(
            response=self,
            name=name,
            source=old,
            target=move.target,
            by=by,
            at=at,
            reason=reason,
        )
        for field, value in changes.items():
            if not hasattr(value, "resolve_expression"):
                setattr(self, field, value)
        self.moved = {"status": str(old)}, {"status": str(move.target)}


def answers_of(document: dict[str, Any]) -> dict[str, Answer]:
    """The projection of stored answers that the engine reads."""
    return {
        code: Answer(entry.get("v"), entry.get("state", "answered"))
        for code, entry in document.items()
        if entry.get("v") is not None or entry.get("state") == "na"
    }


class Revision(models.Model):
    """One change of one answer: who, when, from what, to what."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="revisions")
    code = models.CharField(max_length=60)
    n = models.PositiveIntegerField()
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("response", "code", "n"),
                name="%(app_label)s_%(class)s_n_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.response_id}.{self.code} v{self.n}"


class MoveRow(models.Model):
    """The log of one change of status."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="moves")
    name = models.CharField(max_length=30)
    source = models.CharField(max_length=12, choices=Status)
    target = models.CharField(max_length=12, choices=Status)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (one_of("source", Status), one_of("target", Status))

    def __str__(self) -> str:
        return f"{self.response_id}: {self.source} → {self.target}"


def evidence_path(evidence: models.Model, filename: str) -> str:
    """A random place for evidence: nothing of the uploader's own name reaches the disk.

    It stands here because the first migration looks for it here.
    """
    return f"evidence/{evidence.pk.hex[:2]}/{evidence.pk.hex}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def newest(self) -> "SubmissionQuerySet":
        """Of each response that which was handed in last."""
        later = Submission.objects.filter(
            response=OuterRef("response"), number__gt=OuterRef("number")
        )
        return self.exclude(Exists(later))


class Submission(models.Model):
    """The frozen answers, facts and evidence of one handing-in; never changed.

    `receipt` is what the enterprise keeps, such as CQ2026-000123-1.
    """

    response = models.ForeignKey(Response, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    receipt = models.CharField(max_length=40, unique=True)
    answers = models.JSONField()
    facts = models.JSONField()
    evidence = models.JSONField(default=list)
    answers_sha256 = models.CharField(max_length=64)
    facts_sha256 = models.CharField(max_length=64)
    edition_sha256 = models.CharField(max_length=64)
    declared_by_name = models.CharField(max_length=80)
    declared_by_post = models.CharField(max_length=80)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("response", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("response", "number"),
                name="%(app_label)s_%(class)s_number_once",
            ),
        )

    def __str__(self) -> str:
        return self.receipt

    def typed_answers(self) -> dict[str, Answer]:
        """The frozen answers as the engine takes them."""
        return answers_of(self.answers)


class Assignment(models.Model):
    """A section of a response that somebody of the enterprise is to fill."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="assignments")
    section = models.CharField(max_length=60)
    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("response", "section"),
                name="%(app_label)s_%(class)s_one_a_section",
            ),
        )

    def __str__(self) -> str:
        return f"{self.response_id}.{self.section}: {self.user_id}"
