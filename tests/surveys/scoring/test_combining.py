"""The rules of one node, each aggregate with figures computed by hand."""

from fractions import Fraction

import pytest

from surveys.scoring import Answer, State, compile_scheme, evaluate
from surveys.scoring.combining import Combined, Part, combine, look_up
from tests.surveys.scoring import documents as make

ANSWERED, UNANSWERED = State.ANSWERED, State.UNANSWERED
HIDDEN, NA = State.HIDDEN, State.NA


def node(aggregate, *weights, **more):
    codes = [f"q{number}" for number in range(len(weights))]
    leaves = [
        make.leaf(code, weight) if weight else {"question": code}
        for code, weight in zip(codes, weights, strict=True)
    ]
    root = make.node("total", *leaves, aggregate=aggregate) | more
    questions = [make.percent(code) for code in codes]
    return compile_scheme(make.edition(*questions, root=root)).root


def combined(found, *parts, floor="0"):
    """parts: a number (answered), None (unanswered), or a state."""
    made = [
        Part(None, part)
        if isinstance(part, State)
        else Part(None if part is None else Fraction(part), _state(part))
        for part in parts
    ]
    return combine(found, made, Fraction(floor))


def _state(part):
    return UNANSWERED if part is None else ANSWERED


@pytest.mark.parametrize(
    ("aggregate", "weights", "parts", "score"),
    [
        ("weighted_mean", "12", (30, 60), 50),
        ("weighted_mean", "111", (0, 0, 100), Fraction(100, 3)),
        ("weighted_mean", ("0.7", "0.3"), (3, 3), 3),
        ("weighted_mean", ("0.7", "0.2", "0.1"), (100, None, HIDDEN), Fraction(700, 9)),
        ("sum", ("30", "40"), (100, 50), 50),
        ("sum", ("30", "40"), (100, NA), 70),
        ("min", "11", (30, 60), 30),
        ("max", "11", (30, 60), 60),
        ("geometric", "11", (20, 80), 40),
        ("geometric", "12", (HIDDEN, 80), 80),
        ("harmonic", "11", (40, 60), 48),
    ],
)
def test_scores(aggregate, weights, parts, score):
    assert combined(node(aggregate, *weights), *parts).score == score


@pytest.mark.parametrize("aggregate", ["geometric", "harmonic"])
@pytest.mark.parametrize("zero", [0, None])
def test_a_mean_that_needs_more_than_zero_says_which_part_has_none(aggregate, zero):
    found = combined(node(aggregate, "1", "1"), 50, zero)
    assert (found.score, found.state, found.message, found.decisive) == (
        *(None, ANSWERED),
        *("node.not_positive", 1),
    )


def test_a_power_mean():
    root = node("power", "16", "9", p="2")
    assert combined(root, 100, 0).score == 80
    assert combined(root, 100, 0).params["p"] == 2


@pytest.mark.parametrize(
    ("parts", "score"),
    [((60, 59, 100), 75), ((60, None, HIDDEN), Fraction(200, 3)), ((0, 0, 0), 0)],
)
def test_count(parts, score):
    found = combined(node("count", "2", "1", "1", reaches="60"), *parts)
    assert found.score == score


def test_count_says_how_many():
    found = combined(node("count", None, None, None, reaches="60"), 60, 59, NA)
    assert found.params == {
        "score": 50,
        "applicable": Fraction(2, 3),
        "reaches": 60,
        "found": 1,
        "parts": 2,
    }


@pytest.mark.parametrize(
    ("parts", "score", "message"),
    [
        ((100, 100, 50), Fraction(5, 2), "node.carry"),
        ((80, 80, 80), Fraction(14, 5), "node.carry"),  # the top level adds its own
        ((100, 100, 100), 3, "node.carry"),
        ((79, 100, 100), Fraction(79, 100), "node.carry"),  # no leapfrogging
        ((Fraction(7999, 100), 100, 100), Fraction(7999, 10000), "node.carry"),
        ((80, None, 100), 1, "node.carry"),
        ((80, HIDDEN, 50), Fraction(5, 2), "node.carry"),
        ((NA, 40, 100), Fraction(7, 5), "node.carry"),
        ((100, 100, NA), 3, "node.carry_full"),
        ((None, None, None), 0, "node.unanswered"),
        ((HIDDEN, HIDDEN, HIDDEN), None, "node.hidden"),
        ((HIDDEN, NA, HIDDEN), None, "node.na"),
    ],
)
def test_carry(parts, score, message):
    found = combined(node("carry", None, None, None, reaches="80"), *parts)
    assert (found.score, found.message) == (score, message)


