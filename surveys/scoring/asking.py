"""Reads the questions of an edition document."""

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from surveys.scoring.reading import DATE_EXAMPLE, Place, unique
from surveys.scoring.scheme import (
    MEASURED,
    PERCENT,
    POINTED,
    Band,
    Bands,
    Kind,
    Linear,
    Option,
    Points,
    Question,
    Row,
    Scoring,
    Threshold,
)
from surveys.scoring.texts import Text

HUNDRED = Fraction(100)
BACKING = "sources vintage confidence note"
COMMON = (
    "help proof proofs required allow_na relevant scoring_note threshold " + BACKING
)
EXTRA = {
    Kind.SINGLE: "options score",
    Kind.MULTIPLE: "options exclusive cap score",
    Kind.NUMBER: "unit decimals min max score",
    Kind.PERCENT: "unit decimals min max score",
    Kind.RATIO: "numerator denominator unit decimals min max score",
    Kind.PAIR: "before after better unit decimals min max score",
    Kind.MATRIX: "options rows score",
    Kind.SCENE: "options score",
    Kind.REQUIREMENT: "score",
    Kind.DATE: "min max",
    Kind.TEXT: "",
    Kind.FILE: "",
}
# The four answers to a requirement are the method's own (GB/T 39117: 1, 0.8, 0.5, 0).
REQUIREMENT_OPTIONS = (
    Option("met", Text("满足", "Fully met"), HUNDRED),
    Option("mostly", Text("基本满足", "Mostly met"), Fraction(80)),
    Option("partly", Text("部分满足", "Partly met"), Fraction(50)),
    Option("not", Text("不满足", "Not met"), Fraction(0)),
)


def read_question(place: Place, section: str, proofs: dict[str, Text]) -> Question:
    """A question without its condition, its sources and its threshold's check, which
    can be read only when all codes are known. Raises SchemeError."""
    kind = Kind(place.at("kind").one_of([kind.value for kind in Kind]))
    place.keys("code kind title", f"{COMMON} {EXTRA[kind]}")
    return Question(
        code=place.at("code").code(),
        kind=kind,
        section=section,
        title=place.at("title").text(),
        help=_text(place, "help"),
        proof=_text(place, "proof"),
        proofs=_proofs(place, proofs),
        required=_flag(place, "required", default=True),
        allow_na=_flag(place, "allow_na", default=False),
        scoring=_scoring(place, kind),
        scoring_note=_text(place, "scoring_note"),
        threshold=_threshold(place),
        **_numeric(place, kind),
        **_chosen(place, kind),
        **_dates(place, kind),
    )


def _text(place: Place, key: str) -> Text | None:
    found = place.get(key)
    return found.text() if found else None


def _flag(place: Place, key: str, *, default: bool) -> bool:
    found = place.get(key)
    return found.flag() if found else default


def _proofs(place: Place, known: dict[str, Text]) -> tuple[str, ...]:
    found = place.get("proofs")
    items = found.items() if found else []
    return tuple(item.reference(known, "kind of proof") for item in items)


def _threshold(place: Place) -> Threshold | None:
    found = place.get("threshold")
    if found is None:
        return None
    found.keys("value", "unit check")
    unit, check = found.get("unit"), found.get("check")
    return Threshold(
        found.at("value").string(),
        unit.unit() if unit else None,
        check.code() if check else None,
    )


def _numeric(place: Place, kind: Kind) -> dict[str, Any]:
    if kind not in MEASURED:
        return {}
    unit, decimals = place.get("unit"), place.get("decimals")
    share = kind in (Kind.PERCENT, Kind.RATIO)
    found: dict[str, Any] = {
        "unit": unit.unit() if unit else PERCENT if kind is Kind.PERCENT else None,
        "decimals": decimals.whole(0, 12) if decimals else None,
        "min": _bound(place, "min", Fraction(0) if share else None),
        "max": _bound(place, "max", HUNDRED if share else None),
    }
    if None not in (found["min"], found["max"]) and found["min"] >= found["max"]:
        raise place.at("max").wrong("not above min", "a max greater than min")
    return found | _parts(place, kind)


def _bound(place: Place, key: str, default: Fraction | None) -> Fraction | None:
    found = place.get(key)
    return found.number() if found else default


