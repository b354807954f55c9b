"""What a benchmark says beyond its lines: questions, gates, groups, titles; plain data.

A figure that is not shown is None, everywhere. `clusters` and `tiers` of anything have
one item for each of the benchmark's frame, in its order.
"""

from dataclasses import dataclass

from reports.statistics import HIDDEN, Summary
from surveys.scoring import Text


@dataclass(frozen=True, slots=True)
class Item:
    """A value of a list: its code and its names."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Spot:
    """Enterprises of a group and the mean of what is measured."""

    n: int | None = None
    mean: float | None = None


BLANK = Spot()


@dataclass(frozen=True, slots=True)
class Bands:
    """How many enterprises score how much, an enterprise with the mean of its units.

    The i-th band is from `edges[i]` (included) to the next edge; the last one includes
    its end. `clusters` has the counts of each cluster.
    """

    edges: tuple[float, ...]
    total: tuple[int | None, ...]
    clusters: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The enterprises by one of their properties (`key`: size, sme_tier, chain_role),
    in all and in each cluster; each has one spot for each item."""

    key: str
    items: tuple[Item, ...]
    total: tuple[Spot, ...]
    clusters: tuple[tuple[Spot, ...], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """How many units chose an option."""

    code: str
    name: Text
    units: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """What was answered to a question, or to one row of a matrix (`row`).

    `n` counts the enterprises that answered; `units`, `not_applicable`, `unanswered`
    and `not_asked` (hidden by a condition) add up to all units. `measure` is about the
    numbers answered, in `unit`; `score` and `clusters` about the points, 0 to 100.
    """

    code: str
    title: Text
    row: Text | None
    section: Text
    kind: str
    unit: Text | None
    n: int | None
    units: int | None
    not_applicable: int | None
    unanswered: int | None
    not_asked: int | None
    options: tuple[Option, ...] = ()
    measure: Summary = HIDDEN
    score: Spot | None = None
    clusters: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """A check of the edition. kind: gate, criterion or outcome; effect: what it does;
    `level` is the lowest stage that needs it, None where none does.

    `failed` counts the enterprises that fail it with any unit, `unknown` those of the
    others for which it is open or unknown, `passed` the rest; `tiers` and `clusters`
    those that fail.
    """

    code: str
    title: Text
    kind: str
    effect: str
    owner: str
    blocking: bool
    level: Text | None
    failed: int | None
    unknown: int | None
    passed: int | None
    tiers: tuple[int | None, ...]
    clusters: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The mean change of the score since an earlier round, over the units that count
    in both with the same edition; n counts their enterprises."""

    round: Text
    total: Spot
    clusters: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Granted:
    """Titles of a stage in one place (None: all): for each year how many are new and
    how many are held at its end. They were made public, so none is hidden."""

    place: Item | None
    stage: Item
    new: tuple[int, ...]
    held: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles until the data cut; the code "" stands for an unknown place."""

    years: tuple[int, ...] = ()
    stages: tuple[Item, ...] = ()
    total: tuple[Granted, ...] = ()
    regions: tuple[Granted, ...] = ()
    clusters: tuple[Granted, ...] = ()


@dataclass(frozen=True, slots=True)
class Particulars:
    """All of it. `ranks` are the ranks of the clusters by mean score, equal ones alike
    (1, 2, 2, 4), None where the mean is not shown. `best` has for each dimension the
    mean of the units at or above the 90th percentile, in all."""

    bands: Bands
    breakdowns: tuple[Breakdown, ...]
    questions: tuple[Question, ...]
    gates: tuple[Gate, ...]
    ranks: tuple[int | None, ...]
    best: tuple[float | None, ...]
    panel: Panel | None
    titles: Titles
