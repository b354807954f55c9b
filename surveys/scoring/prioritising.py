"""The priority matrix: which dimensions to work on first, for a planning horizon.

For every dimension each input (cost, KPI…) is weighted by its relevance, the distance
is what it lacks to the best in its class; each column is divided by its sum over all
dimensions, and the impact is the weighted sum of the columns. The formula is that of
the SIRI prioritisation matrix as restated in the domain facts (standards.md §4); all
names and weights are the edition's.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from surveys.scoring.exact import HUNDRED, ONE, ZERO
from surveys.scoring.reading import Place, coded, unique
from surveys.scoring.texts import Text

WEIGHTS = '{"cost": "30", "kpi": "40", "proximity": "30"}'
Amounts = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Input:
    """A column of the matrix: something known of every dimension."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far one plans. weights: of every column by its code, together 100."""

    code: str
    title: Text
    weights: Amounts


@dataclass(frozen=True, slots=True)
class Priorities:
    """The plan of a matrix. distance: the column of what is lacking to the best in
    class. best: their scores by node, where the edition knows them."""

    inputs: tuple[Input, ...]
    distance: Input
    best: Amounts
    horizons: tuple[Horizon, ...]

    @property
    def columns(self) -> tuple[Input, ...]:
        """All columns, the distance last."""
        return (*self.inputs, self.distance)

    def horizon(self, code: str) -> Horizon:
        """The horizon of that code; KeyError without."""
        return {horizon.code: horizon for horizon in self.horizons}[code]


@dataclass(frozen=True, slots=True)
class Priority:
    """One dimension. raw: its amount in every column; columns: its share of each
    column's sum (0 to 1); impact: 0 to 100, the sum over all dimensions being 100
    where no column is empty."""

    code: str
    impact: Fraction
    raw: Amounts
    columns: Amounts


def priorities(
    plan: Priorities,
    own: Mapping[str, Fraction | None],
    inputs: Mapping[str, Amounts],
    *,
    horizon: str,
    relevance: Mapping[str, Amounts] | None = None,
    best: Mapping[str, Fraction] | None = None,
) -> tuple[Priority, ...]:
    """The dimensions by impact, greatest first; equal ones in the order of `own`.

    own: scores by dimension; one without a score (None) does not apply and is left
    out. inputs: amounts by input and dimension, missing ones 0, none below 0.
    relevance: factors of the same shape, missing ones 1. best: the best scores, those
    of the plan by default; without one a dimension has no distance. A column that
    sums to 0 brings nothing. Raises KeyError for an unknown horizon or input and
    ValueError for an amount below 0.
    """
    weights = plan.horizon(horizon).weights
    for code in (*inputs, *(relevance or {})):
        if code not in {column.code for column in plan.inputs}:
            raise KeyError(code)
    scores = {code: score for code, score in own.items() if score is not None}
    raw = {
        column.code: _column(scores, inputs.get(column.code, {}), factors)
        for column in plan.inputs
        for factors in [(relevance or {}).get(column.code, {})]
    }
    raw[plan.distance.code] = _distances(scores, plan.best if best is None else best)
    shares = {code: _shared(column) for code, column in raw.items()}
    found = [_priority(dimension, raw, shares, weights) for dimension in scores]
    return tuple(sorted(found, key=lambda priority: priority.impact, reverse=True))


def _column(
    dimensions: Iterable[str], amounts: Amounts, factors: Amounts
) -> dict[str, Fraction]:
    column = {d: factors.get(d, ONE) * amounts.get(d, ZERO) for d in dimensions}
    for dimension, amount in column.items():
        if amount < 0:
            raise ValueError(f'the amount of "{dimension}" is below 0')
    return column


def _distances(scores: Amounts, best: Amounts) -> dict[str, Fraction]:
    return {
        code: max(best.get(code, score) - score, ZERO) for code, score in scores.items()
    }


def _shared(column: Amounts) -> dict[str, Fraction]:
    """Each amount as a share of the column's sum; all 0 where that is 0."""
    total = sum(column.values(), ZERO)
    return {code: amount / total if total else ZERO for code, amount in column.items()}


def _priority(
    dimension: str,
    raw: Mapping[str, Amounts],
    shares: Mapping[str, Amounts],
    weights: Amounts,
) -> Priority:
    columns = {code: column[dimension] for code, column in shares.items()}
    impact = sum((weights[code] * share for code, share in columns.items()), ZERO)
    amounts = {code: column[dimension] for code, column in raw.items()}
    return Priority(dimension, impact, amounts, columns)


# --- reading


def read_priorities(place: Place, profile: Collection[str]) -> Priorities | None:
    """The plan under "priorities" of an edition. profile: the codes of the nodes that
    are compared. Raises SchemeError."""
    place.keys("inputs distance horizons", "best")
    inputs = tuple(place.at("inputs").each(_input, least=1))
    distance = _input(place.at("distance"))
    named = [*coded(place.at("inputs")), (distance.code, place.at("distance"))]
    unique(named, "column")
    columns = [column.code for column in (*inputs, distance)]
    read = partial(_horizon, columns=columns)
    horizons = tuple(place.at("horizons").each(read, least=1))
    unique(coded(place.at("horizons")), "horizon")
    return Priorities(inputs, distance, _best(place, profile), horizons)


def _input(place: Place) -> Input:
    place.keys("code title")
    return Input(place.at("code").code(), place.at("title").text())


def _best(place: Place, profile: Collection[str]) -> dict[str, Fraction]:
    found = place.get("best")
    best: dict[str, Fraction] = {}
    for code, at in found.fields() if found else ():
        if code not in profile:
            raise at.wrong(
                f'"{code}" is not compared', "the code of a node of the profile"
            )
        best[code] = at.number(0, 100)
    return best


def _horizon(place: Place, columns: list[str]) -> Horizon:
    place.keys("code title weights")
    at = place.at("weights").keys(" ".join(columns))
    weights = {code: at.at(code).number(0, 100) for code in columns}
    total = sum(weights.values(), ZERO)
    if total != HUNDRED:
        raise at.wrong(f"the weights sum to {float(total):g}", "100 together", WEIGHTS)
    return Horizon(place.at("code").code(), place.at("title").text(), weights)
