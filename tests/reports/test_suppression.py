"""Suppression: what is hidden cannot be had back by subtraction."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.statistics import NestedPattern, Pattern, suppress, suppress_nested

COUNTS = st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 6, 9, 14, 40])
TABLES = st.tuples(st.integers(1, 7), st.integers(1, 7)).flatmap(
    lambda shape: st.lists(
        st.lists(COUNTS, min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def totalled(counts):
    """The table with its totals, as a reader sees it."""
    wide = np.column_stack([counts, counts.sum(axis=1)])
    return np.vstack([wide, wide.sum(axis=0)])


def mask(pattern):
    cells = np.column_stack([np.array(pattern.cells), pattern.rows])
    return np.vstack([cells, [*pattern.columns, pattern.total]])


def derivable(hidden):
    """Hidden places whose value the equations of rows and columns determine.

    Each line says: parts - total = 0. A hidden value is determined exactly when its
    component vanishes in the null space of the equations.
    """
    places = [tuple(place) for place in np.argwhere(hidden)]
    height, width = hidden.shape
    equations = np.zeros((height + width, len(places)))
    for number, (row, column) in enumerate(places):
        equations[row, number] = -1 if column == width - 1 else 1
        equations[height + column, number] = -1 if row == height - 1 else 1
    _, sizes, vectors = np.linalg.svd(equations)
    null = vectors[int((sizes > 1e-9).sum()) :]
    return [p for n, p in enumerate(places) if not (abs(null[:, n]) > 1e-9).any()]


def small_unions(table, hidden, minimum):
    """Lines with a shown total whose hidden parts together are a small group."""
    return [
        line
        for counts, flags in ((table, hidden), (table.T, hidden.T))
        for line in range(len(counts))
        if not flags[line, -1]
        and 0 < counts[line, :-1][flags[line, :-1]].sum() < minimum
    ]


@settings(max_examples=300, deadline=None)
@given(TABLES, st.sampled_from([3, 5]), st.data())
def test_no_hidden_cell_is_derivable(rows, minimum, data):
    counts = np.array(rows, np.int64)
    forced = data.draw(
        st.lists(st.booleans(), min_size=len(rows[0]), max_size=len(rows[0]))
    )
    hidden = mask(suppress(counts, minimum, columns=forced))
    table = totalled(counts)
    assert not (~hidden & (table > 0) & (table < minimum)).any()
    assert hidden[-1, :-1][np.array(forced)].all()
    assert not (hidden.sum(axis=0) == 1).any()
    assert not (hidden.sum(axis=1) == 1).any()
    assert derivable(hidden) == []
    assert small_unions(table, hidden, minimum) == []


def test_nothing_is_hidden_without_need():
    counts = np.array([[5, 6], [0, 9]])
    assert suppress(counts) == Pattern(
        ((False, False), (False, False)), (False, False), (False, False), total=False
    )


def test_one_small_cell_takes_the_cheapest_rectangle_with_it():
    counts = np.array([[3, 20, 30], [10, 6, 40], [50, 60, 70]])
    assert suppress(counts) == Pattern(
        ((True, True, False), (True, True, False), (False, False, False)),
        (False, False, False),
        (False, False, False),
        total=False,
    )


def test_two_small_cells_that_are_small_together_take_a_third():
    counts = np.array([[1, 2, 30], [2, 1, 30], [20, 20, 20]])
    hidden = mask(suppress(counts))
    assert hidden[0, :3].tolist() == [True, True, True]


@pytest.mark.parametrize(
    ("counts", "parents", "expected"),
    [
        ([5, 6, 7], [0, 0, 1], ([], [], False)),
        ([3, 9, 8], [0, 0, 0], ([0, 2], [], False)),
        ([2, 2, 8, 9], [0, 0, 0, 1], ([0, 1, 2], [], False)),
        ([3, 6, 9, 8], [0, 1, 1, 2], ([0, 3], [0, 2], False)),
        ([1, 0], [0, 1], ([0], [0], True)),
        ([0, 0], [0, 1], ([], [], False)),
    ],
)
def test_nested_totals(counts, parents, expected):
    parts, middle, total = expected
    assert suppress_nested(
        np.array(counts), np.array(parents), max(parents) + 1
    ) == NestedPattern(
        tuple(number in parts for number in range(len(counts))),
        tuple(number in middle for number in range(max(parents) + 1)),
        total,
    )


@settings(deadline=None)
@given(st.lists(st.tuples(COUNTS, st.integers(0, 3), st.booleans()), min_size=1))
def test_no_line_of_nested_totals_gives_a_hidden_part_away(rows):
    counts, parents, forced = (np.array(column) for column in zip(*rows, strict=True))
    found = suppress_nested(counts, parents, 4, forced=forced.tolist())
    hidden = np.array(found.parts)
    sums = np.bincount(parents, counts, 4)
    lines = [
        (counts[parents == parent], hidden[parents == parent], found.parents[parent])
        for parent in range(4)
    ] + [(sums, np.array(found.parents), found.total)]
    assert not (~hidden & (counts > 0) & (counts < 5)).any()
    assert hidden[forced].all()
    for values, flags, total in lines:
        kept = values[flags]
        assert total or not kept.any() or (len(kept) > 1 and kept.sum() >= 5)
        assert not total or kept.any() or not values.any()
