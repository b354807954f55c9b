"""One finding, and the risk that several of them make."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from surveys.models.responses import HIGHEST_RISK
from surveys.scoring import Text, decimal_text

PLACES = 1  # of the figures that are told


@dataclass(frozen=True, slots=True)
class Found:
    """What becomes a `Flag`: see there."""

    kind: str
    code: str
    weight: int
    params: Mapping[str, Any]


def risk_of(found: Iterable[Found]) -> int:
    """From 0 to 100: of each kind the heaviest finding, added up. Ten contradictions
    are one reason to look, so the findings of a kind do not add up."""
    heaviest: dict[str, int] = {}
    for one in found:
        heaviest[one.kind] = max(one.weight, heaviest.get(one.kind, 0))
    return min(sum(heaviest.values()), HIGHEST_RISK)


def both(text: Text | None) -> dict[str, str] | None:
    """A text in both languages, as `Flag.params` holds it."""
    return None if text is None else {"zh": text.zh, "en": text.en}


def told(number: float | Fraction) -> str:
    """A figure as decimal text."""
    return decimal_text(Fraction(number), PLACES)
