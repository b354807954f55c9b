"""Reads external facts, checks and levels: what is demanded, and by whom it is met."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from surveys.scoring.asking import read_options
from surveys.scoring.comparing import Scope
from surveys.scoring.conditions import Condition
from surveys.scoring.reading import Place, Read, coded, unique
from surveys.scoring.requiring import CHECKING, LEVELLING, read_condition
from surveys.scoring.scheme import Check, External, Level, Owner, Source
from surveys.scoring.sourcing import BACKING, read_backing

CLASSES = ("gate", "criterion", "outcome")
EFFECTS = ("veto", "cap", "floor", "prerequisite", "coverage", "external")
OWNERS = tuple(owner.value for owner in Owner)


def _listed(top: Place, key: str, read: Callable[[Place], Read]) -> list[Read]:
    found = top.get(key)
    if found is None:
        return []
    result = found.each(read)
    unique(coded(found), "code")
    return result


def read_externals(top: Place) -> dict[str, External]:
    externals = _listed(top, "externals", _external)
    return {external.code: external for external in externals}


def _external(place: Place) -> External:
    place.keys("code title options", "help")
    help_text = place.get("help")
    options = read_options(place.at("options"), scored=False)
    return External(
        place.at("code").code(),
        place.at("title").text(),
        help_text.text() if help_text else None,
        options,
    )


def read_checks(
    top: Place, scope: Scope, sources: Mapping[str, Source]
) -> tuple[Check, ...]:
    within = replace(scope, forms=CHECKING)
    return tuple(_listed(top, "checks", partial(_check, scope=within, sources=sources)))


def _check(place: Place, scope: Scope, sources: Mapping[str, Source]) -> Check:
    place.keys("code class owner title test", f"effect blocking {BACKING}")
    effect, blocking = place.get("effect"), place.get("blocking")
    test = read_condition(place.at("test"), scope)
    owner = Owner(place.at("owner").one_of(OWNERS))
    if owner is Owner.ENTERPRISE and any(t.source == "external" for t in test.tests()):
        raise place.at("owner").wrong("an external fact is an official's", '"official"')
    return Check(
        code=place.at("code").code(),
        kind=place.at("class").one_of(CLASSES),
        effect=effect.one_of(EFFECTS) if effect else "veto",
        owner=owner,
        blocking=blocking.flag() if blocking else True,
        title=place.at("title").text(),
        test=test,
        backing=read_backing(place, sources),
    )


def read_levels(
    top: Place, scope: Scope, checks: tuple[Check, ...], sources: Mapping[str, Source]
) -> tuple[Level, ...]:
    titles = {check.code: check.title for check in checks}
    within = replace(scope, forms=LEVELLING, checks=titles)
    levels = _listed(top, "levels", partial(_level, scope=within, sources=sources))
    found = top.get("levels")
    at = dict(coded(found)) if found else {}
    unique(((str(level.order), at[level.code]) for level in levels), "order")
    if not top.faults.found:
        _each_where_it_counts(top, checks, levels)
    return tuple(sorted(levels, key=lambda level: level.order))


def _level(place: Place, scope: Scope, sources: Mapping[str, Source]) -> Level:
    place.keys("code title order needs", BACKING)
    return Level(
        place.at("code").code(),
        place.at("title").text(),
        place.at("order").whole(0, 1000),
        read_condition(place.at("needs"), scope),
        read_backing(place, sources),
    )


def _each_where_it_counts(
    top: Place, checks: tuple[Check, ...], levels: list[Level]
) -> None:
    """A check blocks by being needed by a level, and only then."""
    needed = {code for level in levels for code in _needed(level.needs)}
    places = dict(coded(top.at("checks"))) if top.has("checks") else {}
    for check in checks:
        if check.blocking == (check.code in needed):
            continue
        idle = ("it blocks, but no level needs it", '"blocking": false, or a level')
        lax = ("a level needs it, but it does not block", '"blocking": true')
        fault = places[check.code].wrong(*(idle if check.blocking else lax))
        top.faults.found.append(fault)


def _needed(needs: Condition) -> set[str]:
    return {test.code for test in needs.tests() if test.source == "check"}
