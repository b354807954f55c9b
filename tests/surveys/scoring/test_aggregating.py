"""Scores of nodes: every aggregate, re-weighting, the floor, the reason given."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import Answer, State, Text, compile_scheme, evaluate
from surveys.scoring.averaging import dot
from tests.surveys.scoring import documents as make

NA = Answer(None, "na")
LEAVES = [make.leaf("p", "3"), make.leaf("q", "2"), make.leaf("r", "5")]


def root(aggregate, *values, leaves=LEAVES, floor="0"):
    """The result of one node over three percentages; None is unanswered."""
    document = make.edition(
        *(make.percent(code, allow_na=True) for code in "pqr"),
        root=make.node("total", *leaves, aggregate=aggregate),
        applicable_floor=floor,
    )
    given_ = zip("pqr", values, strict=True)
    answers = {
        code: value if value is NA else Answer(value)
        for code, value in given_
        if value is not None
    }
    return evaluate(compile_scheme(document), answers, {}).root


@pytest.mark.parametrize(
    ("aggregate", "values", "score"),
    [
        ("weighted_mean", ("10", "20", "30"), Fraction(22)),
        ("weighted_mean", ("0.7", "0.7", "0.7"), Fraction(7, 10)),
        ("weighted_mean", ("10", "20", None), Fraction(7)),
        ("weighted_mean", ("10", "20", NA), Fraction(14)),
        ("weighted_mean", (NA, "20", "30"), Fraction(190, 7)),
        ("weighted_mean", (NA, "20", NA), Fraction(20)),
        ("weighted_mean", (NA, NA, NA), None),
        ("weighted_mean", (NA, NA, None), Fraction(0)),
        ("sum", ("100", "100", "100"), Fraction(10)),
        ("sum", ("10", "20", "30"), Fraction(11, 5)),
        ("sum", ("100", "100", NA), Fraction(10)),
        ("sum", ("100", None, NA), Fraction(6)),
        ("min", ("10", "20", "30"), Fraction(10)),
        ("min", ("10", "20", None), Fraction(0)),
        ("min", (NA, "20", "30"), Fraction(20)),
        ("max", ("10", "20", "30"), Fraction(30)),
        ("max", ("10", "20", NA), Fraction(20)),
    ],
)
def test_score(aggregate, values, score):
    assert root(aggregate, *values).score == score


@pytest.mark.parametrize(
    ("floor", "values", "score"),
    [
        ("0.5", ("10", "20", NA), Fraction(14)),
        ("0.500000000001", ("10", "20", NA), None),
        ("0.6", ("10", NA, "30"), Fraction(45, 2)),
        ("1", ("10", "20", "30"), Fraction(22)),
        ("1", ("10", NA, "30"), None),
        ("0", (NA, NA, NA), None),
    ],
)
def test_floor(floor, values, score):
    assert root("weighted_mean", *values, floor=floor).score == score


@pytest.mark.parametrize(
    ("aggregate", "values", "weights"),
    [
        ("weighted_mean", ("1", "1", "1"), ["3/10", "1/5", "1/2"]),
        ("weighted_mean", ("1", NA, "1"), ["3/8", None, "5/8"]),
        ("weighted_mean", ("1", None, "1"), ["3/10", "1/5", "1/2"]),
        ("sum", ("1", "1", "1"), ["3/100", "1/50", "1/20"]),
        ("sum", ("1", NA, "1"), ["3/80", None, "1/16"]),
        ("min", (NA, NA, "1"), [None, None, "1"]),
        (
            "weighted_mean",
            (NA, NA, NA),
            [None, None, None],
        ),
    ],
)
def test_weights_after_sharing(aggregate, values, weights):
    children = root(aggregate, *values).children
    shared = [w if w is None else Fraction(w) for w in weights]
    assert [child.weight for child in children] == shared


@pytest.mark.parametrize(
    ("aggregate", "values", "floor", "reason"),
    [
        (
            "weighted_mean",
            ("10", "20", NA),
            "0",
            (State.ANSWERED, "node.weighted_mean", {"score": 14, "applicable": 0.5}),
        ),
        (
            "sum",
            ("100", "100", "100"),
            "0",
            (State.ANSWERED, "node.sum", {"score": 10, "applicable": 1}),
        ),
        (
            "min",
            ("30", "20", "10"),
            "0",
            (
                State.ANSWERED,
                "node.min",
                {"score": 10, "applicable": 1, "title": Text("中文:r", "r")},
            ),
        ),
        (
            "max",
            ("30", "20", "10"),
            "0",
            (
                State.ANSWERED,
                "node.max",
                {"score": 30, "applicable": 1, "title": Text("中文:p", "p")},
            ),
        ),
        (
            "weighted_mean",
            ("10", "20", NA),
            "0.75",
            (
                State.NA,
                "node.too_little",
                {"applicable": 0.5, "floor": 0.75},
            ),
        ),
        (
            "weighted_mean",
            (None, None, None),
            "0",
            (State.UNANSWERED, "node.unanswered", {}),
        ),
        ("weighted_mean", (NA, NA, NA), "0", (State.NA, "node.na", {})),
    ],
)
def test_reason(aggregate, values, floor, reason):
    result = root(aggregate, *values, floor=floor)
    assert (result.state, result.message, result.params) == reason


def test_everything_hidden():
    hidden = {"relevant": {"fact": "size", "op": "==", "value": "large"}}
    scheme = compile_scheme(make.edition(make.percent("p", **hidden)))
    result = evaluate(scheme, {"p": Answer("50")}, {}).root
    assert (result.score, result.state, result.message) == (
        None,
        State.HIDDEN,
        "node.hidden",
    )


TREE = make.node(
    "total",
    make.branch("1", "left", make.leaf("p"), make.leaf("q")),
    make.branch("2", "right", make.leaf("r"), aggregate="min"),
)


@pytest.mark.parametrize(
    ("floor", "values", "scores"),
    [
        ("0.6", ("30", "60", "90"), {"total": 75, "left": 45, "right": 90}),
        # the left node keeps too little, so its weight goes to the right one
        ("0.6", ("30", NA, "90"), {"total": 90, "left": None, "right": 90}),
        ("0.3", ("30", NA, "90"), {"total": 70, "left": 30, "right": 90}),
        # and what is left of the total is too little as well
        ("0.6", ("30", "60", NA), {"total": None, "left": 45, "right": None}),
    ],
)
def test_tree(floor, values, scores):
    document = make.edition(
        *(make.percent(code, allow_na=True) for code in "pqr"),
        root=TREE,
        applicable_floor=floor,
    )
    answers = {
        code: v if v is NA else Answer(v) for code, v in zip("pqr", values, strict=True)
    }
    assert evaluate(compile_scheme(document), answers, {}).scores() == scores


def test_not_computable_counts_as_nothing_and_stays_in_the_denominator():
    lowest_gives = {
        "kind": "bands",
        "bands": [{"below": "50", "points": "40"}, {"points": "100"}],
    }
    document = make.edition(make.ratio("n", score=lowest_gives), make.percent("p"))
    answers = {"n": Answer({"n": "0", "d": "0"}), "p": Answer("80")}
    result = evaluate(compile_scheme(document), answers, {}).root
    assert (result.score, result.children[0].score) == (40, None)
    assert result.children[0].message == "question.not_computable"


@pytest.mark.parametrize(("value", "passes"), [("45", True), ("45.01", False)])
def test_checks_look_at_the_scores_of_nodes(value, passes):
    test = {"node": "left", "op": ">=", "value": value}
    document = make.edition(
        *(make.percent(code) for code in "pqr"),
        root=TREE,
        checks=[make.check("C", test, blocking=False)],
    )
    answers = {"p": Answer("30"), "q": Answer("60")}
    (check,) = evaluate(compile_scheme(document), answers, {}).checks
    assert (check.verdict == "pass", check.actual[0].actual) == (passes, "45")


def test_the_root_is_the_whole():
    found = root("weighted_mean", "10", "20", "30")
    assert (found.weight, found.base_weight) == (1, 1)


FRACTIONS = st.fractions(max_denominator=10**6)


@given(st.lists(st.tuples(FRACTIONS, FRACTIONS), max_size=8))
def test_dot(pairs):
    assert dot(pairs) == sum((w * s for w, s in pairs), Fraction(0))
