"""Reads the condition that counts how many questions reach a level."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from surveys.scoring.comparing import ORDERED, Scope
from surveys.scoring.conditions import Situation, Test, Truth
from surveys.scoring.exact import decimal_text
from surveys.scoring.measuring import chosen, rank
from surveys.scoring.reading import Place
from surveys.scoring.scheme import MEASURED, Kind, Question
from surveys.scoring.texts import Text

COUNTABLE = MEASURED | {Kind.SCENE, Kind.REQUIREMENT, Kind.SINGLE}
UNANSWERED = "unanswered"


class Count(NamedTuple):
    """How many are known to reach it, and how many may do so once answered."""

    sure: int
    perhaps: int


def on_count(place: Place, scope: Scope) -> Test:
    """Compares how many of some questions reach a level: that of a scene, the points
    of a requirement or single choice, the measure of a number.

    Three-valued: unanswered questions may still reach it; hidden ones and those that
    do not apply never do.
    """
    place.keys("count reaching op value", "title")
    asked = place.at("count").each(partial(_question, scope=scope), least=1)
    reaching, title = place.at("reaching").number(), place.get("title")
    op = place.at("op").one_of(ORDERED)
    wanted = place.at("value").whole_text(0, 10_000)

    def got(situation: Situation) -> Count:
        return _counted(asked, reaching, situation)

    return Test(
        "count",
        "/".join(question.code for question in asked),
        title.text() if title else _title(asked, reaching),
        op,
        str(wanted),
        got,
        partial(_compare, ORDERED[op], wanted),
        lambda situation: str(got(situation).sure),
        edge=decimal_text(reaching),
    )


def _question(place: Place, scope: Scope) -> Question:
    code = place.reference(scope.questions, "question")
    question = scope.questions[code]
    if question.kind not in COUNTABLE:
        raise place.wrong("cannot be counted", "a scene, requirement, choice or number")
    return question


def _title(asked: list[Question], reaching: Fraction) -> Text:
    level = f"{float(reaching):g}"
    return Text(
        f"{len(asked)}项中达到{level}的项数",
        f"How many of {len(asked)} items reach {level}",
    )


def _counted(asked: list[Question], reaching: Fraction, situation: Situation) -> Count:
    reached = [q for q in asked if _reaches(q, reaching, situation)]
    left = [q for q in asked if situation.states.get(q.code) == UNANSWERED]
    return Count(len(reached), len(left))


def _reaches(question: Question, reaching: Fraction, situation: Situation) -> bool:
    value = situation.values.get(question.code)
    if value is None:
        return False
    if question.kind in MEASURED:
        measure = situation.measures.get(question.code)
        return measure is not None and measure >= reaching
    if question.kind is Kind.SINGLE:
        (option,) = chosen(question, value)
        return option.points is not None and option.points >= reaching
    return rank(question, value) >= reaching


def _compare(test: Callable[[int, int], bool], wanted: int, count: Count) -> Truth:
    """True or false once no answer that is missing can change it."""
    least, most = test(count.sure, wanted), test(count.sure + count.perhaps, wanted)
    return least if least == most else None
