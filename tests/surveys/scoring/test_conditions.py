"""Conditions in three values, on answers, facts, dates, scores and checks."""

from fractions import Fraction

import pytest

from surveys.scoring import Answer, Seen, compile_scheme
from surveys.scoring.comparing import Scope
from surveys.scoring.conditions import All, Either, Not, Situation
from surveys.scoring.reading import Place
from surveys.scoring.requiring import (
    CHECKING,
    LEVELLING,
    MONTHS_TITLE,
    MONTHS_UNIT,
    read_condition,
)
from surveys.scoring.settling import settle
from surveys.scoring.texts import Text
from tests.small_edition import text
from tests.surveys.scoring import documents as make

SCHEME = compile_scheme(
    make.edition(
        make.choice("form", "legal", "branch"),
        make.multiple("scope", "1", "1", "1", exclusive="c"),
        make.ask("investment", "number", unit=text("10k")),
        make.ratio("nc"),
        make.ask("cost", "pair", better="lower"),
        make.scene("scene"),
        make.ask("rule", "requirement"),
        make.ask("start", "date"),
        make.ask("finish", "date"),
        make.ask("words", "text"),
        make.ask("proof", "file"),
    )
)
EXTERNAL = compile_scheme(
    make.edition(
        make.percent("p"), externals=[make.external("credit", "clear", "listed")]
    )
)
SCOPE = Scope(
    SCHEME.questions, EXTERNAL.externals, {"total": SCHEME.root.title}, forms=CHECKING
)
ANSWERS = {
    "form": "legal",
    "scope": ["a", "b"],
    "investment": "1000",
    "nc": {"n": "3", "d": "5"},
    "cost": {"before": "100", "after": "85"},
    "scene": "3",
    "rule": "mostly",
    "start": "2021-01-31",
    "finish": "2023-07-31",
    "words": "yes",
    "proof": ["u1"],
}
FACTS = {
    "size": "medium",
    "sme_tier": None,
    "secondary_clusters": ["c1", "c2"],
    "employees": 300,
    "revenue": "1999.99",
    "whole_machines": True,
    "titles": {"digital_workshop": 2},
    "external.credit": "clear",
}


def situation(answers=ANSWERS, facts=FACTS):
    made = Situation(facts, score=Fraction(60), scores={"total": Fraction(60)})
    settle(SCHEME, {code: Answer(value) for code, value in answers.items()}, made, None)
    return made


def a(code, op, value=None):
    return {"answer": code, "op": op} | ({} if value is None else {"value": value})


def f(name, op, value):
    return {"fact": name, "op": op, "value": value}


