"""Sums up what a re-scoring changes: levels, outcomes and scores, lane by lane."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Self

from surveys.scoring import Scheme

NONE = -1  # below every level: an order is 0 or more


@dataclass(slots=True)
class LaneSum:
    """What changed on one lane. `shift` sums up the differences of the scores of those
    that have one before and after, in points."""

    cards: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    scores: Counter[str] = field(default_factory=Counter)
    outcomes: int = 0
    shift: Decimal = Decimal(0)
    lowest: Decimal = Decimal(0)
    highest: Decimal = Decimal(0)

    def add(self, level: int, outcomes: tuple[str, str], old: str, new: str) -> None:
        """Count one card: how many levels it moved, outcome and score of both."""
        self.cards += 1
        self.levels[WORDS[(level > 0) - (level < 0)]] += 1
        self.outcomes += outcomes[0] != outcomes[1]
        if old == new:
            self.scores["same"] += 1
        elif old and new:
            self._shifted(Decimal(new) - Decimal(old))
        else:
            self.scores["lost" if old else "gained"] += 1

    def _shifted(self, by: Decimal) -> None:
        self.scores["up" if by > 0 else "down"] += 1
        self.shift += by
        self.lowest, self.highest = min(self.lowest, by), max(self.highest, by)

    def document(self) -> dict[str, Any]:
        """As the re-scoring keeps it."""
        return {
            "cards": self.cards,
            "levels": dict(self.levels),
            "scores": dict(self.scores),
            "outcomes": self.outcomes,
            "shift": str(self.shift),
            "lowest": str(self.lowest),
            "highest": str(self.highest),
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """From what the re-scoring keeps."""
        return cls(
            cards=document["cards"],
            levels=Counter(document["levels"]),
            scores=Counter(document["scores"]),
            outcomes=document["outcomes"],
            shift=Decimal(document["shift"]),
            lowest=Decimal(document["lowest"]),
            highest=Decimal(document["highest"]),
        )


WORDS = {1: "up", 0: "same", -1: "down"}


@dataclass(slots=True)
class Summary:
    """The diff in figures: of each lane, and how many answers to each old code had no
    place in the corrected edition."""

    lanes: dict[str, LaneSum] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)

    def lane(self, name: str) -> LaneSum:
        """The sum of a lane, begun where there is none."""
        return self.lanes.setdefault(name, LaneSum())

    def document(self) -> dict[str, Any]:
        """As the re-scoring keeps it."""
        lanes = {name: lane.document() for name, lane in sorted(self.lanes.items())}
        return {"lanes": lanes, "dropped": dict(sorted(self.dropped.items()))}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """From what the re-scoring keeps; nothing yet where it is empty."""
        lanes = document.get("lanes", {})
        return cls(
            {name: LaneSum.read(lane) for name, lane in lanes.items()},
            Counter(document.get("dropped", {})),
        )


def orders(scheme: Scheme) -> dict[str, int]:
    """The place of each level of a scheme by code; no level stands below all."""
    return {"": NONE} | {level.code: level.order for level in scheme.levels}
