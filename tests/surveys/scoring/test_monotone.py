"""Trees of every aggregate: raising helps, what does not apply is as if not asked."""

import copy
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import Answer, compile_scheme, evaluate
from tests.surveys.scoring import documents as make
from tests.surveys.scoring import reference
from tests.surveys.scoring.strategies import NUMBERS, POINTS, WEIGHTS, examples

WHOLE = ("weighted_mean", "min", "max", "geometric", "harmonic", "power", "count")
EXPONENTS = st.sampled_from(["2", "3", "-2", "0.5", "1"])
SLACK = Fraction(1, 10**40)  # of irrational means, which have 50 digits


@st.composite
def trees(draw, aggregates=WHOLE):
    """Two branches of two or three percentages each."""
    left, right = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    codes = [f"q{number}" for number in range(left + right)]
    groups = (("left", codes[:left]), ("right", codes[left:]))
    branches = [
        {"weight": draw(WEIGHTS), "node": draw(nodes(name, aggregates, leaves))}
        for name, own in groups
        for leaves in [[make.leaf(code, draw(WEIGHTS)) for code in own]]
    ]
    if draw(st.integers(0, 5)) == 0 and "carry" in aggregates:
        bare = [{"node": branch["node"]} for branch in branches]
        root = make.node("total", *bare, aggregate="carry") | {"reaches": draw(POINTS)}
    else:
        root = draw(nodes("total", aggregates, branches))
    questions = [make.percent(code, allow_na=True) for code in codes]
    return make.edition(*questions, root=root)


@st.composite
def nodes(draw, code, aggregates, children):
    aggregate = draw(st.sampled_from([a for a in aggregates if a != "carry"]))
    node = make.node(code, *children, aggregate=aggregate)
    extra = {"power": ("p", EXPONENTS), "count": ("reaches", POINTS)}.get(aggregate)
    return node if extra is None else node | {extra[0]: draw(extra[1])}


def score(document, values):
    answers = {code: Answer(value) for code, value in values.items()}
    return evaluate(compile_scheme(document), answers, {}).score


@st.composite
def answered(draw, document):
    questions = document["sections"][0]["questions"]
    return {question["code"]: draw(NUMBERS) for question in questions}


@examples(150)
@given(st.data())
def test_raising_an_answer_never_lowers_the_score(data):
    document = data.draw(trees((*WHOLE, "carry")))
    values = data.draw(answered(document))
    code = data.draw(st.sampled_from(sorted(values)))
    higher = max(values[code], data.draw(NUMBERS), key=Fraction)
    before, after = (score(document, v) for v in (values, values | {code: higher}))
    assert (before or 0) <= (after or 0) + SLACK


@examples(150)
@given(st.data())
def test_not_applicable_equals_removing_the_question(data):
    document = data.draw(trees())
    values = data.draw(answered(document))
    code = data.draw(st.sampled_from(sorted(values)))
    without = copy.deepcopy(document)
    asked = without["sections"][0]["questions"]
    asked[:] = [question for question in asked if question["code"] != code]
    for branch in without["root"]["children"]:
        leaves = branch["node"]["children"]
        leaves[:] = [leaf for leaf in leaves if leaf["question"] != code]
    rest = {other: value for other, value in values.items() if other != code}
    scheme, waived = compile_scheme(document), {code: Answer(None, "na")}
    given_ = {other: Answer(value) for other, value in rest.items()}
    found = evaluate(scheme, given_ | waived, {}).score
    assert found == score(without, rest)


@examples(150)
@given(st.data())
def test_irrational_means_come_close_to_the_reference(data):
    document = data.draw(trees(("geometric", "power", "harmonic", "weighted_mean")))
    values = data.draw(answered(document))
    given_ = {code: (value, "answered") for code, value in values.items()}
    plain = reference.evaluate(document, given_, {})["nodes"]
    answers = {code: Answer(value) for code, value in values.items()}
    found = evaluate(compile_scheme(document), answers, {}).scores()
    assert found.keys() == plain.keys()
    for code, exact in found.items():
        assert (exact is None) == (plain[code] is None)
        assert exact is None or abs(float(exact) - float(plain[code])) < 1e-6
