"""Random editions with random answers, small enough to check by brute force."""

from hypothesis import settings
from hypothesis import strategies as st

from tests.surveys.scoring import documents as make


def examples(most):
    """So many examples, however long one takes; few while mutants are tested."""
    if settings.get_current_profile_name() == "mutation":
        most = min(most, settings.default.max_examples)
    return settings(deadline=None, max_examples=most)


POINTS = st.integers(0, 1000).map(lambda tenths: f"{tenths / 10:.1f}")
WEIGHTS = st.integers(1, 60).map(str) | st.sampled_from(["0.1", "0.7", "33.3"])
NUMBERS = st.integers(0, 1000).map(lambda tenths: f"{tenths / 10:.1f}")
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "size": st.sampled_from(["large", "small"]),
        "employees": st.integers(0, 500),
        "sme_tier": st.none() | st.just("giant"),
        "external.credit": st.sampled_from(["clear", "listed"]),
        "levels": st.dictionaries(st.just("cmmm"), st.integers(0, 5)),
        "titles": st.dictionaries(st.just("smart_factory"), st.integers(0, 2)),
    },
)
DATES = st.dates().map(lambda day: day.isoformat())
OPS = st.sampled_from([">=", ">", "<=", "<"])


@st.composite
def scored(draw, code):
    """A question with a score, of any kind that has one."""
    build = draw(st.sampled_from(BUILDERS))
    allow_na = draw(st.booleans())
    return build(draw, code) | {"allow_na": allow_na}


def _options(draw):
    return draw(st.lists(POINTS, min_size=2, max_size=4))


def _rule(draw):
    if draw(st.booleans()):
        lo, hi = draw(st.lists(NUMBERS, min_size=2, max_size=2, unique_by=float))
        return {"kind": "linear", "lo": lo, "hi": hi}
    if draw(st.booleans()):
        beyond = draw(st.sampled_from(["less", "full"]))
        side = {"side": draw(SIDES)} if beyond == "full" else {}
        reach = draw(st.integers(1, 80).map(str))
        target = {"target": draw(NUMBERS), "reach": reach, "beyond": beyond}
        return {"kind": "target", **target, **side}
    ends = draw(st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True))
    ends = [str(end) for end in sorted(ends)]
    if draw(st.booleans()):
        return {"kind": "bands", "bands": draw(two_ended(ends))}
    bands = [{"below": end, "points": draw(POINTS)} for end in ends]
    return {"kind": "bands", "bands": [*bands, {"points": draw(POINTS)}]}


SIDES = st.sampled_from(["below", "above"])


@st.composite
def two_ended(draw, ends):
    """Bands that meet at the ends, each of which belongs to one of the two."""
    bands, before = [], {}
    for end in ends:
        closed = draw(st.booleans())
        after = {"to": end, "to_included": closed, "points": draw(POINTS)}
        bands.append(before | after)
        before = {"from": end, "from_included": not closed}
    return [*bands, before | {"points": draw(POINTS)}]


BUILDERS = (
    lambda draw, code: make.single(code, *_options(draw)),
    lambda draw, code: make.multiple(code, *_options(draw), cap=draw(WEIGHTS)),
    lambda draw, code: make.matrix(code, ["x", "y", "z"], *_options(draw)),
    lambda draw, code: make.ask(code, "requirement", score={"kind": "points"}),
    lambda draw, code: make.percent(code, score=_rule(draw)),
    lambda draw, code: make.ratio(code, score=_rule(draw)),
    lambda draw, code: make.ask(
        code,
        "pair",
        better=draw(st.sampled_from(["higher", "lower"])),
        score=_rule(draw),
    ),
)


@st.composite
def values(draw, question):
    """A value that the question accepts, half answers included."""
    kind = question["kind"]
    codes = [option["code"] for option in question.get("options", [])]
    if kind == "multiple":
        return sorted(draw(st.sets(st.sampled_from(codes))))
    if kind == "matrix":
        rows = st.sampled_from(["x", "y", "z"])
        return draw(st.dictionaries(rows, st.sampled_from(codes)))
    if kind in HALVES:
        return draw(HALVES[kind])
    return draw(PLAIN[kind] if kind in PLAIN else st.sampled_from(codes))


PLAIN = {
    "percent": NUMBERS,
    "date": DATES,
    "requirement": st.sampled_from(["met", "mostly", "partly", "not"]),
}
HALVES = {
    "ratio": st.fixed_dictionaries({"n": NUMBERS}, optional={"d": NUMBERS}),
    "pair": st.fixed_dictionaries({"before": NUMBERS}, optional={"after": NUMBERS}),
}


@st.composite
def answers(draw, questions):
    """code -> (value, state); some are missing, some said not to apply."""
    found = {}
    for question in questions:
        how = draw(st.sampled_from(["answered"] * 4 + ["na", "missing"]))
        if how != "missing":
            value = draw(values(question)) if how == "answered" else None
            found[question["code"]] = (value, how)
    return found


@st.composite
def conditions(draw, questions, extra=(), depth=2):
    """A condition on some of the questions, on facts, or of the extra forms."""
    forms = [*extra, "fact", *(["answer"] if questions else [])]
    forms += ["count"] if any(q["kind"] in COUNTABLE for q in questions) else []
    if depth:
        forms += ["all", "any", "not"]
    form = draw(st.sampled_from(forms))
    below = conditions(questions, extra, depth - 1)
    if form in ("all", "any"):
        return {form: draw(st.lists(below, min_size=1, max_size=3))}
    if form == "not":
        return {"not": draw(below)}
    if form == "count":
        return draw(counts(questions))
    return draw(LEAVES[form]) if form in LEAVES else draw(asked(questions))


