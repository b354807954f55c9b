"""Credit codes for the demo: valid by both checks, and never those of a real firm."""

from collections.abc import Iterator
from random import Random

# GB 32100-2015: 31 signs (without I, O, S, V, Z), weights 3^(i-1) mod 31.
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# GB 11714-1997: the check of the organisation code inside, mod 11.
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Organisation codes that are in use begin with a digit or with M: these are nobody's.
NOBODY = "DT"
# Places 1 and 2: registered by market regulation, an enterprise.
ENTERPRISE = "91"


def credit_code(digits: str, organisation: str) -> str:
    """The 18 signs for the region's six digits and eight signs of organisation."""
    body = f"{ENTERPRISE}{digits}{organisation}{_organisation_check(organisation)}"
    total = sum(SIGNS.index(s) * w for s, w in zip(body, WEIGHTS, strict=True))
    return body + SIGNS[-total % 31]


def _organisation_check(organisation: str) -> str:
    values = (int(sign, 36) for sign in organisation)
    total = sum(v * w for v, w in zip(values, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def organisations(dice: Random) -> Iterator[str]:
    """Eight signs each, without end, no two alike."""
    seen: set[str] = set()
    while True:
        made = NOBODY + "".join(dice.choices(SIGNS, k=6))
        if made not in seen:
            seen.add(made)
            yield made
