"""Varying the weights of an edition: how much of its ranking and levels they decide.

Weights are redrawn as reports.redrawing says (OECD/JRC, Handbook on Constructing
Composite Indicators, 2008, part 7: uncertainty analysis); answers, checks and the
structure of the tree stay as they are. Stores nothing on responses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext_noop

from reports import redrawing, replaying
from reports.findings import (
    Coherence,
    Item,
    Member,
    Sensitivity,
    Steadiness,
    edition_of,
)
from reports.models import Study
from reports.redrawing import DRAWS, SEED, SPREAD, Leaves, Part, Weights
from reports.reliability import Alpha, cronbach, places, spearman
from reports.replaying import Taken
from reports.statistics import Floats
from surveys.jobs import Progress
from surveys.scoring import (
    ENGINE_VERSION,
    Aggregate,
    Evaluation,
    Lane,
    Node,
    Question,
    Scheme,
    State,
)
from surveys.scoring.conditions import Condition, Situation, Truth
from surveys.scoring.settling import acceptance, settle

READ, REPLAYED, DRAWN = 5, 55, 85  # percent of the job
CELLS = 100_000  # draws × units computed at once
TRUTHS: Mapping[Truth, float] = {True: 1.0, None: 0.5, False: 0.0}
VERDICTS: Mapping[str, Truth] = {"pass": True, "fail": False, "unknown": None}


def vary(study: Study, progress: Progress) -> Sensitivity:
    """Redraw the weights of the study's edition over the responses of its round."""
    scheme = study.edition.scheme
    units = Units(scheme, study.lane)
    total = replaying.count(study.round, study.edition, study.lane)
    pasts = replaying.replayed(study.round, study.edition, study.lane)
    for done, past in enumerate(pasts, start=1):
        units.add(replaying.member(past), past.taken)
        share = (REPLAYED - READ) * done // max(total, 1)
        progress(READ + share, gettext_noop("Replaying the responses."))
    replaying.number(study.pk, units.rows)
    read = units.ground()
    progress(REPLAYED, gettext_noop("Redrawing the weights."))
    drawn = drawn_from(read, redrawing.redrawn(scheme), progress)
    progress(DRAWN, gettext_noop("Leaving out one question after the other."))
    return _found(study, units, read, drawn)


def _found(study: Study, units: "Units", read: "Ground", drawn: "Drawn") -> Sensitivity:
    scheme = units.scheme
    sources = replaying.sources_of(study.round, study.edition)
    same = drawn.levels == drawn.level
    return {
        "at": study.at.isoformat(),
        "engine": ENGINE_VERSION,
        "edition": edition_of(scheme, study.edition.sha256),
        "sources": [edition_of(e.scheme, e.sha256) for e in sources],
        "units": len(units.rows),
        "enterprises": len({row["enterprise"] for row in units.rows}),
        "unscored": sum(score is None for score in units.scores),
        "draws": DRAWS,
        "seed": SEED,
        "spread": SPREAD,
        "redrawn": sum(map(redrawing.is_weighted, redrawing.nodes_of(scheme))),
        "same": float(same.mean()) if same.size else None,
        "always": int(same.all(axis=0).sum()),
        "shift": mean_of(np.abs(drawn.ranks - drawn.rank)),
        "alphas": list(_alphas(read)),
        "items": _items(read, drawn),
        "steadiness": _steadiness(units, drawn),
    }


# --- the units, read once


