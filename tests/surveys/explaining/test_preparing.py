"""What to prepare is what may be asked, and no more."""

from typing import Any

import pytest
from django.utils.translation import override

from surveys.explaining.preparing import Figure, may_be_asked, preparation
from surveys.referencing import shipped_editions
from surveys.scoring import compile_scheme, visible
from tests.small_edition import document, question


def with_condition(relevant: dict[str, Any]) -> dict[str, Any]:
    found = document()
    found["sections"][0]["questions"].append(
        question(
            "extra", "number", unit={"zh": "台", "en": "pieces"}, relevant=relevant
        )
    )
    return found


@pytest.mark.parametrize(
    ("relevant", "asked"),
    [
        ({"answer": "mes", "op": "==", "value": "full"}, True),
        ({"fact": "unit_kind", "op": "==", "value": "factory"}, False),
        ({"fact": "unit_kind", "op": "==", "value": "workshop"}, True),
    ],
)
def test_what_the_facts_hide_is_not_prepared(
    relevant: dict[str, Any], asked: bool
) -> None:
    scheme = compile_scheme(with_condition(relevant))
    shown = visible(scheme, {}, {"unit_kind": "workshop"})

    assert may_be_asked(scheme.questions["extra"], shown) is asked
    with override("en"):
        prepared = preparation(scheme, shown)
    assert prepared.questions == 5 + asked


def test_a_figure_after_certain_answers_says_so() -> None:
    relevant = {"answer": "mes", "op": "==", "value": "full"}
    scheme = compile_scheme(with_condition(relevant))
    with override("en"):
        project = preparation(scheme, visible(scheme, {}, {})).chapters[0]

    assert project.figures[1] == Figure("1.3", "Extra", ("pieces",), perhaps=True)
    assert project.proofs == ("Equipment ledger",)


@pytest.mark.parametrize(
    "content", [*shipped_editions()], ids=lambda d: d["title"]["en"]
)
def test_every_edition_that_ships_can_be_prepared(content: dict[str, Any]) -> None:
    scheme = compile_scheme(content)

    prepared = preparation(scheme, frozenset(scheme.questions))

    assert prepared.questions == len(scheme.questions)
    assert sum(c.questions for c in prepared.chapters) == len(scheme.questions)
    assert prepared.proofs[0][1] >= prepared.proofs[-1][1] > 0
