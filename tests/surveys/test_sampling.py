"""A sample is in proportion, depends on seed and keys alone, and can be drawn again."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.sampling import draw, in_order, shares

SIZES = st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 40), max_size=8)


@pytest.mark.parametrize(
    ("sizes", "size", "expected"),
    [
        ({"a": 50, "b": 30, "c": 20}, 10, {"a": 5, "b": 3, "c": 2}),
        # Quotas 4.8, 3.2, 2.0: the largest remainder gets what is left.
        ({"a": 48, "b": 32, "c": 20}, 10, {"a": 5, "b": 3, "c": 2}),
        # Nobody is left out while there is room for all.
        ({"a": 97, "b": 2, "c": 1}, 5, {"a": 3, "b": 1, "c": 1}),
        # Without room for all the largest come first.
        ({"a": 5, "b": 4, "c": 1}, 2, {"a": 1, "b": 1}),
        ({"a": 1, "b": 2}, 9, {"a": 1, "b": 2}),
        ({"a": 0, "b": 2}, 1, {"b": 1}),
        ({}, 3, {}),
    ],
)
def test_shares(sizes: dict[str, int], size: int, expected: dict[str, int]) -> None:
    assert shares(sizes, size) == expected


@given(SIZES, st.integers(1, 200))
def test_shares_add_up_and_fit(sizes: dict[str, int], size: int) -> None:
    given_ = shares(sizes, size)

    assert sum(given_.values()) == min(size, sum(sizes.values()))
    assert all(0 < n <= sizes[name] for name, n in given_.items())
    filled = [name for name, count in sizes.items() if count]
    if size >= len(filled):
        assert sorted(given_) == sorted(filled)


def test_a_sample_is_the_same_whatever_the_order_of_the_rows() -> None:
    strata = {
        "a": [f"CQ-{n}" for n in range(40)],
        "b": [f"CQ-{n}" for n in range(40, 60)],
    }
    turned = {name: keys[::-1] for name, keys in reversed(strata.items())}

    found = draw(strata, 12, 7)

    assert found == draw(turned, 12, 7)
    assert found != draw(strata, 12, 8)
    assert Counter(int(key[3:]) < 40 for key in found) == {True: 8, False: 4}


def test_the_order_is_that_of_the_hash() -> None:
    # `printf 1:a | sha256sum` begins with 4162; b: 6f05, c: b8a9, d: 244b.
    assert in_order("dcba", 1) == ["d", "a", "b", "c"]
