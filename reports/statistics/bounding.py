"""Bounding: between which values a hidden cell lies for who adds up what is shown.

The cells of a two-way table with totals, and with sub-totals on both sides, are flows
in a network: each stands in two sums, on one side of the one and on the other side of
the other. So how far a cell can go up or down, while every shown cell stays and none
falls below zero, is a maximum flow, exact and a whole number (Ford and Fulkerson 1962;
Gusfield 1988, SIAM Journal on Computing 17, for tables).
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

EDGE = tuple[int, int]
Walk = list[EDGE]


@dataclass(frozen=True, slots=True)
class Arc:
    """One hidden cell: its value flows from one sum (a number) to another."""

    tail: int
    head: int
    value: int


class Network:
    """The hidden cells of tables that share no hidden cell with any other."""

    def __init__(self, arcs: Sequence[Arc]) -> None:
        self.arcs = arcs
        size = 1 + max((max(arc.tail, arc.head) for arc in arcs), default=-1)
        self.leaving: list[list[int]] = [[] for _ in range(size)]
        self.entering: list[list[int]] = [[] for _ in range(size)]
        for place, arc in enumerate(arcs):
            self.leaving[arc.tail].append(place)
            self.entering[arc.head].append(place)

    def width(self, place: int, enough: int) -> int:
        """How wide the interval of a hidden cell is, counted up to `enough`."""
        down = self._slack(place, enough, up=False)
        if down >= enough:
            return down
        return min(enough, down + self._slack(place, enough - down, up=True))

    def interval(self, place: int, most: int) -> tuple[int, int]:
        """The least and the greatest value a hidden cell can have; `most` is where
        counting ends."""
        value = self.arcs[place].value
        down = self._slack(place, value, up=False)
        return value - down, value + self._slack(place, most - value, up=True)

    def _slack(self, place: int, enough: int, *, up: bool) -> int:
        """How far the cell can go up (or down), at most `enough`."""
        arc = self.arcs[place]
        start, end = (arc.head, arc.tail) if up else (arc.tail, arc.head)
        enough = enough if up else min(enough, arc.value)
        values = [one.value for one in self.arcs]
        pushed = 0
        while pushed < enough:
            path = self._path(start, end, place, values)
            if path is None:
                break
            backward = [values[number] for number, way in path if way < 0]
            step = min([enough - pushed, *backward])
            for number, way in path:
                values[number] += way * step
            pushed += step
        return pushed

    def _path(
        self, start: int, end: int, without: int, values: list[int]
    ) -> Walk | None:
        """A shortest way along cells that can go up, or against cells that can go
        down: (cell, +1 or -1)."""
        came: dict[int, tuple[int, EDGE]] = {start: (start, (without, 0))}
        queue = deque([start])
        while queue and end not in came:
            node = queue.popleft()
            for number in self.leaving[node]:
                head = self.arcs[number].head
                if number != without and head not in came:
                    came[head] = node, (number, 1)
                    queue.append(head)
            for number in self.entering[node]:
                tail = self.arcs[number].tail
                if number != without and tail not in came and values[number] > 0:
                    came[tail] = node, (number, -1)
                    queue.append(tail)
        return _walked(came, start, end) if end in came else None


def _walked(came: dict[int, tuple[int, EDGE]], start: int, end: int) -> Walk:
    path: Walk = []
    while end != start:
        end, edge = came[end]
        path.append(edge)
    return path
