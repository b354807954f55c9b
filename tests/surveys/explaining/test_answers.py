"""Answers of every kind in words."""

from typing import Any

import pytest
from django.utils.translation import override

from surveys.explaining.answers import SAYING, as_typed, said, share
from surveys.scoring import Kind
from tests.surveys.forms.asked import question


def test_every_kind_can_be_said() -> None:
    assert set(SAYING) == set(Kind)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Kind.SINGLE, "a", "Option a"),
        (Kind.MULTIPLE, ["a", "b"], "Option a\nOption b"),
        (Kind.MULTIPLE, [], "Not answered"),
        (Kind.NUMBER, "12.5", "12.5 items"),
        (Kind.PERCENT, "80", "80 %"),
        (Kind.RATIO, {"n": "1", "d": "3"}, "1 of 3: 33.33 %"),
        (Kind.RATIO, {"n": "1"}, "1 of –: –"),
        (
            Kind.PAIR,
            {"before": "10", "after": "8"},
            "Before 10 CNY, after 8 CNY: improvement 20 %",
        ),
        (
            Kind.PAIR,
            {"before": "0", "after": "8"},
            "Before 0 CNY, after 8 CNY: improvement –",
        ),
        (
            Kind.MATRIX,
            {"one": "a", "two": "b"},
            "Row one: Option a\nRow two: Option b",
        ),
        (Kind.SCENE, "2", "2 – Option 2"),
        (Kind.REQUIREMENT, "met", "Option met"),
        (Kind.DATE, "2024-05-01", "1 May 2024"),
        (Kind.TEXT, "<b>as it is</b>", "<b>as it is</b>"),
        (Kind.FILE, ["x"], "1 file"),
        (Kind.FILE, ["x", "y"], "2 files"),
        (Kind.TEXT, None, "Not answered"),
    ],
)
def test_said(kind: Kind, value: Any, words: str) -> None:
    with override("en"):
        assert said(question(kind), value) == words


def test_not_applicable_is_said_with_its_reason() -> None:
    with override("en"):
        words = said(question(Kind.TEXT), None, "na", "No vehicles")

    assert words == "Does not apply: No vehicles"


def test_typed_figures_keep_their_decimals() -> None:
    with override("en"):
        typed = [as_typed("1.50", "t"), as_typed("3"), as_typed(None)]

    assert typed == ["1.50 t", "3", "–"]


def test_a_share_that_cannot_be_computed() -> None:
    assert share(question(Kind.RATIO), {"n": "1", "d": "0"}) == "–"
