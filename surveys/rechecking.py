"""Re-checking: titles looked at again, kept, corrected or withdrawn; samples drawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from surveys import auditing, sampling
from surveys.maturing import mark_due, tell
from surveys.models import (
    Cluster,
    Enterprise,
    Recheck,
    RecheckItem,
    RecheckOutcome,
    Region,
    Stage,
    Title,
    TitleState,
    Unit,
    User,
)
from surveys.workflow import MoveRefused, ReasonNeeded

MOST: Final = 1_000
"""So many titles are drawn at most in one re-check."""


# --- one title


@transaction.atomic
def call_in(title: Title, *, reason: str, by: User, at: datetime) -> None:
    """Let one title be due for a re-check before its day, with a reason."""
    if not reason.strip():
        raise ReasonNeeded("due")
    mark_due(title, by=by, at=at, reason=reason)
    auditing.record("title_due", title, by=by, at=at, reason=reason)


@transaction.atomic
def keep(
    title: Title, *, finding: str, due_on: date | None = None, by: User, at: datetime
) -> None:
    """Keep a title that was due, with what was found; it is due again on `due_on`, or
    after the years of its stage."""
    day = timezone.localdate(at)
    if due_on is not None and due_on <= day:
        raise ValueError("due_on")
    changes = {"due_on": due_on or title.stage.next_recheck(day)}
    title.move("keep", by=by, at=at, reason=finding, changes=changes)
    _settle(title, RecheckOutcome.KEPT, finding, by=by, at=at)
    _conclude(title, "title_kept", by=by, at=at, reason=finding)


class Unchanged(Exception):
    """A correction that changes nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says of a title's holder. The unit is one of the enterprise."""

    holder: str
    enterprise: Enterprise | None
    unit: Unit | None
    region: Region | None
    cluster: Cluster | None

    @classmethod
    def of(cls, title: Title) -> "Entry":
        """What it says now."""
        return cls(**{field.name: getattr(title, field.name) for field in fields(cls)})

    def told(self) -> dict[str, str | None]:
        """The same, as changes are kept: enterprise, region and cluster by code."""
        return {
            "holder": self.holder,
            "enterprise": self.enterprise.uscc if self.enterprise else None,
            "unit": self.unit.name if self.unit else None,
            "region": self.region.code if self.region else None,
            "cluster": self.cluster.code if self.cluster else None,
        }


@transaction.atomic
def correct(
    title: Title, entry: Entry, *, seen: int, reason: str, by: User, at: datetime
) -> None:
    """Correct what the register says of the holder; number, stage and day never change.

    `seen` is how many changes the title had when it was looked at: raises MoveRefused
    where somebody changed it since, and Unchanged where nothing is to be corrected.
    """
    if entry.unit and entry.unit.enterprise_id != getattr(entry.enterprise, "pk", None):
        raise ValueError("unit")
    title.hold()
    if title.changes.count() != seen:
        raise MoveRefused("correct", title.state)
    was, now = Entry.of(title), entry
    before, after = was.told(), now.told()
    changed = [key for key in before if getattr(was, key) != getattr(now, key)]
    if not changed:
        raise Unchanged
    title.move(
        "correct",
        by=by,
        at=at,
        reason=reason,
        changes=_corrected(title, entry, at),
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )
    _settle(title, RecheckOutcome.CORRECTED, reason, by=by, at=at)
    _conclude(title, "title_corrected", by=by, at=at, reason=reason)
    if was.enterprise and was.enterprise != now.enterprise:
        gone = was.enterprise
        tell(title, "title_corrected", at=at, reason=reason, enterprise=gone)


def _corrected(title: Title, entry: Entry, at: datetime) -> dict[str, Any]:
    changes = {field.name: getattr(entry, field.name) for field in fields(Entry)}
    if entry.enterprise is not None:
        changes["uscc"] = entry.enterprise.uscc
    if title.state == TitleState.DUE:  # which ends; else it would be due at once again
        changes["due_on"] = title.stage.next_recheck(timezone.localdate(at))
    return changes


@transaction.atomic
def withdraw(title: Title, *, reason: str, by: User, at: datetime) -> None:
    """Withdraw a title from today on: it counts nowhere any more where titles held are
    asked for, and in the figures of years until its withdrawal."""
    changes = {"withdrawn_on": timezone.localdate(at)}
    title.move("withdraw", by=by, at=at, reason=reason, changes=changes)
    _settle(title, RecheckOutcome.WITHDRAWN, reason, by=by, at=at)
    _conclude(title, "title_withdrawn", by=by, at=at, reason=reason)


def _settle(
    title: Title, outcome: str, finding: str, *, by: User, at: datetime
) -> None:
    """Whichever way a title comes to an end, it does so where it had been drawn."""
    items = RecheckItem.objects.filter(title=title, outcome=RecheckOutcome.OPEN)
    items.update(outcome=outcome, finding=finding, by=by, at=at)


