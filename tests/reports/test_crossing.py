"""Tables of the same columns: an attacker with linear programming learns nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.statistics import (
    Arc,
    Cross,
    Dominance,
    Network,
    breaks_nk,
    breaks_p_percent,
    dominated,
    dominated_groups,
    suppress_crossed,
)
from tests.reports.attacking import Attacker, check


def tables_of(seed, *, people, columns, heights, skew=0.9):
    """Enterprises thrown into columns and into the rows of each table."""
    dice = np.random.default_rng(seed)

    def draw(size):
        return np.minimum(dice.pareto(skew, people).astype(int), size - 1)

    column = draw(columns)
    made = []
    for height, groups in heights:
        counts = np.zeros((height, columns), np.int64)
        np.add.at(counts, (draw(height), column), 1)
        size = min(groups, height)
        parents = np.arange(height) % size if size else None
        made.append(Cross(counts, parents, size))
    return made


def attacked(tables, parents, size, found):
    """What the reader sees of all tables, as an attacker, and the truth."""
    attacker, truth = Attacker(), {}

    def tell(key, value, hidden):
        truth[key] = int(value)
        attacker.sees(key, None if hidden else int(value))

    sums = tables[0].counts.sum(axis=0)
    side(tell, attacker, "column", (sums, parents, size), found.columns)
    for number, (table, pattern, rows) in enumerate(
        zip(tables, found.tables, found.rows, strict=True)
    ):
        totals = table.counts.sum(axis=1)
        groups = np.arange(len(totals)) if table.parents is None else table.parents
        shape = (totals, groups, table.size or len(totals))
        side(tell, attacker, f"row{number}", shape, rows)
        height, width = table.counts.shape
        for i in range(height):
            for j in range(width):
                tell((number, i, j), table.counts[i, j], pattern.cells[i][j])
            cells = [(number, i, j) for j in range(width)]
            attacker.adds_up(cells, (f"row{number}", i))
        for j in range(width):
            cells = [(number, i, j) for i in range(height)]
            attacker.adds_up(cells, ("column", j))
    return attacker, truth


def side(tell, attacker, name, shape, flags):
    totals, parents, size = shape
    for place, value in enumerate(totals):
        tell((name, place), value, flags.parts[place])
    for group in range(size):
        members = np.flatnonzero(parents == group)
        tell((name, "group", group), totals[members].sum(), flags.parents[group])
        attacker.adds_up([(name, int(m)) for m in members], (name, "group", group))
    tell(("total",), totals.sum(), flags.total)
    attacker.adds_up([(name, "group", group) for group in range(size)], ("total",))


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10**6),
    st.integers(0, 120),
    st.integers(1, 6),
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), min_size=1, max_size=3),
    st.sampled_from([3, 5]),
)
def test_no_hidden_figure_can_be_narrowed_down(seed, people, columns, heights, least):
    tables = tables_of(seed, people=people, columns=columns, heights=heights)
    size = min(2, columns)
    parents = np.arange(columns) % size
    found = suppress_crossed(tables, parents, size, least)
    check(*attacked(tables, parents, size, found), least)
    for table, pattern in zip(tables, found.tables, strict=True):
        small = (table.counts > 0) & (table.counts < least)
        assert (np.array(pattern.cells) | ~small).all()


def test_the_interval_of_a_flow_is_that_of_linear_programming():
    # Two rows and columns, all of it hidden but the totals: 3 + 4, 2 + 6.
    network = Network([Arc(0, 2, 3), Arc(0, 3, 4), Arc(1, 2, 2), Arc(1, 3, 6)])
    assert [network.interval(place, 100) for place in range(4)] == [
        (0, 5),
        (2, 7),
        (0, 5),
        (3, 8),
    ]
    assert [network.width(place, 9) for place in range(4)] == [5, 5, 5, 5]
    assert network.width(0, 4) == 4


def test_two_cells_that_are_wide_enough_hide_nothing_more():
    counts = np.array([[3, 20, 30], [10, 6, 40], [50, 60, 70]])
    found = suppress_crossed([Cross(counts)], np.array([0, 0, 1]), 2)
    assert np.array(found.tables[0].cells).tolist() == [
        [True, True, False],
        [True, True, False],
        [False, False, False],
    ]


def test_a_narrow_rectangle_gets_another():
    # 1 and 4 in both lines: each is within 5 of nothing that adds up to 5 with it.
    counts = np.array([[1, 4, 30], [4, 1, 30], [30, 30, 30]])
    found = suppress_crossed([Cross(counts)], np.zeros(3, np.int64), 1)
    check(*attacked([Cross(counts)], np.zeros(3, np.int64), 1, found), 5)


def test_tables_of_other_columns_are_refused():
    with pytest.raises(ValueError, match="totals"):
        suppress_crossed(
            [Cross(np.array([[6, 7]])), Cross(np.array([[7, 6]]))], np.zeros(2, int), 1
        )


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([], False),
        ([0, 0, 0], False),
        ([100], True),
        ([100, 900], True),
        ([500, 400, 49], True),  # 49 are left, the second knows the largest to 10 %
        ([500, 400, 50], False),
        ([500, 400, 51], False),
    ],
)
def test_p_percent(amounts, expected):
    assert breaks_p_percent(amounts, 10) is expected


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([0, 0], False), ([50, 35, 15], False), ([50, 36, 14], True), ([9], True)],
)
def test_n_k(amounts, expected):
    assert breaks_nk(amounts, 2, 85) is expected


AMOUNTS = st.lists(st.integers(0, 1000), max_size=8)


@given(AMOUNTS)
def test_the_p_percent_rule_is_what_the_second_largest_learns(amounts):
    first, second = sorted([*amounts, 0, 0], reverse=True)[:2]
    # The second takes its own amount from the sum: that is the most the first can have.
    most = sum(amounts) - second
    assert breaks_p_percent(amounts, 10) is (
        sum(amounts) > 0 and (most - first) * 10 < first
    )


def test_amounts_are_not_negative_and_the_rules_have_sense():
    with pytest.raises(ValueError, match="negative"):
        dominated([1, -1])
    for bad in ({"percent": 0}, {"limit": 100}, {"largest": 0}):
        with pytest.raises(ValueError, match="sense"):
            Dominance(**bad)


def test_the_amounts_of_one_enterprise_are_one_amount():
    amounts = np.array([50.0, 50, 50, 50, 100, 90, np.nan, 7])
    groups = np.array([0, 0, 0, 0, 1, 1, 1, -1])
    owners = np.array([1, 2, 3, 4, 1, 2, 3, 4])
    assert dominated_groups(amounts, groups, owners, 2) == (False, True)
    owners[:4] = 1
    assert dominated_groups(amounts, groups, owners, 2) == (True, True)
