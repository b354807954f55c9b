"""Overseeing a round: how far enterprises came, and where their files stand now.

Two countings that are never mixed. Steps are cumulative and count enterprises: whoever
reached one has passed all before it, and is counted there even if a file was sent back
since. Places count files, each once, by its status of now. A constant number of
queries, whatever the number of enterprises, regions and files.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, cast

from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models import (
    Cluster,
    Edition,
    Enterprise,
    Evidence,
    Invitation,
    Membership,
    MoveRow,
    Region,
    Registration,
    RegistrationState,
    Response,
    Revision,
    Round,
    held_on,
)
from surveys.workflow import Status

# A draft in which nobody wrote for so long is stuck: about the time after which a call
# helps more than waiting.
STUCK_AFTER: Final = timedelta(days=7)
STUCK: Final = "stuck"
Regions = frozenset[int] | None  # None: the whole city


class Step(models.IntegerChoices):
    """How far an enterprise came in a round, in order."""

    ASKED = 0, _("Asked")
    INVITED = 1, _("Invited")
    SIGNED_IN = 2, _("Signed in")
    STARTED = 3, pgettext_lazy("how far an enterprise came", "Started")
    HANDED_IN = 4, _("Handed in")
    RECOMMENDED = 5, _("Recommended")
    NOTICED = 6, _("Public notice")
    RECOGNISED = 7, _("Recognised")


class By(models.TextChoices):
    """By what the figures are told apart."""

    REGION = "region", _("By region")
    CLUSTER = "cluster", _("By cluster")


# Where each of the three kinds of rows has its region or cluster.
PATHS: Final[Mapping[str, tuple[str, str, str]]] = {
    By.REGION: ("region", "region", "unit__enterprise__region"),
    By.CLUSTER: (
        "primary_cluster",
        "primary_cluster",
        "unit__enterprise__primary_cluster",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one region or cluster, or of all together (`group` is None).

    `stopped` counts by step the enterprises that came no further; `files` by status,
    where `stuck` ones are counted as drafts as well.
    """

    group: Region | Cluster | None
    stopped: tuple[int, ...]
    files: Mapping[str, int]

    def reached(self, step: Step) -> int:
        """How many enterprises reached a step, or more."""
        return sum(self.stopped[step:])

    @property
    def counts(self) -> bool:
        """Whether anybody at all is counted here."""
        return any(self.stopped) or any(self.files.values())

    def at(self, place: str) -> int:
        """How many files stand at a status, or are stuck."""
        return self.files.get(place, 0)


@dataclass(frozen=True, slots=True)
class Spot:
    """A section in which stuck drafts were last written; without one, nothing was."""

    edition: Edition
    section: str
    number: int
    count: int

    @property
    def key(self) -> str:
        """What a list is asked for by it."""
        return f"{self.edition.pk}.{self.section}"


@dataclass(frozen=True, slots=True)
class Funnel:
    """A round at a moment: all together, by group, and where drafts are stuck."""

    total: Line
    lines: Sequence[Line]
    spots: Sequence[Spot]


# --- the rows that are counted, which lists show as well


def enterprises(target: Round, regions: Regions, day: date) -> QuerySet[Any]:
    """The enterprises that a round asks, each with the `step` it came to."""
    begun = Response.objects.filter(round=target).values("unit__enterprise")
    asked = Q(region__in=target.regions.values("pk")) | Q(pk__in=begun)
    rows = Enterprise.objects.filter(asked)
    if regions is not None:
        rows = rows.filter(region__in=regions)
    return cast("QuerySet[Any]", rows.annotate(step=_furthest(target, begun, day)))


def _furthest(target: Round, begun: QuerySet[Any], day: date) -> Case:
    """The last step; sets of ids, which a database looks up once and not per row."""
    members = Membership.objects.filter(held_on(day))
    seen = members.filter(user__last_login__isnull=False)
    came = Invitation.objects.filter(enterprise__isnull=False)
    moves = MoveRow.objects.filter(response__round=target)
    sets: tuple[tuple[Step, Iterable[QuerySet[Any]]], ...] = (
        (Step.RECOGNISED, [_moved(moves, Status.RECOGNISED)]),
        (Step.NOTICED, [_moved(moves, Status.NOTICED)]),
        (Step.RECOMMENDED, [_moved(moves, Status.RECOMMENDED)]),
        (Step.HANDED_IN, [_moved(moves, Status.SUBMITTED)]),
        (Step.STARTED, [begun]),
        (Step.SIGNED_IN, [seen.values("enterprise")]),
        (Step.INVITED, [members.values("enterprise"), came.values("enterprise")]),
    )
    cases = [
        When(pk__in=rows, then=Value(int(step))) for step, many in sets for rows in many
    ]
    return Case(*cases, default=Value(int(Step.ASKED)), output_field=IntegerField())


def _moved(moves: QuerySet[MoveRow], status: str) -> QuerySet[Any]:
    return moves.filter(target=status).values("response__unit__enterprise")


def on_their_way(target: Round, regions: Regions) -> QuerySet[Registration]:
    """Those invited whose enterprise is not on the platform yet."""
    rows = Registration.objects.filter(
        state=RegistrationState.INVITED, region__in=target.regions.values("pk")
    )
    return rows if regions is None else rows.filter(region__in=regions)


