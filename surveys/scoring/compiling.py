"""Compiles an edition document into a scheme, and refuses one that is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from surveys.scoring.asking import BACKING, read_options, read_question
from surveys.scoring.comparing import Scope
from surveys.scoring.conditions import Condition
from surveys.scoring.growing import read_tree
from surveys.scoring.reading import Place, unique
from surveys.scoring.requiring import (
    CHECKING,
    LEVELLING,
    read_condition,
)
from surveys.scoring.scheme import (
    Backing,
    Check,
    External,
    Level,
    Option,
    Owner,
    Question,
    Scheme,
    Section,
    Source,
)
from surveys.scoring.texts import Text

FORMAT = "dengta.edition/1"
REQUIRED = (
    "format questionnaire edition unit title unanswered applicable_floor sections root"
)
OPTIONAL = "stage intro minutes decimals sources proofs externals checks levels"
UNITS = ("workshop", "factory", "enterprise")
CLASSES = ("gate", "criterion", "outcome")
EFFECTS = ("veto", "cap", "floor", "prerequisite", "coverage", "external")
CONFIDENCES = ("high", "medium", "low")
OWNERS = tuple(owner.value for owner in Owner)


def compile_scheme(document: object) -> Scheme:
    """The scheme of an edition document (parsed JSON, format "dengta.edition/1").

    Raises SchemeError at the first place that breaks the format, names something
    that does not exist, or makes conditions go in a circle.
    """
    top = Place(document).keys(REQUIRED, OPTIONAL)
    top.at("format").one_of([FORMAT])
    sources, proofs = _sources(top), _proofs(top)
    sections = _sections(top, proofs)
    bare = {q.code: q for section in sections for q in section.questions}
    questions = _finished(top, bare, sources)
    root, nodes = read_tree(top.at("root"), questions, sources)
    externals = _externals(top)
    scope = Scope(bare, externals, {code: n.title for code, n in nodes.items()})
    checks = _checks(top, scope, sources)
    _threshold_checks(top, questions, {check.code for check in checks})
    return Scheme(
        **_head(top),
        sources=sources,
        proofs=proofs,
        sections=tuple(_refilled(section, questions) for section in sections),
        questions=questions,
        order=_ordered(top, questions),
        root=root,
        nodes=nodes,
        externals=externals,
        checks=checks,
        levels=_levels(top, scope, checks, sources),
    )


def _head(top: Place) -> dict[str, Any]:
    stage, intro = top.get("stage"), top.get("intro")
    minutes, decimals = top.get("minutes"), top.get("decimals")
    return {
        "questionnaire": top.at("questionnaire").code(),
        "edition": top.at("edition").code(),
        "stage": stage.code() if stage else None,
        "unit": top.at("unit").one_of(UNITS),
        "title": top.at("title").text(),
        "intro": intro.text() if intro else None,
        "minutes": minutes.whole(1, 10_000) if minutes else None,
        "decimals": decimals.whole(0, 12) if decimals else 1,
        "unanswered": top.at("unanswered").one_of(("zero", "block")),
        "floor": top.at("applicable_floor").number(0, 1),
    }


# --- sources and what stands behind a figure


def _sources(top: Place) -> dict[str, Source]:
    found = top.get("sources")
    return {code: _source(code, at) for code, at in found.fields()} if found else {}


def _source(code: str, place: Place) -> Source:
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
    return {code: at.text() for code, at in found.fields()} if found else {}


def _backing(place: Place, sources: Mapping[str, Source]) -> Backing:
    named, vintage = place.get("sources"), place.get("vintage")
    confidence, note = place.get("confidence"), place.get("note")
    items = named.items() if named else []
    return Backing(
        tuple(sources[item.reference(sources, "source")] for item in items),
        vintage.string() if vintage else None,
        confidence.one_of(CONFIDENCES) if confidence else None,
        note.text() if note else None,
    )


# --- questions


def _sections(top: Place, proofs: dict[str, Text]) -> tuple[Section, ...]:
    places = top.at("sections").items(least=1)
    sections = tuple(_section(place, proofs) for place in places)
    codes = (section.code for section in sections)
    unique(zip(codes, places, strict=True), "section")
    unique(((at.at("code").code(), at) for at in _asked(top)), "question")
    return sections


def _section(place: Place, proofs: dict[str, Text]) -> Section:
    place.keys("code title questions", "intro")
    code, intro = place.at("code").code(), place.get("intro")
    asked = place.at("questions").items(least=1)
    questions = tuple(read_question(item, code, proofs) for item in asked)
    title = place.at("title").text()
    return Section(code, title, intro.text() if intro else None, questions)


def _asked(top: Place) -> Iterable[Place]:
    for section in top.at("sections").items():
        yield from section.at("questions").items()


def _finished(
    top: Place, bare: Mapping[str, Question], sources: Mapping[str, Source]
) -> dict[str, Question]:
    """The questions with what can be read only when all of them are known."""
    finished, scope = {}, Scope(bare)
    for place in _asked(top):
        question, relevant = bare[place.at("code").code()], place.get("relevant")
        finished[question.code] = replace(
            question,
            relevant=read_condition(relevant, scope) if relevant else None,
            backing=_backing(place, sources),
        )
    return finished


def _refilled(section: Section, questions: Mapping[str, Question]) -> Section:
    return replace(
        section, questions=tuple(questions[q.code] for q in section.questions)
    )


def _ordered(top: Place, questions: Mapping[str, Question]) -> tuple[Question, ...]:
    """Each question after those its condition looks at."""
    places = {place.at("code").code(): place for place in _asked(top)}
    done: dict[str, Question] = {}
    while len(done) < len(questions):
        ready = [q for q in questions.values() if q.code not in done]
        ready = [q for q in ready if _looked_at(q) <= done.keys()]
        if not ready:
            raise _circle(questions, done, places)
        done.update((question.code, question) for question in ready)
    return tuple(done.values())


def _looked_at(question: Question) -> set[str]:
    tests = question.relevant.tests() if question.relevant else ()
    named = {test.code for test in tests if test.source in ("answer", "months")}
    return {code for name in named for code in name.split("/")}


def _circle(
    questions: Mapping[str, Question],
    done: Mapping[str, Question],
    places: Mapping[str, Place],
) -> Exception:
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
    for place in _asked(top):
        threshold = questions[place.at("code").code()].threshold
        if threshold and threshold.check is not None:
            place.at("threshold").at("check").reference(checks, "check")


# --- external facts, checks, levels


def _listed(top: Place, key: str) -> list[Place]:
    found = top.get(key)
    places = found.items() if found else []
    unique(((place.at("code").code(), place) for place in places), "code")
    return places


def _externals(top: Place) -> dict[str, External]:
    externals = [_external(place) for place in _listed(top, "externals")]
    return {external.code: external for external in externals}


def _external(place: Place) -> External:
    place.keys("code title options", "help")
    help_text = place.get("help")
    options: tuple[Option, ...] = read_options(place.at("options"), scored=False)
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
    return tuple(_check(place, within, sources) for place in _listed(top, "checks"))


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
    places = _listed(top, "levels")
    levels = [_level(place, within, sources) for place in places]
    unique(((str(lv.order), p) for lv, p in zip(levels, places, strict=True)), "order")
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
    for check, place in zip(checks, _listed(top, "checks"), strict=True):
        if check.blocking and check.code not in needed:
            raise place.wrong(
                "it blocks, but no level needs it", '"blocking": false, or a level'
            )
        if not check.blocking and check.code in needed:
            raise place.wrong(
                "a level needs it, but it does not block", '"blocking": true'
            )


def _needed(needs: Condition) -> set[str]:
    return {test.code for test in needs.tests() if test.source == "check"}
