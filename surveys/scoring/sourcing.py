"""Reads where figures are from: sources, kinds of proof, what backs a figure."""

from collections.abc import Mapping
from functools import partial

from surveys.scoring.reading import Place
from surveys.scoring.scheme import Backing, Source
from surveys.scoring.texts import NO_TEXT, Text

BACKING = "sources vintage confidence note"
CONFIDENCES = ("high", "medium", "low")


def read_sources(top: Place) -> dict[str, Source]:
    found = top.get("sources")
    sources: dict[str, Source] = {}
    for code, at in found.fields() if found else ():
        source = at.soft(partial(_source, code), None)
        if source is None:
            top.faults.lost.add(code)
        else:
            sources[code] = source
    return sources


def _source(code: str, place: Place) -> Source | None:
    place.keys("title official", "year")
    year = place.get("year")
    return Source(
        code,
        place.at("title").text(),
        year.string() if year else None,
        place.at("official").flag(),
    )


def read_proofs(top: Place) -> dict[str, Text]:
    found = top.get("proofs")
    fields = found.fields() if found else []
    return {code: at.soft(Place.text, NO_TEXT) for code, at in fields}


def read_backing(place: Place, sources: Mapping[str, Source]) -> Backing:
    named, vintage = place.get("sources"), place.get("vintage")
    confidence, note = place.get("confidence"), place.get("note")
    codes = named.each(lambda at: at.reference(sources, "source")) if named else []
    return Backing(
        tuple(sources[code] for code in codes),
        vintage.soft(Place.string, "") if vintage else None,
        confidence.soft(_confidence, "") if confidence else None,
        note.soft(Place.text, NO_TEXT) if note else None,
    )


def _confidence(place: Place) -> str:
    return place.one_of(CONFIDENCES)
