"""What decides a check is told once, and only what decides it."""

from typing import Any

import pytest
from django.utils.translation import override

from surveys.explaining.results import evidence_of
from surveys.scoring import Answer, compile_scheme, evaluate
from tests.small_edition import document, question, text

OPTIONS = [{"code": code, "title": text(code)} for code in ("a", "b", "c")]
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


def scopes(content: dict[str, Any], chosen: list[str]) -> list[str]:
    """What is told of a check that asks for two functions of one question."""
    section = content["sections"][1]["questions"]
    section.append(question("scope", "multiple", options=OPTIONS))
    asked = [{"answer": "scope", "op": "contains", "value": c} for c in ("a", "b")]
    content["checks"][0]["test"] = {"all": asked}
    answers = {"scope": Answer(chosen)}
    found = evaluate(compile_scheme(content), answers, {}).checks[0]
    with override("en"):
        return evidence_of(found)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (["a", "b"], "Scope: “a; b”; needed is among others: a; b"),
        (["a", "c"], "Scope: “a; c”; needed is among others: b"),
        (["c"], "Scope: “c”; needed is among others: a; b"),
    ],
)
def test_options_of_one_question_stand_in_one_line(
    chosen: list[str], words: str
) -> None:
    assert scopes(document(), chosen) == [words]
