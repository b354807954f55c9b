"""Reads the questions of an edition document."""

from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from surveys.scoring.pointing import HUNDRED, Range, read_scoring
from surveys.scoring.reading import DATE_EXAMPLE, Place, coded, unique
from surveys.scoring.scheme import (
    MEASURED,
    PERCENT,
    POINTED,
    Kind,
    Option,
    Question,
    Row,
    Scoring,
    Threshold,
)
from surveys.scoring.sourcing import BACKING
from surveys.scoring.texts import NO_TEXT, Text

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
    soft = place.soft
    none: dict[str, Any] = {}
    numeric = soft(partial(_numeric, kind=kind), none)
    return Question(
        code=place.at("code").code(),
        kind=kind,
        section=section,
        title=soft(lambda at: at.at("title").text(), NO_TEXT),
        help=soft(partial(_text, key="help"), None),
        proof=soft(partial(_text, key="proof"), None),
        proofs=soft(partial(_proofs, known=proofs), ()),
        required=soft(partial(_flag, key="required", default=True), default=True),
        allow_na=soft(partial(_flag, key="allow_na", default=False), default=False),
        scoring=soft(partial(_scoring, kind=kind, numeric=numeric), None),
        scoring_note=soft(partial(_text, key="scoring_note"), None),
        threshold=soft(_threshold, None),
        **numeric,
        **soft(partial(_chosen, kind=kind), none),
        **soft(partial(_dates, kind=kind), none),
    )


def _scoring(place: Place, kind: Kind, numeric: dict[str, Any]) -> Scoring | None:
    return read_scoring(place, kind, Range(numeric.get("min"), numeric.get("max")))


def _text(place: Place, key: str) -> Text | None:
    found = place.get(key)
    return found.text() if found else None


def _flag(place: Place, key: str, *, default: bool) -> bool:
    found = place.get(key)
    return found.flag() if found else default


def _proofs(place: Place, known: dict[str, Text]) -> tuple[str, ...]:
    found = place.get("proofs")
    if found is None:
        return ()
    return tuple(found.each(lambda at: at.reference(known, "kind of proof")))


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
    options = place.each(partial(_option, scored=scored), least=2)
    unique(coded(place), "option")
    return tuple(options)


def _option(place: Place, *, scored: bool) -> Option:
    place.keys("code title points" if scored else "code title", "help")
    return Option(
        place.at("code").code(),
        place.at("title").text(),
        place.at("points").number(0, 100) if scored else None,
        _text(place, "help"),
    )


def _ladder(place: Place, options: tuple[Option, ...]) -> None:
    codes = [option.code for option in options]
    if codes != [str(n) for n in range(len(place.items()))]:
        raise place.wrong("not a ladder", 'the codes "0", "1", "2"… in order')


def _exclusive(place: Place) -> dict[str, Any]:
    found = place.get("exclusive")
    if found is None:
        return {}
    codes = [code for code, _ in coded(place.at("options"))]
    return {"exclusive": found.reference(codes, "option")}


def _rows(place: Place, kind: Kind) -> dict[str, Any]:
    if kind is not Kind.MATRIX:
        return {}
    rows = place.at("rows").each(_row, least=1)
    unique(coded(place.at("rows")), "row")
    return {"rows": tuple(rows)}


def _row(place: Place) -> Row:
    place.keys("code title")
    return Row(place.at("code").code(), place.at("title").text())
