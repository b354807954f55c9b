"""Tallying: how many titles are new, withdrawn and held, by year, region and cluster.

A title counts as new in the year that it was granted in, whatever becomes of it later,
and as held at the end of each year until the one in which it was withdrawn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count

from surveys.models import Cluster, Region, Stage, Title
from surveys.models.places import Named

PLACES: Final[Mapping[str, type[Named]]] = {"region": Region, "cluster": Cluster}


@dataclass(frozen=True, slots=True)
class Tally:
    """Titles of one stage in a year: granted and withdrawn in it, held at its end."""

    new: int = 0
    withdrawn: int = 0
    held: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.new + other.new,
            self.withdrawn + other.withdrawn,
            self.held + other.held,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Titles alike: how many, of which stage (its pk) and place, from when to when."""

    stage: int
    of: Any
    granted: int
    withdrawn: int | None
    count: int

    def in_year(self, year: int) -> Tally:
        """What they add to a year's figures."""
        granted = self.count if self.granted <= year else 0
        gone = self.withdrawn is not None and self.withdrawn <= year
        return Tally(
            new=self.count if self.granted == year else 0,
            withdrawn=self.count if self.withdrawn == year else 0,
            held=0 if gone else granted,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A year, a region or a cluster (None: not given), and its figures by stage."""

    of: Any
    tallies: tuple[Tally, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return all(tally == Tally() for tally in self.tallies)


def stages() -> list[Stage]:
    """The stages of which there are titles, from the lowest up."""
    granted = Title.objects.order_by().values("stage")
    return list(Stage.objects.filter(pk__in=granted))


def by_year(rungs: Iterable[Stage], groups: list[Group] | None = None) -> list[Line]:
    """A line for each year in which something happened, the newest first."""
    groups = groups_of("region") if groups is None else groups
    years = {group.granted for group in groups}
    years |= {group.withdrawn for group in groups if group.withdrawn is not None}
    found = list(rungs)
    return [_line(year, groups, found, year) for year in sorted(years, reverse=True)]


def by_place(
    key: str, year: int, rungs: Iterable[Stage], groups: list[Group] | None = None
) -> list[Line]:
    """A line for each region or cluster (`key`) that has something to tell of a year,
    in their order; the last one is of titles without. `groups` are those of the key."""
    groups, found = groups_of(key) if groups is None else groups, list(rungs)
    of: dict[int | None, list[Group]] = {}
    for group in groups:
        of.setdefault(group.of, []).append(group)
    rows = PLACES[key]._meta.base_manager.filter(pk__in=[pk for pk in of if pk])
    ranked = rows.order_by("order", "code")
    lines = [_line(row, of[row.pk], found, year) for row in ranked]
    lines.append(_line(None, of.get(None, []), found, year))
    return [line for line in lines if not line.is_empty]


def total(lines: Iterable[Line], rungs: Iterable[Stage]) -> Line:
    """The sum of several lines."""
    sums = [Tally()] * len(list(rungs))
    for line in lines:
        sums = [one + more for one, more in zip(sums, line.tallies, strict=True)]
    return Line(None, tuple(sums))


def _line(of: Any, groups: list[Group], rungs: list[Stage], year: int) -> Line:
    sums = {stage.pk: Tally() for stage in rungs}
    for group in groups:
        sums[group.stage] += group.in_year(year)
    return Line(of, tuple(sums.values()))


def groups_of(key: str) -> list[Group]:
    """Every title in groups of like ones by region or cluster (`key`); one query,
    however many there are."""
    names = ("stage", key, "granted_on__year", "withdrawn_on__year")
    rows = Title.objects.order_by().values_list(*names).annotate(Count("pk"))
    return [Group(*row) for row in rows]
