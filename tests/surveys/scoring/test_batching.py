"""Many at once: the figures of `evaluate`, byte for byte, whatever was asked before."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import Answer, Lane, canonical, compile_scheme, evaluate, figures
from surveys.scoring.batching import BLOCK, Batch, Case, evaluate_many
from surveys.scoring.exact import decimal_text
from tests.small_edition import text
from tests.surveys.scoring import documents as make
from tests.surveys.scoring import strategies


def bytes_of(found):
    nodes = {
        code: None if score is None else decimal_text(score)
        for code, score in found.nodes.items()
    }
    kept = [found.level, found.outcome, found.open_checks, nodes, dict(found.checks)]
    return canonical(kept)


def one_by_one(scheme, cases, lane):
    return [
        figures(evaluate(scheme, c.answers, c.facts, lane=lane, accepted=c.accepted))
        for c in cases
    ]


@st.composite
def crowds(draw):
    """An edition, a lane, and several responses, some of them twice."""
    document = draw(strategies.editions())
    questions = document["sections"][0]["questions"]
    codes = [question["code"] for question in questions]
    cases = []
    for _ in range(draw(st.integers(1, 8))):
        given_answers = draw(strategies.answers(questions))
        answers = {code: Answer(*pair) for code, pair in given_answers.items()}
        accepted = frozenset(draw(st.sets(st.sampled_from(codes))))
        cases.append(Case(answers, draw(strategies.FACTS), accepted))
    lane = draw(st.sampled_from(list(Lane)))
    return document, [*cases, *cases[:2]], lane


@strategies.examples(300)
@given(crowds())
def test_equals_one_by_one(crowd):
    document, cases, lane = crowd
    scheme = compile_scheme(document)

    many = list(evaluate_many(scheme, cases, lane=lane))

    single = one_by_one(scheme, cases, lane)
    assert many == single
    assert [bytes_of(found) for found in many] == [bytes_of(found) for found in single]


LARGE = {"fact": "size", "op": "==", "value": "large"}
LEVEL = {"aggregate": "lookup", "fact": "levels.cmmm"}
TOLD = {"code": "told", "title": text("told"), **LEVEL}
TOLD |= {"points": [{"from": "1", "points": "40"}, {"from": "3", "points": "90"}]}
INDEX = make.node("weakest", make.leaf("rate"), make.leaf("kind"), aggregate="min")


def at_least(value, **what):
    return {**what, "op": ">=", "value": value}


def rich():
    """An edition that looks at everything a condition can look at."""
    left = make.branch("2", "left", make.leaf("rate"), make.leaf("kind", "3"))
    right = make.branch("1", "right", make.leaf("rule"), make.leaf("share"))
    right["node"]["data_threshold"] = "1"
    root = make.node("total", left, right, {"weight": "1", "node": TOLD})
    months = ["start", "finish"]
    external = {"external": "credit", "op": "==", "value": "clear"}
    tests = {
        "RATE": at_least("50", answer="rate"),
        "LEFT": at_least("60", node="left"),
        "SCORE": at_least("40", score=True),
        "COUNT": at_least("2", count=["kind", "rule", "rate"], reaching="50"),
        "MONTHS": {"months_between": months, "op": "<=", "value": "6"},
        "STAFF": {"any": [at_least("10", fact="employees"), LARGE]},
    }
    official = make.check("CREDIT", external, "official")
    needs = [
        {"all": [{"check": "RATE"}, {"check": "STAFF"}]},
        {"all": [{"check": "CREDIT"}, {"check": "COUNT"}]},
        {"all": [{"check": "SCORE"}, at_least("60", node="left")]},
        {"any": [at_least("80", score=True), {"check": "MONTHS"}]},
    ]
    shown = ("LEFT",)
    return make.edition(
        make.percent("rate", allow_na=True),
        make.single("kind", "0", "100", allow_na=True),
        make.ask("rule", "requirement", score={"kind": "points"}, relevant=LARGE),
        make.ratio("share"),
        *(make.ask(code, "date") for code in months),
        root=root,
        indices=[INDEX],
        applicable_floor="0.3",
        externals=[make.external("credit", "clear", "listed")],
        checks=[
            *(make.check(c, t, blocking=c not in shown) for c, t in tests.items()),
            official,
        ],
        levels=[make.level(f"L{n}", n, need) for n, need in enumerate(needs, 1)],
    )


def crowd():
    """Every mixture of some answers, facts and accepted codes."""
    na = Answer(None, "na")
    rates = [None, na, Answer("49.9"), Answer("50"), Answer("100")]
    kinds = [None, na, Answer("a"), Answer("b")]
    rest = [
        {},
        {"rule": Answer("partly"), "share": Answer({"n": "1", "d": "2"})},
        {
            "rule": Answer("met"),
            "share": Answer({"n": "1", "d": "0"}),
            "start": Answer("2024-01-31"),
            "finish": Answer("2024-07-31"),
        },
        {"start": Answer("2024-01-31"), "finish": Answer("2024-08-01"), "x": na},
    ]
    facts = [
        {},
        {"size": "large", "external.credit": "clear", "levels": {"cmmm": 3}},
        {"size": "small", "employees": 10, "external.credit": "listed"},
        {"size": "large", "employees": "9.5", "levels": {"cmmm": 0}},
    ]
    for rate, kind, more, known in product(rates, kinds, rest, facts):
        answers = {"rate": rate, "kind": kind} | more
        answers = {code: answer for code, answer in answers.items() if answer}
        yield Case(answers, known, frozenset({"kind"} if rate is na else ()))


@pytest.mark.parametrize("lane", list(Lane))
def test_a_crowd_larger_than_a_block(lane):
    scheme, cases = compile_scheme(rich()), list(crowd())
    many = list(evaluate_many(scheme, cases, lane=lane))
    assert many == one_by_one(scheme, cases, lane)
    assert len(many) > BLOCK
    assert len({found.level for found in many}) > 3


def test_texts_of_scores_are_what_is_stored():
    scheme, cases = compile_scheme(rich()), list(crowd())[:200]
    batch = Batch(scheme, Lane.FINAL)
    rows = [batch.row(case.answers) for case in cases]
    facts = [case.facts for case in cases]
    block = batch.block(rows, facts, [case.accepted for case in cases])
    found = one_by_one(scheme, cases, Lane.FINAL)
    for code in scheme.nodes:
        scores = [figures.nodes[code] for figures in found]
        texts = ["" if score is None else decimal_text(score) for score in scores]
        assert block.texts(code) == texts


def test_an_edition_without_levels_or_conditions():
    scheme = compile_scheme(make.edition(make.percent("p")))
    cases = [Case({"p": Answer("60")}, {}), Case({}, {}), Case({"x": Answer("1")}, {})]
    many = list(evaluate_many(scheme, cases))
    assert many == one_by_one(scheme, cases, Lane.CLAIMED)
    assert list(evaluate_many(scheme, [])) == []
    assert not Batch(scheme, Lane.CLAIMED).looks_at_facts
    assert Batch(compile_scheme(rich()), Lane.CLAIMED).looks_at_facts
