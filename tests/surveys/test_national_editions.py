"""CMMM 2020 and the SME index 2024 as they ship; hand results of the index."""

from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from surveys.scoring import Kind, Node, Question, Verdict, compile_scheme, problem
from tests.shipping import Answers, children, judged, load
from tests.wording import badly_worded

FILES = ("sme_index-2024", "cmmm-2020-discrete", "cmmm-2020-process")
DOCUMENTS = {name: load(name) for name in FILES}
SCHEMES = {name: compile_scheme(DOCUMENTS[name]) for name in FILES}
SME = SCHEMES["sme_index-2024"]


# --- all three


@pytest.mark.parametrize("name", FILES)
def test_texts_are_well_written_in_both_languages(name: str) -> None:
    assert badly_worded(DOCUMENTS[name]) == []


@pytest.mark.parametrize("name", FILES)
def test_every_question_says_what_is_meant_and_what_proves_it(name: str) -> None:
    asked = SCHEMES[name].questions.values()
    assert [q.code for q in asked if q.help is None or q.proof is None] == []


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_evidence_is_asked_for_somewhere(name: str) -> None:
    named = {code for q in SCHEMES[name].questions.values() for code in q.proofs}
    assert named == set(SCHEMES[name].proofs)


@pytest.mark.parametrize("name", FILES)
def test_what_counts_names_source_vintage_and_confidence(name: str) -> None:
    scheme = SCHEMES[name]
    scored = [q for q in scheme.questions.values() if q.scoring]
    backings = [item.backing for item in (*scored, *scheme.checks, *scheme.levels)]
    assert all(b.sources and b.vintage and b.confidence for b in backings)


@pytest.mark.parametrize("name", FILES)
def test_every_weight_names_its_source(name: str) -> None:
    below = (child for child, _ in children(SCHEMES[name].root))
    places = [c for c in below if isinstance(c.item, Question) or c.level == 0]
    assert [c.item.code for c in places if c.source is None] == []


@pytest.mark.parametrize("name", FILES)
def test_they_are_about_an_enterprise_and_belong_to_no_stage(name: str) -> None:
    assert (SCHEMES[name].unit, SCHEMES[name].stage) == ("enterprise", None)


def test_questions_whose_codes_have_dots_have_pages() -> None:
    assert reverse("surveys:correct", args=[1, "F1.1"]) == "/review/1/correct/F1.1/"


# --- the SME index: what is asked

FOUR = "A0 B25 C25 D25 E25"
RATE = "A0 B25 C50 D75 E100"
TREND = "A0 B50 C100"
SEGMENTS = "A0 B7 C7 D7 E7 F7 G7 H7 I7 J7 K7 L7 M7 N7 O9"
# question: kind, the most it brings to the 100, its options with their percentages
INDEX = {
    "F1.1": ("multiple", "8", FOUR),
    "F1.2": ("ratio", "6", RATE),
    "F1.3": ("ratio", "6", RATE),
    "F2.1": ("multiple", "10", SEGMENTS),
    "F3.1": ("single", "10", RATE),
    "F4.1": ("multiple", "5", FOUR),
    "F4.2": ("multiple", "5", FOUR),
    "M1.1": ("single", "7.5", "A0 B20 C40 D60 E80 F100"),
    "M1.2": ("multiple", "7.5", FOUR),
    "M2.1": ("multiple", "7.5", "A0 B20 C20 D20 E20 F20"),
    "M2.2": ("ratio", "7.5", RATE),
    "R1.1": ("single", "7", TREND),
    "R2.1": ("single", "7", TREND),
    "R3.1": ("single", "3", TREND),
    "R3.2": ("single", "3", TREND),
}
WEIGHTS = {
    "F": 50,
    "M": 30,
    "R": 20,
    "F1": 40,
    "F2": 20,
    "F3": 20,
    "F4": 20,
    "M1": 50,
    "M2": 50,
    "R1": 35,
    "R2": 35,
    "R3": 30,
}
SCENES = [
    "PD",
    "PC",
    "MK",
    "SV",
    "PS",
    "PM",
    "QM",
    "EM",
    "SF",
    "EN",
    "PU",
    "WL",
    "FI",
    "HR",
    "OA",
    "DS",
]
CONSTRAINED = ["PD", "MK", "PM", "QM", "EM", "SF", "EN", "PU", "WL", "FI"]
# level: score, scenes on that level, constrained ones among them
RULE = {1: (20, 6, 3), 2: (40, 6, 3), 3: (60, 8, 5), 4: (80, 10, 6)}


