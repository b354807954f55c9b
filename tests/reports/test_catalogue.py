"""What readers beyond their own scope can download tells nothing about small groups."""

from datetime import timedelta

import numpy as np
import pytest

from reports import benchmarks, ordering
from reports.catalogue import DIMENSIONS, dimensions_of
from reports.statistics import Thresholds
from reports.summarising import summarise
from surveys.assessing import assess
from surveys.models import Lane
from tests import factories
from tests.factories import NOW
from tests.reports import sample
from tests.reports.attacking import Attacker, check
from tests.reports.rounds import decide, decided_round, hand_in


def looked_at(attacker, made):
    """One download: every table with its totals, as far as figures are shown."""
    tables, frame = made.tables, made.frame
    attacker.sees("city", tables.total.summary.n)
    for line in (*tables.tiers, *tables.clusters, *tables.regions):
        attacker.sees(line.group.code, line.summary.n)
    attacker.adds_up([tier.code for tier in frame.tiers], "city")
    for tier in frame.tiers:
        parts = [one.code for one in frame.clusters if one.parent == tier.code]
        attacker.adds_up(parts, tier.code)
    crossed = [("region", tables.regions, tables.cells)]
    crossed += [(one.dimension, one.lines, one.cells) for one in tables.crossed]
    for name, lines, cells in crossed:
        _table(attacker, frame, name, lines, cells)


def _table(attacker, frame, name, lines, cells):
    def row(line):
        return line.group.code if name == "region" else (name, line.group.code)

    for line, own in zip(lines, cells, strict=True):
        attacker.sees(row(line), line.summary.n)
        keys = [(name, line.group.code, cluster.code) for cluster in frame.clusters]
        for key, cell in zip(keys, own, strict=True):
            attacker.sees(key, cell.n)
        attacker.adds_up(keys, row(line))
    attacker.adds_up([row(line) for line in lines], "city")
    for cluster in frame.clusters:
        keys = [(name, line.group.code, cluster.code) for line in lines]
        attacker.adds_up(keys, cluster.code)


def truth_of(attacker, entries, frame):
    """How many enterprises there are behind each figure, counted one by one."""
    tiers = {cluster.code: cluster.parent for cluster in frame.clusters}
    homes = {e.enterprise: e for e in entries if e.score is not None}
    truth = dict.fromkeys(attacker.names, 0)
    for home in homes.values():
        for key in ("city", tiers[home.cluster], home.cluster, home.region):
            truth[key] += 1
        for one in dimensions_of(frame):
            code = getattr(home, one.field)
            truth[one.field, code, home.cluster] += 1
            if one.field != "region":
                truth[one.field, code] += 1
    return truth


@pytest.mark.parametrize(("seed", "units"), [(1, 130), (2, 260), (3, 520)])
def test_no_hidden_figure_of_the_catalogue_can_be_derived(seed, units):
    city = sample.small_frame()
    entries = sample.entries(city, units=units, seed=seed)
    made = summarise(entries, city, sample.SOURCE, expected=units)
    attacker = Attacker()
    looked_at(attacker, made)
    truth = truth_of(attacker, entries, city)
    assert {key: truth[key] for key in attacker.known} == attacker.known
    assert attacker.hidden
    assert attacker.known["city"] > 0
    check(attacker, truth, city.thresholds.minimum)


def test_the_catalogue_is_fixed():
    assert [one.field for one in DIMENSIONS] == [
        "region",
        "size",
        "sme_tier",
        "chain_role",
    ]


def test_every_figure_of_a_crossed_table_equals_numpy():
    city = sample.small_frame()
    entries = sample.entries(city, units=600, seed=7)
    made = summarise(entries, city, sample.SOURCE, expected=600)
    homes = {e.enterprise: e for e in entries if e.score is not None}
    shown = 0
    for table in made.tables.crossed:
        for line, cells in zip(table.lines, table.cells, strict=True):
            for cluster, cell in zip(city.clusters, cells, strict=True):
                inside = [
                    (e.score, e.enterprise)
                    for e in entries
                    if e.score is not None
                    and e.cluster == cluster.code
                    and getattr(homes[e.enterprise], table.dimension) == line.group.code
                ]
                if cell.n is None:
                    continue
                assert cell.n == len({owner for _, owner in inside})
                if cell.n >= Thresholds().minimum:
                    shown += 1
                    scores = [score for score, _ in inside]
                    assert cell.mean == pytest.approx(np.mean(scores), rel=1e-14)
    assert shown > 20


@pytest.mark.django_db
def test_two_downloads_of_a_cut_are_the_same_whatever_came_between():
    places = {
        (factories.region("500105"), factories.cluster("T01")): 6,
        (factories.region("500106"), factories.cluster("T02")): 5,
        (factories.region("500106"), factories.cluster("T01")): 2,
    }
    target, _made = decided_round(places)
    officer = factories.official("municipal_officer")
    edition = target.editions.get()
    cut = ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)
    first = benchmarks.published(cut)

    late = hand_in(target, 7, region=factories.region("500105"))
    assess(late.newest_submission(), Lane.CLAIMED, by=None, at=NOW)
    decide(late, factories.official(), officer)
    again = ordering.publish_cut(
        target, edition, Lane.FINAL, by=officer, at=NOW + timedelta(days=20)
    )
    second = benchmarks.published(again)

    assert second.tables == first.tables
    assert second.content_hash == first.content_hash
    live = benchmarks.live(target, edition, Lane.FINAL, at=NOW, shown=None)
    assert live.counts.units == first.counts.units + 1
    # What both say together is what one says.
    attacker = Attacker()
    for made in (first, second):
        looked_at(attacker, made)
    shown = benchmarks.published(cut, shown=lambda _: True).entries
    check(attacker, truth_of(attacker, shown, first.frame), 5)
