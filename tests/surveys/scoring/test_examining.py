"""What nobody could ever reach is refused before an edition is published."""

import pytest

from surveys.scoring import SchemeError, compile_scheme, validate
from tests.small_edition import document as small_edition
from tests.surveys.scoring import documents as make

SCENES = ["s0", "s1"]


def edition(test, needs=None, **more):
    """One of each kind, a check, and a level that needs it."""
    questions = [
        make.percent("p"),
        make.ask("n", "number", min="0"),
        make.choice("c", "yes", "no"),
        make.multiple("m", "10", "20", exclusive="b"),
        make.choice("shown", "x", "y", relevant=answer("c", "==", "yes")),
        *(make.scene(code) for code in SCENES),
    ]
    levels = [make.level("L", 1, needs or {"check": "C"})]
    return make.edition(
        *questions,
        externals=[make.external("credit", "clear", "listed")],
        checks=[make.check("C", test, more.pop("owner", "enterprise"))],
        levels=levels,
        **more,
    )


def answer(code, op, value):
    return {"answer": code, "op": op, "value": value}


def count(least, op=">=", reaching="3"):
    return {"count": SCENES, "reaching": reaching, "op": op, "value": str(least)}


POSSIBLE = [
    answer("p", ">=", "60"),
    {"all": [answer("p", ">", "60"), answer("p", "<", "61")]},
    {"any": [answer("p", ">", "100"), answer("c", "==", "no")]},
    {"not": answer("p", ">=", "100")},
    answer("n", ">", "1000000"),
    answer("m", "contains", ["a"]),
    {"score": True, "op": ">=", "value": "60"},
    {"all": [answer("shown", "==", "x"), answer("c", "==", "yes")]},
    {"fact": "titles.smart_factory", "op": ">=", "value": "9"},
    {"answer": "m", "op": "answered"},
    count(2),
    count(0, "<="),
]
IMPOSSIBLE = [
    (answer("p", ">", "100"), "p > 100"),
    ({"all": [answer("p", ">=", "60"), answer("p", "<", "60")]}, "p >= 60 and p < 60"),
    (
        {"not": {"any": [answer("c", "==", "yes"), answer("c", "==", "no")]}},
        "not (c == ",
    ),
    (answer("n", "<", "0"), "n < 0"),
    (answer("m", "contains", ["a", "b"]), "m contains a,b"),
    ({"score": True, "op": ">", "value": "100"}, "the score > 100"),
    ({"node": "total", "op": ">", "value": "100"}, "total > 100"),
    (
        {"all": [answer("shown", "==", "x"), answer("c", "==", "no")]},
        "c == yes and c == no",
    ),
    (count(3), "s0/s1 >= 3"),
    (count(1, reaching="5"), "s0/s1 >= 1"),
]


@pytest.mark.parametrize("test", POSSIBLE, ids=str)
def test_what_somebody_can_pass(test):
    assert validate(edition(test)).checks[0].code == "C"


@pytest.mark.parametrize(("test", "words"), IMPOSSIBLE, ids=str)
def test_what_nobody_can_pass(test, words):
    with pytest.raises(SchemeError) as refused:
        validate(edition(test))
    assert refused.value.path == "checks[0].test"
    assert refused.value.message.startswith("nobody can pass this check: " + words)


def test_an_external_fact_has_only_its_options():
    both = [{"external": "credit", "op": "!=", "value": v} for v in ("clear", "listed")]
    with pytest.raises(SchemeError, match="nobody can pass this check"):
        validate(edition({"all": both}, owner="official"))


def test_a_level_above_what_can_be_scored():
    options = make.single("only", "0", "40")
    level = make.level("L", 1, {"score": True, "op": ">=", "value": "50"})
    with pytest.raises(SchemeError) as refused:
        validate(make.edition(options, levels=[level]))
    assert (refused.value.path, refused.value.message) == (
        "levels[0].needs",
        "nobody can reach this level: the score >= 50",
    )


def test_a_level_that_contradicts_one_below():
    low = make.level("low", 1, {"score": True, "op": "<", "value": "30"})
    high = make.level("high", 2, {"score": True, "op": ">=", "value": "60"})
    document = make.edition(make.percent("p"), levels=[high, low])
    with pytest.raises(SchemeError) as refused:
        validate(document)
    assert (refused.value.path, refused.value.message) == (
        "levels[0].needs",
        "nobody can reach this level: the score < 30 and the score >= 60",
    )


def test_every_fault_is_told_at_once():
    document = edition(answer("p", ">", "100"))
    document["checks"].append(make.check("D", answer("n", "<", "0"), blocking=False))
    with pytest.raises(SchemeError) as refused:
        validate(document)
    places = [fault.path for fault in refused.value.faults]
    assert places == ["checks[0].test", "checks[1].test"]


def test_compiling_does_not_examine():
    """What is published stays readable when the examination becomes stricter."""
    assert compile_scheme(edition(answer("p", ">", "100"))).checks


def test_many_faults_of_one_document():
    document = small_edition()
    first, second = document["sections"]
    first["questions"][0]["decimals"] = -1
    first["questions"][0]["title"] = {"zh": "只有中文"}
    first["questions"][1]["kind"] = "essay"
    second["questions"][0]["score"] = {"kind": "linear", "lo": "5", "hi": "5"}
    document["sources"]["S19"] = {"title": "no text"}
    document["levels"][0]["needs"] = {"check": "nowhere"}
    document["applicable_floor"] = "2"
    with pytest.raises(SchemeError) as refused:
        compile_scheme(document)
    assert sorted(fault.path for fault in refused.value.faults) == [
        "applicable_floor",
        "levels[0].needs.check",
        "sections[0].questions[0].decimals",
        "sections[0].questions[0].title",
        "sections[0].questions[1].kind",
        "sections[1].questions[0].score.hi",
        "sources.S19",
    ]


def test_naming_what_could_not_be_read_is_no_second_fault():
    document = small_edition()
    document["sections"][1]["questions"][0]["kind"] = "essay"
    with pytest.raises(SchemeError) as refused:
        compile_scheme(document)
    assert [fault.path for fault in refused.value.faults] == [
        "sections[1].questions[0].kind"
    ]


def test_a_faulty_question_hides_no_fault_of_the_checks():
    document = small_edition()
    document["sections"][1]["questions"][0]["kind"] = "essay"
    document["checks"][1]["owner"] = "nobody"
    document["levels"][0]["order"] = -1
    document["root"]["children"][0]["weight"] = "0"
    with pytest.raises(SchemeError) as refused:
        compile_scheme(document)
    assert sorted(fault.path for fault in refused.value.faults) == [
        "checks[1].owner",
        "levels[0].order",
        "root.children[0].weight",
        "sections[1].questions[0].kind",
    ]
