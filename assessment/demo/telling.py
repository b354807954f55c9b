"""Tells many stories at once, step by step in the order of time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush

# Yields the moment of its next step; that step is done when it is resumed.
Steps = Iterator[datetime]
Heard = Callable[[float, datetime], None]


@dataclass(frozen=True, slots=True)
class Story:
    """Steps, and about how many there are, so that a share can be told."""

    steps: Steps
    length: int


def tell(stories: Sequence[Story], heard: Heard) -> None:
    """Do all steps in the order of their moments; of equal ones the first story's.

    After each step `heard` gets the share that is done (0 to 1) and its moment.
    """
    queue = [(at, n) for n, story in enumerate(stories) for at in _next(story)]
    heapify(queue)
    left = [story.length for story in stories]
    total = done = sum(left) or 1
    done -= sum(left[n] for _, n in queue)
    while queue:
        at, n = heappop(queue)
        following = _next(stories[n])
        for then in following:
            assert then >= at, "A story goes back in time."
            heappush(queue, (then, n))
        # Who is slower than thought waits at the end, who ends early jumps there.
        credit = min(1, left[n]) if following else left[n]
        left[n] -= credit
        done += credit
        heard(done / total, at)


def _next(story: Story) -> list[datetime]:
    """The moment of the next step; nothing where the story has ended."""
    at = next(story.steps, None)
    return [] if at is None else [at]