def _parts(place: Place, kind: Kind) -> dict[str, Any]:
    if kind is Kind.RATIO:
        return {key: place.at(key).text() for key in ("numerator", "denominator")}
    if kind is not Kind.PAIR:
        return {}
    better = place.get("better")
    return {
        "before": _text(place, "before"),
        "after": _text(place, "after"),
        "better": better.one_of(["higher", "lower"]) if better else "higher",
    }


def _dates(place: Place, kind: Kind) -> dict[str, Any]:
    if kind is not Kind.DATE:
        return {}
    return {
        "earliest": read_date(place.at("min")) if place.has("min") else None,
        "latest": read_date(place.at("max")) if place.has("max") else None,
    }


def read_date(place: Place) -> str:
    """An ISO date that exists."""
    text = place.string()
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise place.wrong("not a date", "an ISO date", f'"{DATE_EXAMPLE}"')


def _chosen(place: Place, kind: Kind) -> dict[str, Any]:
    if kind is Kind.REQUIREMENT:
        return {"options": REQUIREMENT_OPTIONS}
    if kind not in POINTED:
        return {}
    options = read_options(place.at("options"), scored=place.has("score"))
    if kind is Kind.SCENE:
        _ladder(place.at("options"), options)
    return {"options": options, **_exclusive(place), **_rows(place, kind)}


def read_options(place: Place, *, scored: bool) -> tuple[Option, ...]:
    """At least two options with different codes; points exactly where they count."""
    places = place.items(least=2)
    options = tuple(_option(item, scored=scored) for item in places)
    codes = [option.code for option in options]
    unique(zip(codes, places, strict=True), "option")
    return options


def _option(place: Place, *, scored: bool) -> Option:
    place.keys("code title points" if scored else "code title", "help")
    return Option(
        place.at("code").code(),
        place.at("title").text(),
        place.at("points").number(0, 100) if scored else None,
        _text(place, "help"),
    )


def _ladder(place: Place, options: tuple[Option, ...]) -> None:
    if [option.code for option in options] != [str(n) for n in range(len(options))]:
        raise place.wrong("not a ladder", 'the codes "0", "1", "2"… in order')


def _exclusive(place: Place) -> dict[str, Any]:
    found = place.get("exclusive")
    if found is None:
        return {}
    codes = [item.at("code").code() for item in place.at("options").items()]
    return {"exclusive": found.reference(codes, "option")}


def _rows(place: Place, kind: Kind) -> dict[str, Any]:
    if kind is not Kind.MATRIX:
        return {}
    places = place.at("rows").items(least=1)
    rows = tuple(
        Row(row.keys("code title").at("code").code(), row.at("title").text())
        for row in places
    )
    unique(((row.code, at) for row, at in zip(rows, places, strict=True)), "row")
    return {"rows": rows}


def _scoring(place: Place, kind: Kind) -> Scoring | None:
    found = place.get("score")
    if found is None:
        return None
    allowed = ["linear", "bands"] if kind in MEASURED else ["points"]
    rule = found.at("kind").one_of(allowed)
    if rule == "linear":
        return _linear(found)
    return _bands(found) if rule == "bands" else _points(place)


def _points(place: Place) -> Points:
    place.at("score").keys("kind", "note")
    cap = place.get("cap")
    if cap and cap.number(0, 100) == 0:
        raise cap.wrong("not positive", "a number above 0", '"100"')
    return Points(cap.number() if cap else HUNDRED)


def _linear(place: Place) -> Linear:
    place.keys("kind lo hi", "note")
    lo, hi = place.at("lo").number(), place.at("hi").number()
    if lo == hi:
        raise place.at("hi").wrong("the same as lo", "two different goalposts")
    return Linear(lo, hi)


def _bands(place: Place) -> Bands:
    place.keys("kind bands", "note")
    places = place.at("bands").items(least=2)
    bands = [_band(item) for item in places[:-1]]
    for (first, second), at in zip(_pairs(bands), places[1:], strict=False):
        if first >= second:
            raise at.at("below").wrong("not above the band before", "ascending bands")
    last = places[-1].keys("points").at("points").number(0, 100)
    return Bands((*bands, Band(None, last)))


def _pairs(bands: list[Band]) -> list[tuple[Fraction, Fraction]]:
    return list(pairwise(band.below for band in bands if band.below is not None))


def _band(place: Place) -> Band:
    place.keys("below points")
    return Band(place.at("below").number(), place.at("points").number(0, 100))
