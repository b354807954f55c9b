"""One small edition with every way to score a question and to combine scores."""

import random

from surveys.scoring import Answer, compile_scheme
from tests.bench import filling_in
from tests.surveys.scoring import documents as make

UP = {"kind": "linear", "lo": "5", "hi": "85"}
DOWN = {"kind": "linear", "lo": "30", "hi": "2.5"}
BANDS = {
    "kind": "bands",
    "bands": [
        {"below": "10", "points": "0"},
        {"below": "57", "points": "35.5"},
        {"points": "100"},
    ],
}
ENDS = {
    "kind": "bands",
    "bands": [
        {"to": "20", "to_included": True, "points": "10"},
        {"from": "20", "from_included": False, "to": "80", "points": "60"},
        {"from": "80", "points": "90"},
    ],
}


def target(side=None):
    rule = {"kind": "target", "target": "40", "reach": "30"}
    return rule | ({"beyond": "full", "side": side} if side else {})


QUESTIONS = [
    make.single("single", "0", "33.3", "100", allow_na=True),
    make.multiple("several", "10", "45.5", "60", "0", cap="80", exclusive="d"),
    make.matrix("table", ["x", "y", "z"], "0", "50", "100"),
    make.ask("need", "requirement", score={"kind": "points"}, allow_na=True),
    make.percent("up", "5", "85", allow_na=True),
    make.percent("down", score=DOWN),
    make.ratio("share", score=BANDS),
    make.ratio("ends", score=ENDS, allow_na=True),
    make.ask("pair", "pair", better="lower", score=UP),
    make.percent("both", score=target()),
    make.percent("below", score=target("below")),
    make.percent("above", score=target("above"), allow_na=True),
    make.percent("plain", allow_na=True),
    make.percent("other", allow_na=True),
    make.scene("ladder"),
]
ALL = {"all": [{"node": "means", "op": ">=", "value": "40"}, {"check": "near"}]}


def tree(code, aggregate, *leaves, **more):
    """A node of questions with growing weights."""
    children = [make.leaf(q, f"{2 * n + 1}.5") for n, q in enumerate(leaves)]
    return make.node(code, *children, aggregate=aggregate) | more


def level(number, code, aggregate, *leaves, **more):
    """A level of a carry."""
    return {"level": number, "node": tree(code, aggregate, *leaves, **more)}


def document(floor="0.4"):
    """The edition; every question counts under the root, and again in the indices."""
    low = tree("low", "weighted_mean", "single", "several", data_threshold="0.5")
    means = [
        {"weight": "3", "node": low},
        {"weight": "2.5", "node": tree("least", "min", "table", "need")},
        {"weight": "1", "node": tree("most", "max", "up", "down")},
        {"weight": "1", "node": tree("points", "sum", "share", "ends", "pair")},
        {"weight": "4", "node": LOOKUP},
    ]
    rest = tree("counted", "count", "both", "below", "above", reaches="50")
    powers = tree("powers", "power", "plain", "other", p="2")
    children = [
        {"weight": "60", "node": make.node("means", *means)},
        {"weight": "25", "node": rest},
        {"weight": "15", "node": powers},
    ]
    steps = [
        level(1, "one", "geometric", "plain", "other"),
        level(2, "two", "harmonic", "below", "above", data_threshold="0"),
        level(4, "four", "power", "both", "up", p="-1.5"),
    ]
    carry = make.node("index", *steps, aggregate="carry")
    roots = tree("roots", "power", "plain", "up", "single", p="0.5")
    return make.edition(
        *QUESTIONS,
        root=make.node("total", *children),
        indices=[carry | {"reaches": "40", "levels": 5}, roots],
        applicable_floor=floor,
        checks=[make.check(c, t, blocking=c != "idle") for c, t in CHECKS.items()],
        levels=[
            make.level("first", 1, {"score": True, "op": ">", "value": "20"}),
            make.level("second", 2, ALL),
            make.level("third", 3, {"not": {"any": [{"check": "many"}]}}),
        ],
    )


LOOKUP = {
    "code": "looked_up",
    "title": make.text("looked up"),
    "aggregate": "lookup",
    "fact": "levels.cmmm",
    "points": [{"from": "1", "points": "25"}, {"from": "3", "points": "60"}],
}
COUNT = {"count": ["share", "need", "single", "ladder"], "reaching": "1"}
FIGURES = {"answer": "share", "op": ">=", "value": "57"}
CHECKS = {
    "near": {"any": [FIGURES, COUNT | {"op": ">=", "value": "3"}]},
    "many": {
        "all": [
            {"answer": "several", "op": "contains", "value": ["a", "b"]},
            {"answer": "several", "op": "<", "value": "3"},
            {"answer": "single", "op": "!=", "value": "a"},
            {"answer": "need", "op": ">=", "value": "mostly"},
            {"answer": "ladder", "op": "<=", "value": "2"},
            {"not": {"answer": "table", "op": "answered"}},
        ]
    },
    "idle": {"answer": "up", "op": "in", "value": ["40", "57"]},
}
SCHEME = compile_scheme(document())


def answers(seed, missing=0.25):
    """Random answers, many of them missing, zero or on an edge."""
    chance = random.Random(seed)
    found = filling_in.answers(SCHEME, chance)
    edges = {"share": {"n": "57", "d": "100"}, "ends": {"n": "1", "d": "5"}}
    for code, value in edges.items():
        if chance.random() < 0.4:
            found[code] = {"v": value, "state": "answered"}
    for code in [code for code in found if chance.random() < missing]:
        found[code] = {"v": None, "state": "na"}
    return {code: Answer(each["v"], each["state"]) for code, each in found.items()}