COUNTABLE = ("single", "requirement", "percent", "ratio", "pair")


@st.composite
def counts(draw, questions):
    codes = [q["code"] for q in questions if q["kind"] in COUNTABLE]
    some = draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
    value = str(draw(st.integers(0, 3)))
    reaching = {"reaching": draw(NUMBERS), "op": draw(OPS), "value": value}
    return {"count": some, **reaching}


@st.composite
def asked(draw, questions):
    question = draw(st.sampled_from(questions))
    kind, code = question["kind"], question["code"]
    if kind == "matrix" or draw(st.booleans()):
        return {"answer": code, "op": "answered"}
    if kind in ("percent", "ratio", "pair"):
        return {"answer": code, "op": draw(OPS), "value": draw(NUMBERS)}
    if kind == "multiple":
        count = draw(st.integers(0, 3))
        return {"answer": code, "op": draw(OPS), "value": str(count)}
    if kind == "requirement":
        wanted = draw(PLAIN["requirement"])
        return {"answer": code, "op": draw(OPS), "value": wanted}
    return {"answer": code, "op": draw(st.sampled_from(["==", "!="])), "value": "a"}


LEAVES = {
    "fact": st.sampled_from(
        [
            {"fact": "size", "op": "==", "value": "large"},
            {"fact": "employees", "op": ">=", "value": "300"},
            {"fact": "sme_tier", "op": "!=", "value": "giant"},
            {"fact": "levels.cmmm", "op": ">=", "value": "3"},
            {"fact": "titles.smart_factory", "op": ">=", "value": "1"},
        ]
    ),
    "external": st.just({"external": "credit", "op": "==", "value": "clear"}),
    "score": st.builds(lambda v: {"score": True, "op": ">=", "value": v}, NUMBERS),
    "node": st.builds(lambda v: {"node": "left", "op": "<", "value": v}, NUMBERS),
}


@st.composite
def editions(draw):
    """Two branches of scored questions, conditions, checks of both owners, levels."""
    codes = [f"q{n}" for n in range(draw(st.integers(2, 7)))]
    questions = []
    for code in codes:
        question = draw(scored(code))
        if questions and draw(st.booleans()):
            question["relevant"] = draw(conditions(questions))
        questions.append(question)
    cut = draw(st.integers(1, len(codes) - 1))
    below = [draw(branches("left", codes[:cut])), draw(branches("right", codes[cut:]))]
    if draw(st.booleans()):
        below.append({"weight": draw(WEIGHTS), "node": LOOKUP})
    root = draw(trees("total", below))
    ladder = draw(st.permutations(codes))
    index = {"levels": len(codes) + 1, "reaches": draw(POINTS)}
    indices = [
        make.node("index", *map(plain, ladder), aggregate="carry") | index,
    ]
    checks = draw(checks_on(questions))
    return make.edition(
        *questions,
        root=root,
        indices=indices,
        applicable_floor=draw(st.sampled_from(["0", "0.5", "0.6", "1"])),
        externals=[make.external("credit", "clear", "listed")],
        checks=checks,
        levels=draw(levels_of([check["code"] for check in checks])),
    )


LOOKUP = {
    "code": "looked_up",
    "title": make.text("looked up"),
    "aggregate": "lookup",
    "fact": "levels.cmmm",
    "points": [{"from": "1", "points": "20"}, {"from": "3", "points": "70"}],
}
EXACT = ("weighted_mean", "min", "max", "harmonic", "count")


def plain(code):
    return {"question": code}


@st.composite
def trees(draw, code, children):
    """A node whose scores are exact, for conditions to compare."""
    if draw(st.integers(0, 4)) == 0:
        bare = [{k: v for k, v in c.items() if k != "weight"} for c in children]
        return make.node(code, *bare, aggregate="carry") | {"reaches": draw(POINTS)}
    return draw(combined(code, children, EXACT))


@st.composite
def combined(draw, code, children, aggregates):
    aggregate = draw(st.sampled_from(aggregates))
    found = make.node(code, *children, aggregate=aggregate)
    if aggregate == "count":
        found["reaches"] = draw(POINTS)
    if draw(st.booleans()):
        found["data_threshold"] = draw(st.sampled_from(["0", "0.4", "0.75", "1"]))
    return found


@st.composite
def branches(draw, code, leaves):
    children = [make.leaf(leaf, draw(WEIGHTS)) for leaf in leaves]
    total = sum(float(child["weight"]) for child in children)
    aggregates = (*EXACT, *(["sum"] if total <= 99 else []))
    below = draw(combined(code, children, aggregates))
    return {"weight": draw(WEIGHTS), "node": below}


@st.composite
def checks_on(draw, questions):
    own = conditions(questions, ("score", "node"))
    theirs = conditions(questions, ("external",))
    mine = [make.check(f"E{n}", draw(own)) for n in range(draw(st.integers(1, 3)))]
    return [*mine, make.check("O", draw(theirs), "official")]


@st.composite
def levels_of(draw, codes):
    """Two or three levels that need every check among them."""
    tests = [{"check": code} for code in codes]
    score = draw(LEAVES["score"])
    return [
        make.level("one", 1, {"all": tests[:1]}),
        make.level("two", 2, {draw(st.sampled_from(["all", "any"])): tests[1:]}),
        make.level("three", 3, score),
    ]


@st.composite
def cases(draw):
    """An edition with answers, facts, a lane and what a reviewer accepted."""
    document = draw(editions())
    questions = document["sections"][0]["questions"]
    given = draw(answers(questions))
    accepted = draw(st.sets(st.sampled_from([q["code"] for q in questions])))
    lane = draw(st.sampled_from(["claimed", "reviewed", "final"]))
    return document, given, draw(FACTS), lane, accepted