def months(op, value):
    return {"months_between": ["start", "finish"], "op": op, "value": value}


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (a("form", "==", "legal"), True),
        (a("form", "!=", "legal"), False),
        (a("form", "in", ["branch", "legal"]), True),
        (a("form", "in", ["branch"]), False),
        (a("form", "answered"), True),
        ({"all": [a("form", "==", "legal")]}, True),
        ({"any": [a("form", "==", "branch")]}, False),
        ({"not": a("form", "==", "branch")}, True),
        (a("scope", "contains", "a"), True),
        (a("scope", "contains", ["a", "b"]), True),
        (a("scope", "contains", ["a", "c"]), False),
        (a("scope", ">=", "2"), True),
        (a("scope", ">=", "3"), False),
        (a("investment", ">=", "1000"), True),
        (a("investment", ">", "1000"), False),
        (a("investment", "<", "1000.01"), True),
        (a("investment", "==", "1000.0"), True),
        (a("investment", "in", ["1", "1000"]), True),
        (a("nc", ">=", "60"), True),
        (a("nc", ">=", "60.000000000001"), False),
        (a("nc", "<=", "60"), True),
        (a("cost", ">=", "15"), True),
        (a("cost", ">", "15"), False),
        (a("scene", ">=", "3"), True),
        (a("scene", ">", "3"), False),
        (a("scene", "in", ["3", "4"]), True),
        (a("rule", ">=", "partly"), True),
        (a("rule", ">=", "met"), False),
        (a("rule", "==", "mostly"), True),
        (a("start", ">", "2021-01-01"), True),
        (a("start", "<=", "2021-01-30"), False),
        (a("words", "==", "yes"), True),
        (a("proof", "answered"), True),
        (f("size", "in", ["large", "medium"]), True),
        (f("size", "==", "large"), False),
        (f("employees", ">=", "300"), True),
        (f("revenue", ">=", "2000"), False),
        (f("secondary_clusters", "contains", "c2"), True),
        (f("secondary_clusters", "contains", ["c2", "c3"]), False),
        (f("whole_machines", "==", True), True),
        (f("whole_machines", "==", False), False),
        (f("titles.digital_workshop", ">=", "2"), True),
        (f("titles.smart_factory", ">=", "1"), False),
        (f("sme_tier", "==", "x"), False),
        (f("sme_tier", "!=", "x"), True),
        (f("sme_tier", "in", ["x"]), False),
        (f("cluster", "==", "x"), None),
        ({"external": "credit", "op": "==", "value": "clear"}, True),
        ({"external": "credit", "op": "!=", "value": "clear"}, False),
        (months("<=", "30"), True),
        (months("<", "30"), False),
        (months(">=", "30"), True),
        (months("<=", "29"), False),
        ({"score": True, "op": ">=", "value": "60"}, True),
        ({"node": "total", "op": ">", "value": "60"}, False),
    ],
)
def test_truth(condition, truth):
    assert read_condition(Place(condition), SCOPE).truth(situation()) is truth


@pytest.mark.parametrize(
    ("condition", "answers", "truth"),
    [
        (a("form", "==", "legal"), {}, None),
        (a("form", "answered"), {}, False),
        (a("nc", ">=", "0"), {"nc": {"n": "0", "d": "0"}}, None),
        (a("nc", "answered"), {"nc": {"n": "0", "d": "0"}}, True),
        (a("nc", ">=", "0"), {"nc": {"n": "5"}}, None),
        (a("cost", ">=", "0"), {"cost": {"before": "0", "after": "1"}}, None),
        (months("<=", "30"), {"start": "2021-01-01"}, None),
        (months("<=", "30"), {"start": "2021-01-02", "finish": "2021-01-01"}, None),
        (months("<=", "0"), {"start": "2021-01-01", "finish": "2021-01-01"}, True),
    ],
)
def test_unknown(condition, answers, truth):
    made = situation(answers, {})
    assert read_condition(Place(condition), SCOPE).truth(made) is truth


@pytest.mark.parametrize("value", [None, "x", "", True, []])
def test_a_number_that_is_none_is_unknown(value):
    condition = read_condition(Place(f("employees", ">=", "1")), SCOPE)
    assert condition.truth(situation({}, {"employees": value})) is None


T, F, U = (
    read_condition(Place(condition), SCOPE)
    for condition in (
        f("size", "==", "medium"),
        f("size", "==", "x"),
        f("region", "==", "x"),
    )
)


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (All((T, T)), True),
        (All((T, U)), None),
        (All((U, F)), False),
        (All((F, U)), False),
        (Either((F, F)), False),
        (Either((F, U)), None),
        (Either((U, T)), True),
        (Not(T), False),
        (Not(F), True),
        (Not(U), None),
        (All((Either((F, T)), Not(U))), None),
    ],
)
def test_kleene(condition, truth):
    assert condition.truth(situation()) is truth


@pytest.mark.parametrize(
    ("condition", "unmet"),
    [
        (All((T, U, F)), [U, F]),
        (All((T, Either((F, U)))), [F, U]),
        (All((F, Either((F, T)))), [F]),
        (Not(T), [T]),
        (Not(F), []),
        (T, []),
        (Either((T, F)), []),
    ],
)
def test_unmet(condition, unmet):
    assert list(condition.unmet(situation())) == unmet


