"""The four states of an answer, and what shows."""

import pytest

from surveys.scoring import (
    Answer,
    Lane,
    State,
    answered,
    compile_scheme,
    evaluate,
    unanswered,
    visible,
)
from tests.surveys.scoring import documents as make

YES = {"answer": "gate", "op": "==", "value": "yes"}
SCHEME = compile_scheme(
    make.edition(
        make.percent("deep", relevant={"answer": "inner", "op": ">=", "value": "50"}),
        make.percent("inner", relevant=YES),
        make.choice("gate", "yes", "no"),
        make.percent("waived", allow_na=True),
        make.percent("needed"),
        make.ratio("half"),
        make.percent(
            "by_fact", relevant={"fact": "size", "op": "==", "value": "large"}
        ),
    )
)
A, U, H, N = State.ANSWERED, State.UNANSWERED, State.HIDDEN, State.NA


def states(answers, facts=None, **how):
    return dict(evaluate(SCHEME, answers, facts or {}, **how).states)


def expected(**changes):
    hidden = dict.fromkeys(("deep", "inner", "by_fact"), H)
    return dict.fromkeys(SCHEME.questions, U) | hidden | changes


@pytest.mark.parametrize(
    ("answers", "facts", "changes"),
    [
        ({}, {}, {}),
        ({"gate": Answer("no"), "inner": Answer("80")}, {}, {"gate": A}),
        ({"gate": Answer("yes")}, {}, {"gate": A, "inner": U}),
        (
            {"gate": Answer("yes"), "inner": Answer("80")},
            {},
            {"gate": A, "inner": A, "deep": U},
        ),
        # what a hidden answer says counts for nobody
        (
            {"gate": Answer("no"), "inner": Answer("80"), "deep": Answer("1")},
            {},
            {"gate": A},
        ),
        ({}, {"size": "large"}, {"by_fact": U}),
        ({}, {"size": "small"}, {}),
        ({"waived": Answer(None, "na")}, {}, {"waived": N}),
        ({"needed": Answer(None, "na")}, {}, {"needed": U}),
        ({"needed": Answer("0")}, {}, {"needed": A}),
        ({"needed": Answer(None)}, {}, {}),
        ({"half": Answer({"n": "1"})}, {}, {}),
        ({"half": Answer({"n": "0", "d": "0"})}, {}, {"half": A}),
        ({"unheard_of": Answer("1")}, {}, {}),
    ],
)
def test_states(answers, facts, changes):
    assert states(answers, facts) == expected(**changes)


@pytest.mark.parametrize(
    ("lane", "accepted", "state"),
    [
        (Lane.CLAIMED, set(), N),
        (Lane.CLAIMED, {"waived"}, N),
        (Lane.REVIEWED, set(), U),
        (Lane.REVIEWED, {"waived"}, N),
        (Lane.FINAL, set(), U),
        (Lane.FINAL, {"waived"}, N),
        (Lane.FINAL, {"needed"}, U),
    ],
)
def test_not_applicable_counts_once_accepted(lane, accepted, state):
    answers = {"waived": Answer(None, "na")}
    found = states(answers, lane=lane, accepted=frozenset(accepted))
    assert found["waived"] == state


def test_visible():
    shown = visible(SCHEME, {"gate": Answer("yes")}, {"size": "large"})
    assert shown == {"inner", "gate", "waived", "needed", "half", "by_fact"}


ASKED = compile_scheme(
    make.edition(
        make.percent("later", relevant=YES),
        make.choice("gate", "yes", "no"),
        make.ratio("half"),
        make.percent("waived", allow_na=True),
        make.percent("free", required=False),
    )
)
SAID = {"gate": Answer("no"), "half": Answer({"n": "1", "d": "2"})}


@pytest.mark.parametrize(
    ("changes", "open_"),
    [
        ({}, ("waived",)),
        ({"waived": Answer(None, "na")}, ()),
        ({"waived": Answer("0")}, ()),
        ({"waived": Answer("0"), "half": Answer({"n": "1"})}, ("half",)),
        ({"waived": Answer("0"), "gate": Answer(None)}, ("gate",)),
        # in the order asked, not in that of the answers
        ({"gate": Answer("yes")}, ("later", "waived")),
        ({"gate": Answer("yes"), "later": Answer("1")}, ("waived",)),
    ],
)
def test_what_is_required_shown_and_not_whole_is_unanswered(changes, open_):
    assert unanswered(ASKED, SAID | changes, {}) == open_


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        (None, False),
        (Answer(None), False),
        (Answer({"n": "1"}), False),
        (Answer({"n": "1", "d": "2"}), True),
        (Answer(None, "na"), True),
    ],
)
def test_half_an_answer_is_none(answer, whole):
    assert answered(ASKED.questions["half"], answer) is whole
