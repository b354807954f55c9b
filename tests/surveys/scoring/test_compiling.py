"""Editions that are wrong are refused at the very place, and say what is right."""

import copy
import json

import pytest

from surveys.scoring import SchemeError, Text, compile_scheme
from tests import small_edition
from tests.small_edition import option, text
from tests.surveys.scoring import documents as make

KINDS = make.edition(
    make.single("single", "0", "100"),
    make.multiple("multiple", "0", "100", cap="90", exclusive="a"),
    make.percent("percent"),
    make.ratio("ratio"),
    make.matrix("matrix", ["x", "y"], "0", "100"),
    make.scene("scene"),
    make.ask("start", "date", min="2020-01-01"),
    make.ask("finish", "date"),
    make.ask("banded", "number", score={"kind": "bands", "bands": []}),
    make.ask("words", "text"),
)
KINDS["sections"][0]["questions"][8]["score"]["bands"] = [
    {"below": "1", "points": "0"},
    {"below": "2", "points": "50"},
    {"points": "100"},
]
KINDS |= {
    "sources": {"S": {"title": text("S"), "official": True}},
    "proofs": {"ledger": text("ledger")},
    "externals": [make.external("credit", "clear", "listed")],
    "checks": [
        make.check("C", {"answer": "percent", "op": ">=", "value": "60"}),
        make.check(
            "O", {"external": "credit", "op": "==", "value": "clear"}, "official"
        ),
        make.check("SHOWN", {"score": True, "op": ">=", "value": "1"}, blocking=False),
    ],
    "levels": [
        make.level("L2", 2, {"all": [{"check": "C"}, {"check": "O"}]}),
        make.level("L1", 1, {"check": "C"}),
    ],
}
Q = "sections[0].questions"


def changed(document, path, value):
    """A copy with the value at a path such as "a[0].b" changed (... removes it)."""
    document = copy.deepcopy(document)
    place, *keys = document, *path.replace("[", ".[").split(".")
    keys = [int(key[1:-1]) if key.startswith("[") else key for key in keys]
    for key in keys[:-1]:
        place = place[key]
    if value is ...:
        del place[keys[-1]]
    else:
        place[keys[-1]] = value
    return document


def fault(document):
    with pytest.raises(SchemeError) as caught:
        compile_scheme(document)
    return caught.value.path, caught.value.message


