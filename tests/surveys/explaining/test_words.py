"""Texts, figures and moments as people read them, in both languages."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.utils.translation import override

from surveys.explaining.words import (
    clock,
    day,
    deadline,
    figure,
    listed,
    moment,
    points,
    with_unit,
    worded,
)
from surveys.scoring import Text


def test_a_text_follows_the_active_language() -> None:
    both = Text("工厂", "Factory")
    found = []
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(worded(both))

    assert (found, worded(None)) == (["工厂", "Factory"], "")


@pytest.mark.parametrize(
    ("number", "places", "unit", "words"),
    [
        (Fraction(100, 3), 2, "%", "33.33 %"),
        ("33.333333333333", 1, "", "33.3"),
        ("0.25", 1, "", "0.3"),
        (Fraction(-5, 2), 1, "%", "−2.5 %"),
        ("60", 1, "", "60"),
        (None, 1, "%", "–"),
        ("", 1, "", "–"),
    ],
)
def test_figures(
    number: Fraction | str | None, places: int, unit: str, words: str
) -> None:
    with override("en"):
        assert figure(number, places, unit) == words


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (Fraction(74), "74.0"),
        (Fraction(2, 3), "0.7"),
        ("33.333333333333", "33.3"),
        ("100", "100.0"),
        ("", "–"),
        (None, "–"),
    ],
)
def test_points_line_up(score: Fraction | str | None, words: str) -> None:
    assert points(score) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ["60%", "10万元"]), ("en", ["60 %", "10 × 10,000 CNY"])],
)
def test_the_unit_follows_as_the_language_has_it(
    language: str, words: list[str]
) -> None:
    unit = Text("万元", "10,000 CNY")
    with override(language):
        assert [figure("60", 1, "%"), with_unit("10", worded(unit))] == words


def test_moments_are_in_local_time() -> None:
    with override("en"):
        assert day("2027-02-28") == day(date(2027, 2, 28)) == "28 February 2027"
        assert day(datetime(2027, 2, 28, 20, 3, tzinfo=UTC)) == "1 March 2027"
        assert clock(datetime(2027, 2, 28, 6, 3, tzinfo=UTC)) == "14:03"
        assert moment(datetime(2027, 2, 28, 20, 3, tzinfo=UTC)) == "1 March 2027, 04:03"


def test_an_exclusive_end_at_midnight_is_24_hours_of_the_day_before() -> None:
    with override("en"):
        midnight = deadline(datetime(2027, 2, 28, 16, 0, tzinfo=UTC))
        noon = deadline(datetime(2027, 2, 28, 4, 0, tzinfo=UTC))

    assert (midnight, noon) == ("28 February 2027, 24:00", "28 February 2027, 12:00")


def test_things_of_a_list() -> None:
    with override("en"):
        assert listed(["a", "b"]) == "a; b"
