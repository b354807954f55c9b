"""Which gates are failed, by how many enterprises, in all, by tier and by cluster."""

from collections.abc import Mapping, Sequence

import numpy as np

from reports.crossing import Units, alone, crossed
from reports.figures import DoesNotAddUp
from reports.particulars import Gate
from reports.statistics import Flags, Ints
from surveys.scoring import Check, Scheme, Text

CODES = {"fail": 0, "unknown": 1, "pass": 2}
FAILED = 0


def gates(
    scheme: Scheme, units: Units, checks: Sequence[Mapping[str, str]]
) -> tuple[Gate, ...]:
    """Every check of an edition, in its order; `checks` are the verdicts of each unit
    by code. An enterprise counts by the worst of its units."""
    levels = _levels(scheme)
    return tuple(
        _gate(check, units, levels.get(check.code), [c.get(check.code) for c in checks])
        for check in scheme.checks
    )


def _levels(scheme: Scheme) -> dict[str, Text]:
    """The lowest level that needs each check."""
    found: dict[str, Text] = {}
    for level in scheme.levels:
        for test in level.needs.tests():
            if test.source == "check":
                found.setdefault(test.code, level.title)
    return found


def _gate(
    check: Check, units: Units, level: Text | None, verdicts: Sequence[str | None]
) -> Gate:
    if len(verdicts) != len(units.entries):
        raise DoesNotAddUp(f"The verdicts of {check.code} are not of all units.")
    worst = np.full(len(units.homes), CODES["pass"], np.int64)
    own = np.array([CODES[verdict or "unknown"] for verdict in verdicts], np.int64)
    np.minimum.at(worst, units.owners, own)
    table = _fails(worst == FAILED, units)
    by_tier = _summed(table, units)
    shut = crossed(by_tier, units.hidden_tiers, units.minimum, total=units.hidden_total)
    whole = _whole(worst, units, shut=bool(shut[FAILED, -1]))
    return Gate(
        check.code,
        check.title,
        check.kind,
        str(check.effect),
        check.owner.value,
        check.blocking,
        level,
        *whole,
        _shown(by_tier[FAILED], shut[FAILED, :-1]),
        _shown(table[FAILED], _inside(table, units, shut[:, :-1])[FAILED]),
    )


def _fails(fails: Flags, units: Units) -> Ints:
    """Two rows, those that fail and the others, and a column for each cluster."""
    size = len(units.hidden)
    found = np.bincount(np.where(fails, 0, size) + units.homes, minlength=2 * size)
    return found.reshape(2, size).astype(np.int64)


def _whole(
    worst: Ints, units: Units, *, shut: bool
) -> tuple[int | None, int | None, int | None]:
    """Of all enterprises those that fail, the unknown and those that pass; the last
    two are parts of the others."""
    failed, unknown, passed = np.bincount(worst, minlength=len(CODES)).tolist()
    if shut:
        return None, None, None
    parts = np.column_stack([worst == CODES["unknown"], worst == CODES["pass"]])
    if alone(parts, units.minimum).any():
        return failed, None, None
    return failed, unknown, passed


def _summed(table: Ints, units: Units) -> Ints:
    """The columns of clusters added up to those of their tiers."""
    sums = np.zeros((len(table), len(units.hidden_tiers)), np.int64)
    np.add.at(sums.T, units.tiers, table.T)
    return sums


def _inside(table: Ints, units: Units, tiers: Flags) -> Flags:
    """What to hide of the clusters, whose tiers hide what `tiers` says.

    Each tier is a table of its own: a row for each cluster, and below them the figures
    of the tier, of which some are hidden.
    """
    hidden = np.ones(table.shape, np.bool_)
    for tier, shut in enumerate(tiers.T):
        members = np.flatnonzero(units.tiers == tier)
        if units.hidden_tiers[tier] or not len(members):
            continue
        own = table[:, members].T
        found = crossed(own, shut, units.minimum, total=False)
        # A cluster's n is shown elsewhere: what needs it hidden is not shown at all.
        if not (found[:, -1] & ~units.hidden[members]).any():
            hidden[:, members] = found[:, :-1].T | units.hidden[members]
    return hidden


def _shown(counts: Ints, hidden: Flags) -> tuple[int | None, ...]:
    pairs = zip(counts.tolist(), hidden.tolist(), strict=True)
    return tuple(None if shut else n for n, shut in pairs)
