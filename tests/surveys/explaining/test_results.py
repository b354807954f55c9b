"""There is a sentence for every message of the engine."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.utils.translation import override

from surveys.explaining.results import (
    SENTENCES,
    check_words,
    level_words,
    node_words,
    seen_words,
    told,
)
from surveys.scoring import (
    MESSAGE_IDS,
    Answer,
    Evaluation,
    Lane,
    LevelResult,
    NodeResult,
    Seen,
    State,
    Text,
    compile_scheme,
    evaluate,
)
from tests.small_edition import document

VARIANTS = {"question.bands.lowest", "question.bands.highest", "question.bands.only"}
PARAMS: dict[str, Any] = {
    "score": Fraction(200, 3),
    "measure": Fraction(45),
    "lo": Fraction(0),
    "hi": Fraction(60),
    "from": Fraction(30),
    "below": Fraction(60),
    "to": Fraction(60),
    "from_included": False,
    "to_included": True,
    "target": Fraction(95),
    "reach": Fraction(20),
    "p": Fraction(-1),
    "reaches": Fraction(80),
    "own": Fraction(50),
    "value": Fraction(3),
    "levels": 2,
    "parts": 5,
    "answered": Fraction(1, 2),
    "threshold": Fraction(3, 5),
    "unit": Text("%", "%"),
    "options": (Text("甲", "One"), Text("乙", "Two")),
    "applicable": Fraction(4, 5),
    "floor": Fraction(3, 5),
    "title": Text("标题", "Title"),
    "level": Text("低一级", "Lower level"),
    "checks": ("A", "B"),
    "open": 2,
    "found": 0,
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def params(message: str, **more: Any) -> dict[str, Any]:
    return {name: PARAMS[name] for name in MESSAGE_IDS[message]} | more


def node(message: str, **more: Any) -> NodeResult:
    given = params(message, **more)
    empty: tuple[NodeResult, ...] = ()
    title, one = Text("标题", "Title"), Fraction(1)
    return NodeResult(
        "x",
        "node",
        title,
        None,
        one,
        one,
        None,
        State.ANSWERED,
        None,
        empty,
        message,
        given,
    )


def seen(source: str = "answer", **more: Any) -> Seen:
    given = {
        "code": "share",
        "title": Text("占比", "Share"),
        "actual": "58.333333333333",
        "op": ">=",
        "wanted": "60",
        "unit": Text("%", "%"),
        "labels": {},
        "met": False,
    } | more
    return Seen(source=source, **given)


def small(answers: dict[str, Any], facts: dict[str, Any], lane: Lane) -> Evaluation:
    given = {code: Answer(value) for code, value in answers.items()}
    return evaluate(compile_scheme(document()), given, facts, lane=lane)


def test_every_message_has_its_sentence() -> None:
    counted = {"level.reached_open"}  # says how many, so it is no plain sentence

    assert set(SENTENCES) == set(MESSAGE_IDS) - counted | VARIANTS


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("question.points", "66.7 points for: One; Two"),
        (
            "question.linear",
            "45 %, where 0 % gives 0 and 60 % gives 100: 66.7 points",
        ),
        ("question.bands", "45 %, from 30 % to below 60 %: 66.7 points"),
        ("question.unanswered", "Not answered, so it counts as 0."),
        (
            "node.weighted_mean",
            "66.7 points, the weighted mean of its parts (80 % of the weight applies)",
        ),
        (
            "question.between",
            "45 %, above 30 % up to 60 %: 66.7 points",
        ),
        (
            "question.target",
            "45 %, where 95 % gives 100 and a distance of 20 % gives 0: 66.7 points",
        ),
        (
            "node.carry",
            "66.7; levels fulfilled with at least 80 points each: 2;"
            " “Title” adds its own 50 of 100",
        ),
        (
            "node.count",
            "66.7 points: 0 of 5 parts reach 80 points (80 % of the weight applies)",
        ),
        ("node.lookup", "66.7 points for “Title”: 3"),
        (
            "node.too_few",
            "Only 50 % of what applies is answered; below 60 % there is no score.",
        ),
        (
            "node.too_little",
            "Only 80 % of its weight applies; below 60 % there is no score.",
        ),
    ],
)
def test_node_words(message: str, words: str) -> None:
    assert node_words(node(message)) == words


@pytest.mark.parametrize("message", [m for m in MESSAGE_IDS if m.startswith("node.")])
def test_no_parameter_is_left_in_a_sentence(message: str) -> None:
    assert "%(" not in node_words(node(message))


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, Fraction(60), "45 %, below 60 %: 66.7 points"),
        (Fraction(30), None, "45 %, 30 % or more: 66.7 points"),
        (None, None, "45 %: 66.7 points"),
    ],
)
def test_open_ends_of_bands(
    low: Fraction | None, high: Fraction | None, words: str
) -> None:
    found = node("question.bands", **{"from": low, "below": high})

    assert node_words(found) == words


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ({"from_included": True, "to_included": False}, "from 30 % below 60 %"),
        ({"from": None}, "up to 60 %"),
        ({"to": None}, "above 30 %"),
    ],
)
def test_ends_of_bands_by_what_belongs_to_them(ends: Any, words: str) -> None:
    found = node("question.between", **ends)
    assert node_words(found) == f"45 %, {words}: 66.7 points"


def test_a_place_of_the_tree_in_one_sentence() -> None:
    found = replace(node("node.unanswered"), weight=Fraction(4, 25))
    sentence = "None of its questions is answered."
    assert told(found) == f"Title, 16 % of the weight: {sentence}"
    assert told(replace(found, weight=None)) == f"Title: {sentence}"


def test_a_node_to_which_everything_applies_says_nothing_of_it() -> None:
    found = node("node.sum", applicable=Fraction(1))

    assert node_words(found) == "66.7 points, the sum of its parts"


@pytest.mark.parametrize(
    ("answers", "lane", "words"),
    [
        (
            {},
            Lane.CLAIMED,
            [
                "Not answered yet: Share of NC machines",
                "To be checked by an official: Not on the credit list",
                "Not answered yet: Execution system",
            ],
        ),
        (
            {"nc_equipment_rate": {"n": "1", "d": "2"}, "mes": "full"},
            Lane.REVIEWED,
            [
                "Not met: Share of NC machines",
                "Not recorded by an official yet: Not on the credit list",
                "Met: Execution system",
            ],
        ),
    ],
)
def test_check_words(answers: dict[str, Any], lane: Lane, words: list[str]) -> None:
    found = small(answers, {}, lane)

    assert [check_words(result) for result in found.checks] == words


GOOD = {"nc_equipment_rate": {"n": "3", "d": "4"}}
CLEAR = {"external.credit_list": "clear"}


@pytest.mark.parametrize(
    ("answers", "facts", "words"),
    [
        ({}, {}, "Digital workshop is not reached."),
        (
            GOOD,
            {},
            "Digital workshop is reached by the enterprise's own statement;"
            " 1 check by an official is still open.",
        ),
        (GOOD, CLEAR, "Digital workshop is reached."),
    ],
)
def test_level_words(
    answers: dict[str, Any], facts: dict[str, Any], words: str
) -> None:
    found = small(answers, facts, Lane.CLAIMED)

    assert [level_words(result) for result in found.levels] == [words]


def test_a_level_above_one_that_is_missed() -> None:
    level = compile_scheme(document()).levels[0]
    given = params("level.climb")
    found = LevelResult(level, False, (), (), (), "lower", "level.climb", given)

    assert level_words(found) == (
        "What Title needs is met, but Lower level has to be reached first."
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (seen(), "Share: 58.33 %; needed is at least 60 %"),
        (seen(actual=None), "Share: not known yet; needed is at least 60 %"),
        (
            seen(
                op="in",
                actual="a",
                wanted="a,b",
                labels={"a": Text("甲", "A one"), "b": Text("乙", "B two")},
            ),
            "Share: “A one”; needed is one of: A one; B two",
        ),
        (
            seen(actual="2020-05-01", op=">=", wanted="2021-01-01", unit=None),
            "Share: 1 May 2020; needed is not before 1 January 2021",
        ),
        (
            seen(
                "months",
                actual="2023-01-15/2025-08-18",
                op="<=",
                wanted="30",
                unit=Text("个月", "months"),
            ),
            "Share: 31 months and 3 days; needed is at most 30 months",
        ),
        (
            seen("months", actual="2023-01-15/2023-02-15", op="<=", wanted="30"),
            "Share: 1 month; needed is at most 30 %",
        ),
        (seen("node", unit=None), "Share: 58.33 points; needed is at least 60"),
        (seen("check", actual="fail", wanted="pass"), "Share: not met"),
        (
            seen(actual="answered", op="answered", wanted=""),
            "Share: answered; needed is an answer",
        ),
        (
            seen("fact", code="whole_machines", actual="true", op="==", wanted="true"),
            "Share: yes; needed is “yes”",
        ),
        (
            seen(
                "fact", code="unit_kind", actual="factory", op="==", wanted="workshop"
            ),
            "Share: Factory; needed is “Workshop”",
        ),
    ],
)
def test_seen_words(found: Seen, words: str) -> None:
    assert seen_words(found) == words
