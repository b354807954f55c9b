"""Peer groups: every figure from raw rows by NumPy, and nothing about small groups."""

import math

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reports import grouping, peering
from reports.models import PeerGroup
from reports.peering import Limits, Peer, crossed_lines, group_line, read
from reports.statistics import DOMINANCE, HIDDEN, Thresholds
from surveys.access import Holdings
from surveys.models import AuditRow, Lane
from tests import factories
from tests.factories import NOW
from tests.reports import sample
from tests.reports.attacking import Attacker, check
from tests.reports.rounds import decided_round

LIMITS = Limits(Thresholds(), DOMINANCE)


def peers_of(seed, units=400):
    """Peers of the sample city, with revenues of which some are very large."""
    city = sample.small_frame()
    dice = np.random.default_rng(seed)
    money = np.round(dice.pareto(1.5, units) * 1000, 2)
    found = sample.entries(city, units=units, seed=seed)
    homes = {entry.enterprise: entry for entry in found}
    return [
        Peer(
            entry.enterprise,
            entry.score,
            {
                "cluster": homes[entry.enterprise].cluster,
                "region": homes[entry.enterprise].region,
                "size": homes[entry.enterprise].size,
                "sme_tier": homes[entry.enterprise].sme_tier,
            },
            float(money[entry.enterprise]),
        )
        for entry in found
    ]


def expected(inside):
    """The same figures from the rows, by NumPy alone."""
    scores = np.array([p.score for p in inside])
    n = len({p.enterprise for p in inside})
    q = [float(v) for v in np.quantile(scores, [0.25, 0.5, 0.75, 0.9, 0, 1])]
    best = scores[scores >= q[3]]
    owners = {p.enterprise for p in inside if p.score >= q[3]}
    return (
        n,
        len(scores),
        math.fsum(scores) / len(scores),
        *(q[:3] if n >= 8 else [None] * 3),
        q[3] if n >= 20 else None,
        *(q[4:] if n >= 10 else [None] * 2),
        pytest.approx(best.mean()) if n >= 20 and len(owners) >= 3 else None,
    )


def told(line):
    s = line.summary
    quantiles = (s.p25, s.median, s.p75, s.p90, s.minimum, s.maximum)
    return s.n, s.units, s.mean, *quantiles, line.best


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_of_every_cell_equals_numpy(seed):
    peers = peers_of(seed)
    lines = crossed_lines(peers, ("cluster", "sme_tier"), LIMITS)
    shown = [line for line in lines if not line.summary.hidden]
    assert len(shown) > 15
    for line in shown:
        inside = [
            p
            for p in peers
            if p.score is not None
            and line.codes[0] in ("", p.codes["cluster"])
            and line.codes[1] in ("", p.codes["sme_tier"] or "-")
        ]
        assert told(line) == expected(inside)
        assert line.interval.low < line.interval.value < line.interval.high
    single = group_line(peers, {"cluster": "T01", "sme_tier": "little_giant"}, LIMITS)
    same = {line.codes: line for line in lines}["T01", "little_giant"]
    assert told(single) == told(same)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_hidden_cell_of_two_dimensions_can_be_derived(seed):
    peers = peers_of(seed, units=160)
    lines = crossed_lines(peers, ("region", "cluster"), LIMITS)
    counts = {line.codes: line.summary.n for line in lines}
    rows, columns = ({key[n] for key in counts} - {""} for n in (0, 1))
    attacker, truth = Attacker(), {}
    for row in [*sorted(rows), ""]:
        for column in [*sorted(columns), ""]:
            key = row, column
            attacker.sees(key, counts.get(key, 0))
            truth[key] = len(
                {
                    p.enterprise
                    for p in peers
                    if p.score is not None
                    and row in ("", p.codes["region"])
                    and column in ("", p.codes["cluster"])
                }
            )
        attacker.adds_up([(row, column) for column in sorted(columns)], (row, ""))
    for column in [*sorted(columns), ""]:
        attacker.adds_up([(row, column) for row in sorted(rows)], ("", column))
    assert attacker.hidden
    check(attacker, truth, 5)


def test_a_group_of_few_is_hidden_and_a_revenue_that_one_makes_up():
    few = [Peer(n, 50.0, {"size": "large"}, 10.0) for n in range(4)]
    assert group_line(few, {"size": "large"}, LIMITS).summary == HIDDEN
    many = [Peer(n, 50.0, {"size": "large"}, 10.0) for n in range(9)]
    assert group_line(many, {"size": "large"}, LIMITS).revenue == 90
    giant = [*many, Peer(9, 50.0, {"size": "large"}, 5000.0)]
    line = group_line(giant, {"size": "large"}, LIMITS)
    assert (line.summary.n, line.revenue) == (10, None)


