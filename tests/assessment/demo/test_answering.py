"""Answer sets are whole, accepted by the edition, and as uneven as real ones."""

from collections import Counter
from dataclasses import replace

import pytest

from assessment.demo.answering import answer, respondent
from assessment.demo.spread import city
from surveys import referencing
from surveys.scoring import (
    Answer,
    Outcome,
    compile_scheme,
    evaluate,
    normalise,
    problem,
    visible,
)

GROUPS = {
    row["code"]: row["group"] for row in referencing.entries("regions", "regions")
}
SCHEMES = {
    scheme.unit: scheme
    for scheme in map(compile_scheme, referencing.shipped_editions())
}


def facts(who, unit):
    return {
        "size": who.size,
        "sme_tier": who.sme_tier,
        "chain_role": who.chain_role,
        "region": who.region,
        "region_group": GROUPS[who.region],
        "cluster": who.cluster,
        "secondary_clusters": list(who.secondary),
        "industry": who.industry,
        "process_type": "discrete",
        "employees": who.employees,
        "revenue": str(who.revenue),
        "unit_kind": unit.kind,
        "whole_machines": who.whole_machines,
        "titles": {},
        "recognised_digital_workshops": 0,
    }


def given(who, unit, year):
    return answer(SCHEMES[unit.kind], respondent(who, unit, year), facts(who, unit))


def flat(sections):
    return {
        code: Answer(found.value, found.state)
        for answers in sections.values()
        for code, found in answers.items()
    }


SAMPLE = [
    (who, unit)
    for who in city()[::4]
    for unit in {unit.kind: unit for unit in who.units}.values()
]


@pytest.fixture(scope="module")
def sets():
    return [(who, unit, flat(given(who, unit, 2025))) for who, unit in SAMPLE]


def test_every_required_question_that_shows_is_answered(sets):
    for who, unit, answers in sets:
        scheme = SCHEMES[unit.kind]
        shown = visible(scheme, answers, facts(who, unit))
        assert set(answers) <= shown
        required = {c for c in shown if scheme.questions[c].required}
        assert required <= set(answers)


def test_every_value_is_canonical_and_accepted(sets):
    for _, unit, answers in sets:
        questions = SCHEMES[unit.kind].questions
        for code, found in answers.items():
            if found.state == "na":
                assert questions[code].allow_na
                continue
            assert problem(questions[code], found.value) is None
            assert normalise(questions[code], found.value) == found.value


@pytest.mark.parametrize("kind", ["workshop", "factory"])
@pytest.mark.parametrize("year", [2025, 2026])
def test_a_third_to_almost_half_reach_the_stage(kind, year):
    outcomes = Counter(
        evaluate(SCHEMES[kind], flat(given(who, unit, year)), facts(who, unit)).outcome
        for who, unit in SAMPLE
        if unit.kind == kind
    )
    share = outcomes[Outcome.REACHED_OPEN] / outcomes.total()
    assert outcomes[Outcome.REACHED] == 0
    assert 0.28 < share < 0.47


def test_whoever_is_ready_reaches_the_stage(sets):
    ready = [
        evaluate(SCHEMES[unit.kind], answers, facts(who, unit)).outcome
        for who, unit, answers in sets
        if respondent(who, unit, 2025).ready
    ]
    assert set(ready) == {Outcome.REACHED_OPEN}


def test_a_later_year_is_no_step_back(sets):
    better = 0
    for who, unit, answers in sets:
        scheme, known = SCHEMES[unit.kind], facts(who, unit)
        before = evaluate(scheme, answers, known).score
        after = evaluate(scheme, flat(given(who, unit, 2026)), known).score
        better += after > before
    assert better > 0.9 * len(sets)


def test_clusters_and_dimensions_differ(sets):
    def mean(cluster, node):
        scores = [
            evaluate(SCHEMES[unit.kind], answers, facts(who, unit)).node(node).score
            for who, unit, answers in sets
            if who.cluster == cluster
        ]
        return sum(scores) / len(scores)

    assert mean("T02", "total") > mean("F02", "total") + 10
    assert mean("F02", "production") > mean("F02", "design")


def test_the_same_unit_answers_the_same_every_time():
    who = city()[7]
    assert given(who, who.units[0], 2025) == given(who, who.units[0], 2025)


def test_answers_follow_the_order_of_the_pages():
    who = city()[7]
    scheme = SCHEMES["workshop"]
    sections = given(who, who.units[0], 2025)
    assert list(sections) == [section.code for section in scheme.sections]
    for section in scheme.sections:
        codes = [question.code for question in section.questions]
        assert [c for c in codes if c in sections[section.code]] == list(
            sections[section.code]
        )


def test_a_careless_one_misses_a_gate():
    who, unit = next(
        (who, unit)
        for who, unit in SAMPLE
        if unit.kind == "workshop" and respondent(who, unit, 2025).careless
    )
    found = evaluate(
        SCHEMES["workshop"], flat(given(who, unit, 2025)), facts(who, unit)
    )
    assert found.outcome == Outcome.NOT_REACHED
    assert "G-PERIOD" in found.levels[0].blocked_by


def test_a_known_answer_that_the_edition_does_not_accept_is_drawn_instead():
    who, unit = SAMPLE[0]
    scheme = SCHEMES[unit.kind]
    odd = replace(respondent(who, unit, 2025), known={"legal_form": "no such form"})
    found = answer(scheme, odd, facts(who, unit))["project"]["legal_form"]
    assert found.value in scheme.questions["legal_form"].choices
