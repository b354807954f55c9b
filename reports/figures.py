"""What a benchmark says, as plain data: made from the database, read by a workbook."""

import dataclasses
import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from reports.statistics import DEFAULTS, HIDDEN, Summary, Thresholds
from surveys.scoring import Text


class DoesNotAddUp(Exception):
    """Figures contradict each other or the database; nothing is delivered."""


@dataclass(frozen=True, slots=True)
class Group:
    """A tier, cluster, region, dimension, level, or one value of a list."""

    code: str
    name: Text
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit that counts: whose it is, where it stands, what it scored (0 to 100).

    `enterprise` and `unit` are identities, never shown. `region`, `cluster`, `size`,
    `sme_tier`, `level` and `status` are codes; a level is the highest one reached, ""
    is none. `pending` says that the level is reached by own statement with checks
    still open. `dimensions` follow the order of the frame. `rank` is the mean
    percentile rank within the cluster, from 0 to 100.
    """

    enterprise: int
    unit: int
    name: str
    uscc: str
    unit_name: str
    region: str
    cluster: str
    size: str
    sme_tier: str
    status: str
    score: float | None
    level: str
    pending: bool
    dimensions: tuple[float | None, ...]
    rank: float | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What the tables are made of, in the order in which they stand.

    The parent of a cluster is its tier; `levels` are those of the edition, from the
    lowest up. `scale` is the highest score there can be, `profile_scale` the highest
    of a dimension.
    """

    tiers: tuple[Group, ...]
    clusters: tuple[Group, ...]
    regions: tuple[Group, ...]
    dimensions: tuple[Group, ...]
    levels: tuple[Group, ...]
    sizes: tuple[Group, ...]
    sme_tiers: tuple[Group, ...]
    statuses: tuple[Group, ...]
    thresholds: Thresholds = DEFAULTS
    scale: int = 100
    profile_scale: int = 100


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one tier, cluster or region, or of all.

    `levels` counts the units whose highest level is the i-th of the frame, `pending`
    those of them with checks still open; both are None where the group is hidden.
    `dimensions` has a summary for each dimension, with an n of its own.
    """

    group: Group
    summary: Summary
    levels: tuple[int, ...] | None
    pending: int | None
    dimensions: tuple[Summary, ...]

    @property
    def reached(self) -> int | None:
        """How many units reached any level."""
        return None if self.levels is None else sum(self.levels)

    @property
    def share(self) -> float | None:
        """The share of units that reached any level, from 0 to 1."""
        if self.reached is None or not self.summary.units:
            return None
        return self.reached / self.summary.units

    def hide(self) -> "Line":
        """The same line without any figure."""
        empty = tuple(HIDDEN for _ in self.dimensions)
        return Line(self.group, HIDDEN, None, None, empty)


@dataclass(frozen=True, slots=True)
class Cell:
    """Enterprises and mean score of one region in one cluster; None is hidden."""

    n: int | None = None
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a benchmark, in the order of its frame, small cells hidden.

    `cells` has a row for each region and a column for each cluster.
    """

    total: Line
    tiers: tuple[Line, ...]
    clusters: tuple[Line, ...]
    regions: tuple[Line, ...]
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Row counts of a benchmark.

    `units` and `enterprises` have a score and count; `unscored` units have too few
    applicable answers for one; `listed` units stand in the list of enterprises.
    """

    units: int
    enterprises: int
    unscored: int
    listed: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures of a benchmark are from.

    `at` is the data cut, `statuses` the codes that count, `edition_hash` and `engine`
    what scored them. `filters` are pairs of a name and a value.
    """

    round: Text
    edition: Text
    edition_label: str
    edition_hash: str
    engine: str
    lane: Text
    statuses: tuple[str, ...]
    at: dt.datetime
    own_unit_counts: bool = True
    filters: tuple[tuple[Text, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a workbook is made: its scope in words, who ordered it and when."""

    scope: Text
    name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Everything that stands in one benchmark workbook, in both languages.

    `entries` is None for a reader who may see no single enterprise; `listed`
    summarises the entries. `content_hash` covers all that, for whatever reader and in
    whatever language it is written.
    """

    source: Source
    frame: Frame
    counts: Counts
    tables: Tables
    entries: tuple[Entry, ...] | None
    listed: Summary
    content_hash: str = field(default="", compare=False)

    @property
    def complete(self) -> bool:
        """Does the list hold every unit that counts?"""
        return self.counts.listed == self.counts.units + self.counts.unscored


def content_hash(benchmark: Benchmark) -> str:
    """SHA-256 of the figures in canonical JSON; floats as Python's repr."""
    content = dataclasses.asdict(dataclasses.replace(benchmark, content_hash=""))
    document = json.dumps(
        content,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_text,
    )
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    raise TypeError(f"{type(value).__name__} is no part of a benchmark.")