class _Fixed(NamedTuple):
    """The truths of what no score enters: of each level those of its parts."""

    truths: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What is computed on: leaves by code, the fixed truths of each level."""

    scheme: Scheme
    leaves: Leaves
    fixed: Sequence[Sequence[Floats]]

    def scores(self, weights: Weights) -> dict[str, Floats]:
        """The score of every node, with its weights one row for each draw."""
        return redrawing.score(self.scheme, self.leaves, weights)

    def levels(self, scores: Mapping[str, Floats]) -> Floats:
        """How many levels each unit reaches with these scores."""
        whole = scores[self.scheme.root.code]
        return redrawing.levels(self.scheme.levels, self.fixed, scores, whole)


@dataclass(slots=True)
class Units:
    """Gathers the units: each is evaluated once, exactly."""

    scheme: Scheme
    lane: str
    rows: list[Member] = field(default_factory=list)
    scores: list[float | None] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    graded: list[list[tuple[float, bool, bool]]] = field(default_factory=list)
    fixed: list[_Fixed] = field(default_factory=list)

    def add(self, member: Member, taken: Taken) -> None:
        """Evaluate one unit and keep its leaves."""
        found = replaying.evaluated(self.scheme, taken, self.lane)
        self.rows.append(member)
        self.scores.append(None if found.score is None else float(found.score))
        self.levels.append(found.level or "")
        places = {result.code: result for result in found.walk()}
        self.graded.append(
            [_graded(places[c].score, places[c].state) for c in leaf_codes(self.scheme)]
        )
        self.fixed.append(self._fixed(found, taken))

    def _fixed(self, found: Evaluation, taken: Taken) -> _Fixed:
        situation = Situation(taken.facts)
        accepted = acceptance(Lane(self.lane), taken.accepted)
        settle(self.scheme, taken.answers, situation, accepted)
        situation.verdicts = hoped(found)
        return _Fixed(
            tuple(
                tuple(TRUTHS[part.truth(situation)] for part in _parts(level.needs))
                for level in self.scheme.levels
            )
        )

    def ground(self) -> Ground:
        """The units as arrays."""
        codes = leaf_codes(self.scheme)
        shape = (len(self.rows), len(codes), 3)
        table = np.array(self.graded, np.float64).reshape(shape)
        leaves = {
            code: Part(
                table[None, :, place, 0],
                table[None, :, place, 1].astype(np.bool_),
                table[None, :, place, 2].astype(np.bool_),
            )
            for place, code in enumerate(codes)
        }
        fixed = [
            [
                np.array([[own.truths[level][part] for own in self.fixed]])
                for part, _ in enumerate(_parts(self.scheme.levels[level].needs))
            ]
            for level in range(len(self.scheme.levels))
        ]
        return Ground(self.scheme, leaves, fixed)


def leaf_codes(scheme: Scheme) -> list[str]:
    """What gets its score from answers and facts: questions and look-ups, each once."""
    codes: dict[str, None] = {}
    for node in redrawing.nodes_of(scheme):
        if node.aggregate is Aggregate.LOOKUP:
            codes[node.code] = None
        children = (child.item for child in node.children)
        codes |= {item.code: None for item in children if isinstance(item, Question)}
    return list(codes)


def _graded(score: object, state: State) -> tuple[float, bool, bool]:
    number = float("nan") if score is None else float(score)  # type: ignore[arg-type]
    counts = state in (State.ANSWERED, State.UNANSWERED)
    return number, counts, state is State.ANSWERED


def _parts(needs: Condition) -> list[Condition]:
    return list(redrawing.fixed_parts(needs))


def hoped(found: Evaluation) -> dict[str, Truth]:
    """The verdicts by check, those that wait for an official taken as met: they block
    no level yet."""
    return {
        result.check.code: result.message == "check.open"
        or VERDICTS[result.verdict.value]
        for result in found.checks
    }


# --- redrawn


@dataclass(frozen=True, slots=True)
class Drawn:
    """Ranks and levels, with the weights as they are and in every draw."""

    total: Floats  # units
    rank: Floats  # units
    level: Floats  # units
    ranks: Floats  # draws × units
    levels: Floats  # draws × units


def drawn_from(read: Ground, weights: Weights, progress: Progress) -> Drawn:
    found = read.scores(redrawing.weights_of(read.scheme))
    root = read.scheme.root.code
    ranks, levels = [], []
    units = found[root].shape[1]
    step = max(CELLS // max(units, 1), 1)
    for start in range(0, DRAWS, step):
        some = {
            c: w[start : start + step] if len(w) > 1 else w for c, w in weights.items()
        }
        count = min(step, DRAWS - start)
        scores = read.scores(some)
        ranks.append(_spread(places(rounded(scores[root])), count))
        levels.append(_spread(read.levels(scores), count))
        share = (DRAWN - REPLAYED) * start // DRAWS
        progress(REPLAYED + share, gettext_noop("Redrawing the weights."))
    return Drawn(
        found[root][0],
        places(rounded(found[root][0])),
        read.levels(found)[0],
        np.concatenate(ranks),
        np.concatenate(levels),
    )


def _spread(rows: Floats, count: int) -> Floats:
    """One row for each draw, also where no weight was redrawn."""
    return np.broadcast_to(rows, (count, rows.shape[1]))


def rounded(scores: Floats) -> Floats:
    """Scores that differ in the last digits of a float only are equal."""
    return np.round(scores, redrawing.PLACES)


def mean_of(values: Floats) -> float | None:
    """The mean of what is known; None where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None


