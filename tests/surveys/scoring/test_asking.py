"""All that an edition can say of a question is read, whole."""

from fractions import Fraction

import pytest

from surveys.scoring import Option, Question, Row, SchemeError, Text, compile_scheme
from surveys.scoring.asking import REQUIREMENT_OPTIONS
from surveys.scoring.scheme import (
    PERCENT,
    Backing,
    Kind,
    Linear,
    Points,
    Source,
    Threshold,
)
from tests.small_edition import text
from tests.surveys.scoring import documents as make

HUNDRED = Fraction(100)
COMMON = {
    "help": text("help"),
    "proof": text("proof"),
    "proofs": ["ledger", "photo"],
    "required": False,
    "allow_na": True,
    "scoring_note": text("scoring"),
    "threshold": {"value": "60", "unit": "%", "check": "C"},
    "sources": ["S"],
    "vintage": "2023",
    "confidence": "high",
    "note": text("note"),
}
SOURCE = {"title": text("source"), "official": True, "year": "2020"}
READ_COMMON = {
    "help": Text("中文:help", "help"),
    "proof": Text("中文:proof", "proof"),
    "proofs": ("ledger", "photo"),
    "required": False,
    "allow_na": True,
    "scoring_note": Text("中文:scoring", "scoring"),
    "threshold": Threshold("60", Text("%", "%"), "C"),
    "backing": Backing(
        (Source("S", Text("中文:source", "source"), "2020", official=True),),
        *("2023", "high", Text("中文:note", "note")),
    ),
}


def title(code):
    return Text(f"中文:{code}", code)


def read(document):
    """The question as compiled, in an edition that knows all it may name."""
    other = make.percent("other")
    found = make.edition(
        document,
        other,
        sources={"S": SOURCE},
        proofs={"ledger": text("ledger"), "photo": text("photo")},
        checks=[
            make.check(
                "C", {"answer": "other", "op": ">=", "value": "1"}, blocking=False
            )
        ],
    )
    return compile_scheme(found).questions[document["code"]]


def expected(kind, **more):
    return Question("q", Kind(kind), "s", title("q"), **more)


@pytest.mark.parametrize(
    ("document", "question"),
    [
        (make.ask("q", "text"), expected("text")),
        (make.ask("q", "text", **COMMON), expected("text", **READ_COMMON)),
        (make.ask("q", "file"), expected("file")),
        (
            make.ask("q", "date", min="2020-01-01", max="2024-12-31"),
            expected("date", earliest="2020-01-01", latest="2024-12-31"),
        ),
        (
            make.ask("q", "date", max="2024-12-31"),
            expected("date", latest="2024-12-31"),
        ),
        (make.ask("q", "number"), expected("number")),
        (
            make.ask("q", "number", unit="t", decimals=0, min="1", max="2"),
            expected("number", unit=Text("t", "t"), decimals=0, min=1, max=2),
        ),
        (
            make.ask("q", "percent", decimals=12),
            expected("percent", unit=PERCENT, decimals=12, min=0, max=HUNDRED),
        ),
        (
            make.ask("q", "percent", unit=text("parts"), min="-5", max="120"),
            expected("percent", unit=title("parts"), min=-5, max=120),
        ),
        (
            make.ratio("q", max="300"),
            expected(
                "ratio",
                numerator=title("part"),
                denominator=title("whole"),
                min=0,
                max=300,
                scoring=Linear(Fraction(0), HUNDRED),
            ),
        ),
        (make.ask("q", "pair"), expected("pair", better="higher")),
        (make.ask("q", "pair", better="higher"), expected("pair", better="higher")),
        (
            make.ask(
                "q", "pair", before=text("then"), after=text("now"), better="lower"
            ),
            expected("pair", before=title("then"), after=title("now"), better="lower"),
        ),
        (
            make.ask("q", "requirement", score={"kind": "points"}),
            expected(
                "requirement", options=REQUIREMENT_OPTIONS, scoring=Points(HUNDRED)
            ),
        ),
        (
            make.multiple("q", "0", "100", cap="90", exclusive="b"),
            expected(
                "multiple",
                options=(
                    Option("a", title("a"), Fraction(0)),
                    Option("b", title("b"), HUNDRED),
                ),
                exclusive="b",
                scoring=Points(Fraction(90)),
            ),
        ),
        (
            make.ask(
                "q",
                "single",
                options=[
                    {"code": "x", "title": text("x"), "help": text("help")},
                    {"code": "y", "title": text("y")},
                ],
            ),
            expected(
                "single",
                options=(
                    Option("x", title("x"), help=title("help")),
                    Option("y", title("y")),
                ),
            ),
        ),
        (
            make.matrix("q", ["r1", "r2"], "10", "20"),
            expected(
                "matrix",
                options=(
                    Option("a", title("a"), Fraction(10)),
                    Option("b", title("b"), Fraction(20)),
                ),
                rows=(Row("r1", title("r1")), Row("r2", title("r2"))),
                scoring=Points(HUNDRED),
            ),
        ),
    ],
)
def test_a_question(document, question):
    assert read(document) == question


def test_a_threshold_may_be_a_value_alone():
    found = read(make.ask("q", "text", threshold={"value": "所有"}))
    assert found.threshold == Threshold("所有", None, None)


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        (make.ask("q", "number", decimals=13), "decimals", "out of range"),
        (make.ask("q", "number", decimals=-1), "decimals", "out of range"),
        (make.ask("q", "number", min="2", max="2"), "max", "not above min"),
        (make.ask("q", "pair", better="more"), "better", "not allowed"),
        (make.ask("q", "date", max="2024-1-1"), "max", "not a date"),
        (make.ask("q", "text", allow_na="no"), "allow_na", "neither true nor false"),
        (make.ask("q", "text", proofs="ledger"), "proofs", "not a list"),
        (
            make.ask("q", "text", threshold={}),
            "threshold",
            'the key "value" is missing',
        ),
        (make.choice("q", "a"), "options", "too short"),
        (
            make.matrix("q", [], "1", "2") | {"rows": [{"code": "r"}]},
            "rows[0]",
            'the key "title" is missing',
        ),
    ],
)
def test_what_is_wrong(document, path, message):
    with pytest.raises(SchemeError) as refused:
        read(document)
    place = f"sections[0].questions[0].{path}"
    assert (refused.value.path, refused.value.message) == (place, message)
    assert refused.value.expected


def test_all_faults_of_a_question_at_once():
    document = make.ask(
        *("q", "number"),
        title="t",
        help=1,
        required=1,
        decimals=1.5,
        proofs=["unheard"],
        threshold={"value": ""},
    )
    with pytest.raises(SchemeError) as refused:
        read(document)
    found = [
        fault.path.rpartition("questions[0].")[2] for fault in refused.value.faults
    ]
    assert sorted(found) == [
        *("decimals", "help", "proofs[0]", "required", "threshold.value", "title")
    ]
