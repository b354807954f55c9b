"""How far two judges agree: Cohen's weighted kappa, and a mean drift with its interval.

Formulas: Cohen (1968), Psychological Bulletin 70, for the kappa with quadratic weights;
Student (1908), Biometrika 6, for the interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

TWO: Final = 2
TABLE: Final = (
    *(12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004),
    *(2.262157, 2.228139, 2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905),
    *(2.109816, 2.100922, 2.093024, 2.085963),
)
"""The 97.5 % quantiles of Student's t with 1 to 20 degrees of freedom (NIST/SEMATECH
e-Handbook of Statistical Methods, 1.3.6.7.2, with more places)."""
NORMAL: Final = 1.959963985
"""The 97.5 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A mean difference with its 95 % interval; None where it is not defined.

    `n` counts the differences.
    """

    n: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


def quadratic_weighted_kappa(
    a: Sequence[int], b: Sequence[int], categories: int
) -> float | None:
    """Agreement of two judges beyond chance: 1 in full, 0 as by chance, below it less.

    1 - sum(w * observed) / sum(w * expected), w = (i - j)² / (categories - 1)², where
    the expected table follows from how often each judge gave each code. `a` and `b`
    are codes from 0 to `categories` - 1, a pair each. None without pairs, and where
    both judges gave one and the same code throughout: chance would agree as well.
    """
    if len(a) != len(b):
        raise ValueError("Each code needs its partner.")
    codes = np.array([a, b], np.int64).reshape(TWO, -1)
    if codes.size and not (codes.min() >= 0 and codes.max() < categories):
        raise ValueError("A code lies outside the categories.")
    if not codes.size:
        return None
    first, second = (np.bincount(row, minlength=categories) for row in codes)
    places = np.arange(categories)
    weights = (places[:, None] - places[None, :]) ** 2
    # Integers throughout: the division by (categories - 1)² cancels out.
    expected = int((weights * np.outer(first, second)).sum())
    observed = int(((codes[0] - codes[1]) ** 2).sum())
    return None if expected == 0 else 1 - len(a) * observed / expected


def mean_drift(differences: Sequence[float]) -> Drift:
    """The mean of differences and where it lies with 95 % confidence (Student's t)."""
    n = len(differences)
    if n == 0:
        return Drift(0)
    mean = math.fsum(differences) / n
    if n < TWO:
        return Drift(n, mean)
    squares = math.fsum((one - mean) ** 2 for one in differences)
    half = student(n - 1) * math.sqrt(squares / (n - 1) / n)
    return Drift(n, mean, mean - half, mean + half)


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t: from the table, beyond it by the expansion
    about the normal one (Abramowitz and Stegun 26.7.5), right to 5 places."""
    if freedom <= len(TABLE):
        return TABLE[freedom - 1]
    z = NORMAL
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + math.fsum(t / freedom**k for k, t in enumerate(terms, start=1))