def files(target: Round, regions: Regions, at: datetime) -> QuerySet[Any]:
    """The files of a round, each with its `place`: its status, or that it is stuck."""
    rows = Response.objects.filter(round=target)
    if regions is not None:
        rows = rows.filter(unit__enterprise__region__in=regions)
    place = Case(
        When(_is_stuck(at), then=Value(STUCK)),
        default=F("status"),
        output_field=CharField(),
    )
    return rows.annotate(place=place)


def _is_stuck(at: datetime) -> Q:
    """A draft that nobody has touched for so long: no answer, no file, no move."""
    since = at - STUCK_AFTER
    written = Revision.objects.filter(response=OuterRef("pk"), at__gt=since)
    proved = Evidence.objects.filter(response=OuterRef("pk"), at__gt=since)
    idle = Q(status=Status.DRAFT, created_at__lte=since, status_at__lte=since)
    return idle & ~Exists(written) & ~Exists(proved)


def with_last(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Files with the code and the moment of the answer that was changed last."""
    newest = Revision.objects.filter(response=OuterRef("pk")).order_by("-pk")
    found: QuerySet[Any] = rows.annotate(
        last_code=Subquery(newest.values("code")[:1]),
        last_at=Subquery(newest.values("at")[:1]),
    )
    return found


# --- the figures


def funnel(target: Round, regions: Regions, by: str, at: datetime) -> Funnel:
    """A round at a moment, of these regions or of the city; six queries."""
    counted = _counted(target, regions, by, at)
    groups = _groups(target, regions, by, counted)
    lines = [
        _line(
            group, {kind: of.get(group.pk, Counter()) for kind, of in counted.items()}
        )
        for group in groups
    ]
    return Funnel(_sum(lines), lines, spots(target, regions, at))


Counted = Mapping[str, Mapping[int, Counter[Any]]]


def _counted(target: Round, regions: Regions, by: str, at: datetime) -> Counted:
    """By kind and group: enterprises by step, files by place."""
    of_enterprise, of_registration, of_file = PATHS[by]
    day = timezone.localdate(at)
    steps = _tally(enterprises(target, regions, day), of_enterprise, "step")
    coming = on_their_way(target, regions).annotate(
        step=Value(int(Step.INVITED), output_field=IntegerField())
    )
    for group, found in _tally(coming, of_registration, "step").items():
        steps.setdefault(group, Counter()).update(found)
    return {
        "steps": steps,
        "files": _tally(files(target, regions, at), of_file, "place"),
    }


def _tally(rows: QuerySet[Any], path: str, what: str) -> dict[int, Counter[Any]]:
    found: dict[int, Counter[Any]] = {}
    counts = rows.order_by().values_list(path, what).annotate(n=Count("pk"))
    for group, value, n in counts:
        found.setdefault(group, Counter())[value] += n
    return found


def _groups(
    target: Round, regions: Regions, by: str, counted: Counted
) -> list[Region] | list[Cluster]:
    """The regions that are asked, or the clusters that came, in their order."""
    there = {group for of in counted.values() for group in of}
    if by == By.CLUSTER:
        return list(Cluster.objects.filter(pk__in=there))
    asked = Region.objects.filter(rounds=target)
    if regions is not None:
        asked = asked.filter(pk__in=regions)
    wanted = Q(pk__in=asked.values("pk")) | Q(pk__in=there)
    return list(Region.objects.filter(wanted))


def _line(group: Region | Cluster, found: Mapping[str, Counter[Any]]) -> Line:
    places = found["files"]
    places = places + Counter({Status.DRAFT.value: places[STUCK]})
    stopped = tuple(found["steps"][step.value] for step in Step)
    return Line(group, stopped, dict(places))


def _sum(lines: Sequence[Line]) -> Line:
    places: Counter[str] = Counter()
    for line in lines:
        places.update(line.files)
    stopped = tuple(sum(line.stopped[step] for line in lines) for step in Step)
    return Line(None, stopped, dict(places))


def spots(target: Round, regions: Regions, at: datetime) -> list[Spot]:
    """Where drafts are stuck: the section of the last answer, the commonest first."""
    stuck = with_last(files(target, regions, at).filter(place=STUCK))
    counts = (
        stuck.order_by().values_list("edition", "last_code").annotate(n=Count("pk"))
    )
    found: Counter[tuple[int, str]] = Counter()
    asked = Edition.objects.filter(responses__round=target).distinct().order_by()
    editions = {edition.pk: edition for edition in asked.defer("document")}
    for edition, code, n in counts:
        found[edition, section_of(editions[edition], code)] += n
    return [
        Spot(editions[edition], section, section_number(editions[edition], section), n)
        for (edition, section), n in found.most_common()
    ]


def section_of(edition: Edition, code: str | None) -> str:
    """The code of the section that holds a question; nothing where none does."""
    sections = edition.scheme.sections
    holds = (s.code for s in sections if code in {q.code for q in s.questions})
    return next(holds, "")


def section_number(edition: Edition, section: str) -> int:
    """The place of a section, counted from 1; 0 for none."""
    codes = [one.code for one in edition.scheme.sections]
    return codes.index(section) + 1 if section in codes else 0
