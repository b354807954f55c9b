"""What holds for every edition and every response (Hypothesis)."""

import copy
import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import (
    MESSAGE_IDS,
    Answer,
    Lane,
    State,
    Verdict,
    as_document,
    canonical,
    compile_scheme,
    evaluate,
    problem,
)
from tests.surveys.scoring import documents as make
from tests.surveys.scoring import reference
from tests.surveys.scoring.strategies import NUMBERS, WEIGHTS, cases, examples

VERDICTS = {True: Verdict.PASS, False: Verdict.FAIL, None: Verdict.UNKNOWN}


def engine(document, answers, facts, lane="claimed", accepted=()):
    typed = {code: Answer(value, state) for code, (value, state) in answers.items()}
    return evaluate(
        compile_scheme(document),
        typed,
        facts,
        lane=Lane(lane),
        accepted=frozenset(accepted),
    )


@examples(300)
@given(cases())
def test_equals_the_reference(case):
    found = engine(*case)
    plain = reference.evaluate(*case)
    assert {
        "score": found.score,
        "nodes": found.scores(),
        "states": found.states,
        "checks": {result.check.code: result.verdict for result in found.checks},
        "level": found.level,
        "outcome": found.outcome,
    } == plain | {"checks": {c: VERDICTS[t] for c, t in plain["checks"].items()}}


@examples(50)
@given(cases())
def test_bounds_and_shares(case):
    nodes = compile_scheme(case[0]).nodes
    for place in engine(*case).walk():
        top = nodes[place.code].scale if place.kind == "node" else 100
        assert place.score is None or 0 <= place.score <= top
        weights = [c.weight for c in place.children if c.weight is not None]
        if weights and place.aggregate not in ("sum", "carry"):
            assert sum(weights) == 1


@examples(50)
@given(cases())
def test_scores_are_the_sum_of_what_children_bring(case):
    for place in engine(*case).walk():
        if place.aggregate in ("weighted_mean", "sum") and place.score is not None:
            kept = [child for child in place.children if child.weight is not None]
            brought = sum(child.weight * (child.score or 0) for child in kept)
            assert brought == place.score


@examples(50)
@given(cases())
def test_messages_are_the_documented_ones(case):
    found = engine(*case)
    said = [*found.walk(), *found.checks, *found.levels]
    for result in said:
        assert set(result.params) == set(MESSAGE_IDS[result.message])
    seen = [seen for result in found.checks for seen in result.actual]
    seen += [seen for result in found.levels for seen in result.shortfalls]
    assert {one.message for one in seen} <= set(MESSAGE_IDS)


@examples(50)
@given(cases(), st.randoms(use_true_random=False))
def test_same_input_same_bytes_in_any_order(case, rng: random.Random):
    document, answers, facts, lane, accepted = case
    first = canonical(as_document(engine(*case)))
    shuffled = copy.deepcopy(document)
    rng.shuffle(shuffled["sections"][0]["questions"])
    turned = dict(reversed(answers.items()))
    facts = dict(reversed(facts.items()))
    assert (
        canonical(as_document(engine(shuffled, turned, facts, lane, accepted))) == first
    )


@examples(50)
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_children_and_scale_of_weights_do_not_matter(case, rng: random.Random):
    document = copy.deepcopy(case[0])
    branches = [b["node"] for b in document["root"]["children"]]
    for branch in branches:
        rng.shuffle(branch.get("children", []))
        if branch["aggregate"] not in ("sum", "lookup"):
            for child in branch["children"]:
                child["weight"] = str(int(float(child["weight"]) * 10)) + "0"
    if document["root"]["aggregate"] != "carry":  # whose order is that of its levels
        rng.shuffle(document["root"]["children"])
    assert engine(document, *case[1:]).scores() == engine(*case).scores()


@examples(50)
@given(cases())
def test_levels_are_a_ladder(case):
    reached = [result.reached for result in engine(*case).levels]
    assert reached == sorted(reached, reverse=True)


@examples(50)
@given(cases())
def test_levels_reached_have_nothing_that_blocks(case):
    found = engine(*case)
    for result in found.levels:
        if result.reached:
            assert (result.blocked_by, result.shortfalls) == ((), ())
        else:
            assert result.blocked_by or result.shortfalls or result.waits_for
        assert found.lane is Lane.CLAIMED or result.open == ()


@examples(50)
@given(cases())
def test_random_answers_are_acceptable_ones(case):
    """The strategy draws only what a page could have saved."""
    document, answers, *_ = case
    scheme = compile_scheme(document)
    for code, (value, state) in answers.items():
        if state == "answered" and value not in ([], {}):
            found = problem(scheme.questions[code], value)
            assert found is None or found.message == "ratio.over"


SHARES = st.lists(st.tuples(WEIGHTS, NUMBERS), min_size=2, max_size=6)


def mean_of(shares, **more):
    codes = [f"q{n}" for n in range(len(shares))]
    leaves = [make.leaf(c, w) for c, (w, _) in zip(codes, shares, strict=True)]
    questions = [make.percent(code, allow_na=True) for code in codes]
    answers = {c: (v, "answered") for c, (_, v) in zip(codes, shares, strict=True)}
    return make.edition(*questions, root=make.node("total", *leaves), **more), answers


@given(SHARES)
def test_not_applicable_equals_removing_the_question(shares):
    document, answers = mean_of(shares)
    without, rest = mean_of(shares[:-1])
    waived = answers | {f"q{len(shares) - 1}": (None, "na")}
    assert engine(document, waived, {}).score == engine(without, rest, {}).score


@given(SHARES)
def test_taking_it_back_gives_the_first_result(shares):
    document, answers = mean_of(shares)
    first = as_document(engine(document, answers, {}))
    engine(document, answers | {"q0": (None, "na")}, {})
    assert as_document(engine(document, answers, {})) == first


@given(SHARES, st.integers(0, 5), NUMBERS)
def test_raising_an_answer_never_lowers_the_score(shares, place, value):
    document, answers = mean_of(shares)
    code = f"q{place % len(shares)}"
    higher = max(answers[code][0], value, key=Fraction)
    raised = answers | {code: (higher, "answered")}
    before, after = (engine(document, a, {}).score for a in (answers, raised))
    assert before <= after


@given(st.lists(st.sampled_from("abcd"), unique=True), st.sampled_from("abcd"))
def test_one_more_option_never_lowers_the_score(chosen, extra):
    document = make.edition(make.multiple("m", "10", "0", "60", "50"))
    more = sorted({*chosen, extra})
    before, after = (
        engine(document, {"m": (codes, "answered")}, {}).score
        for codes in (chosen, more)
    )
    assert before <= after


@given(cases())
@examples(50)
def test_hidden_answers_count_for_nothing(case):
    document, answers, facts, lane, accepted = case
    found = engine(*case)
    shown = {c: a for c, a in answers.items() if found.states[c] != State.HIDDEN}
    assert as_document(engine(document, shown, facts, lane, accepted)) == as_document(
        found
    )