def test_what_stands_above_the_level_missed_does_not_count():
    found = combined(node("carry", None, None, None, reaches="80"), 90, 10, 100)
    assert found.weights == (Fraction(1, 3), Fraction(1, 3), None)
    assert (found.decisive, found.params["levels"], found.params["own"]) == (1, 1, 10)


@pytest.mark.parametrize(
    ("parts", "score"),
    [((80, 80), 5), ((80, 79), Fraction(179, 100)), ((100, 50), Fraction(3, 2))],
)
def test_levels_that_ask_nothing_are_passed(parts, score):
    """Levels 1 and 2 are asked, the scale has 5: the rest adds nothing to do."""
    root = node("carry", None, None, reaches="80", levels=5)
    assert (combined(root, *parts).score, root.scale) == (score, 5)


def test_a_level_left_out_in_the_middle():
    leaves = [{"question": "q0", "level": 1}, {"question": "q1", "level": 3}]
    root = make.node("total", *leaves, aggregate="carry") | {"reaches": "80"}
    document = make.edition(make.percent("q0"), make.percent("q1"), root=root)
    document["root"]["levels"] = 4
    answers = {"q0": Answer("90"), "q1": Answer("40")}
    assert evaluate(compile_scheme(document), answers, {}).score == Fraction(12, 5)


@pytest.mark.parametrize(
    ("parts", "score", "message"),
    [
        ((50, None, 100), 75, "node.weighted_mean"),  # the rest shares the weight
        ((50, None, None), None, "node.too_few"),
        ((50, None, NA), None, "node.too_few"),
        ((50, 70, NA), 60, "node.weighted_mean"),
        ((NA, NA, NA), None, "node.na"),
    ],
)
def test_a_data_threshold(parts, score, message):
    root = node("weighted_mean", "1", "1", "1", data_threshold="0.6")
    found = combined(root, *parts)
    assert (found.score, found.message) == (score, message)


def test_too_few_answers_count_as_nothing_in_the_parent():
    inner = make.branch("1", "inner", make.leaf("a"), make.leaf("b"))
    inner["node"]["data_threshold"] = "1"
    root = make.node("total", inner, make.leaf("c"))
    questions = [make.percent(code) for code in "abc"]
    scheme = compile_scheme(make.edition(*questions, root=root))
    found = evaluate(scheme, {"a": Answer("90"), "c": Answer("60")}, {})
    assert (found.score, found.node("inner").message) == (30, "node.too_few")


@pytest.mark.parametrize(
    ("facts", "score", "state", "message"),
    [
        ({"levels": {"cmmm": 0}}, 0, ANSWERED, "node.lookup"),
        ({"levels": {"cmmm": 1}}, 20, ANSWERED, "node.lookup"),
        ({"levels": {"cmmm": 2}}, 20, ANSWERED, "node.lookup"),
        ({"levels": {"cmmm": 5}}, 70, ANSWERED, "node.lookup"),
        ({"levels": {}}, None, UNANSWERED, "node.lookup_unknown"),
        ({}, None, UNANSWERED, "node.lookup_unknown"),
    ],
)
def test_points_for_a_level_of_another_scheme(facts, score, state, message):
    steps = [{"from": "1", "points": "20"}, {"from": "3", "points": "70"}]
    fact = {"aggregate": "lookup", "fact": "levels.cmmm", "points": steps}
    below = {"code": "maturity", "title": make.text("Maturity"), **fact}
    root = make.node("total", {"weight": "1", "node": below}, make.leaf("q"))
    scheme = compile_scheme(make.edition(make.percent("q"), root=root))
    evaluation = evaluate(scheme, {"q": Answer("100")}, facts)
    found = evaluation.node("maturity")
    assert (found.score, found.state, found.message) == (score, state, message)
    assert evaluation.score == Fraction(100 + (score or 0), 2)


