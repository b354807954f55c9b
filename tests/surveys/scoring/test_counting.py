"""How many questions reach a level: what counts, and when it is known."""

import pytest

from surveys.scoring import Answer, SchemeError, Seen, Text, compile_scheme, evaluate
from tests.small_edition import text
from tests.surveys.scoring import documents as make

CODES = ["scene", "rule", "kind", "rate"]
HIDDEN = {"relevant": {"fact": "size", "op": "==", "value": "large"}}
QUESTIONS = (
    make.scene("scene"),
    make.ask("rule", "requirement"),
    make.single("kind", "0", "3", allow_na=True),
    make.percent("rate", **HIDDEN),
    make.choice("plain", "a", "b"),
    make.ask("words", "text"),
    make.percent("scored"),
)


def edition(count, **more):
    test = {"count": CODES, "reaching": "3", "op": ">=", "value": "2"} | count | more
    checks = [make.check("C", test, blocking=False)]
    return make.edition(*QUESTIONS, checks=checks)


def seen(answers, facts=None, **count):
    scheme = compile_scheme(edition(count))
    typed = {
        code: value if isinstance(value, Answer) else Answer(value)
        for code, value in answers.items()
    }
    return evaluate(scheme, typed, facts or {}).checks[0].actual[0]


LARGE = {"size": "large"}
NA = Answer(None, "na")


@pytest.mark.parametrize(
    ("answers", "facts", "found", "met"),
    [
        ({}, LARGE, "0", None),
        ({"scene": "3", "kind": "b"}, LARGE, "2", True),
        ({"scene": "2", "kind": "a"}, LARGE, "0", None),
        ({"scene": "2", "kind": "a", "rule": "not"}, LARGE, "0", False),
        ({"scene": "4", "rule": "partly"}, LARGE, "2", True),
        ({"rate": "3", "scene": "3"}, LARGE, "2", True),
        ({"rate": "2.9", "scene": "3", "rule": "not", "kind": "a"}, LARGE, "1", False),
        # hidden ones and those that do not apply never reach it
        ({"rate": "3", "scene": "3", "rule": "not", "kind": "a"}, {}, "1", False),
        ({"scene": "3", "rule": "not", "kind": NA}, {}, "1", False),
        ({"scene": "3", "rule": "not"}, {}, "1", None),
    ],
)
def test_how_many(answers, facts, found, met):
    result = seen(answers, facts)
    assert (result.actual, result.met) == (found, met)


@pytest.mark.parametrize(
    ("op", "value", "met"),
    [
        (">=", "1", True),
        (">", "1", None),  # another may still reach it
        (">", "2", False),
        ("<=", "2", True),
        ("<", "1", False),
        ("<", "2", None),
        (">=", "0", True),
    ],
)
def test_known_once_no_missing_answer_can_change_it(op, value, met):
    answers = {"scene": "3", "rule": "not", "kind": "a"}
    assert seen(answers, LARGE, op=op, value=value).met is met


def test_an_option_without_points_reaches_nothing():
    found = seen({"plain": "a"}, count=["plain"], reaching="0", value="1")
    assert (found.actual, found.met) == ("0", False)


def test_what_is_said_of_it():
    assert seen({"scene": "3"}, LARGE) == Seen(
        *("count", "scene/rule/kind/rate"),
        Text("4项中达到3的项数", "How many of 4 items reach 3"),
        *("1", ">=", "2", None, {}, None),
    )
    titled = seen({"scene": "3"}, LARGE, title=text("links"), reaching="2.50")
    assert titled.title == Text("中文:links", "links")


@pytest.mark.parametrize(
    ("count", "path", "message"),
    [
        ({"count": []}, "count", "too short"),
        ({"count": ["words"]}, "count[0]", "cannot be counted"),
        ({"count": ["unheard"]}, "count[0]", 'there is no question "unheard"'),
        ({"op": "=="}, "op", "not allowed"),
        ({"value": "1.5"}, "value", "not whole"),
        ({"value": "-1"}, "value", "out of range"),
        ({"value": "10001"}, "value", "out of range"),
        ({"reaching": 3}, "reaching", "not a decimal text"),
    ],
)
def test_what_is_wrong(count, path, message):
    with pytest.raises(SchemeError) as refused:
        compile_scheme(edition(count))
    place = f"checks[0].test.{path}"
    assert (refused.value.path, refused.value.message) == (place, message)
    assert refused.value.expected
