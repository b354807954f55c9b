"""Answers to one edition as answers to another."""

import pytest

from surveys.scoring import Answer, compile_scheme
from surveys.scoring.transferring import Origin, origins, transfer
from tests.surveys.scoring import documents as make

OLD = make.edition(
    make.single("kept", "0", "100"),
    make.single("named", "0", "100"),
    make.single("gone", "0", "100"),
    make.multiple("several", "20", "30", "50"),
    make.matrix("table", ["x", "y"], "0", "100"),
    make.percent("rate"),
    edition="1",
)
CODES = [
    {"old": "named", "new": "renamed", "options": {"a": "c"}},
    {"old": "gone", "new": None},
    {"old": "several", "new": "several", "options": {"a": "b", "b": "a"}},
    {"old": "table", "new": "table", "options": {"a": "b"}},
]


def letters(codes, question):
    """The question with these letters for its options."""
    options = zip(codes, question["options"], strict=True)
    return question | {"options": [o | {"code": c} for c, o in options]}


def new(label="1", **changes):
    return make.edition(
        make.single("kept", "0", "100"),
        letters("cb", make.single("renamed", "0", "100")),
        make.single("gone", "0", "100"),
        make.multiple("several", "20", "30", "50"),
        make.matrix("table", ["x", "y"], "0", "100"),
        make.percent("rate", **changes),
        edition="2",
        concordance={"edition": label, "codes": CODES},
    )


ANSWERS = {
    "kept": Answer("a"),
    "named": Answer("a"),
    "gone": Answer("b"),
    "several": Answer(["a", "c"]),
    "table": Answer({"x": "a", "y": "b"}),
    "rate": Answer("60"),
}


def taken(document, answers=ANSWERS, accepted=frozenset()):
    return transfer(
        compile_scheme(document), compile_scheme(OLD), answers, frozenset(accepted)
    )


def test_the_concordance_renames_and_drops():
    found = taken(new())
    assert found.answers == {
        "kept": Answer("a"),
        "renamed": Answer("c"),
        "several": Answer(["b", "c"]),
        "table": Answer({"x": "b", "y": "b"}),
        "rate": Answer("60"),
    }
    assert found.dropped == ("gone",)


def test_the_concordance_of_another_edition_says_nothing():
    found = taken(new(label="0"))
    assert found.answers == {c: a for c, a in ANSWERS.items() if c != "named"}
    assert found.dropped == ("named",)


def test_values_that_do_not_fit_are_dropped():
    assert taken(new(max="50")).dropped == ("gone", "rate")
    assert taken(new(max="60")).dropped == ("gone",)


def test_what_is_accepted_and_claims_follow_their_codes():
    answers = {"named": Answer(None, "na"), "gone": Answer(None, "na")}
    found = taken(new(), answers, {"named", "gone"})
    assert found.answers == {"renamed": Answer(None, "na")}
    assert (found.accepted, found.dropped) == ({"renamed"}, ("gone",))


@pytest.mark.parametrize(
    ("code", "origin"),
    [
        ("kept", Origin("kept", same=True)),
        ("renamed", Origin("named", {"a": "c"})),
        ("table", Origin("table", {"a": "b"})),
    ],
)
def test_where_answers_come_from(code, origin):
    found = origins(compile_scheme(new()), compile_scheme(OLD))
    assert found[code] == origin
    assert "gone" not in found