ANSWER = {"answer": "percent", "op": ">=", "value": "60"}
FAULTS = [
    # the head
    ("format", "dengta.edition/2", "format", "not allowed"),
    ("title", ..., "", 'the key "title" is missing'),
    ("titel", text("t"), "titel", "unknown key"),
    ("title", "t", "title", "not an object"),
    ("title", {"zh": "t"}, "title", 'the key "en" is missing'),
    ("title", {"zh": "t", "en": " "}, "title.en", "not a text"),
    ("unit", "house", "unit", "not allowed"),
    ("questionnaire", "two words", "questionnaire", "not a code"),
    ("sources.S.year", 2023, "sources.S.year", "not a text"),
    ("sources.S.title.zh", "", "sources.S.title.zh", "not a text"),
    ("minutes", "45", "minutes", "not a whole number"),
    ("minutes", True, "minutes", "not a whole number"),
    ("decimals", 13, "decimals", "out of range"),
    ("applicable_floor", "1.1", "applicable_floor", "out of range"),
    ("applicable_floor", 0.6, "applicable_floor", "not a decimal text"),
    ("sections", [], "sections", "too short"),
    ("sections", {}, "sections", "not a list"),
    ("sections[0].questions", [], Q, "too short"),
    ("sources.S.official", "yes", "sources.S.official", "neither true nor false"),
    # questions
    (f"{Q}[0].kind", "radio", f"{Q}[0].kind", "not allowed"),
    (f"{Q}[1].code", "single", f"{Q}[1]", 'the question "single" is there twice'),
    (f"{Q}[0].proofs", ["x"], f"{Q}[0].proofs[0]", 'there is no kind of proof "x"'),
    (f"{Q}[0].sources", ["x"], f"{Q}[0].sources[0]", 'there is no source "x"'),
    (f"{Q}[0].confidence", "sure", f"{Q}[0].confidence", "not allowed"),
    (f"{Q}[0].required", "yes", f"{Q}[0].required", "neither true nor false"),
    (f"{Q}[0].options", [option("a", "0")], f"{Q}[0].options", "too short"),
    (
        f"{Q}[0].options[1].code",
        "a",
        f"{Q}[0].options[1]",
        'the option "a" is there twice',
    ),
    (f"{Q}[0].options[1].points", "101", f"{Q}[0].options[1].points", "out of range"),
    (f"{Q}[0].options[1].points", "-1", f"{Q}[0].options[1].points", "out of range"),
    (
        f"{Q}[0].options[1].points",
        ...,
        f"{Q}[0].options[1]",
        'the key "points" is missing',
    ),
    (f"{Q}[5].options[1].points", "1", f"{Q}[5].options[1].points", "unknown key"),
    (f"{Q}[5].options[1].code", "7", f"{Q}[5].options", "not a ladder"),
    (f"{Q}[0].cap", "50", f"{Q}[0].cap", "unknown key"),
    (f"{Q}[1].cap", "0", f"{Q}[1].cap", "not positive"),
    (f"{Q}[1].exclusive", "z", f"{Q}[1].exclusive", 'there is no option "z"'),
    (f"{Q}[0].score", {"kind": "linear"}, f"{Q}[0].score.kind", "not allowed"),
    (f"{Q}[2].score.kind", "points", f"{Q}[2].score.kind", "not allowed"),
    (f"{Q}[2].score.hi", "0", f"{Q}[2].score.hi", "the same as lo"),
    (f"{Q}[2].min", "100", f"{Q}[2].max", "not above min"),
    (f"{Q}[2].min", "x", f"{Q}[2].min", "not a decimal text"),
    (f"{Q}[3].numerator", ..., f"{Q}[3].numerator", "not an object"),
    (f"{Q}[4].rows", [], f"{Q}[4].rows", "too short"),
    (f"{Q}[4].rows[1].code", "x", f"{Q}[4].rows[1]", 'the row "x" is there twice'),
    (f"{Q}[6].min", "2020-02-30", f"{Q}[6].min", "not a date"),
    (
        f"{Q}[8].score.bands[1].below",
        "1",
        f"{Q}[8].score.bands[1].below",
        "not above the band before",
    ),
    (
        f"{Q}[8].score.bands[2].below",
        "3",
        f"{Q}[8].score.bands[2].below",
        "unknown key",
    ),
    (
        f"{Q}[8].score.bands[0].below",
        ...,
        f"{Q}[8].score.bands[0]",
        'the key "below" is missing',
    ),
    (f"{Q}[9].score", {"kind": "points"}, f"{Q}[9].score", "unknown key"),
    (
        f"{Q}[2].threshold",
        {"value": "60", "check": "X"},
        f"{Q}[2].threshold.check",
        'there is no check "X"',
    ),
    # conditions
    (f"{Q}[0].relevant", [], f"{Q}[0].relevant", "not a condition"),
    (
        f"{Q}[0].relevant",
        {"score": True, "op": ">=", "value": "1"},
        f"{Q}[0].relevant",
        "not a condition that is possible here",
    ),
    (
        f"{Q}[0].relevant",
        {"all": [ANSWER], "any": [ANSWER]},
        f"{Q}[0].relevant",
        "not a condition that is possible here",
    ),
    (f"{Q}[0].relevant", {"all": []}, f"{Q}[0].relevant.all", "too short"),
    (
        f"{Q}[0].relevant",
        {"not": ANSWER | {"answer": "x"}},
        f"{Q}[0].relevant.not.answer",
        'there is no question "x"',
    ),
    (
        f"{Q}[0].relevant",
        ANSWER | {"op": "contains"},
        f"{Q}[0].relevant.op",
        "not allowed",
    ),
    (
        f"{Q}[0].relevant",
        ANSWER | {"value": 60},
        f"{Q}[0].relevant.value",
        "not a decimal text",
    ),
    (
        f"{Q}[2].relevant",
        {"answer": "single", "op": ">=", "value": "a"},
        f"{Q}[2].relevant.op",
        "not allowed",
    ),
    (
        f"{Q}[2].relevant",
        {"answer": "single", "op": "in", "value": ["a", "z"]},
        f"{Q}[2].relevant.value[1]",
        'there is no option "z"',
    ),
    (
        f"{Q}[2].relevant",
        {"answer": "matrix", "op": "==", "value": "a"},
        f"{Q}[2].relevant.op",
        "not possible for this kind",
    ),
    (
        f"{Q}[2].relevant",
        {"answer": "start", "op": ">=", "value": "2020"},
        f"{Q}[2].relevant.value",
        "not a date",
    ),
    (
        f"{Q}[2].relevant",
        {"fact": "colour", "op": "==", "value": "red"},
        f"{Q}[2].relevant.fact",
        'there is no fact "colour"',
    ),
    (
        f"{Q}[2].relevant",
        {"fact": "whole_machines", "op": "==", "value": "true"},
        f"{Q}[2].relevant.value",
        "neither true nor false",
    ),
    (
        f"{Q}[2].relevant",
        {"months_between": ["start", "words"], "op": "<=", "value": "3"},
        f"{Q}[2].relevant.months_between[1]",
        "not a date question",
    ),
    (
        f"{Q}[2].relevant",
        {"months_between": ["start", "finish"], "op": "<=", "value": "3.5"},
        f"{Q}[2].relevant.value",
        "not whole",
    ),
    (
        f"{Q}[2].relevant",
        {"months_between": ["start", "finish", "start"], "op": "<=", "value": "3"},
        f"{Q}[2].relevant.months_between",
        "too long",
    ),
    (
        f"{Q}[2].relevant",
        ANSWER,
        f"{Q}[2].relevant",
        "conditions in a circle: percent → percent",
    ),
    # the tree
    ("root.aggregate", "median", "root.aggregate", "not allowed"),
    ("root.children[0].weight", "0", "root.children[0].weight", "not positive"),
    ("root.children[0].weight", ..., "root.children[0].weight", "not a decimal text"),
    (
        "root.children[0].weight_source",
        "X",
        "root.children[0].weight_source",
        'there is no source "X"',
    ),
    (
        "root.children[0].question",
        "words",
        "root.children[0].question",
        '"words" has no score',
    ),
    (
        "root.children[0].question",
        "ratio",
        "root.children[3].question",
        'the question in the tree "ratio" is there twice',
    ),
    ("root.children[0]", ..., "root", 'the scored question "single" counts nowhere'),
    (
        "root.children[0].node",
        {},
        "root.children[0]",
        "neither a node nor a question",
    ),
    ("root.code", "words", "root", '"words" is a node and a question'),
    # externals, checks, levels
    (
        "externals[0].options",
        [option("a", "1")] * 2,
        "externals[0].options[0].points",
        "unknown key",
    ),
    ("checks[1].code", "C", "checks[1]", 'the code "C" is there twice'),
    ("checks[0].class", "rule", "checks[0].class", "not allowed"),
    ("checks[0].effect", "none", "checks[0].effect", "not allowed"),
    ("checks[0].owner", "nobody", "checks[0].owner", "not allowed"),
    (
        "checks[1].owner",
        "enterprise",
        "checks[1].owner",
        "an external fact is an official's",
    ),
    (
        "checks[0].blocking",
        False,
        "checks[0]",
        "a level needs it, but it does not block",
    ),
    ("checks[2].blocking", True, "checks[2]", "it blocks, but no level needs it"),
    (
        "checks[0].test",
        {"check": "O"},
        "checks[0].test",
        "not a condition that is possible here",
    ),
    (
        "checks[1].test.value",
        "open",
        "checks[1].test.value",
        'there is no option "open"',
    ),
    (
        "checks[2].test",
        {"score": False, "op": ">=", "value": "1"},
        "checks[2].test.score",
        "not true",
    ),
    (
        "checks[2].test",
        {"node": "words", "op": ">=", "value": "1"},
        "checks[2].test.node",
        'there is no node "words"',
    ),
    ("levels[1].order", 2, "levels[1]", 'the order "2" is there twice'),
    (
        "levels[1].needs",
        ANSWER,
        "levels[1].needs",
        "not a condition that is possible here",
    ),
    (
        "levels[1].needs",
        {"check": "X"},
        "levels[1].needs.check",
        'there is no check "X"',
    ),
]


