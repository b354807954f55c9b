"""Sampling: a draw that anybody can repeat, spread over strata in proportion.

What is drawn follows from the keys, the size and the seed alone. How many of a stratum
are drawn: its share of the whole, rounded by largest remainders (Hamilton's method).
Which of them: those whose SHA-256 of "seed:key" is smallest, which any tool can
compute; nobody knows it before the seed is known.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256


def allotted(counts: Mapping[str, int], size: int, *, least: int = 0) -> dict[str, int]:
    """How many to draw of each stratum, given how many there are of each.

    Of equal remainders the larger stratum comes first, then the smaller name. No
    stratum goes below `least`, as far as it has so many and there is room for all.
    Raises ValueError where more are wanted than there are.
    """
    whole = sum(counts.values())
    if not 0 <= size <= whole:
        raise ValueError(size)
    if not whole:
        return dict.fromkeys(counts, 0)
    parts = {name: divmod(size * count, whole) for name, count in counts.items()}
    lowest = {name: min(least, count) for name, count in counts.items()}
    if sum(lowest.values()) > size:
        lowest = dict.fromkeys(counts, 0)
    found = {name: max(part, lowest[name]) for name, (part, _) in parts.items()}
    by_remainder = sorted(counts, key=lambda n: (-parts[n][1], -counts[n], n))
    behind = [name for name in by_remainder if found[name] == parts[name][0]]
    for name in behind[: max(0, size - sum(found.values()))]:
        found[name] += 1
    while sum(found.values()) > size:  # those raised to the least cost the others
        above = [name for name in counts if found[name] > lowest[name]]
        name = max(above, key=lambda n: (found[n] * whole - size * counts[n], n))
        found[name] -= 1
    return found


def drawn(
    strata: Mapping[str, Iterable[str]], size: int, seed: str, *, least: int = 0
) -> list[str]:
    """The keys that are drawn, stratum by stratum, each in the order of its lots."""
    lots = {n: sorted(keys, key=lambda k: lot(seed, k)) for n, keys in strata.items()}
    counts = {name: len(keys) for name, keys in lots.items()}
    wanted = allotted(counts, size, least=least)
    return [key for name in sorted(lots) for key in lots[name][: wanted[name]]]


def lot(seed: str, key: str) -> str:
    """What decides whether a key is drawn: the smaller, the sooner."""
    return sha256(f"{seed}:{key}".encode()).hexdigest()
