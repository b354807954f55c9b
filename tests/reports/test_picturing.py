"""Boards: every figure from the columns, nothing that gives a small group away."""

import dataclasses

import numpy as np
import pytest

from reports.figures import Group
from reports.narrowing import Filters, Scene, Units, scene_of, told, unpacked
from reports.picturing import leads, pictured, placed
from reports.statistics import DEFAULTS
from surveys.scoring import Text
from tests.reports import sample

ROLES = (
    Group("leader", Text("链主", "Leader")),
    Group("supplier", Text("配套", "Supplier")),
)
LEAST = 5
SEEDS = (1, 2, 3)


def scene():
    return Scene(dataclasses.replace(sample.frame(), chain_roles=ROLES))


def columns(seed, units=400):
    """The sample city's units as columns."""
    made, dice = scene(), np.random.default_rng(seed)
    rows = sample.entries(made.frame, units=units, seed=seed)
    places = {
        name: {group.code: place for place, group in enumerate(made.groups(name))}
        for name in ("region", "cluster", "size", "sme_tier", "level")
    }

    enterprises = np.array([row.enterprise for row in rows], np.int64)
    _, first, inverse = np.unique(enterprises, return_index=True, return_inverse=True)

    def codes(name):
        found = [places[name].get(getattr(row, name), -1) for row in rows]
        return np.array(found, np.int64)

    def of_enterprise(found):
        return found[first][inverse]

    return Units(
        enterprises=enterprises,
        units=np.array([row.unit for row in rows], np.int64),
        regions=codes("region"),
        clusters=codes("cluster"),
        sizes=of_enterprise(codes("size")),
        sme_tiers=of_enterprise(codes("sme_tier")),
        chain_roles=of_enterprise(dice.integers(-1, 2, len(rows))),
        levels=codes("level"),
        pending=np.array([row.pending for row in rows], np.int64),
        scores=np.array([row.score for row in rows], np.float64),
        dimensions=np.array([row.dimensions for row in rows], np.float64).reshape(
            len(rows), len(sample.DIMENSIONS)
        ),
    )


def test_columns_and_scene_come_back_as_they_were_packed():
    own = columns(1)
    again = unpacked(own.packed())
    for field in dataclasses.fields(Units):
        np.testing.assert_array_equal(
            getattr(again, field.name), getattr(own, field.name)
        )
    assert scene_of(told(scene()), DEFAULTS) == scene()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("filters", "name", "place"),
    [
        (Filters(cluster="T02"), "clusters", 1),
        (Filters(size="medium"), "sizes", 1),
        (Filters(chain_role="supplier"), "chain_roles", 1),
        (Filters(chain_role="none"), "chain_roles", -1),
        (Filters(level="none"), "levels", -1),
        (Filters(sme_tier="nonsense"), "sme_tiers", -2),
    ],
)
def test_filters(seed, filters, name, place):
    own = columns(seed)
    kept = own.narrowed(filters, scene())
    np.testing.assert_array_equal(kept.units, own.units[getattr(own, name) == place])


def test_filters_add_up():
    both = Filters(tier="trillion", size="large")
    own = columns(1)
    kept = own.narrowed(both, scene())
    wanted = (own.clusters < 3) & (own.sizes == 0)
    np.testing.assert_array_equal(kept.units, own.units[wanted])
    assert both
    assert not Filters()


def shares(own, codes, place):
    kept = ~np.isnan(own.scores) & (codes == place)
    return own.scores[kept], np.unique(own.enterprises[kept])


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_are_those_of_numpy(seed):
    own = columns(seed)
    board = pictured(own, scene(), free=True)
    for found, codes, groups in (
        (board.sizes, own.sizes, scene().frame.sizes),
        (board.sme_tiers, own.sme_tiers, scene().frame.sme_tiers),
        (board.chain_roles, own.chain_roles, ROLES),
        (board.tables.clusters, own.clusters, scene().frame.clusters),
    ):
        places = {group.code: place for place, group in enumerate(groups)}
        for line in found:
            scores, enterprises = shares(own, codes, places.get(line.group.code, -1))
            if line.summary.hidden or not line.summary.n:
                continue
            assert line.summary.n == len(enterprises) >= LEAST
            assert line.summary.mean == pytest.approx(scores.mean())
            if line.summary.median is not None:
                assert line.summary.median == np.median(scores)
    scored = own.scores[~np.isnan(own.scores)]
    assert (board.units, board.unscored) == (len(scored), len(own) - len(scored))
    edges = [board.bins[0].low, *(one.high for one in board.bins)]
    assert [b.count for b in board.bins] == np.histogram(scored, edges)[0].tolist()


@pytest.mark.parametrize("units", [0, 3, 12, 40, 200])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_group_is_small_and_none_is_hidden_alone(seed, units):
    board = pictured(columns(seed, units), scene(), free=True)
    total = board.tables.total.summary
    for found in (board.sizes, board.sme_tiers, board.chain_roles):
        sizes = [line.summary.n for line in found]
        assert all(n is None or n >= LEAST for n in sizes)
        hidden = [line for line in found if line.summary.hidden]
        assert len(hidden) != 1 or total.hidden
        if hidden and not total.hidden:
            assert total.n - sum(n for n in sizes if n is not None) >= LEAST
    assert all(one.enterprises >= LEAST for one in board.bins)
    assert not board.bins or not total.hidden


def test_what_was_published_has_no_further_tables():
    board = pictured(columns(1), scene())
    assert (board.sizes, board.sme_tiers, board.chain_roles) == ((), (), ())


@pytest.mark.parametrize("seed", SEEDS)
def test_changes_are_of_the_same_enterprises(seed):
    before = columns(seed)
    dice = np.random.default_rng(seed)
    own = dataclasses.replace(before, scores=before.scores + dice.normal(2, 5, 400))
    own = own.only(dice.random(400) < 0.8)  # some stay away

    board = pictured(own, scene(), before=(before, scene()))

    shown = [c for c in board.changes if c.n is not None]
    assert shown
    for place, change in enumerate(board.changes):
        if change.n is None:
            continue
        moved = []
        for enterprise in np.unique(own.enterprises[own.clusters == place]):
            now, then = (
                np.nanmean(rows.scores[rows.enterprises == enterprise])
                if (~np.isnan(rows.scores[rows.enterprises == enterprise])).any()
                else np.nan
                for rows in (own, before)
            )
            moved.append(now - then)
        moved = [one for one in moved if not np.isnan(one)]
        assert change.n == len(moved) >= DEFAULTS.quartiles
        assert change.median == pytest.approx(np.median(moved))


def test_places_and_leads():
    board = pictured(columns(1), scene())
    found = placed(board.tables.clusters, lambda line: line.summary.median)
    medians = {
        line.group.code: line.summary.median
        for line in board.tables.clusters
        if line.summary.median is not None
    }
    ordered = sorted(medians, key=lambda code: -medians[code])
    assert [found[code] for code in ordered] == list(range(1, len(ordered) + 1))

    line, total = board.tables.clusters[0], board.tables.total
    rows = leads(line, total, scene().frame)
    ahead = [row.lead for row in rows]
    assert ahead == sorted(ahead, reverse=True)
    by_code = {row.group.code: row for row in rows}
    for at, group in enumerate(scene().frame.dimensions):
        own = line.dimensions[at].median
        whole = total.dimensions[at].median
        assert by_code[group.code].lead == own - whole