def written(question: Question) -> str:
    """The options or coded bands of a question with their points."""
    scoring: Any = question.scoring
    parts = question.options or scoring.bands
    return " ".join(f"{part.code}{part.points}" for part in parts)


def test_the_index_asks_and_weighs_as_published() -> None:
    whole = {c.item.code: share * 100 for c, share in children(SME.root)}
    scored = [q for q in SME.questions.values() if q.scoring]
    found = {q.code: (q.kind.value, whole[q.code], written(q)) for q in scored}
    assert found == {c: (k, Fraction(m), o) for c, (k, m, o) in INDEX.items()}


def test_weights_of_dimensions_and_indicators() -> None:
    nodes = [c for c, _ in children(SME.root) if isinstance(c.item, Node)]
    assert {c.item.code: c.weight for c in nodes} == WEIGHTS


def test_choosing_none_stands_alone() -> None:
    multiple = [q for q in SME.questions.values() if q.kind is Kind.MULTIPLE]
    assert {q.exclusive for q in multiple} == {"A"}


def test_sixteen_scenes_with_four_levels_and_no_points() -> None:
    found = [q for q in SME.questions.values() if q.kind is Kind.SCENE]
    assert [q.code for q in found] == SCENES
    assert {(tuple(q.choices), q.scoring) for q in found} == {(tuple("01234"), None)}


def test_the_checks_count_all_and_constrained_scenes() -> None:
    tests = [test for check in SME.checks for test in check.test.tests()]
    assert [(t.code, t.edge, t.op, t.wanted) for t in tests] == [
        ("/".join(codes), str(level), ">=", str(wanted))
        for level, (_, scenes, bound) in RULE.items()
        for codes, wanted in ((SCENES, scenes), (CONSTRAINED, bound))
    ]


def test_levels_need_the_score_and_both_counts() -> None:
    needs = {
        level.code: [(t.source, t.code, t.wanted) for t in level.needs.tests()]
        for level in SME.levels
    }
    assert needs == {
        str(level): [
            ("score", "", str(score)),
            ("check", f"L{level}-SCENES", "pass"),
            ("check", f"L{level}-BOUND", "pass"),
        ]
        for level, (score, _, _) in RULE.items()
    }


def test_what_sources_disagree_about_is_noted_and_not_sure() -> None:
    unsure = {q.code for q in SME.questions.values() if q.backing.confidence != "high"}
    supporting = {q.code for q in SME.questions.values() if q.kind is Kind.PAIR}
    assert unsure == {"M2.2", "PD", "PC", "SV", "EM", "SF"} | supporting
    noted = {q.code for q in SME.questions.values() if q.backing.note}
    assert noted == unsure - supporting | {"F2.1", "M1.1"}
    rules = [item.backing for item in (*SME.checks, *SME.levels)]
    assert all(b.confidence == "medium" and b.note for b in rules)


# --- the SME index: what it gives

NOTHING: Answers = {
    code: {"multiple": ["A"], "single": "A", "ratio": {"n": "0", "d": "10"}}[kind]
    for code, (kind, _, _) in INDEX.items()
}
EVERYTHING: Answers = {
    code: {
        "multiple": [part[0] for part in options.split()[1:]],
        "single": options.split()[-1][0],
        "ratio": {"n": "10", "d": "10"},
    }[kind]
    for code, (kind, _, options) in INDEX.items()
}
# What brings exactly the score that a level needs (8+6+6; +10+5+5; +20; 50+30).
EXACT = {
    20: ("F1",),
    40: ("F1", "F3", "F4"),
    60: ("F1", "F3", "F4", "R"),
    80: ("F", "M"),
}


def scoring(level: int) -> Answers:
    """Answers with exactly the score of a level."""
    full = EXACT[RULE[level][0]]
    return {c: (EVERYTHING if c.startswith(full) else NOTHING)[c] for c in INDEX}


def placed(level: int, scenes: int, constrained: int) -> Answers:
    """So many scenes on a level, so many of them constrained; the others on 0."""
    guiding = [code for code in SCENES if code not in CONSTRAINED]
    chosen = CONSTRAINED[:constrained] + guiding[: scenes - constrained]
    assert len(chosen) == scenes
    return dict.fromkeys(SCENES, "0") | dict.fromkeys(chosen, str(level))


