"""Compiles an edition document into a scheme, and refuses one that is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from surveys.scoring.asking import BACKING, NO_TEXT, read_options, read_question
from surveys.scoring.comparing import Scope
from surveys.scoring.conditions import Condition
from surveys.scoring.growing import Trees, read_trees
from surveys.scoring.reading import Faults, Place, Read, SchemeError, coded, unique
from surveys.scoring.requiring import (
    CHECKING,
    LEVELLING,
    read_condition,
)
from surveys.scoring.scheme import (
    Backing,
    Check,
    Concordance,
    External,
    Level,
    Node,
    Owner,
    Question,
    Renamed,
    Scheme,
    Section,
    Source,
)
from surveys.scoring.texts import Text

FORMAT = "dengta.edition/1"
REQUIRED = (
    "format questionnaire edition unit title unanswered applicable_floor sections root"
)
OPTIONAL = (
    "stage intro minutes decimals sources proofs externals checks levels indices"
    " profile concordance priorities"
)
UNITS = ("workshop", "factory", "enterprise")
CLASSES = ("gate", "criterion", "outcome")
EFFECTS = ("veto", "cap", "floor", "prerequisite", "coverage", "external")
CONFIDENCES = ("high", "medium", "low")
OWNERS = tuple(owner.value for owner in Owner)
ON_ANSWERS = ("answer", "months", "count")


def compile_scheme(document: object) -> Scheme:
    """The scheme of an edition document (parsed JSON, format "dengta.edition/1").

    Raises SchemeError where the document breaks the format, names something that does
    not exist, or makes conditions go in a circle; its `faults` are all that were found.
    """
    faults = Faults()
    scheme = Place(document, faults=faults).soft(_compiled, None)
    faults.check()
    assert scheme is not None  # without a fault there is one
    return scheme


def _compiled(top: Place) -> Scheme | None:
    top.keys(REQUIRED, OPTIONAL).at("format").one_of([FORMAT])
    sources, proofs = _sources(top), _proofs(top)
    sections = _sections(top, proofs)
    bare = {q.code: q for section in sections for q in section.questions}
    questions = _finished(top, bare, sources)
    trees = read_trees(top, questions, sources)
    externals = _externals(top)
    titles = {code: node.title for code, node in trees.nodes.items()}
    scope = Scope(bare, externals, titles)
    checks = _checks(top, scope, sources)
    _threshold_checks(top, questions, {check.code for check in checks})
    return Scheme(
        **_head(top),
        sources=sources,
        proofs=proofs,
        sections=tuple(_refilled(section, questions) for section in sections),
        questions=questions,
        order=_ordered(top, questions),
        root=trees.root,
        indices=trees.indices,
        profile=_profile(top, trees),
        nodes=trees.nodes,
        externals=externals,
        checks=checks,
        levels=_levels(top, scope, checks, sources),
        concordance=_concordance(top, questions),
    )


def _head(top: Place) -> dict[str, Any]:
    stage, intro = top.get("stage"), top.get("intro")
    minutes, decimals = top.get("minutes"), top.get("decimals")
    return {
        "questionnaire": top.at("questionnaire").soft(Place.code, ""),
        "edition": top.at("edition").soft(Place.code, ""),
        "stage": stage.soft(Place.code, "") if stage else None,
        "unit": top.at("unit").soft(lambda at: at.one_of(UNITS), ""),
        "title": top.at("title").soft(Place.text, NO_TEXT),
        "intro": intro.soft(Place.text, NO_TEXT) if intro else None,
        "minutes": minutes.soft(lambda at: at.whole(1, 10_000), 1) if minutes else None,
        "decimals": decimals.soft(lambda at: at.whole(0, 12), 1) if decimals else 1,
        "unanswered": top.at("unanswered").soft(
            lambda at: at.one_of(("zero", "block")), ""
        ),
        "floor": top.at("applicable_floor").soft(
            lambda at: at.number(0, 1), Fraction(0)
        ),
    }


# --- sources and what stands behind a figure


def _sources(top: Place) -> dict[str, Source]:
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


def _proofs(top: Place) -> dict[str, Text]:
    found = top.get("proofs")
    fields = found.fields() if found else []
    return {code: at.soft(Place.text, NO_TEXT) for code, at in fields}


def _backing(place: Place, sources: Mapping[str, Source]) -> Backing:
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


# --- questions


def _sections(top: Place, proofs: dict[str, Text]) -> tuple[Section, ...]:
    place = top.at("sections")
    sections = place.each(partial(_section, proofs=proofs), least=1)
    unique(coded(place), "section")
    unique(_asked(top), "question")
    return tuple(sections)


def _section(place: Place, proofs: dict[str, Text]) -> Section:
    place.keys("code title questions", "intro")
    code, intro = place.at("code").code(), place.get("intro")
    read = partial(read_question, section=code, proofs=proofs)
    return Section(
        code,
        place.at("title").soft(Place.text, NO_TEXT),
        intro.soft(Place.text, NO_TEXT) if intro else None,
        tuple(place.at("questions").each(read, least=1)),
    )


def _asked(top: Place) -> Iterator[tuple[str, Place]]:
    """The questions of all sections that have a code, with it."""
    for section in top.at("sections").items():
        asked = section.get("questions") if section.is_object() else None
        if asked is not None and isinstance(asked.value, list):
            yield from coded(asked)


def _finished(
    top: Place, bare: Mapping[str, Question], sources: Mapping[str, Source]
) -> dict[str, Question]:
    """The questions with what can be read only when all of them are known."""
    finished, read = dict(bare), partial(read_condition, scope=Scope(bare))
    for code, place in _asked(top):
        relevant = place.get("relevant")
        if code in bare:
            finished[code] = replace(
                bare[code],
                relevant=relevant.soft(read, None) if relevant else None,
                backing=_backing(place, sources),
            )
    return finished


def _refilled(section: Section, questions: Mapping[str, Question]) -> Section:
    asked = tuple(questions[question.code] for question in section.questions)
    return replace(section, questions=asked)


def _ordered(top: Place, questions: Mapping[str, Question]) -> tuple[Question, ...]:
    """Each question after those its condition looks at."""
    places = dict(_asked(top))
    done: dict[str, Question] = {}
    while len(done) < len(questions):
        ready = [q for q in questions.values() if q.code not in done]
        ready = [q for q in ready if _looked_at(q) <= done.keys()]
        if not ready:
            top.faults.found.append(_circle(questions, done, places))
            break
        done.update((question.code, question) for question in ready)
    return tuple(done.values())


def _looked_at(question: Question) -> set[str]:
    tests = question.relevant.tests() if question.relevant else ()
    named = {test.code for test in tests if test.source in ON_ANSWERS}
    return {code for name in named for code in name.split("/")}


def _circle(
    questions: Mapping[str, Question],
    done: Mapping[str, Question],
    places: Mapping[str, Place],
) -> SchemeError:
    left = {code: q for code, q in questions.items() if code not in done}
    walk = [next(iter(left))]
    while walk[-1] not in walk[:-1]:
        walk.append(min(_looked_at(left[walk[-1]]) & left.keys()))
    circle = walk[walk.index(walk[-1]) :]
    place = places[circle[0]].at("relevant")
    return place.wrong("conditions in a circle: " + " → ".join(circle))


def _threshold_checks(
    top: Place, questions: Mapping[str, Question], checks: set[str]
) -> None:
    for code, place in _asked(top):
        threshold = questions[code].threshold if code in questions else None
        if threshold and threshold.check is not None:
            known = partial(Place.reference, known=checks, what="check")
            place.at("threshold").at("check").soft(known, "")


# --- external facts, checks, levels


def _listed(top: Place, key: str, read: Callable[[Place], Read]) -> list[Read]:
    found = top.get(key)
    if found is None:
        return []
    result = found.each(read)
    unique(coded(found), "code")
    return result


def _externals(top: Place) -> dict[str, External]:
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


def _checks(
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
        backing=_backing(place, sources),
    )


def _levels(
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
        _backing(place, sources),
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


# --- what is compared, and what codes were before


def _profile(top: Place, trees: Trees) -> tuple[Node, ...]:
    found = top.get("profile")
    if found is None:
        below = (child.item for child in trees.root.children)
        return tuple(item for item in below if isinstance(item, Node))
    codes = found.each(lambda at: at.reference(trees.nodes, "node"), least=1)
    return tuple(trees.nodes[code] for code in dict.fromkeys(codes))


def _concordance(top: Place, questions: Mapping[str, Question]) -> Concordance | None:
    found = top.get("concordance")
    if found is None:
        return None
    found.keys("edition codes")
    read = partial(_renamed, questions=questions)
    codes = {renamed.old: renamed for renamed in found.at("codes").each(read)}
    return Concordance(found.at("edition").code(), codes)


def _renamed(place: Place, questions: Mapping[str, Question]) -> Renamed:
    place.keys("old", "new options note")
    new, note, options = place.get("new"), place.get("note"), place.get("options")
    return Renamed(
        place.at("old").code(),
        new.reference(questions, "question") if new else None,
        {old: at.code() for old, at in options.fields()} if options else {},
        note.text() if note else None,
    )
