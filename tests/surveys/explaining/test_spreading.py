"""How answers spread: counts of options, and the five figures of numbers."""

from fractions import Fraction
from typing import Any

import pytest
from numpy import percentile

from surveys.explaining.phrases import phrases, shipped
from surveys.explaining.spreading import height, spread_of
from surveys.models import Edition
from surveys.scoring import Question
from tests import factories

pytestmark = pytest.mark.django_db


def entry(value: Any, state: str = "answered") -> dict[str, Any]:
    return {"v": value, "state": state, "reason": ""}


@pytest.fixture
def edition() -> Edition:
    return factories.edition()


def question(edition: Edition, code: str) -> Question:
    return edition.scheme.questions[code]


def test_options(edition: Edition) -> None:
    entries = [entry("full"), entry("full"), entry("none"), entry(None, "na"), None]
    spread = spread_of(question(edition, "mes"), entries)
    assert (spread.answered, spread.inapplicable, spread.unanswered) == (3, 1, 1)
    assert [(s.count, s.percent) for s in spread.shares] == [(1, "33%"), (2, "67%")]
    assert spread.figures == []


def test_nobody_answered(edition: Edition) -> None:
    spread = spread_of(question(edition, "mes"), [None, entry(None)])
    assert (spread.answered, spread.unanswered) == (0, 2)
    assert [(s.count, s.percent) for s in spread.shares] == [(0, "–"), (0, "–")]
    assert spread_of(question(edition, "project_investment"), []).figures == []


@pytest.mark.parametrize("numbers", [[7], [7, 9], [1, 5, 2, 8], [3, 3, 40, 9, 1, 2]])
def test_quartiles_are_those_of_excel(edition: Edition, numbers: list[int]) -> None:
    entries = [entry(str(number)) for number in numbers]
    spread = spread_of(question(edition, "project_investment"), entries)
    expected = [percentile(numbers, cut) for cut in (0, 25, 50, 75, 100)]
    found = [float(f.words.split("中文")[0]) for f in spread.figures]
    assert found == pytest.approx(expected, abs=0.051)


def test_order(edition: Edition) -> None:
    rate = question(edition, "nc_equipment_rate")
    ratios = [entry({"n": n, "d": "40"}) for n in ("10", "30")]
    assert [height(rate, one) for one in ratios] == [25, 75]
    assert height(rate, None) < height(rate, entry({"n": "1", "d": "0"})) < Fraction(0)
    mes = question(edition, "mes")
    assert [height(mes, entry(code)) for code in ("none", "full")] == [0, 1]
    assert height(question(edition, "remarks"), entry("long words")) == 0


def test_phrases_stand_in_both_languages() -> None:
    assert set(shipped()) == {"corrections", "asks", "opinions"}
    texts = [text for rows in shipped().values() for text in rows]
    assert all(text.zh and text.en and text.zh != text.en for text in texts)
    assert set(phrases("asks")) == {"title", "asks"}
