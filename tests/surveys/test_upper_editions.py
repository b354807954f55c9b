"""The two upper editions: stand-ins that say so, and decide as the facts say."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest

from surveys.scoring import (
    Answer,
    Backing,
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
    decimal_text,
    evaluate,
    problem,
    visible,
)
from tests.shipping import load
from tests.wording import badly_worded

EXCELLENT, PIONEER = STAGES = ("innovation_demo_factory", "lighthouse_factory")
DIMENSIONS = (
    *("infrastructure", "equipment", "systems", "design"),
    *("production", "chain", "results"),
)
WEIGHTS = {
    EXCELLENT: (10, 15, 15, 15, 20, 10, 15),
    PIONEER: (10, 10, 15, 10, 20, 15, 20),
}
GATES = (
    *("NG-1", "NG-2-FINANCE", "NG-2-CREDIT", "NG-2-SAFETY", "NG-2-LAW"),
    *("NG-3", "NG-4"),
)
NATIONAL = ("PREV", "CMMM", "LINKS", "AI", "LEAD")
BLOCKING = {
    EXCELLENT: (*GATES, *(f"EX-{name}" for name in NATIONAL)),
    PIONEER: (
        *GATES,
        *(f"PI-{name}" for name in NATIONAL),
        *("LH-CAT", "LH-USE", "LH-IMPACT"),
    ),
}
SHOWN: Mapping[str, tuple[str, ...]] = {
    EXCELLENT: (),
    PIONEER: ("LH-PLATFORM", "LH-ENABLE"),
}
OFFICIALS = {
    EXCELLENT: ("NG-2-CREDIT", "NG-2-SAFETY", "NG-2-LAW", "EX-LEAD"),
    PIONEER: ("NG-2-CREDIT", "NG-2-SAFETY", "NG-2-LAW", "PI-LEAD"),
}
# The confidence that the fact files give; everything else on them is "high".
LESS_SURE = {
    EXCELLENT: {"EX-PREV": "medium", "EX-AI": "medium"},
    PIONEER: {"PI-PREV": "low", "PI-CMMM": "medium", "PI-AI": "medium"}
    | dict.fromkeys(("LH-USE", "LH-IMPACT", "LH-PLATFORM", "LH-ENABLE"), "medium"),
}
CLEAR = {
    "external.credit_record": "clear",
    "external.accident_record": "none",
    "external.violation_record": "none",
    "external.national_lead": "leads",
    "external.world_lead": "leads",
}
FACTS: dict[str, Any] = {
    "titles": {"smart_factory": 1, "innovation_demo_factory": 1},
    "levels": {"cmmm": 5},
}
NONE = {"cmmm": 0}  # assessed, and not even the first level
LINKS = {
    "construction": ("scenes_construction",),
    "rd": ("scenes_product", "scenes_process"),
    "management": ("scenes_management",),
    "operation": ("scenes_operation",),
    "business": ("scenes_business", "scenes_service", "scenes_supply"),
}
SCENES = [code for codes in LINKS.values() for code in codes]
Answers = dict[str, Any]


DOCUMENTS = {stage: load(f"{stage}-2025") for stage in STAGES}
SCHEMES = {stage: compile_scheme(DOCUMENTS[stage]) for stage in STAGES}


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def scheme(stage: str) -> Scheme:
    return SCHEMES[stage]


# --- a factory that meets everything, and one that has nothing


def best_option(question: Question) -> str:
    return max(question.options, key=lambda option: option.points or 0).code


def all_options(question: Question) -> list[str]:
    return [o.code for o in question.options if o.code != question.exclusive]


BEST: Mapping[Kind, Any] = {
    Kind.SINGLE: best_option,
    Kind.SCENE: best_option,
    Kind.REQUIREMENT: lambda _: "met",
    Kind.MULTIPLE: all_options,
    Kind.MATRIX: lambda q: {row.code: best_option(q) for row in q.rows},
    Kind.NUMBER: lambda q: decimal_text(q.max),
    Kind.RATIO: lambda _: {"n": "10", "d": "10"},
    Kind.PAIR: lambda q: (
        {"before": "10", "after": "1" if q.better == "lower" else "20"}
    ),
    Kind.TEXT: lambda _: "text",
}
WORST: Mapping[Kind, Any] = {
    Kind.SINGLE: lambda q: min(q.options, key=lambda o: o.points or 0).code,
    Kind.SCENE: lambda _: "0",
    Kind.REQUIREMENT: lambda _: "not",
    Kind.MULTIPLE: lambda q: [q.exclusive],
    Kind.MATRIX: lambda q: {row.code: WORST[Kind.SINGLE](q) for row in q.rows},
    Kind.NUMBER: lambda _: "0",
    Kind.RATIO: lambda _: {"n": "0", "d": "10"},
    Kind.PAIR: lambda _: {"before": "10", "after": "10"},
}


def best(scheme: Scheme, **changes: Any) -> Answers:
    asked = scheme.questions.values()
    return {q.code: BEST[q.kind](q) for q in asked} | changes


def given(answers: Answers) -> dict[str, Answer]:
    return {code: Answer(value) for code, value in answers.items()}


def judged(
    scheme: Scheme, answers: Answers, lane: Lane = Lane.FINAL, **facts: Any
) -> Evaluation:
    return evaluate(scheme, given(answers), FACTS | CLEAR | facts, lane=lane)


def blocked(scheme: Scheme, answers: Answers, **facts: Any) -> tuple[str, ...]:
    return judged(scheme, answers, **facts).levels[0].blocked_by


def test_a_factory_that_meets_everything_reaches_the_level(
    stage: str, scheme: Scheme
) -> None:
    result = judged(scheme, best(scheme))
    assert (result.level, result.outcome) == (stage, Outcome.REACHED)
    assert {found.verdict for found in result.checks} == {Verdict.PASS}
    assert set(result.scores().values()) == {Fraction(100)}


def test_own_statement_leaves_what_officials_check(stage: str, scheme: Scheme) -> None:
    result = evaluate(scheme, given(best(scheme)), FACTS)
    assert (result.level, result.outcome) == (stage, Outcome.REACHED_OPEN)
    assert result.levels[0].open == OFFICIALS[stage]


def test_having_nothing_scores_zero_everywhere(scheme: Scheme) -> None:
    scored = (q for q in scheme.questions.values() if q.scoring is not None)
    result = judged(scheme, {q.code: WORST[q.kind](q) for q in scored}, levels=NONE)
    assert set(result.scores().values()) == {Fraction(0)}


def test_no_dimension_loses_its_score_to_what_does_not_apply(scheme: Scheme) -> None:
    answers = given(best(scheme))
    for question in scheme.questions.values():
        if question.allow_na:
            answers[question.code] = Answer(None, "na")
    result = evaluate(scheme, answers, FACTS)
    assert {code for code, score in result.scores().items() if score is None} == set()
    assert State.NA in result.states.values()


def test_the_best_answers_are_acceptable(scheme: Scheme) -> None:
    answers = best(scheme)
    found = {q.code: problem(q, answers[q.code]) for q in scheme.questions.values()}
    assert {code: what for code, what in found.items() if what} == {}


# --- what blocks, each alone

ANSWERS_THAT_BLOCK: dict[str, Answers] = {
    "NG-1": {"main_revenue": "1999.99", "above_scale": "unlisted"},
    "NG-2-FINANCE": {"finance_sound": "unsound"},
    "NG-3": {"cyber_data_risk": "mostly"},
    "NG-4": {"smart_organisation": "lead"},
    "EX-CMMM": {"cmmm_stated": "2"},
    "EX-LINKS": {"scenes_construction": ["none"]},
    "EX-AI": {"ai_scene_rate": {"n": "199", "d": "1000"}},
    "PI-CMMM": {"cmmm_stated": "3"},
    "PI-LINKS": {"scenes_operation": ["none"]},
    "PI-AI": {"ai_scene_rate": {"n": "599", "d": "1000"}},
    "LH-CAT": {"wef_categories": ["none"]},
    "LH-USE": {"use_case_count": "4"},
    "LH-IMPACT": {"impact_step_change": "mostly"},
}
FACTS_THAT_BLOCK: dict[str, dict[str, Any]] = {
    "NG-2-CREDIT": {"external.credit_record": "bad"},
    "NG-2-SAFETY": {"external.accident_record": "found"},
    "NG-2-LAW": {"external.violation_record": "found"},
    "EX-PREV": {"titles": {"digital_workshop": 3}},
    "EX-CMMM": {"levels": {"cmmm": 2}},
    "EX-LEAD": {"external.national_lead": "behind"},
    "PI-PREV": {"titles": {"smart_factory": 2}},
    "PI-CMMM": {"levels": {"cmmm": 3}},
    "PI-LEAD": {"external.world_lead": "behind"},
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


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("LH-PLATFORM", {"scalable_platform": "mostly"}),
        ("LH-ENABLE", {"enabling_culture": "partly"}),
    ],
)
def test_what_only_old_press_says_blocks_nothing(code: str, changes: Answers) -> None:
    result = judged(SCHEMES[PIONEER], best(SCHEMES[PIONEER], **changes))
    failed = {r.check.code for r in result.checks if r.verdict is Verdict.FAIL}
    assert (failed, result.level) == ({code}, PIONEER)


EDGES: list[tuple[str, Answers, dict[str, Any]]] = [
    (EXCELLENT, {"main_revenue": "2000", "above_scale": "unlisted"}, {}),
    (EXCELLENT, {"main_revenue": "0"}, {}),
    (EXCELLENT, {"ai_scene_rate": {"n": "1", "d": "5"}}, {}),
    (EXCELLENT, {"cmmm_stated": "none"}, {"levels": {"cmmm": 3}}),
    (EXCELLENT, {"cmmm_stated": "3"}, {"levels": {}}),
    (EXCELLENT, {"smart_talent": ["data"]}, {}),
    (PIONEER, {"ai_scene_rate": {"n": "3", "d": "5"}}, {}),
    (PIONEER, {"cmmm_stated": "2"}, {"levels": {"cmmm": 4}}),
    (PIONEER, {"cmmm_stated": "4"}, {"levels": {"cmmm": 1}}),
    (PIONEER, {"use_case_count": "5"}, {}),
    (PIONEER, {f"use_case_{n}_scale": "3" for n in range(1, 6)}, {}),
    (PIONEER, {"wef_categories": ["talent"]}, {}),
]


@pytest.mark.parametrize(("stage", "changes", "facts"), EDGES)
def test_just_enough_is_enough(
    stage: str, changes: Answers, facts: dict[str, Any]
) -> None:
    scheme = SCHEMES[stage]
    assert blocked(scheme, best(scheme, **changes), **facts) == ()


@pytest.mark.parametrize(
    ("stage", "check"), [(EXCELLENT, "EX-CMMM"), (PIONEER, "PI-CMMM")]
)
def test_a_maturity_level_nobody_knows_is_not_reached(stage: str, check: str) -> None:
    scheme = SCHEMES[stage]
    assert blocked(scheme, best(scheme, cmmm_stated="1"), levels={}) == (check,)


@pytest.mark.parametrize("number", range(1, 6))
def test_every_core_use_case_has_to_be_at_scale(number: int) -> None:
    changes = {f"use_case_{number}_scale": "2"}
    scheme = SCHEMES[PIONEER]
    assert blocked(scheme, best(scheme, **changes)) == ("LH-USE",)


@pytest.mark.parametrize("link", LINKS)
def test_each_link_needs_a_scene_and_one_is_enough(
    stage: str, scheme: Scheme, link: str
) -> None:
    without: Answers = {code: ["none"] for code in LINKS[link]}
    answers = best(scheme, **without)
    check = "EX-LINKS" if stage == EXCELLENT else "PI-LINKS"
    assert blocked(scheme, answers) == (check,)
    assert f"ai_{link}" not in visible(scheme, given(answers), FACTS)
    one = LINKS[link][-1]
    answers[one] = [scheme.questions[one].options[0].code]
    assert blocked(scheme, answers) == ()
    assert f"ai_{link}" in visible(scheme, given(answers), FACTS)


# --- a level in one scheme gives points in another


@pytest.mark.parametrize(
    ("stated", "held", "score"),
    [
        ("none", None, 0),
        ("1", 1, 0),
        ("none", 2, 25),
        ("3", None, 50),
        ("3", 2, 50),
        ("2", 3, 50),
        ("3", 4, 100),
        ("5", 5, 100),
    ],
)
def test_the_better_maturity_level_counts(
    scheme: Scheme, stated: str, held: int | None, score: int
) -> None:
    levels = {} if held is None else {"cmmm": held}
    result = judged(scheme, best(scheme, cmmm_stated=stated), levels=levels)
    assert result.scores()["maturity"] == score


def test_the_categories_of_lighthouses_are_an_index() -> None:
    (index,) = SCHEMES[PIONEER].indices
    assert [child.item.code for child in index.children] == [
        "category_productivity",
        "category_resilience",
        "category_customers",
        "category_sustainability",
        "category_talent",
    ]


# --- weights, figures and where they are from


def below(node: Node) -> Iterator[Child]:
    for child in node.children:
        yield child
        if isinstance(child.item, Node):
            yield from below(child.item)


def test_weights_of_the_dimensions(stage: str, scheme: Scheme) -> None:
    weights = {child.item.code: child.weight for child in scheme.root.children}
    assert weights == dict(zip(DIMENSIONS, WEIGHTS[stage], strict=True))
    assert tuple(node.code for node in scheme.profile) == DIMENSIONS


def test_weights_are_the_platforms_and_sum_to_a_hundred(scheme: Scheme) -> None:
    trees = (scheme.root, *scheme.indices)
    links = [link for tree in trees for link in below(tree)]
    assert {link.source and link.source.code for link in links} == {"PLATFORM"}
    nodes = [*trees, *(c.item for c in links if isinstance(c.item, Node))]
    sums = {n.code: sum(c.weight for c in n.children) for n in nodes if n.children}
    assert sums.pop("maturity") == 2  # the better one counts, weights do not
    assert set(sums.values()) == {Fraction(100)}


def test_every_scored_question_counts_once(scheme: Scheme) -> None:
    placed = [link.item.code for link in below(scheme.root)]
    questions = sorted(code for code in placed if code in scheme.questions)
    assert questions == sorted(q.code for q in scheme.questions.values() if q.scoring)


def test_no_figure_is_demanded_but_those_of_the_facts(
    stage: str, scheme: Scheme
) -> None:
    """No floor for numerical control or networking: the national text has none."""
    shown = {q.code: q.threshold for q in scheme.questions.values() if q.threshold}
    figures = {code: threshold.value for code, threshold in shown.items()}
    share = {"main_revenue": "2000", "ai_scene_rate": "20"}
    pioneer = {"main_revenue": "2000", "ai_scene_rate": "60", "use_case_count": "5"}
    assert figures == (share if stage == EXCELLENT else pioneer)
    checks = {check.code: check for check in scheme.checks}
    for code, threshold in shown.items():
        tests = checks[threshold.check or ""].test.tests()
        assert (code, threshold.value) in {(test.code, test.wanted) for test in tests}


def backings(scheme: Scheme) -> dict[str, Backing]:
    items: list[Check | Level | Question]
    items = [*scheme.checks, *scheme.levels, *scheme.questions.values()]
    return {item.code: item.backing for item in items if item.backing != Backing()}


def test_every_figure_has_source_vintage_and_confidence(scheme: Scheme) -> None:
    found = {
        c: (b.sources, b.vintage, b.confidence) for c, b in backings(scheme).items()
    }
    assert {code for code, parts in found.items() if not all(parts)} == set()
    assert {check.code for check in scheme.checks} <= found.keys()


def test_every_source_is_used_and_the_unofficial_are_marked(
    stage: str, scheme: Scheme
) -> None:
    used = {s.code for b in backings(scheme).values() for s in b.sources}
    assert used | {"PLATFORM"} == scheme.sources.keys()
    unofficial = {code for code, s in scheme.sources.items() if not s.official}
    press = {"S51", "S52", "S56", "S58", "S59"} if stage == PIONEER else set()
    assert unofficial == {"STAND_IN", "LN2026", "PLATFORM"} | press
    checks = {c.code for c in scheme.checks if not c.backing.official}
    press_alone = {code for code in checks if code.startswith("LH-")}
    assert len(press_alone) == (5 if stage == PIONEER else 0)
    assert checks - press_alone == {"EX-PREV" if stage == EXCELLENT else "PI-PREV"}


def test_the_level_is_a_stand_in_and_says_so(stage: str, scheme: Scheme) -> None:
    (level,) = scheme.levels
    backing = level.backing
    assert (level.code, backing.official, backing.confidence) == (stage, False, "low")
    assert backing.note is not None
    assert scheme.intro is not None
    assert "代用" in backing.note.zh
    assert "代用" in scheme.intro.zh


def test_confidence_is_that_of_the_facts(stage: str, scheme: Scheme) -> None:
    found = {check.code: check.backing.confidence for check in scheme.checks}
    codes = (*BLOCKING[stage], *SHOWN[stage])
    assert found == dict.fromkeys(codes, "high") | LESS_SURE[stage]


def test_only_demands_of_2025_block_and_the_use_cases(
    stage: str, scheme: Scheme
) -> None:
    blocking = {check.code: check.blocking for check in scheme.checks}
    expected = dict.fromkeys(BLOCKING[stage], True) | dict.fromkeys(SHOWN[stage], False)
    assert blocking == expected
    for check in scheme.checks:
        current = "2025" in str(check.backing.vintage) or check.code == "LH-USE"
        assert current is check.blocking


# --- what is asked


def test_the_forty_scenes_of_the_guide_are_asked(scheme: Scheme) -> None:
    found = [len(all_options(scheme.questions[code])) for code in SCENES]
    assert (found, sum(found)) == ([3, 2, 2, 12, 10, 4, 3, 4], 40)


def test_the_same_question_has_the_same_kind_in_both() -> None:
    first, second = (SCHEMES[stage].questions for stage in STAGES)
    shared = first.keys() & second.keys()
    assert {c for c in shared if first[c].kind is not second[c].kind} == set()


def test_every_question_says_what_is_meant_and_what_proves_it(scheme: Scheme) -> None:
    asked = scheme.questions.values()
    bare = [q.code for q in asked if not (q.help and q.proof and q.proofs)]
    assert bare == []
    assert {code for q in asked for code in q.proofs} == set(scheme.proofs)


def test_texts_are_whole_in_both_languages(stage: str) -> None:
    assert badly_worded(DOCUMENTS[stage]) == []
