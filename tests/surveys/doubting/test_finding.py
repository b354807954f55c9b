"""The doubts of a response: rules of its questionnaire, and what holds everywhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from surveys.doubting import Doubt, barred, doubts_of
from surveys.models import Response
from tests import factories
from tests.factories import NOW
from tests.small_edition import document, question, text

pytestmark = pytest.mark.django_db


def asked() -> dict[str, Any]:
    """The small edition with questions of which rules and wholes speak."""
    content = document(label="2023-doubts")
    whole = {"numerator": text("Networked"), "denominator": text("All machines")}
    more: dict[str, Any] = {
        "unit": text("machines"),
        "decimals": 0,
        "min": "0",
    }
    content["sections"][0]["questions"] += [
        question("project_start", "date", required=False),
        question("project_finish", "date", required=False),
        question("networked", "ratio", required=False, **whole, **more, max="100"),
        question("output", "ratio", required=False, **whole, **more, max="300"),
        question(
            "cost",
            "pair",
            required=False,
            before=text("Before"),
            after=text("After"),
            better="lower",
            **more,
        ),
    ]
    return content


def draft(**answers: Any) -> Response:
    target = factories.open_round(editions=[factories.edition(asked())])
    return factories.filled(answers, round=target)


def found(response: Response) -> list[Doubt]:
    with translation.override("en"):
        return doubts_of(response, NOW)


def test_good_answers_raise_none() -> None:
    response = draft(
        project_start="2024-01-01",
        project_finish="2024-05-01",
        nc_equipment_rate={"n": "30", "d": "40"},
        networked={"n": "20", "d": "40"},
        cost={"before": "100", "after": "10"},
    )
    assert found(response) == []


def test_what_blocks_stands_first() -> None:
    response = draft(
        cost={"before": "100", "after": "9"},
        project_start="2024-05-01",
        project_finish="2024-01-01",
    )
    assert found(response) == [
        Doubt(
            "project_dates",
            "The finish lies before the start. Correct the dates.",
            ("project_start", "project_finish"),
            blocks=True,
        ),
        Doubt(
            "general",
            "“Cost” changes from 100 to 9, more than tenfold."
            " Check the figures and their unit.",
            ("cost",),
        ),
    ]
    assert barred(response, NOW) == ("project_dates",)


def test_wholes_of_one_name_have_one_figure() -> None:
    response = draft(
        nc_equipment_rate={"n": "30", "d": "40"}, networked={"n": "20", "d": "50"}
    )
    assert found(response) == [
        Doubt(
            "general",
            "“All machines” is given differently: 50; 40.",
            ("networked", "nc_equipment_rate"),
        )
    ]


def test_a_part_is_no_more_than_the_whole() -> None:
    assert found(draft(output={"n": "60", "d": "40"})) == [
        Doubt(
            "general",
            "“Networked” (60) is more than “All machines” (40). Check both figures.",
            ("output",),
        )
    ]


@pytest.mark.parametrize(
    "answers",
    [
        {"output": {"n": "60"}},
        {"cost": {"before": "0", "after": "900"}},
        {"project_start": "2024-05-01"},
        {},
    ],
)
def test_what_is_not_known_raises_none(answers: dict[str, Any]) -> None:
    assert found(draft(**answers)) == []


def test_the_profile_is_looked_at() -> None:
    response = draft(project_investment="25001")  # the revenue is 5000
    assert [doubt.code for doubt in found(response)] == ["investment_revenue"]


def test_the_day_of_asking_counts() -> None:
    response = draft(project_start="2024-01-01", project_finish="2026-01-16")
    assert found(response) == []
    assert barred(response, NOW + timedelta(days=1)) == ()
