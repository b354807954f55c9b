"""Decomposing: why a mean changed from one year to the next, in parts that add up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from reports.statistics.describing import DEFAULTS, Thresholds


@dataclass(frozen=True, slots=True)
class Before:
    """A unit in the earlier round: its final score as it was given, and what the later
    edition makes of the same answers, on the final and on the claimed lane."""

    enterprise: int
    final: Fraction
    rescored: Fraction | None
    rescored_claim: Fraction | None


@dataclass(frozen=True, slots=True)
class After:
    """A unit in the later round: its final score, and the one it claimed."""

    enterprise: int
    final: Fraction
    claim: Fraction | None


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The change of a mean and its parts, exact; `real` + `edition` + `correction` +
    `composition` = `after` - `before`. None is not shown.

    `panel` counts the enterprises that are in both rounds, `panel_before` (re-scored)
    and `panel_after` are their means under the same edition.

    - real: the same units, the same edition (the later), the same lane (claimed).
    - edition: the later edition instead of the earlier one, on the same answers.
    - correction: what reviewers took away or added (final - claimed), under the later
      edition, now against then.
    - composition: those who came or left.
    """

    panel: int | None = None
    before: Fraction | None = None
    after: Fraction | None = None
    panel_before: Fraction | None = None
    panel_after: Fraction | None = None
    real: Fraction | None = None
    edition: Fraction | None = None
    correction: Fraction | None = None
    composition: Fraction | None = None

    @property
    def total(self) -> Fraction | None:
        """The change of the mean over all units."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


HIDDEN_CHANGE = Decomposition()


def decompose(
    before: Mapping[int, Before],
    after: Mapping[int, After],
    thresholds: Thresholds = DEFAULTS,
) -> Decomposition:
    """The change of the mean final score between two rounds, by unit.

    With the means over the panel P (units scored in both, on both lanes):
    real = mean(b_claim - a_claim'), correction = mean((b - b_claim) - (a' - a_claim')),
    edition = mean(a' - a), composition = (mean_B(b) - mean_A(a)) - mean_P(b - a), where
    a is before, b after, and ' under the later edition. A shift-share decomposition
    (as of Oaxaca 1973 and Blinder 1973) along the way claim, review, edition; the order
    is fixed, so that no interaction is left over.

    Nothing is shown of fewer enterprises than `thresholds.minimum` in the panel, nor
    where that few came or left: their mean could be had back from the others'.
    """
    panel = sorted(
        unit
        for unit in before.keys() & after.keys()
        if before[unit].rescored is not None
        and before[unit].rescored_claim is not None
        and after[unit].claim is not None
    )
    pairs = [(before[unit], after[unit]) for unit in panel]
    if _too_few(before, after, set(panel), thresholds.minimum):
        return HIDDEN_CHANGE
    means = [_mean([one.final for one in side.values()]) for side in (before, after)]
    return _parts(pairs, *means)


def _parts(
    pairs: list[tuple[Before, After]], mean_before: Fraction, mean_after: Fraction
) -> Decomposition:
    own_before = _mean([a.final for a, _ in pairs])
    then = _mean([_known(a.rescored) for a, _ in pairs])
    then_claimed = _mean([_known(a.rescored_claim) for a, _ in pairs])
    now = _mean([b.final for _, b in pairs])
    now_claimed = _mean([_known(b.claim) for _, b in pairs])
    return Decomposition(
        panel=len({a.enterprise for a, _ in pairs}),
        before=mean_before,
        after=mean_after,
        panel_before=then,
        panel_after=now,
        real=now_claimed - then_claimed,
        edition=then - own_before,
        correction=(now - now_claimed) - (then - then_claimed),
        composition=(mean_after - mean_before) - (now - own_before),
    )


def _too_few(
    before: Mapping[int, Before],
    after: Mapping[int, After],
    panel: set[int],
    minimum: int,
) -> bool:
    kept = {before[unit].enterprise for unit in panel}
    left = {one.enterprise for unit, one in before.items() if unit not in panel}
    came = {one.enterprise for unit, one in after.items() if unit not in panel}
    return len(kept) < minimum or any(0 < len(g) < minimum for g in (left, came))


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def _known(value: Fraction | None) -> Fraction:
    assert value is not None
    return value


Unit = TypeVar("Unit", Before, After)


def grouped(
    units: Mapping[int, Unit], group_of: Callable[[int], str]
) -> dict[str, dict[int, Unit]]:
    """The units by the code of their group."""
    found: dict[str, dict[int, Unit]] = {}
    for unit, one in units.items():
        found.setdefault(group_of(unit), {})[unit] = one
    return found
