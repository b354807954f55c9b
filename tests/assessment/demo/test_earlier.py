"""The register of earlier titles adds up to what the city published."""

from collections import Counter
from datetime import date

import pytest

from assessment.demo.earlier import register
from assessment.demo.spread import city


@pytest.fixture(scope="module")
def rows():
    return register()


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2023, 1, 1), {"digital_workshop": 734, "smart_factory": 127}),
        (date(2024, 1, 1), {"digital_workshop": 958, "smart_factory": 144}),
    ],
)
def test_totals_are_the_published_ones(rows, until, expected):
    assert Counter(row.stage for row in rows if row.granted_on < until) == expected


def test_numbers_and_holders_are_unique_and_the_same_every_time(rows):
    assert len({row.number for row in rows}) == len(rows)
    assert len({row.holder for row in rows}) == len(rows)
    assert register() == rows


def test_some_titles_belong_to_enterprises_of_the_demo(rows):
    planned = {e.uscc: e for e in city()}
    ours = [row for row in rows if row.uscc]
    assert 350 < len(ours) < 600
    assert [
        row.number
        for row in ours
        if (row.region, row.cluster)
        != (planned[row.uscc].region, planned[row.uscc].cluster)
    ] == []
    names = {e.name for e in city()}
    strangers = [row.holder.split()[0] for row in rows if not row.uscc]
    assert names.isdisjoint(strangers)
