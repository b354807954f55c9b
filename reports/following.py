"""Following up: the rows behind a figure of a round, with what it takes to act."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reports import overseeing
from reports.overseeing import STUCK, Regions, Step
from surveys import notifying
from surveys.explaining.words import worded
from surveys.models import (
    Cluster,
    Edition,
    Enterprise,
    Region,
    Registration,
    ReminderLine,
    ReminderOutcome,
    Response,
    Round,
    User,
)
from surveys.urging import Wanted
from surveys.workflow import EDITABLE, HANDED_IN, Status

REACHED, STOPPED, FILE = "reached", "stopped", "file"
# Steps at which an enterprise can be reminded to go on.
TO_URGE: Final = (Step.ASKED, Step.INVITED, Step.SIGNED_IN, Step.STARTED)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which figure a list stands behind: enterprises that reached a step, or came no
    further, or files at a status (or stuck)."""

    kind: str
    value: str

    @classmethod
    def read(cls, text: str) -> "Choice":
        """The choice that an address names; those of CHOICES only."""
        kind, _dash, value = text.partition("-")
        return cls(kind, value)

    def __str__(self) -> str:
        return f"{self.kind}-{self.value}"

    @property
    def step(self) -> Step:
        return Step[self.value.upper()]

    @property
    def urges(self) -> bool:
        """Whether those on the list can be reminded of what they have not done."""
        if self.kind == FILE:
            return self.value in {STUCK, *EDITABLE}
        return self.kind == STOPPED and self.step in TO_URGE

    @property
    def words(self) -> str:
        """What the list shows, in the active language."""
        if self.kind == REACHED:
            return _("Enterprises that came to: %(step)s") % {"step": self.step.label}
        if self.kind == STOPPED:
            return _("Enterprises that came no further than: %(step)s") % {
                "step": self.step.label
            }
        if self.value == STUCK:
            return _("Drafts that are stuck")
        return _("Files: %(status)s") % {"status": Status(self.value).label}


CHOICES: Final = (
    *(Choice(STOPPED, step.name.lower()) for step in Step),
    *(Choice(FILE, place) for place in (STUCK, *Status)),
    *(Choice(REACHED, step.name.lower()) for step in Step),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A list as somebody asks for it. section: as `Spot.key`, of stuck drafts only."""

    choice: Choice
    regions: Regions
    region: Region | None = None
    cluster: Cluster | None = None
    section: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One enterprise, one file, or one that was invited and is not here yet.

    `key` names it for ticking; nothing where it cannot be reminded. `section` is where
    the last answer was given, `people` those who fill for it.
    """

    key: str
    url: str
    enterprise: str
    unit: str
    region: Region
    cluster: Cluster
    standing: str
    status: str
    active_at: datetime | None
    section: str
    people: Sequence[User]
    contact: str
    reminded_at: datetime | None


Reminded = Mapping[tuple[int, int | None], datetime]


@dataclass(slots=True)
class Rows:
    """The rows of a list, which a paginator counts and cuts; those on their way in
    come first."""

    target: Round
    at: datetime
    urges: bool
    coming: QuerySet[Registration]
    enterprises: QuerySet[Any]
    files: QuerySet[Any]
    _counts: list[int] = field(default_factory=list)

    def count(self) -> int:
        """How many there are."""
        return sum(self._parts())

    def _parts(self) -> list[int]:
        if not self._counts:
            parts = (self.coming, self.enterprises, self.files)
            self._counts = [rows.count() for rows in parts]
        return self._counts

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, cut: slice) -> list[Row]:
        found: list[Row] = []
        start, stop = cut.start or 0, cut.stop
        parts = (
            (self.coming, self._of_coming),
            (self.enterprises, self._of_enterprises),
            (self.files, self._of_files),
        )
        for count, (rows, made) in zip(self._parts(), parts, strict=True):
            if start < count and stop > start:
                found += made(list(rows[start:stop]))
            start, stop = max(start - count, 0), stop - count
        return found

    def wanted(self) -> Wanted:
        """All that can be reminded, as a reminder takes them."""
        if not self.urges:
            return Wanted()
        return Wanted(
            frozenset(self.enterprises.order_by().values_list("pk", flat=True)),
            frozenset(self.files.order_by().values_list("pk", flat=True)),
        )

    def ticked(self, keys: Sequence[str]) -> Wanted:
        """Of all that can be reminded, those with these keys."""
        everything, chosen = self.wanted(), set(keys)
        return Wanted(
            frozenset(pk for pk in everything.enterprises if f"e{pk}" in chosen),
            frozenset(pk for pk in everything.responses if f"f{pk}" in chosen),
        )

    def _of_coming(self, rows: Sequence[Registration]) -> Iterator[Row]:
        for row in rows:
            yield Row(
                key="",
                url=reverse("surveys:registration", args=(row.pk,)),
                enterprise=row.name,
                unit="",
                region=row.region,
                cluster=row.primary_cluster,
                standing=_("Invited, not on the platform yet"),
                status="",
                active_at=row.at,
                section="",
                people=(),
                contact=row.contact_name,
                reminded_at=None,
            )

    def _of_enterprises(self, rows: Sequence[Any]) -> Iterator[Row]:
        people = notifying.fillers_of([row.pk for row in rows], self.at)
        reminded = self._reminded([row.pk for row in rows])
        for row in rows:
            mine = people.get(row.pk, [])
            logins = [p.last_login for p in mine if p.last_login]
            times = [at for (pk, _file), at in reminded.items() if pk == row.pk]
            yield Row(
                key=f"e{row.pk}" if self.urges else "",
                url=reverse("surveys:enterprise", args=(row.pk,)),
                enterprise=row.name,
                unit="",
                region=row.region,
                cluster=row.primary_cluster,
                standing=str(Step(row.step).label),
                status="",
                active_at=max(logins, default=None),
                section="",
                people=mine,
                contact="",
                reminded_at=max(times, default=None),
            )

    def _of_files(self, rows: Sequence[Any]) -> Iterator[Row]:
        owners = [row.unit.enterprise_id for row in rows]
        people = notifying.fillers_of(owners, self.at)
        reminded = self._reminded(owners)
        for row in rows:
            owner: Enterprise = row.unit.enterprise
            yield Row(
                key=f"f{row.pk}" if self.urges else "",
                url=_page_of(row),
                enterprise=owner.name,
                unit=row.unit.name,
                region=owner.region,
                cluster=owner.primary_cluster,
                standing="",
                status=row.status,
                active_at=max(filter(None, (row.last_at, row.status_at))),
                section=_section(row.edition, row.last_code),
                people=people.get(owner.pk, []),
                contact="",
                reminded_at=reminded.get((owner.pk, row.pk)),
            )

    def _reminded(self, owners: Sequence[int]) -> Reminded:
        """When each enterprise was last told, of which file."""
        lines = ReminderLine.objects.filter(
            reminder__round=self.target,
            enterprise__in=owners,
            outcome=ReminderOutcome.TOLD,
        )
        last = lines.order_by().values_list("enterprise", "response")
        found = last.annotate(last=Max("reminder__at"))
        return {(owner, file): at for owner, file, at in found}


