"""The two editions that ship: complete in both languages, and deciding as told."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest

from surveys.scoring import (
    Answer,
    Check,
    Child,
    Evaluation,
    Kind,
    Lane,
    Level,
    Node,
    Outcome,
    Question,
    Scheme,
    State,
    Verdict,
    compile_scheme,
    evaluate,
    problem,
    visible,
)
from tests.shipping import load
from tests.wording import badly_worded

STAGES = ("digital_workshop", "smart_factory")
DIMENSIONS = (
    *("infrastructure", "equipment", "systems", "design"),
    *("production", "chain", "results"),
)
WEIGHTS = {
    "digital_workshop": (10, 20, 20, 10, 20, 10, 10),
    "smart_factory": (10, 15, 20, 15, 15, 10, 15),
}
GATES = ("G-LEGAL", "G-POLICY", "G-CREDIT", "G-INVEST", "G-PERIOD", "G-ONCE")
OUTCOMES = ("O-COST", "O-PROD", "O-DEFECT", "O-ENERGY")
BLOCKING = {
    "digital_workshop": (
        *GATES,
        *("DW-NC", "DW-KEYNC", "DW-NET", "DW-MES", "DW-INTEG"),
        *OUTCOMES,
    ),
    "smart_factory": (*GATES, "SF-NC", "SF-KEYNC", "SF-NETMES", *OUTCOMES),
}
SHOWN = {
    "digital_workshop": {"DW-UPLOAD"},
    "smart_factory": {f"SF-{name}" for name in ("WS", "RDTOOL", "LEAD", "ERP")}
    | {"SF-DECIDE", "SF-SERVICE"},
}
CLEAR = {
    "external.policy_fit": "fits",
    "external.credit_list": "clear",
    "external.earlier_title": "none",
}
FACTS = {
    "cluster": "T01",
    "region_group": "central_urban",
    "whole_machines": True,
    "recognised_digital_workshops": 2,
}
PROJECT = {"project_investment": "1000"}
PROJECT |= {"project_start": "2021-01-02", "project_finish": "2023-07-02"}
Answers = dict[str, Any]


DOCUMENTS = {stage: load(f"{stage}-2023") for stage in STAGES}
SCHEMES = {stage: compile_scheme(DOCUMENTS[stage]) for stage in STAGES}


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def scheme(stage: str) -> Scheme:
    return SCHEMES[stage]


# --- answers that are as good, or as bad, as they can be


def good(question: Question) -> Any:
    if question.code in PROJECT:
        return PROJECT[question.code]
    return BEST[question.kind](question)


def best_option(question: Question) -> str:
    if question.scoring is None:
        return question.options[0].code
    return max(question.options, key=lambda option: option.points or 0).code


def all_options(question: Question) -> list[str]:
    return [o.code for o in question.options if o.code != question.exclusive]


BEST: Mapping[Kind, Any] = {
    Kind.SINGLE: best_option,
    Kind.SCENE: best_option,
    Kind.REQUIREMENT: lambda _: "met",
    Kind.MULTIPLE: all_options,
    Kind.MATRIX: lambda q: {row.code: best_option(q) for row in q.rows},
    Kind.NUMBER: lambda _: "1000000",
    Kind.PERCENT: lambda _: "100",
    Kind.RATIO: lambda _: {"n": "10", "d": "10"},
    Kind.PAIR: lambda q: (
        {"before": "10", "after": "1" if q.better == "lower" else "20"}
    ),
    Kind.DATE: lambda _: "2023-01-01",
    Kind.TEXT: lambda _: "text",
    Kind.FILE: lambda _: ["7f1d6f0e-0000-4000-8000-000000000001"],
}
WORST: Mapping[Kind, Any] = {
    Kind.SINGLE: lambda q: min(q.options, key=lambda o: o.points or 0).code,
    Kind.SCENE: lambda _: "0",
    Kind.REQUIREMENT: lambda _: "not",
    Kind.MULTIPLE: lambda q: [q.exclusive],
    Kind.MATRIX: lambda q: {row.code: WORST[Kind.SINGLE](q) for row in q.rows},
    Kind.NUMBER: lambda _: "0",
    Kind.PERCENT: lambda _: "0",
    Kind.RATIO: lambda _: {"n": "0", "d": "10"},
    Kind.PAIR: lambda _: {"before": "10", "after": "10"},
}


def best(scheme: Scheme, **changes: Any) -> Answers:
    return {q.code: good(q) for q in scheme.questions.values()} | changes


def worst(scheme: Scheme) -> Answers:
    scored = (q for q in scheme.questions.values() if q.scoring is not None)
    return {q.code: WORST[q.kind](q) for q in scored}


def judged(
    scheme: Scheme, answers: Answers, lane: Lane = Lane.REVIEWED, **facts: Any
) -> Evaluation:
    given = {code: Answer(value) for code, value in answers.items()}
    return evaluate(scheme, given, FACTS | CLEAR | facts, lane=lane)


def blocked(scheme: Scheme, answers: Answers, **facts: Any) -> tuple[str, ...]:
    return judged(scheme, answers, **facts).levels[0].blocked_by


def verdict(scheme: Scheme, code: str, answers: Answers, **facts: Any) -> Verdict:
    found = judged(scheme, answers, **facts).checks
    return next(result.verdict for result in found if result.check.code == code)


# --- what is asked


def test_sections_are_project_and_the_seven_dimensions(scheme: Scheme) -> None:
    assert tuple(s.code for s in scheme.sections) == ("project", *DIMENSIONS)


def test_each_has_forty_to_seventy_questions(scheme: Scheme) -> None:
    assert 40 <= len(scheme.questions) <= 70


def test_every_question_says_what_is_meant_and_what_proves_it(scheme: Scheme) -> None:
    asked = scheme.questions.values()
    assert [q.code for q in asked if q.help is None or q.proof is None] == []


def test_every_kind_of_evidence_is_asked_for_somewhere(scheme: Scheme) -> None:
    named = {code for q in scheme.questions.values() for code in q.proofs}
    assert named == set(scheme.proofs)


def test_the_same_question_has_the_same_kind_in_both() -> None:
    workshop, factory = (SCHEMES[stage].questions for stage in STAGES)
    shared = workshop.keys() & factory.keys()
    assert {c for c in shared if workshop[c].kind is not factory[c].kind} == set()


def test_multiple_choices_have_an_option_that_stands_alone(scheme: Scheme) -> None:
    multiple = [q for q in scheme.questions.values() if q.kind is Kind.MULTIPLE]
    assert [q.code for q in multiple if q.exclusive is None] == []


def test_the_best_answers_are_acceptable(scheme: Scheme) -> None:
    answers = best(scheme)
    found = {q.code: problem(q, answers[q.code]) for q in scheme.questions.values()}
    assert {code: what for code, what in found.items() if what} == {}


# --- the texts


def test_texts_keep_to_the_rules_of_their_language(stage: str) -> None:
    assert badly_worded(DOCUMENTS[stage]) == []


# --- weights, figures and where they are from


def children(node: Node) -> Iterator[Child]:
    for child in node.children:
        yield child
        if isinstance(child.item, Node):
            yield from children(child.item)


def test_weights_of_the_dimensions(stage: str, scheme: Scheme) -> None:
    weights = {child.item.code: child.weight for child in scheme.root.children}
    assert weights == dict(zip(DIMENSIONS, WEIGHTS[stage], strict=True))


def test_every_weight_is_marked_as_the_platforms(scheme: Scheme) -> None:
    found = {child.source and child.source.code for child in children(scheme.root)}
    assert found == {"PLATFORM"}
    assert not scheme.sources["PLATFORM"].official


def test_every_scored_question_counts_once_in_its_dimension(scheme: Scheme) -> None:
    placed = [
        (dimension.item.code, child.item.code)
        for dimension in scheme.root.children
        if isinstance(dimension.item, Node)
        for child in children(dimension.item)
        if isinstance(child.item, Question)
    ]
    scored = [(q.section, q.code) for q in scheme.questions.values() if q.scoring]
    assert sorted(placed) == sorted(scored)


def test_thresholds_are_those_of_their_checks(scheme: Scheme) -> None:
    shown = {q.code: q.threshold for q in scheme.questions.values() if q.threshold}
    checks = {check.code: check for check in scheme.checks}
    for code, threshold in shown.items():
        check = checks[threshold.check or ""]
        tested = {(test.code, test.wanted) for test in check.test.tests()}
        assert (code, threshold.value) in tested
        assert threshold.unit is not None


def test_every_check_and_level_names_source_vintage_confidence(scheme: Scheme) -> None:
    items: list[Check | Level] = [*scheme.checks, *scheme.levels]
    backings = {item.code: item.backing for item in items}
    known = {c: (b.sources, b.vintage, b.confidence) for c, b in backings.items()}
    assert {code for code, found in known.items() if not all(found)} == set()


def test_only_demands_of_2023_block(stage: str, scheme: Scheme) -> None:
    blocking = {check.code: check.blocking for check in scheme.checks}
    expected = dict.fromkeys(BLOCKING[stage], True) | dict.fromkeys(SHOWN[stage], False)
    assert blocking == expected
    for check in scheme.checks:
        assert ("2023" in str(check.backing.vintage)) is check.blocking


# --- what decides


def test_good_answers_reach_the_stage(stage: str, scheme: Scheme) -> None:
    result = judged(scheme, best(scheme))
    assert (result.level, result.outcome) == (stage, Outcome.REACHED)
    assert {r.verdict for r in result.checks} == {Verdict.PASS}
    assert result.score == Fraction(100)


def test_own_statement_leaves_what_officials_check(stage: str, scheme: Scheme) -> None:
    given = {code: Answer(value) for code, value in best(scheme).items()}
    result = evaluate(scheme, given, FACTS)
    assert (result.level, result.outcome) == (stage, Outcome.REACHED_OPEN)
    assert result.levels[0].open == ("G-POLICY", "G-CREDIT", "G-ONCE")


SHORT = {"n": "5", "d": "10"}
MES = ["planning", "process", "logistics", "quality", "equipment"]
ANSWERS_THAT_BLOCK: dict[str, dict[str, Any]] = {
    "G-LEGAL": {"legal_form": "other"},
    "G-INVEST": {"project_investment": "999.99"},
    "G-PERIOD": {"project_complete": "papers_missing"},
    "O-COST": {"operating_cost": {"before": "100", "after": "85.01"}},
    "O-PROD": {"productivity": {"before": "100", "after": "109.99"}},
    "O-DEFECT": {"defect_rate": {"before": "2", "after": "1.81"}},
    "O-ENERGY": {"energy_utilisation": {"before": "100", "after": "107.99"}},
    "DW-NC": {"nc_equipment_rate": {"n": "599", "d": "1000"}},
    "DW-KEYNC": {"key_process_nc_rate": {"n": "699", "d": "1000"}},
    "DW-NET": {"equipment_network": "networked"},
    "DW-MES": {"mes_scope": MES},
    "DW-INTEG": {"systems_integration": "management"},
    "SF-NC": {"nc_equipment_rate": {"n": "699", "d": "1000"}},
    "SF-KEYNC": {"key_process_nc_rate": {"n": "799", "d": "1000"}},
    "SF-NETMES": {"equipment_network": "networked"},
}
FACTS_THAT_BLOCK: dict[str, dict[str, Any]] = {
    "G-POLICY": {"external.policy_fit": "unfit"},
    "G-CREDIT": {"external.credit_list": "listed"},
    "G-ONCE": {"external.earlier_title": "recognised"},
}


@pytest.mark.parametrize(
    ("stage", "code"), [(stage, code) for stage in STAGES for code in BLOCKING[stage]]
)
def test_each_failing_check_blocks_alone(stage: str, code: str) -> None:
    scheme = SCHEMES[stage]
    answers = best(scheme, **ANSWERS_THAT_BLOCK.get(code, {}))
    result = judged(scheme, answers, **FACTS_THAT_BLOCK.get(code, {}))
    assert result.levels[0].blocked_by == (code,)
    assert (result.level, result.outcome) == (None, Outcome.NOT_REACHED)


AT_THE_EDGE: dict[str, Any] = {
    "operating_cost": {"before": "100", "after": "85"},
    "productivity": {"before": "100", "after": "110"},
    "defect_rate": {"before": "2", "after": "1.8"},
    "energy_utilisation": {"before": "100", "after": "108"},
}
RATES = {
    "digital_workshop": (("3", "5"), ("7", "10")),
    "smart_factory": (("7", "10"), ("4", "5")),
}


def test_reaching_every_threshold_exactly_is_enough(stage: str, scheme: Scheme) -> None:
    (nc, equipment), (key, processes) = RATES[stage]
    answers = best(
        scheme,
        nc_equipment_rate={"n": nc, "d": equipment},
        key_process_nc_rate={"n": key, "d": processes},
        systems_integration="full",
        **AT_THE_EDGE,
    )
    assert blocked(scheme, answers) == ()


@pytest.mark.parametrize(
    "changes", [{"mes_scope": ["none"]}, {"systems_integration": "management"}]
)
def test_a_factory_needs_mes_and_integration(changes: Answers) -> None:
    scheme = SCHEMES["smart_factory"]
    assert blocked(scheme, best(scheme, **changes)) == ("SF-NETMES",)


@pytest.mark.parametrize(
    ("group", "amount", "expected"),
    [
        ("central_urban", "1000", Verdict.PASS),
        ("central_urban", "999.99", Verdict.FAIL),
        ("new_urban", "500", Verdict.FAIL),
        ("three_gorges_ne", "500", Verdict.PASS),
        ("three_gorges_ne", "499.99", Verdict.FAIL),
        ("wuling_se", "500", Verdict.PASS),
        (None, "1000", Verdict.PASS),
        (None, "500", Verdict.FAIL),
    ],
)
def test_investment_is_halved_in_two_groups(
    scheme: Scheme, group: str | None, amount: str, expected: Verdict
) -> None:
    answers = best(scheme, project_investment=amount)
    assert verdict(scheme, "G-INVEST", answers, region_group=group) is expected


@pytest.mark.parametrize(
    ("start", "finish", "complete", "expected"),
    [
        ("2021-01-01", "2022-01-01", "complete", Verdict.FAIL),
        ("2021-01-02", "2023-07-02", "complete", Verdict.PASS),
        ("2021-01-02", "2023-07-03", "complete", Verdict.FAIL),
        ("2021-08-31", "2024-02-29", "complete", Verdict.PASS),
        ("2022-05-01", "2022-04-30", "complete", Verdict.UNKNOWN),
        ("2022-05-01", "2023-05-01", "unfinished", Verdict.FAIL),
    ],
)
def test_period(
    scheme: Scheme, start: str, finish: str, complete: str, expected: Verdict
) -> None:
    answers = best(
        scheme, project_start=start, project_finish=finish, project_complete=complete
    )
    assert verdict(scheme, "G-PERIOD", answers) is expected


OLDER: list[tuple[str, str, Answers, dict[str, Any]]] = [
    ("digital_workshop", "DW-UPLOAD", {"device_upload_rate": SHORT}, {}),
    ("smart_factory", "SF-WS", {}, {"recognised_digital_workshops": 1}),
    ("smart_factory", "SF-RDTOOL", {"rd_tool_rate": SHORT}, {}),
    ("smart_factory", "SF-LEAD", {"industry_lead": "none"}, {}),
    ("smart_factory", "SF-ERP", {"erp_closed_loop": "mostly"}, {}),
    ("smart_factory", "SF-DECIDE", {"ai_use": "2"}, {}),
    ("smart_factory", "SF-SERVICE", {"remote_service": "1"}, {}),
]


@pytest.mark.parametrize(("stage", "code", "changes", "facts"), OLDER)
def test_older_demands_fail_without_blocking(
    stage: str, code: str, changes: Answers, facts: dict[str, Any]
) -> None:
    scheme = SCHEMES[stage]
    answers = best(scheme, **changes)
    assert verdict(scheme, code, answers, **facts) is Verdict.FAIL
    assert judged(scheme, answers, **facts).level == stage


def test_remote_service_concerns_makers_of_whole_machines_only() -> None:
    scheme = SCHEMES["smart_factory"]
    answers = best(scheme)
    assert "remote_service" not in visible(scheme, {}, {"whole_machines": False})
    found = verdict(scheme, "SF-SERVICE", answers, whole_machines=False)
    assert found is Verdict.PASS


# --- what is hidden, and what does not apply


def test_the_vehicle_road_role_is_asked_in_its_cluster_only(scheme: Scheme) -> None:
    assert "v2x_role" in visible(scheme, {}, {"cluster": "T01"})
    assert "v2x_role" not in visible(scheme, {}, {"cluster": "T02"})


FOLLOWING = {
    "id_connected": {"id_prefix", "id_registrations", "id_uses"},
    "fiveg_scope": {"fiveg_network", "fiveg_devices"},
    "platform_use": {"platform_devices"},
    "equipment_network": {"device_upload_rate"},
}


@pytest.mark.parametrize(("leading", "following"), FOLLOWING.items())
def test_follow_up_questions_appear_when_they_make_sense(
    scheme: Scheme, leading: str, following: set[str]
) -> None:
    without = visible(scheme, {leading: Answer("none")}, FACTS)
    answers = {leading: Answer(good(scheme.questions[leading]))}
    assert visible(scheme, answers, FACTS) - without == following


def test_having_nothing_scores_zero_everywhere(scheme: Scheme) -> None:
    scores = judged(scheme, worst(scheme)).scores()
    assert scores == dict.fromkeys(scheme.nodes, Fraction(0))


def test_no_dimension_loses_its_score_to_what_does_not_apply(scheme: Scheme) -> None:
    answers = {code: Answer(value) for code, value in best(scheme).items()}
    for question in scheme.questions.values():
        if question.allow_na:
            answers[question.code] = Answer(None, "na")
    result = evaluate(scheme, answers, FACTS | {"whole_machines": False})
    assert {code for code, score in result.scores().items() if score is None} == set()
    assert State.NA in result.states.values()