def _conclude(title: Title, kind: str, *, by: User, at: datetime, reason: str) -> None:
    change = title.changes.order_by("-pk")[:1].get()
    before = {"state": change.source} | change.before
    after = {"state": change.target} | change.after
    auditing.record(
        kind, title, by=by, at=at, reason=reason, before=before, after=after
    )
    tell(title, kind, at=at, reason=reason)


# --- samples


@dataclass(frozen=True, slots=True)
class Sample:
    """What to draw: how many titles, by which seed, and of which; None is any."""

    name_zh: str
    name_en: str
    size: int
    seed: str
    stage: Stage | None = None
    region: Region | None = None
    granted_from: int | None = None
    granted_to: int | None = None


@dataclass(frozen=True, slots=True)
class Stratum:
    """The titles of one region: how many there are, and how many are drawn."""

    region: Region | None
    population: int
    size: int


class TooFew(Exception):
    """There are fewer titles than are to be drawn."""


def population(sample: Sample) -> QuerySet[Title]:
    """The titles that a sample is drawn of: held, and not at a re-check already."""
    waiting = RecheckItem.objects.filter(
        title=OuterRef("pk"), outcome=RecheckOutcome.OPEN
    )
    rows = Title.objects.held().exclude(Exists(waiting))
    wanted = {
        "stage": sample.stage,
        "region": sample.region,
        "granted_on__year__gte": sample.granted_from,
        "granted_on__year__lte": sample.granted_to,
    }
    return rows.filter(**{k: value for k, value in wanted.items() if value is not None})


def strata_of(sample: Sample) -> list[Stratum]:
    """How a sample will be spread over the regions. Raises TooFew."""
    keys = _by_region(population(sample).values_list("region__code", "number"))
    regions = {region.code: region for region in Region.objects.filter(code__in=keys)}
    sizes = _sizes(keys, sample)
    ranked = sorted(keys, key=lambda code: (-len(keys[code]), code))
    return [Stratum(regions.get(c), len(keys[c]), sizes[c]) for c in ranked]


def _by_region(rows: Iterable[tuple[str | None, str]]) -> dict[str, list[str]]:
    """Numbers by the code of their region; "" where none is known."""
    found: dict[str, list[str]] = {}
    for code, number in rows:
        found.setdefault(code or "", []).append(number)
    return found


def _sizes(keys: Mapping[str, list[str]], sample: Sample) -> dict[str, int]:
    try:
        counts = {code: len(numbers) for code, numbers in keys.items()}
        return sampling.allotted(counts, sample.size)
    except ValueError as error:
        raise TooFew from error


@transaction.atomic
def draw(sample: Sample, *, by: User, at: datetime) -> Recheck:
    """Draw a sample of titles, which are due for a re-check from now on.

    Stratified by region in proportion; the same titles, size and seed give the same
    sample (see `sampling`). Raises TooFew, and ValueError for a size beyond MOST.
    """
    if not 1 <= sample.size <= MOST:
        raise ValueError(sample.size)
    # The rows of the stages are the lock of draws: of two at once the second one leaves
    # out what the first has drawn. The titles are held, so that none is settled here.
    list(Stage.objects.select_for_update())
    locked = population(sample).select_for_update(of=("self",)).select_related("region")
    rows = {title.number: title for title in locked.order_by("pk")}
    pairs = [(t.region.code if t.region else None, n) for n, t in rows.items()]
    keys = _by_region(pairs)
    sizes = _sizes(keys, sample)
    chosen = [rows[n] for n in sampling.drawn(keys, sample.size, sample.seed)]
    made = Recheck.objects.create(
        **{field.name: getattr(sample, field.name) for field in fields(sample)},
        population=len(rows),
        strata=[
            {"region": code, "population": len(keys[code]), "size": sizes[code]}
            for code in sorted(keys)
        ],
        drawn_by=by,
        drawn_at=at,
    )
    _take_up(made, chosen, by=by, at=at)
    return made


def _take_up(made: Recheck, chosen: list[Title], *, by: User, at: datetime) -> None:
    items = [
        RecheckItem(recheck=made, title=title, place=place)
        for place, title in enumerate(chosen, start=1)
    ]
    RecheckItem.objects.bulk_create(items)
    for title in chosen:
        if title.state != TitleState.DUE:
            mark_due(title, by=by, at=at)
    details = {
        "seed": made.seed,
        "population": made.population,
        "titles": [title.number for title in chosen],
    }
    auditing.record("draw_recheck", made, by=by, at=at, details=details)


# --- how long titles hold


@transaction.atomic
def set_years(stage: Stage, years: int | None, *, by: User, at: datetime) -> bool:
    """Set after how many years a title of a stage is due for a re-check, from the next
    grant or re-check on; None for never. False where nothing changes."""
    old = Stage.objects.select_for_update().get(pk=stage.pk).title_years
    if old == years:
        return False
    Stage.objects.filter(pk=stage.pk).update(title_years=years)
    before, after = {"title_years": old}, {"title_years": years}
    auditing.record("set_title_years", stage, by=by, at=at, before=before, after=after)
    return True
