"""Compiles an edition document into a scheme, and refuses one that is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from surveys.scoring.asking import read_question
from surveys.scoring.comparing import Scope
from surveys.scoring.growing import Trees, read_trees
from surveys.scoring.judging import read_checks, read_externals, read_levels
from surveys.scoring.prioritising import Priorities, read_priorities
from surveys.scoring.reading import Faults, Place, SchemeError, coded, unique
from surveys.scoring.requiring import read_condition
from surveys.scoring.scheme import (
    Concordance,
    Node,
    Question,
    Renamed,
    Scheme,
    Section,
    Source,
)
from surveys.scoring.sourcing import read_backing, read_proofs, read_sources
from surveys.scoring.texts import NO_TEXT, Text

FORMAT = "dengta.edition/1"
REQUIRED = (
    "format questionnaire edition unit title unanswered applicable_floor sections root"
)
OPTIONAL = (
    "stage intro minutes decimals sources proofs externals checks levels indices"
    " profile concordance priorities"
)
UNITS = ("workshop", "factory", "enterprise")
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
    sources, proofs = read_sources(top), read_proofs(top)
    sections = _sections(top, proofs)
    bare = {q.code: q for section in sections for q in section.questions}
    questions = _finished(top, bare, sources)
    trees = read_trees(top, questions, sources)
    profile = _profile(top, trees)
    externals = read_externals(top)
    titles = {code: node.title for code, node in trees.nodes.items()}
    scope = Scope(bare, externals, titles)
    checks = read_checks(top, scope, sources)
    _check_thresholds(top, questions, {check.code for check in checks})
    return Scheme(
        **_head(top),
        sources=sources,
        proofs=proofs,
        sections=tuple(_refilled(section, questions) for section in sections),
        questions=questions,
        order=_ordered(top, questions),
        root=trees.root,
        indices=trees.indices,
        profile=profile,
        nodes=trees.nodes,
        externals=externals,
        checks=checks,
        levels=read_levels(top, scope, checks, sources),
        concordance=_concordance(top, questions),
        priorities=_priorities(top, profile),
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
                backing=read_backing(place, sources),
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


def _check_thresholds(
    top: Place, questions: Mapping[str, Question], checks: set[str]
) -> None:
    for code, place in _asked(top):
        threshold = questions[code].threshold if code in questions else None
        if threshold and threshold.check is not None:
            known = partial(Place.reference, known=checks, what="check")
            place.at("threshold").at("check").soft(known, "")


# --- what is compared, and what codes were before


def _profile(top: Place, trees: Trees) -> tuple[Node, ...]:
    found = top.get("profile")
    if found is None:
        below = (child.item for child in trees.root.children)
        return tuple(item for item in below if isinstance(item, Node))
    codes = found.each(lambda at: at.reference(trees.nodes, "node"), least=1)
    return tuple(trees.nodes[code] for code in dict.fromkeys(codes))


def _priorities(top: Place, profile: tuple[Node, ...]) -> Priorities | None:
    found = top.get("priorities")
    codes = [node.code for node in profile]
    return found.soft(partial(read_priorities, profile=codes), None) if found else None


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
