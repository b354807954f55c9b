"""A draw is in proportion, complete, and the same whenever it is repeated."""

from collections import Counter
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.sampling import allotted, drawn, lot

STRATA = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.sets(st.text("0123456789", min_size=1, max_size=4), max_size=25),
    max_size=8,
)


@pytest.mark.parametrize(
    ("counts", "size", "found"),
    [
        ({}, 0, {}),
        ({"a": 0}, 0, {"a": 0}),
        ({"a": 3, "b": 3}, 6, {"a": 3, "b": 3}),
        # 4.5 and 5.5: equal remainders, and the larger stratum comes first.
        ({"a": 9, "b": 11}, 10, {"a": 4, "b": 6}),
        # Equal in everything: the smaller name comes first.
        ({"b": 5, "a": 5, "c": 5}, 7, {"b": 2, "a": 3, "c": 2}),
        # Quotas 6.26, 2.61 and 1.13: the largest remainder gets what is left.
        ({"a": 626, "b": 261, "c": 113}, 10, {"a": 6, "b": 3, "c": 1}),
        # A small stratum may go without.
        ({"a": 98, "b": 1, "c": 1}, 5, {"a": 5, "b": 0, "c": 0}),
    ],
)
def test_strata_get_their_share(
    counts: dict[str, int], size: int, found: dict[str, int]
) -> None:
    assert allotted(counts, size) == found


@pytest.mark.parametrize(
    ("counts", "size", "found"),
    [
        # Nobody is left out while there is room for all.
        ({"a": 97, "b": 2, "c": 1}, 5, {"a": 3, "b": 1, "c": 1}),
        # Without room for all the largest come first.
        ({"a": 5, "b": 4, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}),
        ({"a": 0, "b": 2}, 1, {"a": 0, "b": 1}),
        # Quotas 4.8, 3.2, 2.0: the largest remainder gets what is left.
        ({"a": 48, "b": 32, "c": 20}, 10, {"a": 5, "b": 3, "c": 2}),
    ],
)
def test_small_strata_may_be_sure_of_one(
    counts: dict[str, int], size: int, found: dict[str, int]
) -> None:
    assert allotted(counts, size, least=1) == found


@given(STRATA, st.data())
def test_with_a_least_it_still_adds_up(
    strata: dict[str, set[str]], data: st.DataObject
) -> None:
    counts = {name: len(keys) for name, keys in strata.items()}
    size = data.draw(st.integers(0, sum(counts.values())))
    found = allotted(counts, size, least=1)
    assert sum(found.values()) == size
    assert all(0 <= found[name] <= count for name, count in counts.items())
    filled = [name for name, count in counts.items() if count]
    if size >= len(filled):
        assert all(found[name] for name in filled)


@pytest.mark.parametrize("size", [-1, 3])
def test_more_than_there_are_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=str(size)):
        allotted({"a": 2}, size)


@given(STRATA, st.data())
def test_no_stratum_is_off_its_share_by_one(
    strata: dict[str, set[str]], data: st.DataObject
) -> None:
    counts = {name: len(keys) for name, keys in strata.items()}
    whole = sum(counts.values())
    size = data.draw(st.integers(0, whole))
    found = allotted(counts, size)
    assert sum(found.values()) == size
    for name, count in counts.items():
        assert 0 <= found[name] <= count
        assert not whole or abs(found[name] * whole - size * count) < whole


@given(STRATA, st.text(max_size=10), st.data())
def test_the_same_is_drawn_however_it_is_given(
    strata: dict[str, set[str]], seed: str, data: st.DataObject
) -> None:
    own = {name: {f"{name}-{key}" for key in keys} for name, keys in strata.items()}
    size = data.draw(st.integers(0, sum(map(len, own.values()))))
    first = drawn(own, size, seed)
    turned = {name: sorted(own[name], reverse=True) for name in reversed(list(own))}
    assert drawn(turned, size, seed) == first
    assert len(set(first)) == size
    assert set(first) <= set().union(*own.values())
    # Whoever is drawn stays drawn in a larger sample of one stratum.
    for name, keys in own.items():
        only = {name: keys}
        larger = [drawn(only, n, seed) for n in range(len(keys) + 1)]
        assert all(b[: len(a)] == a for a, b in pairwise(larger))


def test_the_lots_are_those_of_any_tool() -> None:
    # printf '%s' '2026-10-08:CQSC-2023-001' | sha256sum
    known = "2026-10-08:CQSC-2023-001"
    assert lot("2026-10-08", "CQSC-2023-001") == sha256(known.encode()).hexdigest()
    keys = [f"CQSC-2023-{n:03d}" for n in range(1, 225)]
    assert (
        drawn({"500105": keys}, 3, "2026-10-08")
        == sorted(keys, key=lambda k: sha256(f"2026-10-08:{k}".encode()).hexdigest())[
            :3
        ]
    )


def test_each_is_drawn_about_as_often() -> None:
    keys = [f"T-{n}" for n in range(20)]
    found = Counter(k for seed in range(2000) for k in drawn({"a": keys}, 5, str(seed)))
    assert set(found) == set(keys)
    # 500 expected of each, standard deviation 19: five of them to either side.
    assert all(400 < count < 600 for count in found.values())
