"""Random small editions with levels to climb, and the cheapest way by brute force."""

import random
from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from surveys.scoring import Answer, Lane, evaluate
from surveys.scoring.ascending.aiming import aim, level_goal, wishes
from surveys.scoring.ascending.improving import candidates
from tests.surveys.scoring import documents as make
from tests.surveys.scoring.strategies import WEIGHTS, answers, conditions, scored

MOST = 1_500  # combinations that brute force may try
SCORES = st.sampled_from(["5", "10", "25", "33.3", "40", "50", "60", "75", "80"])
EDGES = st.sampled_from(["0.4", "0.5", "1", "1.5", "1.8"])
COSTS = st.dictionaries(
    st.sampled_from([f"q{n}" for n in range(5)]),
    st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(2), Fraction(5)]),
)
PLAIN = ["weighted_mean", "weighted_mean", "min", "max", "sum"]
MEANS = ["geometric", "harmonic", "power"]


@st.composite
def nodes(draw, code, leaves, aggregates=(*PLAIN, *MEANS, "count")):
    """A node over questions; sometimes with a data threshold."""
    weights = draw(st.lists(WEIGHTS, min_size=len(leaves), max_size=len(leaves)))
    aggregate = draw(st.sampled_from(aggregates))
    if aggregate == "sum" and sum(map(float, weights)) > 100:
        aggregate = "weighted_mean"
    pairs = zip(leaves, weights, strict=True)
    node = make.node(code, *(make.leaf(*pair) for pair in pairs), aggregate=aggregate)
    if aggregate == "power":
        node["p"] = draw(st.sampled_from(["2", "0.5", "-2"]))
    if aggregate == "count":
        node["reaches"] = draw(SCORES)
    if draw(st.integers(0, 3)) == 0:
        node["data_threshold"] = draw(st.sampled_from(["0.3", "0.6", "1"]))
    return node


@st.composite
def trees(draw, codes):
    """Two branches under a mean, an extreme, a count or a carry."""
    cut = draw(st.integers(1, len(codes) - 1))
    branches = [
        draw(nodes("left", codes[:cut])),
        draw(nodes("right", codes[cut:])),
    ]
    aggregate = draw(st.sampled_from([*PLAIN[1:], "geometric", "count", "carry"]))
    if aggregate == "carry":
        root = make.node("total", aggregate="carry")
        root |= {"children": [{"node": node} for node in branches], "reaches": "80"}
        return root
    children = [{"node": node, "weight": draw(WEIGHTS)} for node in branches]
    if aggregate == "sum":
        children = [child | {"weight": "40"} for child in children]
    root = make.node("total", aggregate=aggregate) | {"children": children}
    return root | ({"reaches": draw(SCORES)} if aggregate == "count" else {})


@st.composite
def tests_of_scores(draw, carry):
    op = draw(st.sampled_from([">=", ">=", ">=", ">", "<", "<="]))
    about = draw(st.sampled_from(["score", "left", "right"]))
    if about == "score":
        return {"score": True, "op": op, "value": draw(EDGES if carry else SCORES)}
    return {"node": about, "op": op, "value": draw(SCORES)}


@st.composite
def counts(draw, questions):
    """How many reach a level; None where nothing can be counted."""
    kinds = ("requirement", "single", "percent", "ratio", "pair", "scene")
    codes = [q["code"] for q in questions if q["kind"] in kinds]
    if not codes:
        return {"fact": "employees", "op": ">=", "value": "0"}
    return {
        "count": draw(st.lists(st.sampled_from(codes), min_size=1, unique=True)),
        "reaching": draw(st.sampled_from(["1", "30", "60", "80"])),
        "op": draw(st.sampled_from([">=", ">=", ">", "<="])),
        "value": str(draw(st.integers(0, 3))),
    }


@st.composite
def tests_on(draw, questions, carry):
    plain = [q for q in questions if q["kind"] != "scene"]
    scores = tests_of_scores(carry)
    one = st.one_of([scores, scores, counts(questions), conditions(plain)])
    either = st.lists(one, min_size=2, max_size=3).map(lambda parts: {"any": parts})
    both = st.lists(one, min_size=2, max_size=2).map(lambda parts: {"all": parts})
    return draw(st.one_of(one, one, either, both, one.map(lambda part: {"not": part})))


@st.composite
def ladders(draw, aggregates=None):
    """An edition of two to five questions with two levels that need checks."""
    codes = [f"q{n}" for n in range(draw(st.integers(2, 5)))]
    questions = []
    for code in codes:
        question = draw(scored(code))
        if questions and draw(st.integers(0, 2)) == 0:
            question["relevant"] = draw(conditions(questions, depth=1))
        questions.append(question)
    if draw(st.booleans()):
        questions.append(make.scene("q9"))
    root = draw(trees(codes))
    carry = root["aggregate"] == "carry"
    checks = [make.check(f"E{n}", draw(tests_on(questions, carry))) for n in range(2)]
    hoped = conditions([q for q in questions if q["code"] != "q9"], ("external",))
    checks.append(make.check("O", draw(hoped), "official"))
    needs = [{"check": check["code"]} for check in checks]
    own = draw(tests_of_scores(carry))
    levels = [
        make.level("one", 1, {draw(st.sampled_from(["all", "any"])): needs[::2]}),
        make.level("two", 2, {draw(st.sampled_from(["all", "any"])): [needs[1], own]}),
    ]
    return make.edition(
        *questions,
        root=root,
        applicable_floor=draw(st.sampled_from(["0", "0.6"])),
        externals=[make.external("credit", "clear", "listed")],
        checks=checks,
        levels=levels,
        **draw(indices(codes)),
    )


