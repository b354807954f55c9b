"""The catalogue: which tables a reader beyond their own scope may have, and no others.

The city, its tiers, clusters and regions, and clusters crossed with each dimension
below. Their figures come from a stored data cut, hidden in one pattern for all of them,
so that neither two tables nor two downloads can be subtracted from each other. Free
filters (peer groups) are for readers who see every single enterprise anyway.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from reports.figures import Entry, Frame, Group
from reports.statistics import Cross, CrossPattern, Ints, cross_counts, suppress_crossed
from surveys.scoring import Text

OTHERS: Final = Group("", Text("无", "None of these"))


@dataclass(frozen=True, slots=True)
class Dimension:
    """The rows of a table: a field of `Entry`, the field of `Frame` with its groups,
    and whether a row holds those who belong to none of them."""

    field: str
    groups: str
    title: Text
    others: bool = False

    def rows(self, frame: Frame) -> tuple[Group, ...]:
        """The rows of the table, none where the frame has no such groups."""
        groups: tuple[Group, ...] = getattr(frame, self.groups)
        return (*groups, OTHERS) if groups and self.others else groups


DIMENSIONS: Final = (
    Dimension("region", "regions", Text("区县", "Region")),
    Dimension("size", "sizes", Text("企业规模", "Size"), others=True),
    Dimension("sme_tier", "sme_tiers", Text("企业梯度", "SME tier"), others=True),
    Dimension(
        "chain_role",
        "chain_roles",
        Text("产业链角色", "Role in the chain"),
        others=True,
    ),
)
"""The columns are the clusters, within their tiers, in every table."""


def dimensions_of(frame: Frame) -> tuple[Dimension, ...]:
    """The dimensions whose groups the frame has."""
    return tuple(one for one in DIMENSIONS if one.rows(frame))


def row_codes(entries: list[Entry], dimension: Dimension, frame: Frame) -> Ints:
    """The row of each entry; all units of an enterprise stand where its newest does."""
    places = {group.code: n for n, group in enumerate(dimension.rows(frame))}
    homes = {entry.enterprise: getattr(entry, dimension.field) for entry in entries}
    others = places.get(OTHERS.code, -1)
    found = [places.get(homes[entry.enterprise], others) for entry in entries]
    return np.array(found, np.int64)


def pattern(
    rows: tuple[Ints, ...], clusters: Ints, enterprises: Ints, frame: Frame
) -> CrossPattern:
    """What to hide in all tables of the catalogue together.

    `rows` has an array for each dimension of the frame; all arrays have one item per
    unit.
    """
    tiers = {group.code: place for place, group in enumerate(frame.tiers)}
    parents = np.array([tiers[group.parent] for group in frame.clusters], np.int64)
    width = len(frame.clusters)
    tables = [
        Cross(cross_counts(codes, clusters, enterprises, (len(one.rows(frame)), width)))
        for one, codes in zip(dimensions_of(frame), rows, strict=True)
    ]
    return suppress_crossed(tables, parents, len(tiers), frame.thresholds.minimum)
