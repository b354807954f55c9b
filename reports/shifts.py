"""The score shift of a rehearsal: of all units, by cluster and by region."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Final, cast

import numpy as np

from reports.findings import DOWN, UP, Figures, Line, Move, Words, words
from reports.statistics import (
    HIDDEN,
    Floats,
    Ints,
    Summary,
    Thresholds,
    summaries,
    suppress_nested,
)
from surveys.scoring import Text

ALL: Final = Text("全部", "All")
Names = Sequence[tuple[str, Words]]


class Shifts:
    """The score shifts as arrays, one item for each unit that has both scores."""

    def __init__(self, moves: Iterable[Move], thresholds: Thresholds) -> None:
        self.thresholds = thresholds
        self.moves = [move for move in moves if move["shift"] is not None]
        owners = np.array([move["enterprise"] for move in self.moves], np.int64)
        self.owners = np.unique(owners, return_inverse=True)[1].astype(np.int64)
        self.values: Floats = np.array([m["shift"] for m in self.moves], np.float64)

    def whole(self) -> Line:
        """The shift of all units together."""
        groups = np.zeros(len(self.moves), np.int64)
        (line,) = self._lines([("total", words(ALL))], groups)
        return line

    def clusters(self, names: Names) -> list[Line]:
        """The shift of each cluster with units, small ones hidden; and never a single
        one, for the total would give it away."""
        return self._grouped([move["cluster"] for move in self.moves], names)

    def regions(self, names: Names) -> list[Line]:
        """The same by region."""
        return self._grouped([move["region"] for move in self.moves], names)

    def _grouped(self, codes: Sequence[str], names: Names) -> list[Line]:
        present = set(codes)
        used = [(code, name) for code, name in names if code in present]
        places = {code: place for place, (code, _) in enumerate(used)}
        groups = np.array([places[code] for code in codes], np.int64)
        return self._hidden(self._lines(used, groups), groups)

    def _lines(self, names: Names, groups: Ints) -> list[Line]:
        shifts = summaries(
            self.values, groups, self.owners, len(names), self.thresholds
        )
        moved = np.array([move["direction"] for move in self.moves], np.int64)
        return [
            {
                "code": code,
                "name": name,
                "shift": figures(shift),
                "up": _known(shift.n, np.sum((groups == place) & (moved == UP))),
                "down": _known(shift.n, np.sum((groups == place) & (moved == DOWN))),
            }
            for place, ((code, name), shift) in enumerate(
                zip(names, shifts, strict=True)
            )
        ]

    def _hidden(self, lines: list[Line], groups: Ints) -> list[Line]:
        counts = np.array(
            [len(set(self.owners[groups == g].tolist())) for g in range(len(lines))],
            np.int64,
        )
        parents = np.zeros(len(lines), np.int64)
        pattern = suppress_nested(counts, parents, 1, self.thresholds.minimum)
        for line, hidden in zip(lines, pattern.parts, strict=True):
            if hidden:
                line["shift"], line["up"], line["down"] = figures(HIDDEN), None, None
        return lines


def figures(summary: Summary) -> Figures:
    """A summary as JSON."""
    return cast(Figures, dataclasses.asdict(summary))


def _known(n: int | None, count: np.integer) -> int | None:
    return None if n is None else int(count)
