"""What to look at before handing in: gaps, doubts, halves, and what lacks proof."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.doubting import Doubt
from surveys.forms.overview import Line, Part


@dataclass(frozen=True, slots=True)
class Spot:
    """A question to go back to, and the section it stands in."""

    section: str
    line: Line


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Answers that contradict each other; those that no page shows are left out."""

    text: str
    blocks: bool
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """All that is found, in the order in which it matters. block: the edition asks for
    every answer before handing in."""

    missing: tuple[Spot, ...]
    doubts: tuple[Doubtful, ...]
    halves: tuple[Spot, ...]
    unproven: tuple[Spot, ...]
    block: bool

    @property
    def unanswered(self) -> int:
        """How many required questions have no whole answer."""
        return len(self.missing) + sum(s.line.required for s in self.halves)

    @property
    def gaps_block(self) -> bool:
        """Whether answers are lacking without which nothing can be handed in."""
        return self.block and self.unanswered > 0

    @property
    def blocked(self) -> bool:
        """Whether it cannot be handed in as it stands."""
        return self.gaps_block or self.contradicted

    @property
    def contradicted(self) -> bool:
        """Whether a contradiction has to be mended first."""
        return any(doubt.blocks for doubt in self.doubts)

    @property
    def clean(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.missing or self.doubts or self.halves or self.unproven)


def check_of(parts: Sequence[Part], doubts: Sequence[Doubt], *, block: bool) -> Check:
    """What the sections of a response show, with its doubts."""
    spots = {spot.line.code: spot for spot in _spots(parts)}
    found = spots.values()
    return Check(
        missing=tuple(s for s in found if s.line.missing and not s.line.half),
        doubts=tuple(
            Doubtful(
                doubt.text,
                doubt.blocks,
                tuple(spots[code] for code in doubt.questions if code in spots),
            )
            for doubt in doubts
        ),
        halves=tuple(s for s in found if s.line.half),
        unproven=tuple(s for s in found if s.line.unproven),
        block=block,
    )


def _spots(parts: Sequence[Part]) -> Iterator[Spot]:
    for part in parts:
        for line in part.lines:
            yield Spot(part.code, line)
