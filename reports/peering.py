"""Peering: figures of peer groups from one query, of any two dimensions crossed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _

from reports.benchmarks import counting, dominance, number, thresholds
from reports.statistics import (
    HIDDEN,
    Cross,
    Dominance,
    Interval,
    Summary,
    Thresholds,
    best_in_class,
    bootstrap_mean,
    dominated,
    summarise,
    suppress_crossed,
)
from surveys.models import Edition, Round

DIMENSIONS: Final[Mapping[str, Any]] = {
    "cluster": _("Cluster"),
    "cluster_tier": _("Tier of the cluster"),
    "region": _("Region"),
    "region_group": _("Group of regions"),
    "industry": _("Industry"),
    "size": _("Size"),
    "sme_tier": _("SME tier"),
    "chain_role": _("Role in the chain"),
    "stage": _("Highest stage held"),
}
"""What peer groups are made of: facts of the submission, and what follows from them."""
MOST_CROSSED: Final = 2
FACTS: Final = (
    *("cluster", "region", "region_group", "industry", "size", "sme_tier"),
    "chain_role",
)


@dataclass(frozen=True, slots=True)
class Peer:
    """One unit that counts: its score, the codes of its enterprise by dimension ("" is
    none), and the revenue of the enterprise (10,000 CNY a year)."""

    enterprise: int
    score: float | None
    codes: Mapping[str, str]
    revenue: float | None = None


@dataclass(frozen=True, slots=True)
class PeerLine:
    """The figures of one peer group; None is not shown.

    `interval` is the bootstrap interval of the mean, `best` the mean of those at or
    above the 90th percentile, `revenue` the sum over the enterprises (10,000 CNY a
    year), where nobody makes up too much of it.
    """

    codes: tuple[str, ...]
    summary: Summary
    interval: Interval | None = None
    best: float | None = None
    revenue: float | None = None


def read(
    target: Round,
    edition: Edition,
    lane: str,
    *,
    tiers: Mapping[str, str],
    stages: Sequence[str],
) -> tuple[Peer, ...]:
    """Every unit that counts, by one query. `tiers` gives the tier of each cluster,
    `stages` the ladder from the lowest rung up."""
    rows = _rows(target, edition, lane)
    # Of one response the last card counts, and of an enterprise its newest place.
    newest = {row["submission__response"]: row for row in rows}.values()
    homes = {row["owner"]: _codes(row, tiers, stages) for row in newest}
    money = {row["owner"]: number(row["revenue"] or "") for row in newest}
    return tuple(
        Peer(
            row["owner"],
            number(row["score"]),
            homes[row["owner"]],
            money[row["owner"]],
        )
        for row in newest
    )


def _rows(target: Round, edition: Edition, lane: str) -> Iterable[dict[str, Any]]:
    places = {
        f"fact_{name}": KeyTextTransform(name, "submission__facts") for name in FACTS
    }
    found: Iterable[dict[str, Any]] = (
        counting(target, edition, lane)
        .annotate(
            owner=F("submission__response__unit__enterprise"),
            revenue=KeyTextTransform("revenue", "submission__facts"),
            **places,
        )
        .order_by("submission__at", "pk")
        .values(
            "owner",
            "revenue",
            "score",
            "submission__response",
            "submission__facts__titles",
            *places,
        )
    )
    return found


def _codes(
    row: Mapping[str, Any], tiers: Mapping[str, str], stages: Sequence[str]
) -> dict[str, str]:
    codes = {name: row[f"fact_{name}"] or "" for name in FACTS}
    held = row["submission__facts__titles"] or {}
    rungs = [stage for stage in stages if held.get(stage)]
    return codes | {
        "cluster_tier": tiers.get(codes["cluster"], ""),
        "stage": rungs[-1] if rungs else "",
    }


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be shown: from how many enterprises on, and of which amounts."""

    thresholds: Thresholds
    dominance: Dominance

    @classmethod
    def set(cls) -> "Limits":
        """As the settings say."""
        return cls(thresholds(), dominance())


def group_line(
    peers: Iterable[Peer], filters: Mapping[str, str], limits: Limits
) -> PeerLine:
    """The figures of one peer group: all filters hold."""
    chosen = [
        peer
        for peer in peers
        if all(peer.codes[name] == code for name, code in filters.items())
    ]
    return _line(tuple(filters.values()), chosen, limits)


def crossed_lines(
    peers: Sequence[Peer], dimensions: tuple[str, str], limits: Limits
) -> tuple[PeerLine, ...]:
    """The figures of every cell of two dimensions crossed, those with totals: ("a",
    "x") is a cell, ("a", "") and ("", "x") are totals of a row and a column, ("", "")
    is all of them. In one pattern: none that is hidden can be had back from others.
    Enterprises without a code in a dimension stand in its line "-". Revenue is told in
    all cells or in none but the total: one that is hidden could be had back.
    """
    scored = [peer for peer in peers if peer.score is not None]
    rows, columns = (
        sorted({peer.codes[name] or "-" for peer in scored}) for name in dimensions
    )
    inside: dict[tuple[str, str], list[Peer]] = {}
    for peer in scored:
        row, column = (peer.codes[name] or "-" for name in dimensions)
        for key in ((row, column), (row, ""), ("", column), ("", "")):
            inside.setdefault(key, []).append(peer)
    hidden = _hidden(rows, columns, inside, limits.thresholds)
    lines = [
        PeerLine(key, HIDDEN) if key in hidden else _line(key, inside[key], limits)
        for key in sorted(inside)
    ]
    if all(line.revenue is not None for line in lines):
        return tuple(lines)
    return tuple(
        replace(line, revenue=None) if any(line.codes) else line for line in lines
    )


def _hidden(
    rows: list[str],
    columns: list[str],
    inside: Mapping[tuple[str, str], list[Peer]],
    shown: Thresholds,
) -> Collection[tuple[str, str]]:
    if not rows:
        return set()
    counts = np.array(
        [
            [len({p.enterprise for p in inside.get((r, c), [])}) for c in columns]
            for r in rows
        ],
        np.int64,
    )
    every = np.arange(len(columns))
    found = suppress_crossed([Cross(counts)], every, len(columns), shown.minimum)
    (table,) = found.tables
    hidden = {("", "")} if table.total else set()
    hidden |= {(r, "") for r, flag in zip(rows, table.rows, strict=True) if flag}
    hidden |= {("", c) for c, flag in zip(columns, table.columns, strict=True) if flag}
    return hidden | {
        (r, c)
        for r, flags in zip(rows, table.cells, strict=True)
        for c, flag in zip(columns, flags, strict=True)
        if flag
    }


def _line(codes: tuple[str, ...], peers: Sequence[Peer], limits: Limits) -> PeerLine:
    scored = [(p.score, p.enterprise) for p in peers if p.score is not None]
    scores = [score for score, _ in scored]
    owners = [owner for _, owner in scored]
    summary = summarise(scores, owners, limits.thresholds)
    if not summary.n:
        return PeerLine(codes, summary)
    return PeerLine(
        codes,
        summary,
        bootstrap_mean(scores),
        best_in_class(scores, owners, limits.thresholds),
        _revenue(peers, limits),
    )


def _revenue(peers: Sequence[Peer], limits: Limits) -> float | None:
    """The revenue of the enterprises together; None where one could be told from it."""
    amounts = {
        peer.enterprise: peer.revenue
        for peer in peers
        if peer.score is not None and peer.revenue is not None
    }
    few = len(amounts) < limits.thresholds.minimum
    if few or dominated(list(amounts.values()), limits.dominance):
        return None
    return float(sum(sorted(amounts.values())))
