"""Facts by name, and the calendar."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring.facts import (
    MISSING,
    as_number,
    fact_named,
    fact_value,
    months_after,
    whole_months,
)
from tests.surveys.scoring.reference import later


@pytest.mark.parametrize(
    ("facts", "name", "value"),
    [
        ({"size": "large"}, "size", "large"),
        ({}, "size", MISSING),
        ({"sme_tier": None}, "sme_tier", None),
        ({"titles": {"smart_factory": 2}}, "titles.smart_factory", 2),
        ({"titles": {}}, "titles.smart_factory", 0),
        ({"titles": {"stage.2": 3}}, "titles.stage.2", 3),
        ({}, "titles.smart_factory", MISSING),
    ],
)
def test_fact_value(facts, name, value):
    assert fact_value(facts, name) == value


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("employees", "number"),
        ("titles.any_stage", "number"),
        ("levels.cmmm.2020", "number"),
        ("whole_machines", "flag"),
    ],
)
def test_fact_named(name, form):
    assert fact_named(name).form == form


def test_unknown_fact():
    assert fact_named("colour") is None


@pytest.mark.parametrize(
    ("value", "number"), [("72.5", Fraction(145, 2)), (3, 3), ("x", None), ([], None)]
)
def test_as_number(value, number):
    assert as_number(value) == number


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2021-01-31", 1, "2021-02-28"),
        ("2023-01-31", 13, "2024-02-29"),
        ("2021-08-31", 30, "2024-02-29"),
        ("2021-11-15", 30, "2024-05-15"),
        ("2021-12-01", 0, "2021-12-01"),
        ("2021-12-01", 12, "2022-12-01"),
    ],
)
def test_months_after(start, months, end):
    assert months_after(date.fromisoformat(start), months).isoformat() == end


@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.integers(0, 120))
def test_months_after_equals_walking(start, months):
    assert months_after(start, months) == later(start, months)


@pytest.mark.parametrize(
    ("start", "finish", "found"),
    [
        ("2021-01-31", "2023-07-31", (30, 0)),
        ("2021-01-31", "2023-07-30", (29, 30)),
        ("2021-01-15", "2021-02-20", (1, 5)),
        ("2021-01-31", "2021-02-28", (1, 0)),
    ],
)
def test_whole_months(start, finish, found):
    assert whole_months(date.fromisoformat(start), date.fromisoformat(finish)) == found
