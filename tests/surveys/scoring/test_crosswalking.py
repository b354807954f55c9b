"""Answers to one questionnaire taken over into another, by the rules that ship."""

import json
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

import pytest

from surveys.scoring import Answer, Question, Scheme, compile_scheme, problem
from surveys.scoring.crosswalking import Crossed, crosswalk
from surveys.scoring.scheme import Kind
from tests import small_edition
from tests.shipping import load

STAGES = (
    "digital_workshop-2023",
    "smart_factory-2023",
    "innovation_demo_factory-2025",
    "lighthouse_factory-2025",
)
TARGETS = ("sme_index-2024", "cmmm-2020-discrete", "cmmm-2020-process")
# Singles of which more than one option is tried; the others take their last.
TRIED = 4
FACTS = {"whole_machines": True}  # shows the question about remote service


@cache
def shipped() -> dict[str, Any]:
    path = resources.files("surveys") / "reference" / "crosswalks.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def scheme(name: str) -> Scheme:
    return compile_scheme(load(name))


def possible(question: Question) -> list[Any]:
    """Answers with which every test of a rule can be met by one of them."""
    if question.kind is Kind.MULTIPLE:
        return [[c for c in question.choices if c != question.exclusive]]
    if question.kind is Kind.MATRIX:
        rows = [row.code for row in question.rows]
        return [dict.fromkeys(rows, option) for option in question.choices]
    if question.kind is Kind.RATIO:
        return [{"n": "9", "d": "10"}]
    if question.kind is Kind.PERCENT:
        return ["90"]
    return list(question.choices)


def given(source: Scheme, codes: tuple[str, ...]) -> list[dict[str, Answer]]:
    """Sets of answers to these questions, and to those that must show them."""
    shown = {"mes_coverage": {"mes_scope": ["planning"]}}
    beside = {
        code: Answer(value)
        for asked in codes
        for code, value in shown.get(asked, {}).items()
        if code in source.questions and code not in codes
    }
    values = [possible(source.questions[code])[-TRIED:] for code in codes]
    return [
        beside | dict(zip(codes, map(Answer, chosen), strict=True))
        for chosen in product(*values)
    ]


RULES = [(entry, rule) for entry in shipped()["crosswalks"] for rule in entry["rules"]]


@pytest.mark.parametrize(
    ("entry", "rule"), RULES, ids=[f"{r['to']}-{n}" for n, (_, r) in enumerate(RULES)]
)
def test_each_rule_that_ships_can_speak_and_be_silent(entry, rule):
    alone = {"crosswalks": [entry | {"rules": [rule], "same_codes": False}]}
    spoke = set()
    for name, target in product(STAGES, TARGETS):
        found = crosswalk(alone, scheme(name), scheme(target))
        for one in found.rules:
            assert found.apply({}, FACTS) == {}
            for answers in given(found.source, one.sources):
                crossed = found.apply(answers, FACTS).get(one.target)
                if crossed is not None:
                    question = found.target.questions[one.target]
                    assert problem(question, crossed.value) is None
                    spoke.add(name)
    assert spoke


@pytest.mark.parametrize("source", STAGES)
@pytest.mark.parametrize("target", STAGES)
def test_between_stages_the_same_code_means_the_same(source, target):
    found = crosswalk(shipped(), scheme(source), scheme(target))
    common = scheme(source).questions.keys() & scheme(target).questions.keys()
    assert found.mapped == common
    assert all(rule.basis == "same" for rule in found.rules)


def test_how_much_of_the_national_questionnaires_is_mapped():
    counts = {
        (source, target): len(
            crosswalk(shipped(), scheme(source), scheme(target)).mapped
        )
        for source, target in product(STAGES, TARGETS)
    }
    assert counts == {
        ("digital_workshop-2023", "sme_index-2024"): 19,
        ("digital_workshop-2023", "cmmm-2020-discrete"): 64,
        ("digital_workshop-2023", "cmmm-2020-process"): 61,
        ("smart_factory-2023", "sme_index-2024"): 22,
        ("smart_factory-2023", "cmmm-2020-discrete"): 76,
        ("smart_factory-2023", "cmmm-2020-process"): 65,
        ("innovation_demo_factory-2025", "sme_index-2024"): 21,
        ("innovation_demo_factory-2025", "cmmm-2020-discrete"): 47,
        ("innovation_demo_factory-2025", "cmmm-2020-process"): 44,
        ("lighthouse_factory-2025", "sme_index-2024"): 21,
        ("lighthouse_factory-2025", "cmmm-2020-discrete"): 45,
        ("lighthouse_factory-2025", "cmmm-2020-process"): 42,
    }


