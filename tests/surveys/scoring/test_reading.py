"""Each way of reading a value: what it gives, and what it says of a wrong one."""

from fractions import Fraction

import pytest

from surveys.scoring import SchemeError, Text
from surveys.scoring.reading import Consequence, Faults, Place, coded, unique

DECIMAL = "a decimal number written as text"
CODE = 'letters, digits, "_", "-", "."; 64 at most'
BOTH = {"zh": "文", "en": "text"}


def at(value, path="here"):
    return Place(value, path)


@pytest.mark.parametrize(
    ("read", "value", "found"),
    [
        (Place.string, " a ", " a "),
        (Place.code, "A-1_b.c", "A-1_b.c"),
        (Place.code, "c" * 64, "c" * 64),
        (Place.text, BOTH, Text("文", "text")),
        (Place.unit, "%", Text("%", "%")),
        (Place.unit, BOTH, Text("文", "text")),
        (Place.number, "-72.50", Fraction(-145, 2)),
        (lambda p: p.number(0, 1), "0", 0),
        (lambda p: p.number(0, 1), "1.0", 1),
        (Place.positive, "0.1", Fraction(1, 10)),
        (lambda p: p.whole(1, 3), 1, 1),
        (lambda p: p.whole(1, 3), 3, 3),
        (lambda p: p.whole_text(0, 3), "3.0", 3),
        (Place.flag, False, False),
        (lambda p: p.one_of(("a", "b")), "b", "b"),
        (lambda p: p.reference({"x": 1}, "node"), "x", "x"),
    ],
)
def test_right(read, value, found):
    assert read(at(value)) == found


@pytest.mark.parametrize(
    ("read", "value", "said"),
    [
        (Place.string, "  ", ("not a text", "a text that is not blank", "")),
        (Place.string, 5, ("not a text", "a text that is not blank", "")),
        (Place.code, "c" * 65, ("not a code", CODE, '"nc_equipment_rate"')),
        (Place.code, None, ("not a code", CODE, '"nc_equipment_rate"')),
        (Place.text, "x", ("not an object", "an object", '{"code": "..."}')),
        (Place.number, 5, ("not a decimal text", DECIMAL, '"72.5"')),
        (Place.number, "1e3", ("not a decimal text", DECIMAL, '"72.5"')),
        (
            lambda p: p.number(0, 1),
            "1.01",
            ("out of range", f"{DECIMAL}, from 0, to 1", ""),
        ),
        (
            lambda p: p.number(0, 1),
            "-0.01",
            ("out of range", f"{DECIMAL}, from 0, to 1", ""),
        ),
        (lambda p: p.number(low=1), "0", ("out of range", f"{DECIMAL}, from 1", "")),
        (lambda p: p.number(high=1), "2", ("out of range", f"{DECIMAL}, to 1", "")),
        (Place.positive, "0", ("not positive", "a number above 0", '"15"')),
        (
            lambda p: p.whole(1, 3),
            "1",
            ("not a whole number", "a whole number 1 to 3", ""),
        ),
        (
            lambda p: p.whole(0, 3),
            True,
            ("not a whole number", "a whole number 0 to 3", ""),
        ),
        (lambda p: p.whole(1, 3), 4, ("out of range", "a whole number 1 to 3", "")),
        (lambda p: p.whole(1, 3), 0, ("out of range", "a whole number 1 to 3", "")),
        (
            lambda p: p.whole_text(0, 3),
            "1.5",
            ("not whole", "a whole number", '"6"'),
        ),
        (
            lambda p: p.whole_text(0, 3),
            "4",
            ("out of range", f"{DECIMAL}, from 0, to 3", ""),
        ),
        (Place.flag, 1, ("neither true nor false", "true or false", "true")),
        (lambda p: p.one_of(("a", "b")), "c", ("not allowed", "one of a, b", "")),
        (lambda p: p.one_of(("a", "b")), ["a"], ("not allowed", "one of a, b", "")),
        (Place.items, {}, ("not a list", "a list", "")),
        (lambda p: p.items(least=2), [1], ("too short", "at least 2 items", "")),
        (
            lambda p: p.reference({"x": 1}, "node"),
            "y",
            ('there is no node "y"', "the code of a node", ""),
        ),
    ],
)
def test_wrong(read, value, said):
    with pytest.raises(SchemeError) as refused:
        read(at(value))
    error = refused.value
    assert (error.path, error.message, error.expected, error.example) == ("here", *said)


def test_keys():
    place = at({"a": 1, "b": None, "new": None, "x": 1})
    with pytest.raises(SchemeError):
        place.keys("a c", "b new")
    with pytest.raises(SchemeError) as refused:
        at({"x": 1}).keys("", "a")
    null = "a value; without one, leave the key out"
    first = refused.value
    assert (first.path, first.message, first.expected) == (
        *("here.x", "unknown key"),
        "one of a",
    )
    assert [(f.path, f.message, f.expected) for f in place.faults.found] == [
        ("here.b", "null", null),
        ("here", 'the key "c" is missing', "a, c, b, new"),
    ]
    fine = at({"a": 1, "new": None})
    assert fine.keys("a", "new") is fine


def test_ways_into_a_document():
    place = Place({"a": {"b": [10, 20]}, "none": None})
    inner = place.at("a").at("b")
    assert [(item.path, item.value) for item in inner.items()] == [
        ("a.b[0]", 10),
        ("a.b[1]", 20),
    ]
    assert (place.has("a"), place.has("none"), place.has("z")) == (True, False, False)
    assert (place.get("none"), place.get("a").path) == (None, "a")
    assert [(key, at.path) for key, at in place.fields()] == [
        ("a", "a"),
        ("none", "none"),
    ]
    with pytest.raises(SchemeError) as refused:
        at({"two words": 1}).fields()
    assert refused.value.path == "here.two words"


def test_the_sentence_of_a_fault():
    whole = SchemeError("a.b", "is wrong", "this", "that")
    assert str(whole) == "a.b: is wrong; expected this; for example that"
    assert str(SchemeError("", "is wrong")) == "document: is wrong"
    assert whole.faults == (whole,)


def test_faults_are_kept_and_told_together():
    faults = Faults()
    faults.check()
    errors = [SchemeError("a", "x"), SchemeError("b", "y")]
    for error in (errors[0], Consequence("c", "follows"), errors[1]):
        faults.keep(error)
    with pytest.raises(SchemeError) as refused:
        faults.check()
    assert refused.value is errors[0]
    assert refused.value.faults == tuple(errors)


def test_a_fault_on_the_way_gives_the_default():
    place = at(5)
    assert place.soft(Place.string, "default") == "default"
    assert [fault.message for fault in place.faults.found] == ["not a text"]
    assert at("x").soft(Place.string, "default") == "x"


def test_codes_that_are_there_twice():
    place = at([{"code": "a"}, {"code": "b"}, {"code": "a"}, {"code": 1}, 7])
    unique(coded(place), "option")
    (fault,) = place.faults.found
    assert (fault.path, fault.message, fault.expected) == (
        *("here[2]", 'the option "a" is there twice'),
        "a code used once",
    )


def test_what_names_something_lost_only_follows():
    place = at("gone")
    place.faults.lost.add("gone")
    with pytest.raises(Consequence):
        place.reference({}, "node")
    place.faults.lost.clear()
    with pytest.raises(SchemeError) as refused:
        place.reference({}, "node")
    assert not isinstance(refused.value, Consequence)
