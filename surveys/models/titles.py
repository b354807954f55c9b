"""Titles that were granted, on the platform or before it, and what became of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.arrivals import Arriving
from surveys.models.constraints import in_order, one_of
from surveys.models.editions import Stage
from surveys.models.enterprises import Enterprise, Unit
from surveys.models.people import User
from surveys.models.places import Cluster, Region
from surveys.models.responses import Response
from surveys.workflow import MoveRefused, ReasonNeeded


class TitleState(models.TextChoices):
    ACTIVE = "active", _("Active")
    DUE = "due", _("Due for re-check")
    KEPT = "kept", _("Kept")
    CORRECTED = "corrected", pgettext_lazy("title", "Corrected")
    WITHDRAWN = "withdrawn", pgettext_lazy("title", "Withdrawn")


HELD: Final = (
    TitleState.ACTIVE,
    TitleState.DUE,
    TitleState.KEPT,
    TitleState.CORRECTED,
)


class TitleMove(NamedTuple):
    """One step of a title: from which states, to which, and whether it is told why."""

    sources: tuple[TitleState, ...]
    target: TitleState
    reason: bool = True


# A withdrawal is final: who reaches the stage once more is granted a new title.
TITLE_MOVES: Final[Mapping[str, TitleMove]] = {
    "due": TitleMove(
        (TitleState.ACTIVE, TitleState.KEPT, TitleState.CORRECTED),
        TitleState.DUE,
        reason=False,
    ),
    "keep": TitleMove((TitleState.DUE,), TitleState.KEPT),
    "correct": TitleMove(HELD, TitleState.CORRECTED),
    "withdraw": TitleMove(HELD, TitleState.WITHDRAWN),
}


class TitleQuerySet(models.QuerySet["Title"]):
    def held(self) -> "TitleQuerySet":
        return self.exclude(state=TitleState.WITHDRAWN)

    def fallen_due(self, day: date) -> "TitleQuerySet":
        """Those whose day of re-check has come, and that are not marked so yet."""
        return self.filter(due_on__lte=day, state__in=TITLE_MOVES["due"].sources)


class Title(models.Model):
    """A stage that a unit was recognised for; `region` is the one of that time.

    Titles from before the platform have no response and may have no unit or
    enterprise on it: then `holder` names whom the register names, and `uscc` is the
    credit code where the register gives one. `due_on` is the day of the next re-check.
    """

    number = models.CharField(max_length=40, unique=True)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="titles")
    holder = models.CharField(max_length=250)
    uscc = models.CharField(max_length=18, blank=True)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="titles"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="titles"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, related_name="+")
    response = models.OneToOneField(
        Response, models.PROTECT, null=True, blank=True, related_name="title"
    )
    granted_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=TitleState, default=TitleState.ACTIVE
    )

    objects = TitleQuerySet.as_manager()

    class Meta:
        ordering = ("-granted_on", "-number")
        constraints = (
            one_of("state", TitleState),
            in_order("granted_on", "due_on"),
            in_order("granted_on", "withdrawn_on", may_be_empty=True),
            models.CheckConstraint(
                condition=Q(state=TitleState.WITHDRAWN, withdrawn_on__isnull=False)
                | ~Q(state=TitleState.WITHDRAWN) & Q(withdrawn_on__isnull=True),
                name="%(app_label)s_%(class)s_withdrawn_on_its_day",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def moves(self) -> set[str]:
        """The steps that may be taken from where it stands."""
        return {n for n, move in TITLE_MOVES.items() if self.state in move.sources}

    def hold(self) -> None:
        """Keep others from changing the row until the transaction ends, and read anew
        what they may have changed before."""
        self.refresh_from_db(from_queryset=Title.objects.select_for_update())

    def move(
        self,
        name: str,
        *,
        by: User | None,
        at: datetime,
        reason: str = "",
        **more: Any,
    ) -> None:
        """Change the state along the table, by compare-and-set, with its row.

        `more` are what changes with it: `changes` of the title, and `before` and
        `after` of the row. Call inside a transaction. Raises MoveRefused from another
        state, and ReasonNeeded where the table asks for one.
        """
        move, old = TITLE_MOVES[name], self.state
        if old not in move.sources:
            raise MoveRefused(name, old)
        if move.reason and not reason.strip():
            raise ReasonNeeded(name)
        changes = {**more.pop("changes", {}), "state": move.target}
        rows = Title.objects.filter(pk=self.pk, state=old)
        if rows.update(**changes) != 1:
            raise MoveRefused(name, old)
        for field, value in changes.items():
            setattr(self, field, value)
        TitleChange.objects.create(
            title=self,
            source=old,
            target=move.target,
            reason=reason,
            by=by,
            at=at,
            **more,
        )


def _along_the_table() -> Q:
    pairs = Q()
    for move in TITLE_MOVES.values():
        pairs |= Q(source__in=move.sources, target=move.target)
    return pairs


class TitleChange(models.Model):
    """One step of a title: from which state to which, why, and what was corrected.

    `before` and `after` hold what a correction changed: {holder, enterprise (credit
    code), unit (name), region, cluster (codes)}, null for what was or is not given.
    """

    title = models.ForeignKey(Title, models.CASCADE, related_name="changes")
    source = models.CharField(max_length=10, choices=TitleState)
    target = models.CharField(max_length=10, choices=TitleState)
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=_along_the_table(),
                name="%(app_label)s_%(class)s_along_the_table",
            ),
            models.CheckConstraint(
                condition=Q(target=TitleState.DUE) | ~Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title_id}: {self.source} → {self.target}"


def title_import_path(upload: "TitleImport", filename: str) -> str:
    """A random place: nothing of the uploader's own name reaches the disk."""
    return f"titles/{upload.pk.hex}.xlsx"


class TitleImport(Arriving):
    """A register of titles; its rows: {row, number, stage, holder, granted_on, uscc,
    region, cluster, due_on, withdrawn_on, reason, known}, days in ISO format."""

    what = "titles"
    file = models.FileField(upload_to=title_import_path)
