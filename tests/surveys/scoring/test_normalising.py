"""What people type becomes the canonical value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import compile_scheme, normalise
from tests.surveys.scoring import documents as make

SCHEME = compile_scheme(
    make.edition(
        make.single("single", "0", "1"),
        make.multiple("multiple", "0", "1", "2"),
        make.ask("number", "number"),
        make.percent("percent"),
        make.ratio("ratio"),
        make.ask("pair", "pair"),
        make.matrix("matrix", ["x", "y"], "0", "1"),
        make.scene("scene"),
        make.ask("requirement", "requirement"),
        make.ask("date", "date"),
        make.ask("text", "text"),
        make.ask("file", "file"),
    )
)


@pytest.mark.parametrize(
    ("code", "raw", "value"),
    [
        ("number", " 72.50 ", "72.5"),
        ("number", "１,２３４．５０", "1234.5"),
        ("number", "1,234,567.89", "1234567.89"),
        ("number", "1 234 567", "1234567"),
        ("number", "12,34", "12,34"),
        ("number", "007", "7"),
        ("number", "7\x002", "72"),
        ("single", "\x07a", "a"),
        ("number", ".5", "0.5"),
        ("number", "5.", "5"),
        ("number", "+5", "5"),
        ("number", "-0.00", "0"),
        ("number", "−3", "-3"),
        ("number", "－3", "-3"),
        ("number", "1e3", "1e3"),
        ("number", "nan", "nan"),
        ("number", ".", "."),
        ("number", "", None),
        ("number", "  ", None),
        ("number", None, None),
        ("number", 12, "12"),
        ("number", True, True),
        ("number", 0.5, 0.5),
        ("percent", "60%", "60"),
        ("percent", "60％", "60"),
        ("number", "60%", "60%"),
        ("ratio", {"n": "３０", "d": " 50 "}, {"n": "30", "d": "50"}),
        ("ratio", {"n": "30", "d": ""}, {"n": "30"}),
        ("ratio", {"n": "", "d": " "}, None),
        ("ratio", {}, None),
        ("ratio", "30/50", "30/50"),
        ("pair", {"after": "1", "before": "2"}, {"before": "2", "after": "1"}),
        ("single", " a ", "a"),
        ("single", "", None),
        ("single", ["a"], ["a"]),
        ("scene", 3, "3"),
        ("requirement", "met", "met"),
        ("multiple", ["c", "a", "a"], ["a", "c"]),
        ("multiple", ["z", "c", "y"], ["c", "y", "z"]),
        ("multiple", "b", ["b"]),
        ("multiple", [], None),
        ("multiple", [""], None),
        ("multiple", ("b", "a"), ["a", "b"]),
        ("multiple", {"a": 1}, {"a": 1}),
        ("matrix", {"y": "a", "x": ""}, {"y": "a"}),
        ("matrix", {"x": ""}, None),
        ("matrix", "a", "a"),
        ("date", "2024-05-01", "2024-05-01"),
        ("date", "2024/5/1", "2024-05-01"),
        ("date", "２０２４年５月１日", "2024-05-01"),
        ("date", "2024.12.31", "2024-12-31"),
        ("date", "1 May", "1 May"),
        ("date", "", None),
        ("text", " e\u0301\r\nb\x00\x07\tc\ud800 ", "\u00e9\nb\tc"),
        ("text", "１２３，灯塔", "１２３，灯塔"),
        ("text", "\r\n", None),
        ("text", 5, 5),
        ("file", ["u1", "u1", "", "u2"], ["u1", "u2"]),
        ("file", "u1", ["u1"]),
        ("file", [], None),
    ],
)
def test_normalise(code, raw, value):
    assert normalise(SCHEME.questions[code], raw) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(st.sampled_from(list(SCHEME.questions.values())), JSON)
def test_never_fails_and_twice_is_once(question, raw):
    once = normalise(question, raw)
    assert normalise(question, once) == once


def test_order_of_a_pair_is_canonical():
    value = normalise(SCHEME.questions["pair"], {"after": "1", "before": "2"})
    assert list(value) == ["before", "after"]