# --- the kinds of rules, on the small edition

SMALL = compile_scheme(small_edition.document())


def crossed(rule: dict[str, Any], answers: dict[str, Any]) -> dict[str, Crossed]:
    entry = {
        "from": [SMALL.questionnaire],
        "to": ["smart_factory"],
        "same_codes": False,
        "rules": [rule | {"basis": "close"}],
    }
    found = crosswalk({"crosswalks": [entry]}, SMALL, scheme("smart_factory-2023"))
    return found.apply({code: Answer(value) for code, value in answers.items()}, {})


HALF = {"n": "30", "d": "60"}


@pytest.mark.parametrize(
    ("rule", "answers", "value"),
    [
        ({"take": "nc_equipment_rate"}, {"nc_equipment_rate": HALF}, HALF),
        ({"take": "nc_equipment_rate"}, {}, None),
        ({"take": "nothing"}, {"nc_equipment_rate": HALF}, None),
    ],
)
def test_a_value_is_taken_as_it_is(rule, answers, value):
    found = crossed(rule | {"to": "nc_equipment_rate"}, answers)
    code = "nc_equipment_rate"
    sources = ("nc_equipment_rate",)
    expected = Crossed(code, value, sources, "close")
    assert found == ({} if value is None else {code: expected})


@pytest.mark.parametrize(("option", "value"), [("full", "full"), ("none", None)])
def test_an_option_that_is_not_named_is_not_taken(option, value):
    rule = {"to": "systems_integration", "take": "mes", "options": {"full": "full"}}
    found = crossed(rule, {"mes": option})
    assert [one.value for one in found.values()] == ([value] if value else [])


FULL = {"answer": "mes", "op": "in", "value": ["full", "of another edition"]}
RATE = {"answer": "nc_equipment_rate", "op": ">=", "value": "40"}
ELSEWHERE = {"answer": "of another edition", "op": ">=", "value": "1"}


@pytest.mark.parametrize(
    ("when", "answers", "speaks"),
    [
        (FULL, {"mes": "full"}, True),
        (FULL, {"mes": "none"}, False),
        ({"any": [ELSEWHERE, RATE]}, {"nc_equipment_rate": HALF}, True),
        ({"all": [ELSEWHERE, RATE]}, {"nc_equipment_rate": HALF}, False),
        ({"all": [FULL, RATE]}, {"nc_equipment_rate": HALF, "mes": "full"}, True),
        ({"all": [FULL, RATE]}, {"nc_equipment_rate": HALF}, False),
    ],
)
def test_a_condition_is_asked_of_what_the_edition_knows(when, answers, speaks):
    rule = {"to": "systems_integration", "choose": [{"when": when, "value": "full"}]}
    assert bool(crossed(rule, answers)) is speaks


def test_options_are_ticked_where_their_condition_holds():
    tick = {"visualisation": RATE, "quality": FULL, "planning": ELSEWHERE}
    found = crossed({"to": "mes_scope", "tick": tick}, {"nc_equipment_rate": HALF})
    assert found["mes_scope"].value == ["visualisation"]


def test_an_unknown_basis_is_refused():
    entry = {
        "from": [SMALL.questionnaire],
        "to": ["smart_factory"],
        "same_codes": False,
    }
    rule = {"to": "mes_scope", "take": "mes", "basis": "hearsay"}
    document = {"crosswalks": [entry | {"rules": [rule]}]}
    with pytest.raises(ValueError, match="hearsay"):
        crosswalk(document, SMALL, scheme("smart_factory-2023"))