@pytest.mark.parametrize(("path", "value", "where", "what"), FAULTS)
def test_fault(path, value, where, what):
    assert fault(changed(KINDS, path, value)) == (where, what)


@pytest.mark.parametrize(("path", "value", "where", "what"), FAULTS)
def test_a_fault_says_what_would_be_right(path, value, where, what):
    with pytest.raises(SchemeError) as caught:
        compile_scheme(changed(KINDS, path, value))
    plain = any(words in what for words in ("in a circle", "counts nowhere"))
    assert plain or caught.value.expected


def test_a_sum_of_more_than_100_points():
    root = make.node(
        "total", make.leaf("p", "60"), make.leaf("r", "41"), aggregate="sum"
    )
    document = make.edition(make.percent("p"), make.percent("r"), root=root)
    where = ("root.children", "the points of a sum exceed 100")
    assert fault(document) == where


def test_a_circle_of_three_names_the_circle():
    def after(code):
        return {"relevant": {"answer": code, "op": "answered"}}

    document = make.edition(
        make.percent("free"),
        make.percent("outside", **after("a")),
        make.percent("a", **after("b")),
        make.percent("b", **after("c")),
        make.percent("c", **after("a")),
    )
    assert fault(document) == (
        f"{Q}[2].relevant",
        "conditions in a circle: a → b → c → a",
    )


