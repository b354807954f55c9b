"""Columns of a distribution: none over too few, and nothing lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.spreading import Bin, place_of, spread


def test_columns_with_too_few_are_joined() -> None:
    scores = [5.0, 12, 13, 18, 25, 95, 100]
    found = spread(scores, range(7), scale=100, minimum=3)
    assert found == (Bin(0, 20, 4, 4), Bin(20, 100, 3, 3))


def test_the_last_column_takes_what_is_left() -> None:
    found = spread([1.0, 2, 3, 90], range(4), scale=100, minimum=3)
    assert found == (Bin(0, 100, 4, 4),)


def test_enterprises_count_not_units() -> None:
    assert spread([1.0, 2, 3], [7, 7, 7], scale=100, minimum=2) == ()


def test_too_few_have_no_columns() -> None:
    assert spread([1.0, 2], [1, 2], scale=5, minimum=3) == ()


@pytest.mark.parametrize(
    ("score", "place"), [(0, 0), (19.9, 0), (20, 1), (100, 1), (101, None)]
)
def test_a_score_stands_in_one_column(score: float, place: int | None) -> None:
    assert place_of((Bin(0, 20, 4, 4), Bin(20, 100, 3, 3)), score) == place


@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.integers(0, 12)), min_size=0, max_size=60
    )
)
def test_every_column_hides_everybody_and_none_is_lost(
    rows: list[tuple[int, int]],
) -> None:
    scores, enterprises = [r[0] for r in rows], [r[1] for r in rows]
    found = spread(scores, enterprises, scale=100, minimum=5)
    if len(set(enterprises)) < 5:
        assert found == ()
        return
    assert all(one.enterprises >= 5 for one in found)
    if found:
        assert sum(one.count for one in found) == len(rows)
        assert (found[0].low, found[-1].high) == (0, 100)
        assert all(a.high == b.low for a, b in pairwise(found))
