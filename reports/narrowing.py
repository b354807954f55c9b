"""Narrowing: the units that count as columns, and those of them that a filter keeps."""

import dataclasses
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from reports.catalogue import Dimension, dimensions_of
from reports.figures import Frame, Group
from reports.statistics import Flags, Floats, Ints, Thresholds
from reports.summarising import Columns
from surveys.scoring import Text

NOTHING: Final = "none"
"""Asks for those without a tier, a role or a level."""

Attribute = Literal["cluster", "tier", "size", "sme_tier", "chain_role", "level"]


@dataclass(frozen=True, slots=True)
class Scene:
    """The frame of a benchmark, asked by the names of attributes."""

    frame: Frame

    def groups(self, name: str) -> tuple[Group, ...]:
        """The values of an attribute, in their order."""
        return {
            "cluster": self.frame.clusters,
            "region": self.frame.regions,
            "tier": self.frame.tiers,
            "size": self.frame.sizes,
            "sme_tier": self.frame.sme_tiers,
            "chain_role": self.frame.chain_roles,
            "level": self.frame.levels,
        }[name]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which units are asked for: codes of the scene; "" asks for all of them."""

    cluster: str = ""
    tier: str = ""
    size: str = ""
    sme_tier: str = ""
    chain_role: str = ""
    level: str = ""

    def __bool__(self) -> bool:
        return any(dataclasses.astuple(self))


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The units that count, one item each, in any order.

    `enterprises` and `units` are ids of the database; the attributes are places in the
    scene, -1 is none. A score of nan is none; `dimensions` is (units, dimensions).
    """

    enterprises: Ints
    units: Ints
    regions: Ints
    clusters: Ints
    sizes: Ints
    sme_tiers: Ints
    chain_roles: Ints
    levels: Ints
    pending: Ints
    scores: Floats
    dimensions: Floats

    def __len__(self) -> int:
        return len(self.units)

    def only(self, kept: Flags) -> "Units":
        """Those with a flag."""
        names = [field.name for field in dataclasses.fields(self)]
        return Units(**{name: getattr(self, name)[kept] for name in names})

    def of(self, enterprises: Iterable[int]) -> "Units":
        """Those of these enterprises."""
        wanted = np.fromiter(enterprises, np.int64)
        return self.only(np.isin(self.enterprises, wanted))

    def narrowed(self, filters: Filters, scene: Scene) -> "Units":
        """Those that the filters ask for; an unknown code asks for nobody."""
        kept = np.ones(len(self), np.bool_)
        for name, values in (
            ("cluster", self.clusters),
            ("tier", _parents(scene.frame)[self.clusters]),
            ("size", self.sizes),
            ("sme_tier", self.sme_tiers),
            ("chain_role", self.chain_roles),
            ("level", self.levels),
        ):
            if code := getattr(filters, name):
                kept &= values == _place(scene.groups(name), code)
        return self.only(kept)

    def columns(self, frame: Frame) -> Columns:
        """The scored ones, as they are summed up."""
        scored = self.only(~np.isnan(self.scores))
        numbered = np.unique(scored.enterprises, return_inverse=True)[1]
        return Columns(
            enterprises=numbered.astype(np.int64),
            rows=tuple(scored.rows(one, frame) for one in dimensions_of(frame)),
            clusters=scored.clusters,
            tiers=_parents(frame)[scored.clusters],
            levels=scored.levels,
            pending=scored.pending,
            scores=scored.scores,
            dimensions=tuple(scored.dimensions.T),
        )

    def rows(self, dimension: Dimension, frame: Frame) -> Ints:
        """The row of each unit in a table of the catalogue; the last for no group."""
        places: Ints = getattr(self, dimension.groups)
        last = len(dimension.rows(frame)) - 1
        return np.where(places < 0, last, places) if dimension.others else places

    def packed(self) -> bytes:
        """All columns as one file of NumPy's (npz); see `unpacked`."""
        buffer = io.BytesIO()
        columns = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        np.savez_compressed(buffer, **columns)
        return buffer.getvalue()


def unpacked(content: bytes) -> Units:
    """The columns of a packed file; it can hold numbers only."""
    with np.load(io.BytesIO(content), allow_pickle=False) as columns:
        return Units(**{f.name: columns[f.name] for f in dataclasses.fields(Units)})


def _parents(frame: Frame) -> Ints:
    """By the place of each cluster that of its tier."""
    places = {group.code: place for place, group in enumerate(frame.tiers)}
    return np.array([places[group.parent] for group in frame.clusters], np.int64)


def _place(groups: Sequence[Group], code: str) -> int:
    places = {group.code: place for place, group in enumerate(groups)}
    return -1 if code == NOTHING else places.get(code, -2)


# --- the scene as JSON

_LISTS: Final = (
    "tiers",
    "clusters",
    "regions",
    "dimensions",
    "levels",
    "sizes",
    "sme_tiers",
    "chain_roles",
    "statuses",
)


def told(scene: Scene) -> dict[str, Any]:
    """A scene as JSON, without thresholds: those follow the settings of the day."""
    frame = {name: [_told(g) for g in getattr(scene.frame, name)] for name in _LISTS}
    return {
        **frame,
        "scale": scene.frame.scale,
        "profile_scale": scene.frame.profile_scale,
    }


def _told(group: Group) -> list[str]:
    return [group.code, group.name.zh, group.name.en, group.parent]


def scene_of(document: Mapping[str, Any], thresholds: Thresholds) -> Scene:
    """The scene of such JSON."""
    frame = Frame(
        **{name: _groups(document[name]) for name in _LISTS},
        thresholds=thresholds,
        scale=document["scale"],
        profile_scale=document["profile_scale"],
    )
    return Scene(frame)


def _groups(rows: Iterable[Sequence[str]]) -> tuple[Group, ...]:
    return tuple(
        Group(code, Text(zh, en), parent)  # in the order of `_told`
        for code, zh, en, parent in rows
    )