def _page_of(response: Response) -> str:
    """The file, where officials may read it; else the page of the enterprise."""
    if response.status in HANDED_IN | {Status.RETURNED}:
        return reverse("surveys:file", args=(response.pk,))
    return reverse("surveys:enterprise", args=(response.unit.enterprise_id,))


def _section(edition: Edition, code: str | None) -> str:
    found = overseeing.section_of(edition, code)
    return section_title(edition, found) if found else ""


def section_title(edition: Edition, section: str) -> str:
    """A section with its number, in the active language."""
    number = overseeing.section_number(edition, section)
    if not number:
        return _("No answer yet")
    return f"{number}. {worded(edition.scheme.sections[number - 1].title)}"


def rows_of(target: Round, wish: Wish, at: datetime) -> Rows:
    """The rows that a wish names."""
    day, choice = timezone.localdate(at), wish.choice
    coming: QuerySet[Any] = Registration.objects.none()
    owners: QuerySet[Any] = Enterprise.objects.none()
    files: QuerySet[Any] = Response.objects.none()
    if choice.kind == FILE:
        files = _files(target, wish, at)
    else:
        compared = "step__gte" if choice.kind == REACHED else "step"
        found = overseeing.enterprises(target, wish.regions, day)
        owners = _narrowed(found.filter(**{compared: choice.step}), wish, "")
        if _counts_those_coming(choice):
            coming = overseeing.on_their_way(target, wish.regions)
            coming = _narrowed(coming, wish, "")
    joined = ("region", "primary_cluster")
    return Rows(
        target,
        at,
        choice.urges,
        coming.select_related(*joined).order_by("name", "pk"),
        owners.select_related(*joined).order_by("name", "pk"),
        files,
    )


def _counts_those_coming(choice: Choice) -> bool:
    if choice.kind == REACHED:
        return choice.step <= Step.INVITED
    return choice.step == Step.INVITED


def _files(target: Round, wish: Wish, at: datetime) -> QuerySet[Any]:
    rows = overseeing.with_last(overseeing.files(target, wish.regions, at))
    value = wish.choice.value
    rows = rows.filter(place=value) if value == STUCK else rows.filter(status=value)
    if wish.section and value == STUCK:
        rows = rows.filter(_written_in(wish.section))
    rows = _narrowed(rows, wish, "unit__enterprise__")
    rows = rows.select_related(
        "unit__enterprise__region", "unit__enterprise__primary_cluster", "edition"
    ).defer("answers", "edition__document")
    return rows.order_by(F("last_at").asc(nulls_first=True), "status_at", "pk")


def _written_in(section: str) -> Q:
    edition_id, _dot, code = section.partition(".")
    edition = Edition.objects.defer("document").get(pk=edition_id)
    if not code:
        asked = Q(last_code__in=list(edition.scheme.questions))
        return Q(edition=edition_id) & (Q(last_code__isnull=True) | ~asked)
    parts = (s for s in edition.scheme.sections if s.code == code)
    codes = [q.code for part in parts for q in part.questions]
    return Q(edition=edition_id, last_code__in=codes)


def _narrowed(rows: QuerySet[Any], wish: Wish, path: str) -> QuerySet[Any]:
    if wish.region is not None:
        rows = rows.filter(**{f"{path}region": wish.region})
    if wish.cluster is not None:
        rows = rows.filter(**{f"{path}primary_cluster": wish.cluster})
    if wish.text:
        named = Q(**{f"{path}name__icontains": wish.text})
        rows = rows.filter(named | Q(**{f"{path}uscc": wish.text.upper()}))
    return rows