PERCENT = Text("%", "%")
FORM = {"legal": Text("中文:legal", "legal"), "branch": Text("中文:branch", "branch")}
CREDIT = {
    "clear": Text("中文:clear", "clear"),
    "listed": Text("中文:listed", "listed"),
}
SEEN = [
    (a("nc", ">=", "60"), ("answer", "nc", "60", ">=", "60", PERCENT, {}, True)),
    (
        a("investment", ">=", "2000"),
        (
            "answer",
            "investment",
            "1000",
            ">=",
            "2000",
            Text("中文:10k", "10k"),
            {},
            False,
        ),
    ),
    (
        a("form", "in", ["branch", "legal"]),
        ("answer", "form", "legal", "in", "branch,legal", None, FORM, True),
    ),
    (
        a("investment", "in", ["1000.0", "007"]),
        (
            *("answer", "investment", "1000", "in", "1000,7"),
            *(Text("中文:10k", "10k"), {}, True),
        ),
    ),
    (a("scope", ">=", "3"), ("answer", "scope", "2", ">=", "3", None, {}, False)),
    (
        a("words", "answered"),
        ("answer", "words", "answered", "answered", "", None, {}, True),
    ),
    (f("employees", ">", "1"), ("fact", "employees", "300", ">", "1", None, {}, True)),
    (f("sme_tier", "==", "x"), ("fact", "sme_tier", None, "==", "x", None, {}, False)),
    (
        f("whole_machines", "==", False),
        ("fact", "whole_machines", "true", "==", "false", None, {}, False),
    ),
    (
        f("secondary_clusters", "contains", ["c1"]),
        ("fact", "secondary_clusters", "c1,c2", "contains", "c1", None, {}, True),
    ),
    (
        {"external": "credit", "op": "in", "value": ["clear", "listed"]},
        (
            *("external", "credit", "clear", "in", "clear,listed"),
            *(None, CREDIT, True),
        ),
    ),
    (
        {"node": "total", "op": "<", "value": "60"},
        ("node", "total", "60", "<", "60", None, {}, False),
    ),
    (
        {"score": True, "op": ">=", "value": "61"},
        ("score", "", "60", ">=", "61", None, {}, False),
    ),
    (
        months("<=", "30"),
        (
            "months",
            "start/finish",
            "2021-01-31/2023-07-31",
            "<=",
            "30",
            MONTHS_UNIT,
            {},
            True,
        ),
    ),
]


@pytest.mark.parametrize(("condition", "expected"), SEEN)
def test_seen(condition, expected):
    test = read_condition(Place(condition), SCOPE)
    seen = test.seen(situation())
    source, code, actual, op, wanted, unit, labels, met = expected
    unit = Text("人", "people") if code == "employees" else unit
    assert seen == Seen(source, code, test.title, actual, op, wanted, unit, labels, met)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (a("nc", ">=", "60"), "seen.answer"),
        (a("form", "==", "legal"), "seen.choice"),
        (f("region", "==", "x"), "seen.unknown"),
        (f("size", "==", "x"), "seen.fact"),
        (months("<=", "30"), "seen.months"),
        ({"external": "credit", "op": "==", "value": "clear"}, "seen.choice"),
    ],
)
def test_message(condition, message):
    assert read_condition(Place(condition), SCOPE).seen(situation()).message == message


def test_titles_are_those_of_what_is_asked_about():
    conditions = (a("nc", ">=", "60"), months("<=", "30"))
    titles = [read_condition(Place(c), SCOPE).title for c in conditions]
    assert titles == [SCHEME.questions["nc"].title, MONTHS_TITLE]


@pytest.mark.parametrize(
    ("verdict", "actual"), [(True, "pass"), (False, "fail"), (None, None)]
)
def test_a_check_is_seen_by_its_verdict(verdict, actual):
    title = Text("门槛", "Gate")
    scope = Scope({}, checks={"C": title}, forms=LEVELLING)
    made = Situation({}, verdicts={"C": verdict})
    seen = read_condition(Place({"check": "C"}), scope).seen(made)
    assert seen == Seen("check", "C", title, actual, "==", "pass", None, {}, verdict)
