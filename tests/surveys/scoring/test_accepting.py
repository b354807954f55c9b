"""What is refused as an answer, and why."""

import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import (
    PROBLEM_IDS,
    Problem,
    accepting,
    compile_scheme,
    normalise,
    problem,
)
from surveys.scoring.conditions import Situation
from surveys.scoring.results import Answer
from surveys.scoring.settling import settle
from surveys.scoring.texts import Text
from tests.small_edition import text
from tests.surveys.scoring import documents as make
from tests.surveys.scoring.test_normalising import JSON

PERCENT = Text("%", "%")
TONNE = Text("中文:t", "t")
SCHEME = compile_scheme(
    make.edition(
        make.single("single", "0", "1"),
        make.multiple("multiple", "0", "1", "2", exclusive="c"),
        make.ask("number", "number", decimals=1, min="5", unit=text("t")),
        make.ask("most", "number", max="-1"),
        make.percent("percent"),
        make.ratio("ratio"),
        make.ratio("open_ratio", max="250", unit=text("t")),
        make.ask("pair", "pair", min="0", max="99"),
        make.ask("whole", "pair", decimals=0),
        make.ask("floor", "pair", min="0"),
        make.matrix("matrix", ["x", "y"], "0", "1"),
        make.scene("scene"),
        make.ask("requirement", "requirement"),
        make.ask("date", "date", min="2021-01-01", max="2023-12-31"),
        make.ask("text", "text"),
        make.ask("file", "file"),
    )
)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("single", "a"),
        ("multiple", ["a", "b"]),
        ("multiple", ["c"]),
        ("number", "5"),
        ("number", "72.5"),
        ("most", "-1"),
        ("percent", "0"),
        ("percent", "100"),
        ("ratio", {"n": "50", "d": "50"}),
        ("ratio", {"n": "0", "d": "0"}),
        ("ratio", {"n": "5"}),
        ("open_ratio", {"n": "5", "d": "2"}),
        ("open_ratio", {"n": "5", "d": "0"}),
        ("pair", {"before": "0", "after": "99"}),
        ("pair", {"after": "99"}),
        ("matrix", {"x": "a"}),
        ("scene", "4"),
        ("requirement", "mostly"),
        ("date", "2021-01-01"),
        ("date", "2023-12-31"),
        ("text", "x" * 50_000),
        ("text", "a\n\tb"),
        ("file", ["3f2b"]),
    ],
)
def test_accepted(code, value):
    assert problem(SCHEME.questions[code], value) is None


TOO_LOW = {"min": "5", "unit": TONNE}
SHARE = {"min": "0", "max": "250", "unit": PERCENT}


@pytest.mark.parametrize(
    ("code", "value", "found"),
    [
        ("single", "z", Problem("option.unknown", {"option": "z"})),
        ("single", ["a"], Problem("value.shape")),
        ("single", None, Problem("value.empty")),
        ("multiple", [], Problem("value.empty")),
        ("multiple", "a", Problem("value.shape")),
        ("multiple", ["a", "a"], Problem("value.shape")),
        ("multiple", ["a", 1], Problem("value.shape")),
        ("multiple", ["a", "z"], Problem("option.unknown", {"option": "z"})),
        (
            "multiple",
            ["a", "c"],
            Problem("option.exclusive", {"option": Text("中文:c", "c")}),
        ),
        ("number", "12,34", Problem("number.invalid")),
        ("number", 12, Problem("number.invalid")),
        ("number", "1e9", Problem("number.invalid")),
        ("number", "9" * 25, Problem("number.long", {"limit": 24})),
        ("number", "7.25", Problem("number.decimals", {"decimals": 1})),
        ("number", "4.9", Problem("number.min", TOO_LOW)),
        ("most", "0", Problem("number.max", {"max": "-1", "unit": None})),
        (
            "percent",
            "100.1",
            Problem("number.range", {"min": "0", "max": "100", "unit": PERCENT}),
        ),
        ("ratio", {"n": "51", "d": "50"}, Problem("ratio.over")),
        ("ratio", {"n": "1", "d": "0"}, Problem("ratio.over")),
        ("ratio", {"n": "x", "d": "1"}, Problem("number.invalid", part="n")),
        (
            "ratio",
            {"n": "1", "d": "-1"},
            Problem("number.min", {"min": "0", "unit": None}, "d"),
        ),
        ("ratio", {"n": "1", "x": "1"}, Problem("value.shape")),
        ("ratio", "1/2", Problem("value.shape")),
        ("open_ratio", {"n": "6", "d": "2"}, Problem("number.range", SHARE)),
        (
            "pair",
            {"before": "100", "after": "1"},
            Problem("number.range", {"min": "0", "max": "99", "unit": None}, "before"),
        ),
        ("pair", {"after": "9" * 25}, Problem("number.long", {"limit": 24}, "after")),
        (
            "whole",
            {"before": "1.5"},
            Problem("number.decimals", {"decimals": 0}, "before"),
        ),
        (
            "floor",
            {"after": "-1"},
            Problem("number.min", {"min": "0", "unit": None}, "after"),
        ),
        ("matrix", {"z": "a"}, Problem("row.unknown", {"row": "z"})),
        ("matrix", {"x": "z"}, Problem("option.unknown", {"option": "z"}, "x")),
        ("matrix", ["a"], Problem("value.shape")),
        ("scene", "5", Problem("option.unknown", {"option": "5"})),
        ("requirement", "yes", Problem("option.unknown", {"option": "yes"})),
        ("date", "2023-02-29", Problem("date.invalid")),
        ("date", "20230201", Problem("date.invalid")),
        ("date", 20230201, Problem("date.invalid")),
        ("date", "2020-12-31", Problem("date.min", {"min": "2021-01-01"})),
        ("date", "2024-01-01", Problem("date.max", {"max": "2023-12-31"})),
        (
            "text",
            "x" * 50_001,
            Problem("text.long", {"limit": 50_000, "length": 50_001}),
        ),
        ("text", "a\x00", Problem("text.control")),
        ("text", 5, Problem("value.shape")),
        ("file", "u", Problem("value.shape")),
        ("file", ["x" * 65], Problem("file.invalid")),
        ("file", [1], Problem("file.invalid")),
    ],
)
def test_refused(code, value, found):
    assert problem(SCHEME.questions[code], value) == found
    assert set(found.params) == set(PROBLEM_IDS[found.message])


def test_every_id_is_one_that_can_happen():
    source = inspect.getsource(accepting).partition("class Problem")[2]
    assert set(re.findall(r'"([a-z]+\.[a-z]+)"', source)) == set(PROBLEM_IDS)


@given(st.sampled_from(list(SCHEME.questions.values())), JSON)
def test_whatever_is_accepted_can_be_measured(question, raw):
    value = normalise(question, raw)
    if problem(question, value) is None:
        settle(SCHEME, {question.code: Answer(value)}, Situation({}), None)