def test_a_crossed_table_tells_all_revenues_or_only_the_total():
    def table(extra):
        cells = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]
        return [
            Peer(10 * n + k, 50.0, {"size": one, "cluster": two}, 10.0)
            for n, (one, two) in enumerate(cells)
            for k in range(6)
        ] + extra

    lines = crossed_lines(table([]), ("size", "cluster"), LIMITS)
    assert {line.revenue for line in lines} == {60, 120, 240}
    giant = Peer(99, 50.0, {"size": "a", "cluster": "x"}, 900.0)
    lines = crossed_lines(table([giant]), ("size", "cluster"), LIMITS)
    assert {line.codes: line.revenue for line in lines if line.revenue} == {
        ("", ""): 1140
    }


def test_nobody_scored_has_no_lines():
    peers = [Peer(1, None, {"size": "a", "cluster": "x"})]
    assert crossed_lines(peers, ("size", "cluster"), LIMITS) == ()


@pytest.mark.django_db
def test_peers_are_read_by_one_query_with_the_facts_of_their_submission():
    places = {
        (factories.region("500105"), factories.cluster("T01")): 6,
        (factories.region("500106"), factories.cluster("T02")): 3,
    }
    target, _made = decided_round(places)
    with CaptureQueriesContext(connection) as queries:
        peers = read(
            target,
            target.editions.get(),
            Lane.FINAL,
            tiers={"T01": "trillion"},
            stages=["digital_workshop"],
        )
    assert len(queries) <= 2  # the edition is looked up by the test
    assert len(peers) == 9
    assert set(peers[0].codes) == set(peering.DIMENSIONS)
    assert {p.codes["cluster_tier"] for p in peers} == {"trillion", ""}
    line = group_line(peers, {"cluster": "T01", "region": "500105"}, Limits.set())
    scores = [p.score for p in peers if p.codes["cluster"] == "T01"]
    assert (line.summary.n, line.summary.mean) == (6, pytest.approx(np.mean(scores)))
    assert group_line(peers, {"cluster": "T02"}, Limits.set()).summary == HIDDEN


@pytest.mark.django_db
class TestSavedGroups:
    def test_are_kept_by_name_and_told_in_the_trail(self):
        who = factories.official("analyst")
        filters = {"cluster": "T01", "size": "large"}
        group = grouping.save_group(" Cars ", filters, by=who, at=NOW)
        assert list(grouping.groups_of(who)) == [group]
        assert (group.name, group.filters) == ("Cars", filters)
        grouping.drop_group(group, by=who, at=NOW)
        rows = AuditRow.objects.filter(kind="peergroup").order_by("seq")
        words = {"name": "Cars", "filter": "cluster: T01, size: large"}
        assert [(r.action, r.before, r.after) for r in rows] == [
            ("save_peer_group", None, words),
            ("drop_peer_group", words, None),
        ]

    def test_belong_to_their_reader_alone(self):
        one, other = factories.official("analyst"), factories.official("analyst")
        for who in (one, other):
            grouping.save_group("Cars", {"cluster": "T01"}, by=who, at=NOW)
        assert grouping.groups_of(one).get().by == one

    @pytest.mark.parametrize(
        ("name", "filters"),
        [
            ("", {"cluster": "T01"}),
            ("Cars", {}),
            ("Cars", {"password": "x"}),
            ("Cars", {"cluster": ""}),
            ("Cars", {"cluster": "T01", "size": "large", "region": "500105"}),
            ("Known", {"cluster": "T01"}),
        ],
    )
    def test_are_refused(self, name, filters):
        who = factories.official("analyst")
        grouping.save_group("Known", {"size": "large"}, by=who, at=NOW)
        with pytest.raises(grouping.GroupRefused):
            grouping.save_group(name, filters, by=who, at=NOW)

    def test_have_their_name_once(self):
        who = factories.official("analyst")
        rows = {"name": "Cars", "filters": {"cluster": "T01"}, "by": who, "at": NOW}
        PeerGroup.objects.create(**rows)
        with pytest.raises(IntegrityError), transaction.atomic():
            PeerGroup.objects.create(**rows)


@pytest.mark.django_db
def test_free_filters_stay_within_the_own_scope():
    factories.region("500105")
    factories.region("500106")
    peers = [
        Peer(n, 50.0, {"region": code}) for n, code in enumerate(("500105", "500106"))
    ]
    district = factories.official(
        "district_reviewer", region=factories.region("500105")
    )
    analyst, officer = map(factories.official, ("analyst", "municipal_officer"))

    def seen(user):
        return grouping.in_scope(peers, Holdings(user, NOW.date()))

    assert seen(officer) == tuple(peers)
    assert seen(district) == (peers[0],)
    with pytest.raises(grouping.OutOfScope):
        seen(analyst)
