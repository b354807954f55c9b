"""The particulars of a benchmark equal what the raw rows say, computed another way."""

import math
from collections import Counter

import numpy as np
import pytest

from reports.particulars import Spot
from surveys.scoring import Answer, Lane, State, evaluate
from tests.reports import detailed

SEEDS = pytest.mark.parametrize("seed", [1, 2, 3])
MINIMUM = 5


def rows_of(city):
    """The scored units as (entry, document of answers, facts, verdicts, role)."""
    scored = [entry for entry in city.entries if entry.score is not None]
    return list(
        zip(scored, city.documents, city.inputs.checks, city.inputs.roles, strict=True)
    )


def homes(city):
    """Enterprises by cluster."""
    found = {}
    for entry, *_ in rows_of(city):
        found.setdefault(entry.cluster, set()).add(entry.enterprise)
    return found


def codes(city):
    return [group.code for group in city.frame.clusters]


def shown(pairs):
    """How many of the figures are not hidden, after each was compared."""
    compared = [(found, real) for found, real in pairs if found is not None]
    assert [found for found, _ in compared] == [real for _, real in compared]
    return len(compared)


@SEEDS
def test_bands(seed):
    city = detailed.city(seed=seed)
    scores = {}
    for entry, *_ in rows_of(city):
        scores.setdefault((entry.enterprise, entry.cluster), []).append(entry.score)
    real = {"total": Counter()}
    for (_, cluster), own in scores.items():
        band = min(int(np.mean(own) // 20), 4)
        real.setdefault(cluster, Counter())[band] += 1
        real["total"][band] += 1
    found = city.whole.particulars.bands
    columns = {
        "total": found.total,
        **dict(zip(codes(city), found.clusters, strict=True)),
    }
    pairs = [
        (count, real.get(cluster, Counter())[band])
        for cluster, counts in columns.items()
        for band, count in enumerate(counts)
    ]
    assert shown(pairs) > 40


@SEEDS
def test_breakdowns(seed):
    city = detailed.city(seed=seed)
    newest = {}
    for entry, _, _, role in rows_of(city):
        newest[entry.enterprise] = (entry.size, entry.sme_tier, role)
    compared = 0
    for place, breakdown in enumerate(city.whole.particulars.breakdowns):
        groups = {}
        for entry, *_ in rows_of(city):
            code = newest[entry.enterprise][place]
            for cluster in (entry.cluster, "total"):
                groups.setdefault((code, cluster), []).append(entry)
        columns = {"total": breakdown.total}
        columns |= dict(zip(codes(city), breakdown.clusters, strict=True))
        compared += check_spots(breakdown, columns, groups)
    assert compared > 30


def check_spots(breakdown, columns, groups):
    """Each spot is hidden, or has the n and the mean of its entries."""
    compared = 0
    for cluster, spots in columns.items():
        for item, spot in zip(breakdown.items, spots, strict=True):
            own = groups.get((item.code, cluster), [])
            if spot.n:
                compared += check_spot(spot, [(entry, entry.score) for entry in own])
            else:
                assert spot == Spot() or (spot == Spot(0) and not own)
    return compared


@SEEDS
def test_gates(seed):
    city = detailed.city(seed=seed)
    worst = {}
    tier = {group.code: group.parent for group in city.frame.clusters}
    order = ["fail", "unknown", "pass"]
    compared = 0
    for gate in city.whole.particulars.gates:
        worst.clear()
        for entry, _, checks, _ in rows_of(city):
            key = (entry.enterprise, entry.cluster)
            place = order.index(checks[gate.code])
            worst[key] = min(worst.get(key, 2), place)
        whole = Counter(worst.values())
        fails = Counter(cluster for (_, cluster), bad in worst.items() if bad == 0)
        by_tier = Counter()
        for cluster, count in fails.items():
            by_tier[tier[cluster]] += count
        totals = (gate.failed, gate.unknown, gate.passed)
        pairs = [*zip(totals, (whole[place] for place in range(3)), strict=True)]
        pairs += zip(
            gate.tiers, (by_tier[g.code] for g in city.frame.tiers), strict=True
        )
        pairs += zip(gate.clusters, (fails[code] for code in codes(city)), strict=True)
        compared += shown(pairs)
        assert all(n is None or n == 0 or n >= MINIMUM for n, _ in pairs)
    assert compared > 100


@SEEDS
def test_questions(seed):
    city = detailed.city(units=120, seed=seed)
    scheme = city.inputs.scheme
    rows = []
    for entry, (answers, facts), *_ in rows_of(city):
        given = {code: Answer(a["v"], a["state"]) for code, a in answers.items()}
        rows.append((entry, given, evaluate(scheme, given, facts, lane=Lane.CLAIMED)))
    compared = 0
    for found in city.whole.particulars.questions:
        states = Counter(result.states[found.code] for _, _, result in rows)
        totals = (found.units, found.not_applicable, found.unanswered, found.not_asked)
        order = (State.ANSWERED, State.NA, State.UNANSWERED, State.HIDDEN)
        compared += shown(zip(totals, (states[s] for s in order), strict=True))
        said = [row for row in rows if row[2].states[found.code] is State.ANSWERED]
        if found.n is not None:
            assert found.n == len({entry.enterprise for entry, *_ in said})
        compared += check_options(scheme.questions[found.code], found, said)
        check_measure(scheme.questions[found.code], found, said)
    assert compared > 300


def check_options(question, found, said):
    """Each option has been chosen as often as the answers say."""
    counts = Counter()
    for _, given, _ in said:
        value = given[found.code].value
        if question.kind == "matrix":
            (row,) = (r.code for r in question.rows if r.title == found.row)
            counts[value.get(row)] += 1
        else:
            counts.update(value if isinstance(value, list) else [str(value)])
    pairs = [(option.units, counts[option.code]) for option in found.options]
    return shown(pairs)


def check_measure(question, found, said):
    """Quartiles of the numbers, by NumPy, of those that have one."""
    if found.kind not in {"number", "percent"} or found.measure.median is None:
        return
    numbers = [float(given[found.code].value) for _, given, _ in said]
    assert found.measure.median == np.quantile(numbers, 0.5)
    assert found.measure.p25 == np.quantile(numbers, 0.25)


@SEEDS
def test_points_of_questions(seed):
    city = detailed.city(units=120, seed=seed)
    scheme, points = city.inputs.scheme, {}
    for entry, (answers, facts), *_ in rows_of(city):
        given = {code: Answer(a["v"], a["state"]) for code, a in answers.items()}
        for part in evaluate(scheme, given, facts, lane=Lane.CLAIMED).walk():
            if part.kind == "question" and part.score is not None:
                key = points.setdefault(part.code, {})
                key[entry.unit] = (entry, float(part.score))
    compared = 0
    for found in city.whole.particulars.questions:
        if found.score is None:
            continue
        whole = list(points[found.code].values())
        compared += check_spot(found.score, whole)
        for code, spot in zip(codes(city), found.clusters, strict=True):
            compared += check_spot(spot, [p for p in whole if p[0].cluster == code])
    assert compared > 100


def check_spot(spot, pairs):
    """A mean equals that of its values."""
    if spot.n is None or not spot.n:
        return 0
    values = [value for _, value in pairs]
    n = len({entry.enterprise for entry, _ in pairs})
    assert spot == Spot(n, math.fsum(values) / len(values))
    assert n >= MINIMUM
    return 1


@SEEDS
def test_the_panel_has_the_units_of_both_rounds(seed):
    city = detailed.city(seed=seed)
    _, before = city.inputs.before
    pairs = [
        (entry, entry.score - before[entry.unit])
        for entry, *_ in rows_of(city)
        if entry.unit in before
    ]
    panel = city.whole.particulars.panel
    compared = check_spot(panel.total, pairs)
    for code, spot in zip(codes(city), panel.clusters, strict=True):
        compared += check_spot(spot, [p for p in pairs if p[0].cluster == code])
    assert compared > 8


@SEEDS
def test_ranks_and_the_best_tenth(seed):
    city = detailed.city(seed=seed)
    found = city.whole.particulars
    means = [line.summary.mean for line in city.whole.tables.clusters]
    known = sorted((mean for mean in means if mean is not None), reverse=True)
    assert found.ranks == tuple(m if m is None else known.index(m) + 1 for m in means)
    for place, best in enumerate(found.best):
        values = np.array([entry.dimensions[place] for entry, *_ in rows_of(city)])
        top = values[values >= np.quantile(values, 0.9)]
        assert best == math.fsum(top) / len(top)


@SEEDS
def test_what_the_lines_hide_is_hidden_everywhere(seed):
    city = detailed.city(seed=seed)
    found = city.whole.particulars
    lines = city.whole.tables.clusters
    hidden = [place for place, line in enumerate(lines) if line.summary.hidden]
    assert hidden
    for place in hidden:
        assert set(found.bands.clusters[place]) == {None}
        for breakdown in found.breakdowns:
            assert set(breakdown.clusters[place]) == {Spot()}
        assert {gate.clusters[place] for gate in found.gates} == {None}
        scored = [q for q in found.questions if q.clusters]
        assert {q.clusters[place] for q in scored} == {Spot()}
        assert found.panel.clusters[place] == Spot()


@SEEDS
def test_no_total_gives_a_single_hidden_count_away(seed):
    city = detailed.city(seed=seed)
    found = city.whole.particulars
    tables = [(found.bands.total, found.bands.clusters)]
    for breakdown in found.breakdowns:
        spots = [[spot.n for spot in own] for own in breakdown.clusters]
        tables.append(([spot.n for spot in breakdown.total], spots))
    ns = [line.summary.n for line in city.whole.tables.clusters]
    for total, columns in tables:
        for place, whole in enumerate(total):
            row = [column[place] for column in columns]
            assert whole is None or row.count(None) != 1
        for n, column in zip(ns, columns, strict=True):
            assert n is None or list(column).count(None) != 1
    tiers = [group.parent for group in city.frame.clusters]
    for gate in found.gates:
        assert gate.failed is None or gate.tiers.count(None) != 1
        for group, whole in zip(city.frame.tiers, gate.tiers, strict=True):
            own = [
                n for n, t in zip(gate.clusters, tiers, strict=True) if t == group.code
            ]
            assert whole is None or own.count(None) != 1
