"""Drawing a sample that anybody can draw again: by strata, from a seed.

Each stratum gets its share by largest remainders (Hare's quota), and at least one
where there is room for all. Within a stratum the order is that of the SHA-256 of
"seed:key", so that the sample depends on the seed and the keys alone: not on the order
of the rows, the database or the version of a random number generator.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from hashlib import sha256


def in_order(keys: Iterable[str], seed: int) -> list[str]:
    """The keys in the order in which this seed draws them."""
    return sorted(keys, key=lambda key: (_lot(seed, key), key))


def _lot(seed: int, key: str) -> str:
    return sha256(f"{seed}:{key}".encode()).hexdigest()


def shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum make a sample of `size`, in proportion to its size; all
    where there are no more. Equal remainders go to the first in alphabetical order."""
    filled = {name: count for name, count in sizes.items() if count}
    total = sum(filled.values())
    if size >= total:
        return dict(filled)
    least = 1 if size >= len(filled) else 0
    exact = {name: Fraction(size * count, total) for name, count in filled.items()}
    given = {name: max(least, int(exact[name])) for name in filled}
    by_remainder = sorted(filled, key=lambda name: (given[name] - exact[name], name))
    while sum(given.values()) < size:
        name = by_remainder.pop(0)
        given[name] += 1
    while sum(given.values()) > size:
        # Those who got one beyond their share gave others less.
        name = max(filled, key=lambda n: (given[n] > least, given[n] - exact[n], n))
        given[name] -= 1
    return {name: count for name, count in given.items() if count}


def draw(strata: Mapping[str, Iterable[str]], size: int, seed: int) -> list[str]:
    """A sample of `size` keys, in the order of the draw."""
    ordered = {name: in_order(keys, seed) for name, keys in strata.items()}
    counts = shares({name: len(keys) for name, keys in ordered.items()}, size)
    drawn = [key for name, n in counts.items() for key in ordered[name][:n]]
    return in_order(drawn, seed)
