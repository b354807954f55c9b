"""All that an edition says of itself is read, whole."""

from fractions import Fraction

import pytest

from surveys.scoring import (
    Concordance,
    Renamed,
    SchemeError,
    Section,
    Source,
    Text,
    compile_scheme,
)
from surveys.scoring.scheme import Backing
from tests.small_edition import text
from tests.surveys.scoring import documents as make

HEAD = {
    "questionnaire": "survey",
    "edition": "2024",
    "stage": "smart_factory",
    "unit": "factory",
    "intro": text("intro"),
    "minutes": 45,
    "decimals": 2,
    "unanswered": "block",
    "applicable_floor": "0.6",
}
RENAMED = [
    {"old": "p", "new": "q", "options": {"a": "b"}, "note": text("note")},
    {"old": "gone", "new": None},
    {"old": "dropped"},
]
LEAVES = make.leaf("p"), make.leaf("q")


def title(words):
    return Text(f"中文:{words}", words)


def edition(**more):
    root = make.node(
        "total", *(make.branch("1", leaf["question"] * 2, leaf) for leaf in LEAVES)
    )
    return make.edition(make.percent("p"), make.percent("q"), root=root, **more)


def read(**more):
    return compile_scheme(edition() | more)


def head(scheme):
    names = [*HEAD, "title"]
    names[names.index("applicable_floor")] = "floor"
    return {name: getattr(scheme, name) for name in names}


def test_the_head():
    floor, intro = Fraction(3, 5), title("intro")
    rest = {k: v for k, v in HEAD.items() if k != "applicable_floor"}
    expected = rest | {"intro": intro, "floor": floor, "title": title("Small")}
    assert head(read(**HEAD)) == expected


def test_what_may_be_left_out():
    assert head(read()) == {
        "questionnaire": "small",
        "edition": "1",
        "stage": None,
        "unit": "workshop",
        "title": title("Small"),
        "intro": None,
        "minutes": None,
        "decimals": 1,
        "unanswered": "zero",
        "floor": 0,
    }


def test_sections_keep_their_questions():
    document = edition()
    document["sections"][0]["intro"] = text("intro")
    document["sections"].append(
        {"code": "t", "title": text("t"), "questions": [make.ask("w", "text")]}
    )
    scheme = compile_scheme(document)
    asked = scheme.questions
    assert scheme.sections == (
        Section("s", title("s"), title("intro"), (asked["p"], asked["q"])),
        Section("t", title("t"), None, (asked["w"],)),
    )
    assert [question.section for question in asked.values()] == ["s", "s", "t"]


def test_sources_and_proofs():
    official = {"title": text("a"), "official": True, "year": "2020"}
    own = {"title": text("b"), "official": False}
    scheme = read(sources={"A": official, "B": own}, proofs={"photo": text("photo")})
    assert scheme.sources == {
        "A": Source("A", title("a"), "2020", official=True),
        "B": Source("B", title("b"), None, official=False),
    }
    assert scheme.proofs == {"photo": title("photo")}


def test_what_backs_a_check_and_a_level():
    backing = {"sources": ["A"], "vintage": "2021", "confidence": "low"}
    source = {"title": text("a"), "official": True}
    test = {"answer": "p", "op": ">=", "value": "1"}
    check = make.check("C", test) | backing | {"note": text("why"), "effect": "cap"}
    level = make.level("L", 1, {"check": "C"}) | {"vintage": "2022"}
    scheme = read(sources={"A": source}, checks=[check], levels=[level])
    (found,) = scheme.checks
    assert (found.kind, found.effect, found.blocking) == ("criterion", "cap", True)
    assert found.backing == Backing(
        (Source("A", title("a"), None, official=True),), "2021", "low", title("why")
    )
    assert found.backing.official
    assert scheme.levels[0].backing == Backing(vintage="2022")


def test_who_clears_what_and_how():
    external = make.external("credit", "clear", "listed") | {"help": text("help")}
    test = {"external": "credit", "op": "==", "value": "clear"}
    check = make.check("O", test, "official", blocking=False) | {"class": "gate"}
    scheme = read(externals=[external], checks=[check])
    asked = scheme.externals["credit"]
    assert (asked.code, asked.title, asked.help) == (
        *("credit", title("credit")),
        title("help"),
    )
    assert [option.code for option in asked.options] == ["clear", "listed"]
    (found,) = scheme.checks
    assert (found.kind, found.effect, found.owner, found.blocking) == (
        *("gate", "veto", "official"),
        False,
    )


@pytest.mark.parametrize(
    ("profile", "codes"),
    [({}, ["pp", "qq"]), ({"profile": ["qq", "total", "qq"]}, ["qq", "total"])],
)
def test_what_is_compared(profile, codes):
    assert [node.code for node in read(**profile).profile] == codes


def test_what_codes_were_before():
    found = read(concordance={"edition": "2023", "codes": RENAMED}).concordance
    assert found == Concordance(
        "2023",
        {
            "p": Renamed("p", "q", {"a": "b"}, title("note")),
            "gone": Renamed("gone", None, {}),
            "dropped": Renamed("dropped", None, {}),
        },
    )


@pytest.mark.parametrize(
    ("more", "path", "message"),
    [
        ({"profile": []}, "profile", "too short"),
        ({"profile": ["p"]}, "profile[0]", 'there is no node "p"'),
        ({"unanswered": "half"}, "unanswered", "not allowed"),
        ({"minutes": 0}, "minutes", "out of range"),
        ({"minutes": 10_001}, "minutes", "out of range"),
        ({"decimals": -1}, "decimals", "out of range"),
        ({"applicable_floor": "-0.1"}, "applicable_floor", "out of range"),
        ({"stage": "two words"}, "stage", "not a code"),
        ({"proofs": {"photo": "photo"}}, "proofs.photo", "not an object"),
        (
            {"sources": {"A": {"title": text("a")}}},
            *("sources.A", 'the key "official" is missing'),
        ),
        (
            {"concordance": {"edition": "1", "codes": [{"old": "a", "new": "z"}]}},
            *("concordance.codes[0].new", 'there is no question "z"'),
        ),
        (
            {"sections": edition()["sections"] * 2},
            *("sections[1]", 'the section "s" is there twice'),
        ),
    ],
)
def test_what_is_wrong(more, path, message):
    with pytest.raises(SchemeError) as refused:
        read(**more)
    fault = refused.value.faults[0]
    assert (fault.path, fault.message) == (path, message)


def test_all_faults_of_the_head_at_once():
    wrong = {"edition": "a b", "unit": "house", "unanswered": "no", "minutes": "x"}
    with pytest.raises(SchemeError) as refused:
        read(**wrong, intro="x", applicable_floor="2", stage="?")
    found = sorted(fault.path for fault in refused.value.faults)
    assert found == sorted([*wrong, "intro", "applicable_floor", "stage"])
