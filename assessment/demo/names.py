"""Names for the demo: enterprises, workshops and people, all of them made up."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from assessment.demo.materials import table


@dataclass(frozen=True, slots=True)
class Name:
    """A name in Chinese and in English (or pinyin)."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of business of a cluster: what the firm is called after, what it makes,
    by which process, and whether that is a whole machine."""

    zh: str
    en: str
    product: str
    shop: str
    industry: str
    whole: bool


ENDINGS = {
    "large": Name("股份有限公司", "Corporation"),
    "leader": Name("集团有限公司", "Group Co., Ltd."),
    "": Name("有限公司", "Co., Ltd."),
}


def lines(cluster: str) -> tuple[Line, ...]:
    """What enterprises of a cluster make."""
    return tuple(Line(**row) for row in table("lines")[cluster])


def trade_names(dice: Random) -> Iterator[Name]:
    """Two-syllable trade names in a random order, no two alike; some 1,600."""
    syllables = table("names")
    pairs = [
        (first, second)
        for first in syllables["first"]
        for second in syllables["second"]
    ]
    pinyin = syllables["first"] | syllables["second"]
    # The rarer order comes when the usual one is used up.
    usual = dice.sample(pairs, len(pairs))
    for one, two in (*usual, *((two, one) for one, two in usual)):
        yield Name(one + two, (pinyin[one] + pinyin[two]).capitalize())


def enterprise_name(trade: Name, line: Line, *, place: Name | None, kind: str) -> Name:
    """Like 重庆澜衡汽车部件有限公司; `kind` is "large", "leader" or empty."""
    ending = ENDINGS[kind]
    zh = f"重庆{place.zh if place else ''}{trade.zh}{line.zh}{ending.zh}"
    where = f"Chongqing {place.en} " if place else "Chongqing "
    return Name(zh, f"{where}{trade.en} {line.en} {ending.en}")


def workshop_names(line: Line) -> tuple[str, str]:
    """The main workshop of a line of business, and the second one."""
    return f"{line.product}{line.shop}车间", f"{line.product}包装检测车间"


def factory_name(line: Line) -> str:
    """The factory that makes the product."""
    return f"{line.product}工厂"


def person(dice: Random) -> Name:
    """A family name and a given name; in pinyin the given name comes first."""
    parts = table("names")
    family = dice.choice(list(parts["surnames"]))
    given = dice.choice(list(parts["given"]))
    pinyin = f"{parts['given'][given]} {parts['surnames'][family]}"
    return Name(family + given, pinyin)