@pytest.mark.parametrize("document", [None, [], "x", 5])
def test_no_document_at_all(document):
    assert fault(document) == ("", "not an object")


@pytest.mark.parametrize(
    ("path", "value", "expected", "example"),
    [
        ("root.children[0]", {"weight": "1"}, '"node" or "question"', ""),
        (f"{Q}[2].min", "x", "a decimal number written as text", '"72.5"'),
        (f"{Q}[2].decimals", 13, "a whole number 0 to 12", ""),
        (f"{Q}[6].min", "2020-02-30", "an ISO date", '"2024-05-01"'),
        (f"{Q}[5].options[1].code", "7", 'the codes "0", "1", "2"… in order', ""),
        (f"{Q}[1].cap", "0", "a number above 0", '"100"'),
        (f"{Q}[0].options", [], "at least 2 items", ""),
        ("title", {"zh": "t"}, "zh, en", ""),
        (
            "questionnaire",
            "two words",
            'letters, digits, "_", "-", "."; 64 at most',
            ...,
        ),
        ("unit", "house", "one of workshop, factory, enterprise", ""),
        ("root.children[0].question", "x", "the code of a question", ""),
        ("checks[2].blocking", True, '"blocking": false, or a level', ""),
        ("checks[0].blocking", False, '"blocking": true', ""),
    ],
)
def test_what_would_be_right(path, value, expected, example):
    with pytest.raises(SchemeError) as caught:
        compile_scheme(changed(KINDS, path, value))
    fault = caught.value.faults[0]
    assert fault.expected == expected
    assert fault.example == ('"nc_equipment_rate"' if example is ... else example)


def test_the_error_says_it_all():
    with pytest.raises(SchemeError) as caught:
        compile_scheme(changed(KINDS, f"{Q}[2].score.lo", 5))
    error = caught.value
    assert (error.path, error.message, error.expected, error.example) == (
        f"{Q}[2].score.lo",
        "not a decimal text",
        "a decimal number written as text",
        '"72.5"',
    )
    assert str(error) == (
        f"{Q}[2].score.lo: not a decimal text; expected a decimal number written as "
        'text; for example "72.5"'
    )


def test_questions_are_settled_after_what_they_look_at():
    document = make.edition(
        make.percent("late", relevant={"answer": "early", "op": "answered"}),
        make.ask("early", "text"),
    )
    scheme = compile_scheme(document)
    assert [question.code for question in scheme.order] == ["early", "late"]
    assert list(scheme.questions) == ["late", "early"]


def test_levels_stand_in_their_order():
    scheme = compile_scheme(KINDS)
    assert [level.code for level in scheme.levels] == ["L1", "L2"]


def test_the_shared_small_edition_compiles():
    scheme = compile_scheme(json.loads(json.dumps(small_edition.document())))
    assert (scheme.questionnaire, scheme.edition) == ("digital_workshop", "2023")
    assert list(scheme.nodes) == ["total", "equipment"]
    assert scheme.checks[0].backing.official
    assert [child.share for child in scheme.nodes["equipment"].children] == [0.5, 0.5]


def test_min_and_max_need_no_weights():
    root = make.node("total", {"question": "p"}, {"question": "r"}, aggregate="min")
    scheme = compile_scheme(
        make.edition(make.percent("p"), make.percent("r"), root=root)
    )
    assert [child.share for child in scheme.root.children] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ({"unit": "kWh"}, Text("kWh", "kWh")),
        ({"unit": text("t")}, Text("中文:t", "t")),
        ({}, None),
    ],
)
def test_a_unit_may_be_one_sign(unit, expected):
    document = make.edition(make.ask("n", "number", **unit), make.percent("p"))
    assert compile_scheme(document).questions["n"].unit == expected


def test_null_is_no_value():
    document = make.edition(make.ask("n", "number", unit=None), make.percent("p"))
    with pytest.raises(SchemeError) as caught:
        compile_scheme(document)
    place = "sections[0].questions[0].unit"
    assert (caught.value.path, caught.value.message) == (place, "null")
