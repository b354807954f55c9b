"""The made-up city: 600 enterprises over regions, clusters, sizes and tiers."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import exp, log
from random import Random
from typing import Any

from assessment.demo.codes import credit_code, organisations
from assessment.demo.materials import SEED, dice, table
from assessment.demo.names import (
    Line,
    Name,
    enterprise_name,
    factory_name,
    lines,
    person,
    trade_names,
    workshop_names,
)

# Shares of the size classes among those who take part, by what an enterprise makes.
SIZES = {"large": 9, "medium": 31, "small": 56, "micro": 4}
# Employees, and revenue in 10,000 CNY for each of them: lowest and highest.
EMPLOYEES = {
    "large": (1000, 5200),
    "medium": (300, 990),
    "small": (28, 299),
    "micro": (8, 19),
}
REVENUE_EACH = {
    "large": (48, 190),
    "medium": (42, 160),
    "small": (72, 150),
    "micro": (40, 120),
}
BY_SIZE = {"large": 0.1, "medium": 0.04, "small": -0.03, "micro": -0.1}
# Only small and medium enterprises climb the first three steps.
TIERS = {
    "": (46, 0.0),
    "innovative_sme": (22, 0.01),
    "specialised_sme": (22, 0.04),
    "little_giant": (7, 0.08),
    "champion_chongqing": (2, 0.08),
    "champion_national": (1, 0.1),
}
LARGE_TIERS = {"": 80, "champion_chongqing": 12, "champion_national": 8}
# Where enterprises of clusters that need a campus or a port are hardly found.
COUNTRY = frozenset({"F02", "H04", "N11", "T03", "H03", "N08", "N09", "X02"})
COUNTIES = frozenset({"500114", "500156", "500154", "500155", "500101"})
LIANGJIANG, YUBEI, BEIBEI = "500157", "500112", "500109"
# What Beibei gave up in November 2025 were its parks of displays, chips and medicine.
MOVED_PARKS = frozenset({"H01", "N01", "H05", "N05"})
ZONES = {"500108": "CQZ-JK"}
ONE_LEADER_IN = 12  # enterprises of a cluster
NAMED_AFTER_PLACE = 0.3
IN_ZONE = 0.6
TO_BEIBEI = 0.1  # of Yubei: five northern towns with few factories
IN_TWO_CLUSTERS = 0.15
# How often there is more than the main workshop.
SECOND_WORKSHOP = {"large": 1.0, "medium": 0.8, "small": 0.4, "micro": 0.0}
FACTORY = {"large": 1.0, "medium": 0.6, "small": 0.2, "micro": 0.0}


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A workshop or factory of a planned enterprise."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Planned:
    """An enterprise of the demo; codes are those of the reference data.

    `region` is that of its registration, `later_region` that since 6 November 2025.
    `revenue` is in 10,000 CNY a year, `maturity` runs from 0 to 1.
    """

    number: int
    uscc: str
    name: str
    name_en: str
    trade: str
    region: str
    later_region: str
    zone: str | None
    cluster: str
    secondary: tuple[str, ...]
    industry: str
    size: str
    employees: int
    revenue: Decimal
    sme_tier: str | None
    chain_role: str
    whole_machines: bool
    product: str
    units: tuple[PlannedUnit, ...]
    maturity: float
    contact: Name

    @property
    def email(self) -> str:
        """An address of its own, under a domain that can never exist."""
        return f"contact@{self.trade.lower()}{self.number:03d}.example"


@cache
def city(seed: int = SEED) -> tuple[Planned, ...]:
    """All enterprises of the demo; the same seed gives the same city."""
    source = dice(seed, "city")
    trades, codes = trade_names(source), organisations(source)
    made = []
    for number, place in enumerate(_places(source), start=1):
        body = _Body(number, place, next(trades), next(codes))
        made.append(_enterprise(body, dice(seed, "enterprise", number)))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Place:
    region: str
    cluster: str
    leads: bool


@dataclass(frozen=True, slots=True)
class _Body:
    number: int
    place: _Place
    trade: Name
    organisation: str


def _places(source: Random) -> Iterator[_Place]:
    """One region and cluster for each enterprise; both columns add up to the table."""
    left = {row["code"]: row["enterprises"] for row in table("city")["regions"]}
    for row, leads in _turns(source):
        regions = [code for code, n in left.items() if n]
        weights = [left[code] * _liking(row, code) for code in regions]
        region = source.choices(regions, weights)[0]
        left[region] -= 1
        yield _Place(region, row["code"], leads)


def _turns(source: Random) -> list[tuple[dict[str, Any], bool]]:
    """The order in which enterprises choose: those that fill the counties first."""
    turns = [
        (row, place < row["enterprises"] // ONE_LEADER_IN)
        for row in table("city")["clusters"]
        for place in range(row["enterprises"])
    ]
    source.shuffle(turns)
    return sorted(turns, key=lambda turn: turn[0]["code"] not in COUNTRY)


def _liking(cluster: dict[str, Any], region: str) -> float:
    far = region in COUNTIES or region.startswith("5002")
    if region in cluster["favours"]:
        return 900.0 if far else 12.0
    if far:
        return 300.0 if cluster["code"] in COUNTRY else 0.02
    return 1.0


def _enterprise(body: _Body, source: Random) -> Planned:
    place = body.place
    line = source.choice(lines(place.cluster))
    role = _role(place, source)
    size = _size(role, source)
    employees = _between(EMPLOYEES[size], source)
    tier = _tier(size, source)
    name = _name(body, line, "leader" if role == "leader" else size, source)
    return Planned(
        number=body.number,
        uscc=credit_code(_region(place.region)["digits"], body.organisation),
        name=name.zh,
        name_en=name.en,
        trade=body.trade.en,
        region=place.region,
        later_region=_later(place, source),
        zone=ZONES.get(place.region) if source.random() < IN_ZONE else None,
        cluster=place.cluster,
        secondary=_secondary(place.cluster, source),
        industry=line.industry,
        size=size,
        employees=employees,
        revenue=Decimal(employees * _between(REVENUE_EACH[size], source)),
        sme_tier=tier or None,
        chain_role=role,
        whole_machines=line.whole,
        product=line.product,
        units=_units(line, size, source),
        maturity=_maturity(place.cluster, size, tier, source),
        contact=person(source),
    )


def _region(code: str) -> dict[str, str]:
    found: dict[str, str] = next(
        row for row in table("city")["regions"] if row["code"] == code
    )
    return found


def _between(ends: tuple[int, int], source: Random) -> int:
    """Between both ends, small figures as often as large ones of the same ratio."""
    low, high = ends
    return round(exp(source.uniform(log(low), log(high))))


def _role(place: _Place, source: Random) -> str:
    other = source.choices(("supplier", "independent"), (6, 4))[0]
    return "leader" if place.leads else other


def _size(role: str, source: Random) -> str:
    if role == "leader":
        return "large"
    return source.choices(list(SIZES), list(SIZES.values()))[0]


def _tier(size: str, source: Random) -> str:
    if size == "large":
        return source.choices(list(LARGE_TIERS), list(LARGE_TIERS.values()))[0]
    return source.choices(list(TIERS), [weight for weight, _ in TIERS.values()])[0]


def _name(body: _Body, line: Line, kind: str, source: Random) -> Name:
    region = _region(body.place.region)
    named = source.random() < NAMED_AFTER_PLACE
    place = Name(region["zh"], region["en"]) if named else None
    kind = kind if kind in ("leader", "large") else ""
    return enterprise_name(body.trade, line, place=place, kind=kind)


def _later(place: _Place, source: Random) -> str:
    if place.region in ("500105", "CQZ-LJ"):
        return LIANGJIANG
    if place.region == YUBEI:
        return BEIBEI if source.random() < TO_BEIBEI else LIANGJIANG
    moved = place.region == BEIBEI and place.cluster in MOVED_PARKS
    return LIANGJIANG if moved else place.region


def _secondary(cluster: str, source: Random) -> tuple[str, ...]:
    others = [row["code"] for row in table("city")["clusters"]]
    others.remove(cluster)
    return (source.choice(others),) if source.random() < IN_TWO_CLUSTERS else ()


def _units(line: Line, size: str, source: Random) -> tuple[PlannedUnit, ...]:
    main, second = workshop_names(line)
    units = [PlannedUnit("workshop", main)]
    if (
        source.random()
        < {"large": 1.0, "medium": 0.8, "small": 0.4, "micro": 0.0}[size]
    ):
        units.append(PlannedUnit("workshop", second))
    if (
        source.random()
        < {"large": 1.0, "medium": 0.6, "small": 0.2, "micro": 0.0}[size]
    ):
        units.append(PlannedUnit("factory", factory_name(line)))
    return tuple(units)


def _maturity(cluster: str, size: str, tier: str, source: Random) -> float:
    row = next(row for row in table("city")["clusters"] if row["code"] == cluster)
    level: float = (
        row["maturity"] + BY_SIZE[size] + TIERS[tier][1] + source.gauss(0, 0.09)
    )
    return min(max(level, 0.05), 0.95)
