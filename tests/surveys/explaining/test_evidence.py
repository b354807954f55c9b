"""What decides a check is told once, and only what decides it."""

from typing import Any

import pytest

from surveys.explaining.results import evidence_of
from surveys.scoring import Answer, compile_scheme, evaluate
from tests.small_edition import document

TWO = {
    "any": [
        {"answer": "nc_equipment_rate", "op": ">=", "value": "60"},
        {
            "all": [
                {"answer": "nc_equipment_rate", "op": ">=", "value": "30"},
                {"answer": "mes", "op": "==", "value": "full"},
            ]
        },
    ]
}


def lines(n: str, mes: str) -> int:
    content: dict[str, Any] = document()
    content["checks"][0]["test"] = TWO
    answers = {"nc_equipment_rate": Answer({"n": n, "d": "100"}), "mes": Answer(mes)}
    found = evaluate(compile_scheme(content), answers, {}).checks[0]
    return len(evidence_of(found))


@pytest.mark.parametrize(
    ("n", "mes", "count"),
    [
        ("70", "none", 1),  # the share, told once
        ("40", "full", 2),  # the share and the system
        ("40", "none", 2),  # what is missing of both ways
        ("10", "none", 3),
    ],
)
def test_lines(n: str, mes: str, count: int) -> None:
    assert lines(n, mes) == count
