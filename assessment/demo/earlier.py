"""A register of earlier titles: made-up holders, the city's published totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from assessment.demo.materials import SEED, dice, table
from assessment.demo.names import enterprise_name, lines, trade_names
from assessment.demo.spread import Planned, city
from surveys.importing import TitleRow

# Published: 734 workshops and 127 factories before the round of 2023, 224 and 17 in it.
# How they spread over the years before is made up.
GRANTED = {
    date(2018, 12, 20): {"digital_workshop": 96, "smart_factory": 19},
    date(2019, 12, 18): {"digital_workshop": 138, "smart_factory": 25},
    date(2020, 12, 16): {"digital_workshop": 155, "smart_factory": 27},
    date(2021, 12, 22): {"digital_workshop": 168, "smart_factory": 28},
    date(2022, 12, 15): {"digital_workshop": 177, "smart_factory": 28},
    date(2023, 12, 7): {"digital_workshop": 224, "smart_factory": 17},
}
INITIALS = {"digital_workshop": "SC", "smart_factory": "ZG"}
OURS = 0.4  # of the holders, how many take part in the demo
KEEN = 0.12  # how much chance has a say in which of them hold titles
MOST_OF_OURS = 220
ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Holder:
    name: str
    uscc: str
    region: str
    cluster: str
    product: str


def register(seed: int = SEED) -> tuple[TitleRow, ...]:
    """The whole register by date and number; the same seed gives the same one."""
    source = dice(seed, "earlier")
    ours, others = _ours(city(seed), source), _others(seed, source)
    held: dict[tuple[str, str], int] = {}
    rows = []
    for day, counts in GRANTED.items():
        for stage, count in counts.items():
            for place in range(1, count + 1):
                known = source.random() < OURS
                holder = source.choice(ours) if known else next(others)
                nth = held[holder.name, stage] = held.get((holder.name, stage), 0) + 1
                rows.append(_title(holder, stage, day, place, nth))
    return tuple(rows)


def _ours(planned: tuple[Planned, ...], source: Random) -> list[_Holder]:
    """The more mature ones, with some luck."""
    ranked = sorted(planned, key=lambda e: -(e.maturity + source.gauss(0, KEEN)))
    return [
        _Holder(e.name, e.uscc, e.region, e.cluster, e.product)
        for e in ranked[:MOST_OF_OURS]
    ]


def _others(seed: int, source: Random) -> Iterator[_Holder]:
    rows = table("city")
    regions, clusters = rows["regions"], rows["clusters"]
    taken = {planned.trade for planned in city(seed)}
    for trade in trade_names(dice(seed, "others")):
        if trade.en in taken:
            continue
        region = source.choices(regions, [row["enterprises"] for row in regions])[0]
        cluster = source.choices(clusters, [row["enterprises"] for row in clusters])[0]
        line = source.choice(lines(cluster["code"]))
        name = enterprise_name(trade, line, place=None, kind="").zh
        yield _Holder(name, "", region["code"], cluster["code"], line.product)


def _title(holder: _Holder, stage: str, day: date, place: int, nth: int) -> TitleRow:
    what = _workshop(nth) if stage == "digital_workshop" else f"第{_ordinal(nth)}工厂"
    return TitleRow(
        number=f"CQ{INITIALS[stage]}-{day.year}-{place:03d}",
        stage=stage,
        holder=f"{holder.name} {holder.product}{what}",
        uscc=holder.uscc,
        region=holder.region,
        cluster=holder.cluster,
        granted_on=day,
    )


def _workshop(nth: int) -> str:
    return f"生产{_ordinal(nth)}车间"


def _ordinal(nth: int) -> str:
    return ORDINALS[nth - 1]