def _steadiness(units: Units, drawn: Drawn) -> list[Steadiness]:
    same = (drawn.levels == drawn.level).mean(axis=0)
    known = ~np.isnan(drawn.rank) & ~np.isnan(drawn.ranks).any(axis=0)
    quantiles = np.full((3, len(known)), np.nan)
    if known.any():
        found = np.quantile(drawn.ranks[:, known], (0.5, 0.05, 0.95), axis=0)
        quantiles[:, known] = found
    rows: list[Steadiness] = [
        {
            **member,
            "score": units.scores[place],
            "level": units.levels[place],
            "rank": _number(drawn.rank[place]),
            "median": _number(quantiles[0, place]),
            "low": _number(quantiles[1, place]),
            "high": _number(quantiles[2, place]),
            "same": float(same[place]),
        }
        for place, member in enumerate(units.rows)
    ]
    return sorted(rows, key=lambda row: (row["number"], row["part"]))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


# --- items and dimensions


def _alphas(read: Ground) -> Iterator[Coherence]:
    """Of the dimensions, then of the questions within each."""
    scores = read.scores(redrawing.weights_of(read.scheme))
    profile = read.scheme.profile
    yield _coherence("", cronbach(_columns([scores[n.code][0] for n in profile])))
    for node in profile:
        items = [_value(read.leaves[code]) for code in questions_below(node)]
        yield _coherence(node.code, cronbach(_columns(items)))


def _columns(items: Sequence[Floats]) -> Floats:
    return np.stack(items, axis=1) if items else np.empty((0, 0))


def _value(leaf: Part) -> Floats:
    """What an item brings: 0 where it is unanswered, nan where it does not count."""
    value = np.where(np.isnan(leaf.score), 0.0, leaf.score)
    return np.asarray(np.where(leaf.counts, value, np.nan)[0])


def _coherence(code: str, alpha: Alpha) -> Coherence:
    return {"code": code, "alpha": alpha.value, "items": alpha.items, "n": alpha.n}


def questions_below(node: Node) -> list[str]:
    """The questions that a node is made of, in order."""
    return [
        child.item.code
        for below in node.walk()
        for child in below.children
        if isinstance(child.item, Question)
    ]


def _items(read: Ground, drawn: Drawn) -> list[Item]:
    """Each question of the tree, the one that moves the ranking most first."""
    scheme = read.scheme
    weights = redrawing.weights_of(scheme)
    home = {c: node.code for node in scheme.profile for c in questions_below(node)}
    found: list[Item] = []
    for code in questions_below(scheme.root):
        left = read.scores(redrawing.without(weights, scheme, code))
        rank = places(rounded(left[scheme.root.code][0]))
        value = _value(read.leaves[code])
        found.append(
            {
                "code": code,
                "node": home.get(code, ""),
                "shift": mean_of(np.abs(rank - drawn.rank)),
                "rho": spearman(value, drawn.total),
                "n": int((~np.isnan(value) & ~np.isnan(drawn.total)).sum()),
            }
        )
    return sorted(found, key=lambda item: -(item["shift"] or 0))
