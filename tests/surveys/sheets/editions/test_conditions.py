"""Conditions as text: readable, and read back without loss; faults have a place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.sheets.editions.condition_parsing import parse_condition
from surveys.sheets.editions.condition_text import Unwritable, condition_text
from surveys.sheets.editions.condition_tokens import ConditionFault

A = {"answer": "a", "op": ">=", "value": "60"}
B = {"answer": "b.c-d", "op": "==", "value": "full"}
C = {"check": "G-1"}
TITLE = {"zh": "场景", "en": "it's"}
COUNT = {"count": ["PD", "PC"], "reaching": "2", "op": ">=", "value": "6"}

SAID = [
    (A, "${a} >= 60"),
    (B, "${b.c-d} = 'full'"),
    (C, "check('G-1')"),
    ({"answer": "a", "op": "!=", "value": "-1.50"}, "${a} != -1.50"),
    ({"answer": "a", "op": "in", "value": ["x", "2"]}, "${a} in ('x', 2)"),
    ({"answer": "a", "op": "answered"}, "answered(${a})"),
    ({"answer": "a", "op": "contains", "value": "x"}, "selected(${a}, 'x')"),
    ({"answer": "a", "op": "contains", "value": ["x"]}, "selected(${a}, ('x'))"),
    ({"fact": "titles.x", "op": "<", "value": "2"}, "fact('titles.x') < 2"),
    ({"fact": "f", "op": "==", "value": False}, "fact('f') = false"),
    ({"external": "e", "op": "==", "value": "it's"}, "external('e') = 'it''s'"),
    (
        {"months_between": ["a", "b"], "op": "<=", "value": "30"},
        "months(${a}, ${b}) <= 30",
    ),
    ({"node": "n", "op": ">", "value": "0.5"}, "node('n') > 0.5"),
    ({"score": True, "op": ">=", "value": "60"}, "score() >= 60"),
    (COUNT, "count(2, ${PD}, ${PC}) >= 6"),
    ({**COUNT, "count": []}, "count(2) >= 6"),
    (
        {**COUNT, "title": TITLE},
        "count(2, ${PD}, ${PC}) >= 6 title('场景', 'it''s')",
    ),
    ({"all": [A, B]}, "${a} >= 60 and ${b.c-d} = 'full'"),
    ({"any": [A, C]}, "${a} >= 60 or check('G-1')"),
    ({"all": [A]}, "all(${a} >= 60)"),
    ({"any": []}, "any()"),
    ({"not": A}, "not(${a} >= 60)"),
    ({"not": {"any": [A, C]}}, "not(${a} >= 60 or check('G-1'))"),
    (
        {"all": [{"all": [A, C]}, {"any": [C, {"all": [C]}]}]},
        "(${a} >= 60 and check('G-1'))\nand (check('G-1') or all(check('G-1')))",
    ),
]


@pytest.mark.parametrize(("condition", "text"), SAID)
def test_a_condition_and_its_text(condition, text):
    assert condition_text(condition) == text
    assert parse_condition(text) == condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("check('G-1') or ${a} >= 60 and check('G-1')", {"any": [C, {"all": [A, C]}]}),
        ("((${a}>=60))", A),
        ("  ${ a }\n>=\t60.0 ", {**A, "value": "60.0"}),
        ("${a} ≥ 60", A),
        ("${a} == '60'", {**A, "op": "=="}),
        ("${a} <> 60", {**A, "op": "!="}),
        ('${b.c-d} = "full"', B),
        ("＄｛b.c-d｝ ＝ “full”", B),
        ("all(${a} >= 60, check('G-1'))", {"all": [A, C]}),
    ],
)
def test_other_ways_to_say_it(text, condition):
    assert parse_condition(text) == condition


WORDS = st.text(max_size=8)
CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,9}", fullmatch=True)
VALUES = WORDS | st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str)
OPS = st.sampled_from(["==", "!=", ">=", ">", "<=", "<"])
TESTS = st.one_of(
    st.fixed_dictionaries({"answer": CODES, "op": OPS, "value": VALUES}),
    st.fixed_dictionaries(
        {"fact": CODES, "op": st.just("in"), "value": st.lists(VALUES)}
    ),
    st.fixed_dictionaries(
        {
            "answer": CODES,
            "op": st.just("contains"),
            "value": VALUES | st.lists(VALUES),
        }
    ),
    st.fixed_dictionaries({"check": WORDS}),
    st.builds(
        lambda codes, word: {**COUNT, "count": codes, "title": {"zh": word, "en": ""}},
        st.lists(CODES),
        WORDS,
    ),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda below: (
        st.builds(lambda k, p: {k: p}, st.sampled_from(["all", "any"]), st.lists(below))
        | st.builds(lambda c: {"not": c}, below)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(CONDITIONS)
def test_any_condition_is_read_back(condition):
    assert parse_condition(condition_text(condition)) == condition


NOT_UNDERSTOOD = "At character %(position)s: “%(sign)s” is not understood."
DOES_NOT_FIT = "At character %(position)s: “%(sign)s” does not fit here."
BREAKS_OFF = "The condition breaks off."


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", 1, BREAKS_OFF),
        ("${a} >=", 8, BREAKS_OFF),
        ("${a} >= 60 and", 15, BREAKS_OFF),
        ("(${a} >= 60", 12, BREAKS_OFF),
        ("${a} >= sixty", 9, DOES_NOT_FIT),
        ("${a} 60", 6, DOES_NOT_FIT),
        ("nc_rate >= 60", 1, DOES_NOT_FIT),
        ("${a} >= 60 ${b} = 1", 12, DOES_NOT_FIT),
        ("${a} >= 60 title('a', 'b')", 12, DOES_NOT_FIT),
        ("check(G-1)", 7, DOES_NOT_FIT),
        ("not ${a} >= 60", 5, DOES_NOT_FIT),
        ("${a} in 'x'", 9, DOES_NOT_FIT),
        ("${a >= 60", 1, NOT_UNDERSTOOD),
        ("${a} >= 1e5 & 2", 9, NOT_UNDERSTOOD),
        ("${a} & ${b}", 6, NOT_UNDERSTOOD),
        ("${a} = 'full", 8, "At character %(position)s: the quote is not closed."),
        ("(" * 100, 41, "The condition is nested too deeply."),
    ],
)
def test_a_text_that_is_no_condition_says_where(text, position, message):
    with pytest.raises(ConditionFault) as fault:
        parse_condition(text)
    assert (fault.value.position, fault.value.message) == (position, message)


@given(st.text(alphabet="${}()<>=!,'\"‘’ anorti2.\n", max_size=40))
def test_no_text_breaks_the_parser(text):
    try:
        condition = parse_condition(text)
    except ConditionFault as fault:
        found, condition = fault.position, None
    else:
        found = 1
    assert 1 <= found <= len(text) + 1
    assert condition is None or parse_condition(condition_text(condition)) == condition


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {},
        {"answer": "a"},
        {"answer": "a", "op": "~", "value": "1"},
        {"answer": "a", "op": ">=", "value": 5},
        {"answer": "a}", "op": "answered"},
        {"answer": "a", "fact": "b", "op": "==", "value": "c"},
        {"score": False, "op": ">=", "value": "1"},
        {"all": "a"},
        {"all": [], "any": []},
        {"count": "a", "reaching": "1", "op": ">=", "value": "1"},
        {**COUNT, "title": {"zh": "one"}},
        {"check": 5},
    ],
)
def test_what_is_no_condition_is_not_said(condition):
    with pytest.raises(Unwritable):
        condition_text(condition)
