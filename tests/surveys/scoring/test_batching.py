"""Many at once: the figures of `evaluate`, byte for byte, whatever was asked before."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import Answer, Lane, canonical, compile_scheme, evaluate, figures
from surveys.scoring.batching import Case, evaluate_many
from surveys.scoring.exact import decimal_text
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
