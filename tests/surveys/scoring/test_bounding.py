"""The best score there can be, of questions and of nodes."""

from fractions import Fraction

import pytest

from surveys.scoring import compile_scheme
from surveys.scoring.bounding import highest
from tests.surveys.scoring import documents as make

TARGET = {"kind": "target", "target": "90", "reach": "20"}
BANDS = {
    "kind": "bands",
    "bands": [{"below": "30", "points": "80"}, {"points": "20"}],
}


def linear(lo, hi):
    return {"kind": "linear", "lo": lo, "hi": hi}


@pytest.mark.parametrize(
    ("question", "best"),
    [
        (make.single("q", "10", "70", "40"), 70),
        (make.ask("q", "requirement", score={"kind": "points"}), 100),
        (make.multiple("q", "10", "20", "30"), 60),
        (make.multiple("q", "50", "60", "30"), 100),
        (make.multiple("q", "50", "60", cap="70"), 70),
        # the one that stands alone is not added to the others
        (make.multiple("q", "10", "20", "90", exclusive="c"), 90),
        (make.multiple("q", "40", "50", "10", exclusive="c"), 90),
        (make.multiple("q", "10", "20", "90", exclusive="c", cap="60"), 60),
        (make.matrix("q", ["x", "y"], "10", "80"), 80),
        (make.percent("q"), 100),
        (make.percent("q", "0", "200"), 50),
        (make.percent("q", max="40"), 40),
        (make.percent("q", "80", "-20"), 80),
        (make.percent("q", "80", "-20", min="30"), 50),
        (make.ask("q", "number", score=linear("0", "50")), 100),
        (make.ask("q", "number", score=linear("0", "50"), max="10"), 20),
        (make.ask("q", "number", score=linear("50", "0"), min="40"), 20),
        (make.percent("q", score=TARGET), 100),
        (make.percent("q", score=TARGET, max="75"), 25),
        (make.percent("q", score=TARGET, min="95"), 75),
        (make.percent("q", score=BANDS), 80),
    ],
)
def test_a_question(question, best):
    document = make.edition(question, make.percent("other"))
    assert highest(compile_scheme(document).questions["q"]) == best


def test_a_question_without_a_score():
    document = make.edition(make.ask("q", "text"), make.percent("other"))
    assert highest(compile_scheme(document).questions["q"]) == 0


STEPS = [{"from": "1", "points": "60"}, {"from": "3", "points": "25"}]
LOOK_UP = {"aggregate": "lookup", "fact": "levels.cmmm", "points": STEPS}
LEAVES = [make.leaf("full"), make.leaf("half", "3")]
BARE = [{"question": "full"}, {"question": "half"}]


def tree(aggregate, *children, **more):
    return make.node("total", *children, aggregate=aggregate) | more


@pytest.mark.parametrize(
    ("root", "best"),
    [
        (tree("weighted_mean", *LEAVES), Fraction(125, 2)),
        (tree("sum", *LEAVES), Fraction(5, 2)),
        (tree("min", *BARE), 50),
        (tree("max", *BARE), 100),
        (tree("count", *BARE, reaches="60"), 50),
        (tree("carry", *BARE, reaches="80"), Fraction(3, 2)),
        (tree("carry", *BARE, reaches="50", levels=4), 4),
        ({k: v for k, v in tree("min").items() if k != "children"} | LOOK_UP, 60),
    ],
)
def test_a_node(root, best):
    asked = [make.percent("full"), make.percent("half", "0", "200")]
    if root["aggregate"] == "lookup":
        asked = [make.choice("c", "x", "y")]
    assert highest(compile_scheme(make.edition(*asked, root=root)).root) == best
