"""The rules of contradictions that ship, each with every edition it speaks of."""

from datetime import date
from functools import cache
from random import Random

import pytest

from surveys.doubting import Rule, compiled, shipped
from surveys.doubting.terms import TODAY, as_days
from surveys.scoring import Scheme, SchemeError, Text, compile_scheme
from surveys.scoring.conditions import Situation, Truth
from surveys.scoring.settling import settle
from tests.shipping import load
from tests.surveys.doubting.guessing import facts, guess, needed

TRIES = 20_000
EDITIONS = (
    "cmmm-2020-discrete",
    "cmmm-2020-process",
    "digital_workshop-2023",
    "innovation_demo_factory-2025",
    "lighthouse_factory-2025",
    "smart_factory-2023",
    "sme_index-2024",
)


@cache
def scheme(name: str) -> Scheme:
    return compile_scheme(load(name))


def spoken_of(rule: Rule) -> list[Scheme]:
    """The shipped editions that a rule speaks of."""
    schemes = map(scheme, EDITIONS)
    return [s for s in schemes if rule.concerns(s.questionnaire, s.questions)]


def truths(rule: Rule, edition: Scheme) -> set[Truth]:
    """What a rule says of answers by chance, until it said both."""
    random, condition = Random(rule.code), rule.condition(edition.questions)
    codes, found = needed(edition, rule.questions), set[Truth]()
    today = as_days(date(2026, 1, 15))
    for _ in range(TRIES):
        situation = Situation(facts(random) | {TODAY: today})
        settle(edition, guess(edition, codes, random), situation, None)
        found.add(condition.truth(situation))
        if {True, False} <= found:
            break
    return found - {None}


@pytest.mark.parametrize("rule", shipped(), ids=lambda rule: rule.code)
def test_each_rule_can_speak_up_and_stay_silent(rule: Rule) -> None:
    editions = spoken_of(rule)

    assert {s.questionnaire for s in editions} == set(rule.questionnaires)
    assert [truths(rule, s) for s in editions] == [{True, False}] * len(editions)


def test_codes_are_unique_and_texts_end_as_sentences() -> None:
    rules = shipped()

    assert len({rule.code for rule in rules}) == len(rules)
    assert [r.code for r in rules if not r.text.zh.endswith("。")] == []
    assert [r.code for r in rules if not r.text.en.endswith(".")] == []


def test_what_cannot_be_blocks_and_nothing_else() -> None:
    assert [rule.code for rule in shipped() if rule.blocks] == ["project_dates"]


def test_a_rule_sees_its_own_questions_only() -> None:
    when = {"answer": "mes_scope", "op": "contains", "value": "none"}
    rule = Rule("x", ("digital_workshop",), ("ai_use",), when, False, Text("字", "x"))

    with pytest.raises(SchemeError, match="mes_scope"):
        rule.condition(scheme("digital_workshop-2023").questions)


def test_rules_are_compiled_once_an_edition() -> None:
    edition = scheme("sme_index-2024")
    assert compiled("a" * 64, edition) is compiled("a" * 64, edition)
    assert len(compiled("a" * 64, edition)) == 17
