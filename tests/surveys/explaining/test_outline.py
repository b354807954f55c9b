"""An edition in words: tree, weights, levels, scoring, what backs a figure."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from surveys.explaining import outline
from surveys.explaining.demands import Demand, demand, in_one_line
from surveys.explaining.outline import Branch, Glance
from surveys.explaining.revisions import Link, links
from surveys.explaining.rules import scoring_lines
from surveys.referencing import shipped_editions
from surveys.scoring import Kind, Scheme, compile_scheme
from tests.small_edition import document, question


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def scheme() -> Scheme:
    return compile_scheme(document())


def test_a_glance(scheme: Scheme) -> None:
    # 2 weights and 2 scores that nothing backs, 3 checks that a notice does, 1 level.
    assert outline.glance(scheme) == Glance(5, 2, 1, 3, 5, 8, 5)


def test_the_tree_with_the_weights(scheme: Scheme) -> None:
    how = "weighted mean"
    assert outline.branches(scheme.root) == [
        Branch("total", "Total", 0, how, "", "", "", None),
        Branch("equipment", "Equipment", 1, how, "", "100 %", "PLATFORM", None),
        Branch(
            "nc_equipment_rate", "Nc equipment rate", 2, "", "50 %", "50 %", "", False
        ),
        Branch("mes", "Mes", 2, "", "50 %", "50 %", "", False),
    ]


def test_levels_and_checks(scheme: Scheme) -> None:
    (level,) = outline.levels(scheme)
    parts = (Demand("Share of NC machines"), Demand("Not on the credit list"))
    assert level.needs == Demand("All of these:", parts)
    assert (level.backing, level.official) == ("", False)
    first = outline.checks(scheme)[0]
    assert first.marks == ("criterion", "shown by the answers", "blocks")
    assert first.needs == Demand("Nc equipment rate: at least 60 %")
    assert (first.backing, first.official) == ("S19; 2023; high confidence", True)


ANSWER = {"answer": "mes", "op": "==", "value": "full"}
RATE = {"answer": "nc_equipment_rate", "op": ">=", "value": "60"}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (ANSWER, "Mes: “full”"),
        ({"all": [ANSWER]}, "Mes: “full”"),
        ({"any": [ANSWER, RATE]}, "Mes: “full” or Nc equipment rate: at least 60 %"),
        (
            {"all": [RATE, {"any": [ANSWER, {"not": RATE}]}]},
            "Nc equipment rate: at least 60 %;"
            " (Mes: “full” or not: Nc equipment rate: at least 60 %)",
        ),
        ({"fact": "employees", "op": "<", "value": "300"}, "Employees: less than 300"),
    ],
)
def test_a_condition_in_one_line(condition: dict[str, Any], said: str) -> None:
    content = document()
    content["checks"][2]["test"] = condition
    test = compile_scheme(content).checks[2].test
    assert in_one_line(test).replace(" people", "") == said


def test_a_condition_within_a_condition() -> None:
    content = document()
    content["checks"][2]["test"] = {"not": {"any": [ANSWER, RATE]}}
    found = demand(compile_scheme(content).checks[2].test)
    parts = (Demand("Mes: “full”"), Demand("Nc equipment rate: at least 60 %"))
    within = (Demand("At least one of these:", parts),)
    assert found == Demand("Not the case:", within)


LINEAR = {"kind": "linear", "lo": "0", "hi": "60"}
BELOW = {
    "kind": "bands",
    "bands": [
        {"below": "20", "points": "0"},
        {"below": "60", "points": "50"},
        {"points": "100"},
    ],
}
BOTH_ENDS = {
    "kind": "bands",
    "bands": [
        {"from": "0", "to": "20", "to_included": True, "points": "0", "code": "A"},
        {"from": "20", "from_included": False, "to": "60", "points": "50", "code": "B"},
        {"from": "60", "to": "100", "to_included": True, "points": "100", "code": "C"},
    ],
}
TARGET = {"kind": "target", "target": "95", "reach": "20"}


@pytest.mark.parametrize(
    ("score", "lines"),
    [
        (None, []),
        (LINEAR, ["0 points at 0 %, 100 at 60 %, in between by proportion"]),
        (
            BELOW,
            [
                "below 20 %: 0 points",
                "from 20 % to below 60 %: 50 points",
                "from 60 % on: 100 points",
            ],
        ),
        (
            BOTH_ENDS,
            [
                "A · up to 20 %: 0 points",
                "B · above 20 %, below 60 %: 50 points",
                "C · from 60 % to 100 %: 100 points",
            ],
        ),
        (
            TARGET,
            ["100 points at 95 %, 0 at a distance of 20 % above or below"],
        ),
        (
            TARGET | {"beyond": "full", "side": "below"},
            ["100 points from 95 % on, 0 at a distance of 20 % below"],
        ),
    ],
)
def test_how_a_question_scores(score: Any, lines: list[str]) -> None:
    content = document()
    rate = question("rate", "percent", **({"score": score} if score else {}))
    content["sections"][0]["questions"].append(rate)
    if score:
        node = content["root"]["children"][0]["node"]
        node["children"].append({"weight": "1", "question": "rate"})
    assert scoring_lines(compile_scheme(content).questions["rate"]) == lines


def test_every_kind_has_a_word() -> None:
    assert set(outline.KINDS) == set(Kind)


@pytest.mark.django_db  # facts are named as in the reference data
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_edition_that_ships_can_be_told(language: str) -> None:
    with override(language):
        for content in shipped_editions():
            scheme = compile_scheme(content)
            told = outline.parts(scheme)
            assert sum(len(part.questions) for part in told) == len(scheme.questions)
            assert len(outline.levels(scheme)) == len(scheme.levels)
            assert all(outline.branches(t) for t in (scheme.root, *scheme.indices))


def test_what_became_of_the_sub_domains_of_cmmm(scheme: Scheme) -> None:
    assert links(scheme) == []
    content = next(c for c in shipped_editions() if c["edition"] == "2020-discrete")
    found = links(compile_scheme(content))
    assert len({link.new for link in found if link.new}) == 25
    assert found[0] == Link(
        "ORG",
        "Organisation and strategy",
        "STP",
        "Strategic planning",
        "Organisation and strategy",
        "–",
        "–",
        "split",
        "our own judgement",
        "medium confidence",
        "The part on plans and strategy.",
    )