@st.composite
def indices(draw, codes):
    """Now and then a tree beside the score that shares questions with it."""
    if draw(st.integers(0, 4)):
        return {}
    return {"indices": [draw(nodes("beside", codes[:2], PLAIN))]}


@st.composite
def climbs(draw):
    """An edition, answers, facts, a lane, what is accepted, costs, what is ruled out
    and the level to reach."""
    document = draw(ladders())
    questions = document["sections"][0]["questions"]
    given = draw(answers([q for q in questions if q["code"] != "q9"]))
    codes = [question["code"] for question in questions]
    facts = draw(
        st.fixed_dictionaries(
            {"size": st.just("large"), "employees": st.just(300)},
            optional={"external.credit": st.sampled_from(["clear", "listed"])},
        )
    )
    return (
        document,
        {code: Answer(value, state) for code, (value, state) in given.items()},
        facts,
        {
            "lane": draw(st.sampled_from([Lane.CLAIMED, Lane.REVIEWED])),
            "accepted": draw(st.frozensets(st.sampled_from(codes), max_size=1)),
            "costs": draw(COSTS),
            "ruled_out": draw(st.frozensets(st.sampled_from(codes), max_size=1)),
            "level": draw(st.sampled_from([None, "one", "two"])),
        },
    )


# --- brute force


def fixed(question, answer, lane, accepted):
    """Whether a question is held not to apply, whatever shows."""
    if lane is not Lane.CLAIMED and question.code in accepted:
        return True
    claimed = answer is not None and answer.state == "na"
    return claimed and lane is Lane.CLAIMED and question.allow_na


def choices(scheme, given, climbed, wanted):
    """By question: what it can become, by the search's own candidates."""
    aimed = aim(scheme, wanted["lane"])
    goal = level_goal(aimed, climbed)
    wished = wishes(scheme, aimed, goal)
    found = {}
    for code, question in scheme.questions.items():
        answer = given.get(code)
        out = code in wanted["ruled_out"]
        if not out and not fixed(question, answer, wanted["lane"], wanted["accepted"]):
            value = answer.value if answer and answer.state == "answered" else None
            found[code] = candidates(question, value, wished[code])
    return found


def cheapest(scheme, given, facts, climbed, wanted):
    """(cost, rungs) of the cheapest combination that reaches the highest of these
    levels, None without one; False where there are too many combinations."""
    listed = choices(scheme, given, climbed, wanted)
    codes = [code for code, found in listed.items() if found]
    count = 1
    for code in codes:
        count *= 1 + len(listed[code])
    if count > MOST:
        return False
    best = None
    for picked in product(*((None, *listed[code]) for code in codes)):
        changed = {c: p for c, p in zip(codes, picked, strict=True) if p is not None}
        cost = sum((wanted["costs"].get(code, Fraction(1)) for code in changed), 0)
        total = (cost, sum(one.rungs for one in changed.values()))
        if best is not None and total >= best:
            continue
        after = {**given, **{c: Answer(p.value) for c, p in changed.items()}}
        if reaches(scheme, after, facts, climbed[-1].code, wanted):
            best = total
    return best


def reaches(scheme, given, facts, level, wanted):
    found = evaluate(
        scheme, given, facts, lane=wanted["lane"], accepted=wanted["accepted"]
    )
    return {r.level.code: r.reached for r in found.levels}[level]


# --- of the size of CMMM


def matured(levels=5, parts=20):
    """A carry of levels; each a mean over sub-domains of one or two requirements, and
    the sub-domains once more beside the score."""
    codes = {
        (level, part): [f"p{part}.{level}.{n}" for n in range(1 + (level + part) % 2)]
        for level in range(1, levels + 1)
        for part in range(parts)
        if (level * part) % 7 != 6
    }
    asked = [
        make.ask(code, "requirement", score={"kind": "points"}, allow_na=True)
        for listed in codes.values()
        for code in listed
    ]
    steps = [
        make.node(
            f"L{level}",
            *(
                make.branch(
                    str(2 + part % 5), f"n{level}.{part}", *map(make.leaf, found)
                )
                for part in range(parts)
                if (found := codes.get((level, part)))
            ),
        )
        for level in range(1, levels + 1)
    ]
    by_part = {
        part: [code for at, listed in codes.items() if at[1] == part for code in listed]
        for part in range(parts)
    }
    beside = [make.node(f"part{p}", *map(make.leaf, by_part[p])) for p in by_part]
    root = {"code": "total", "title": steps[0]["title"], "aggregate": "carry"}
    root |= {"reaches": "80", "children": [{"node": node} for node in steps]}
    needs = [{"score": True, "op": ">=", "value": f"{n}.8"} for n in range(levels)]
    ladder = [make.level(f"L{n}", n, need) for n, need in enumerate(needs, start=1)]
    return make.edition(*asked, root=root, indices=beside, levels=ladder)


def halfway(scheme, share, seed=3):
    """Random answers to so many of the requirements, the higher the fewer."""
    rng = random.Random(seed)
    levels = ["met", "mostly", "partly", "not"]
    return {
        code: Answer(rng.choices(levels, [2, 2, 3, 4])[0])
        for code in scheme.questions
        if rng.random() < share
    }


def prices(scheme, seed=4):
    """Costs of 1 to 5."""
    rng = random.Random(seed)
    return {code: Fraction(rng.randint(1, 5)) for code in scheme.questions}