def test_everything_gives_one_hundred_and_level_four() -> None:
    result = judged(SME, EVERYTHING | placed(4, 10, 6))
    assert (result.score, result.level) == (100, "4")
    assert judged(SME, NOTHING).score == 0


def test_a_whole_answer_computed_by_hand() -> None:
    answers = {
        "F1.1": ["B", "C"],  # 4
        "F1.2": {"n": "25", "d": "100"},  # C: 3
        "F1.3": {"n": "10", "d": "100"},  # A: 0
        "F2.1": ["B", "C", "D"],  # 2.1
        "F3.1": "C",  # 5
        "F4.1": ["B"],  # 1.25
        "F4.2": ["B", "C", "E"],  # 3.75
        "M1.1": "C",  # 3
        "M1.2": ["B", "C"],  # 3.75
        "M2.1": ["B", "C", "D"],  # 4.5
        "M2.2": {"n": "150.5", "d": "1003"},  # B: 1.875
        "R1.1": "B",  # 3.5
        "R2.1": "C",  # 7
        "R3.1": "C",  # 3
        "R3.2": "A",  # 0
    }
    found = {c: problem(SME.questions[c], v) for c, v in answers.items()}
    assert set(found.values()) == {None}
    result = judged(SME, answers)
    assert result.score == Fraction("45.725")
    parts = {code: result.scores()[code] for code in "FMR"}
    assert parts == {"F": Fraction("38.2"), "M": Fraction("43.75"), "R": 67.5}


def test_seven_percent_three_times_is_no_float() -> None:
    assert judged(SME, NOTHING | {"F2.1": ["B", "C", "D"]}).score == Fraction("2.1")
    assert judged(SME, NOTHING | {"F2.1": ["O"]}).score == Fraction("0.9")


@pytest.mark.parametrize(
    ("share", "points"),
    [
        *(("0", 0), ("10", 0), ("10.01", 25), ("20", 25), ("20.01", 50), ("40", 50)),
        *(("40.01", 75), ("60", 75), ("60.01", 100), ("100", 100)),
    ],
)
def test_both_ends_of_the_bands(share: str, points: int) -> None:
    number = str(Fraction(share) * 100)
    result = judged(SME, NOTHING | {"F1.2": {"n": number, "d": "10000"}})
    assert result.node("F1.2").score == points


def test_a_rate_of_nothing_cannot_be_computed() -> None:
    result = judged(SME, NOTHING | {"F1.2": {"n": "0", "d": "0"}}).node("F1.2")
    assert (result.score, result.message) == (None, "question.not_computable")


@pytest.mark.parametrize("level", RULE)
def test_score_and_counts_reached_exactly_are_enough(level: int) -> None:
    score, scenes, bound = RULE[level]
    result = judged(SME, scoring(level) | placed(level, scenes, bound))
    assert (result.score, result.level) == (score, str(level))


@pytest.mark.parametrize("level", RULE)
@pytest.mark.parametrize(("fewer", "fewer_bound"), [(1, 0), (0, 1)])
def test_one_scene_short_stays_below(level: int, fewer: int, fewer_bound: int) -> None:
    score, scenes, bound = RULE[level]
    missing = placed(level, scenes - fewer, bound - fewer_bound)
    # on the level below all counts are reached, so that only this one fails
    below = {c: str(level - 1) if v == "0" else v for c, v in missing.items()}
    result = judged(SME, scoring(level) | below)
    blocked = f"L{level}-SCENES" if fewer else f"L{level}-BOUND"
    assert (result.score, result.level) == (
        score,
        str(level - 1) if level > 1 else None,
    )
    assert result.levels[level - 1].blocked_by == (blocked,)


def test_a_score_one_step_short_stays_below() -> None:
    answers = scoring(3) | {"R3.2": "B"} | placed(4, 10, 6)
    result = judged(SME, answers)
    assert (result.score, result.level) == (Fraction("58.5"), "2")


def test_a_full_score_without_scenes_reaches_nothing() -> None:
    assert judged(SME, EVERYTHING | placed(0, 0, 0)).level is None


def test_scenes_not_answered_may_still_count() -> None:
    answers = dict.fromkeys(CONSTRAINED[:5], "1")
    result = judged(SME, EVERYTHING | answers)
    assert [r.verdict for r in result.checks[:2]] == [Verdict.UNKNOWN, Verdict.PASS]
    assert result.level is None