def test_an_index_stands_beside_the_score():
    root = make.node("total", make.leaf("a", "3"), make.leaf("b", "1"))
    index = make.node("weakest", make.leaf("a"), make.leaf("b"), aggregate="min")
    questions = [make.percent("a"), make.percent("b")]
    document = make.edition(*questions, root=root, indices=[index])
    scheme = compile_scheme(document | {"profile": ["weakest"]})
    found = evaluate(scheme, {"a": Answer("40"), "b": Answer("80")}, {})
    assert found.scores() == {"total": 50, "weakest": 40}
    assert [node.code for node in scheme.profile] == ["weakest"]


HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize(
    ("root", "parts", "expected"),
    [
        (
            node("sum", "30", "40"),
            (NA, 100),
            Combined(
                *(70, ANSWERED, (None, Fraction(7, 10)), "node.sum"),
                {"score": 70, "applicable": Fraction(4, 7)},
            ),
        ),
        (
            node("carry", None, None, None, reaches="80"),
            (100, 100, NA),
            Combined(
                *(3, ANSWERED, (THIRD, THIRD, None), "node.carry_full"),
                {"score": 3, "levels": 3},
            ),
        ),
        (
            node("carry", None, None, None, reaches="80"),
            (None, 90, 90),
            Combined(0, UNANSWERED, (THIRD, None, None), "node.unanswered", {}),
        ),
        (
            node("carry", None, None, None, reaches="80"),
            (90, 10, 90),
            Combined(
                *(Fraction(11, 10), ANSWERED, (THIRD, THIRD, None), "node.carry"),
                {"score": Fraction(11, 10), "levels": 1, "reaches": 80, "own": 10},
                1,
            ),
        ),
        (
            node("weighted_mean", "1", "1", data_threshold="0.6"),
            (50, None),
            Combined(
                *(None, UNANSWERED, (None, None), "node.too_few"),
                {"answered": HALF, "threshold": Fraction(3, 5)},
            ),
        ),
        (
            node("geometric", "1", "1"),
            (20, 80),
            Combined(
                *(40, ANSWERED, (HALF, HALF), "node.geometric"),
                {"score": 40, "applicable": 1},
            ),
        ),
        (
            node("count", None, None, reaches="60"),
            (59, 59),
            Combined(
                *(0, ANSWERED, (HALF, HALF), "node.count"),
                {"score": 0, "applicable": 1, "reaches": 60, "found": 0, "parts": 2},
            ),
        ),
    ],
)
def test_all_that_is_said_of_a_node(root, parts, expected):
    assert combined(root, *parts) == expected


def test_too_little_of_a_sum_applies():
    root = node("sum", "30", "40")
    assert combined(root, NA, 100, floor="0.57").score == 70
    assert combined(root, NA, 100, floor="0.58") == Combined(
        *(None, NA, (None, None), "node.too_little"),
        {"applicable": Fraction(4, 7), "floor": Fraction(29, 50)},
    )


def test_a_look_up_has_no_parts():
    rule = {"fact": "levels.cmmm", "points": [{"from": "1", "points": "20"}]}
    root = make.node("total", aggregate="lookup") | rule
    del root["children"]
    found = compile_scheme(make.edition(make.choice("c", "x", "y"), root=root)).root
    known, unknown = (look_up(found.lookup, {"levels": at}) for at in ({"cmmm": 2}, {}))
    title = found.lookup.title
    assert known == Combined(
        *(20, ANSWERED, (), "node.lookup"), {"score": 20, "title": title, "value": 2}
    )
    assert unknown == Combined(
        *(None, UNANSWERED, (), "node.lookup_unknown"), {"title": title}
    )
