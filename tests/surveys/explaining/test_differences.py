"""What differs between two editions, row by row."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.utils.translation import override

from surveys.explaining.differences import Mapped, Row, Side, compare
from surveys.explaining.fields import Change
from surveys.scoring import compile_scheme
from tests.small_edition import document, option, question, text

Edit = Callable[[dict[str, Any]], Any]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def side(content: dict[str, Any]) -> Side:
    return Side(content, compile_scheme(content))


def after(edit: Edit) -> Any:
    """The differences that one edit of the small edition makes."""
    changed = deepcopy(document())
    edit(changed)
    return compare(side(document()), side(changed))


def asked(content: dict[str, Any], place: int) -> Any:
    return content["sections"][1]["questions"][place]


def test_the_same_content_differs_in_nothing() -> None:
    same = compare(side(document()), side(document(label="2024")))
    assert (bool(same), same.counts, same.kept) == (False, [], 5)


def set_minutes(content: dict[str, Any]) -> None:
    content["minutes"] = 9


def word_anew(content: dict[str, Any]) -> None:
    content["title"] = {"zh": "中文:Small edition", "en": "Another"}


@pytest.mark.parametrize(
    ("edit", "change"),
    [
        (set_minutes, Change("Minutes", "5", "9")),
        (word_anew, Change("Title (English)", "Small edition", "Another")),
    ],
)
def test_the_edition_itself(edit: Edit, change: Change) -> None:
    assert after(edit).head == (change,)


def score_steeper(content: dict[str, Any]) -> None:
    asked(content, 0)["score"]["hi"] = "80"


def give_points(content: dict[str, Any]) -> None:
    asked(content, 1)["options"][0]["points"] = "10"


def add_an_option(content: dict[str, Any]) -> None:
    asked(content, 1)["options"].append(option("half", "50"))


def take_an_option(content: dict[str, Any]) -> None:
    asked(content, 1)["options"][0:1] = [option("half", "50"), option("some", "20")]


def ask_always(content: dict[str, Any]) -> None:
    del asked(content, 2)["relevant"]


def let_off(content: dict[str, Any]) -> None:
    asked(content, 0)["required"] = False
    asked(content, 0)["allow_na"] = True


STEEPER = "0 points at 0 %%, 100 at %s %%, in between by proportion"


@pytest.mark.parametrize(
    ("edit", "code", "changes"),
    [
        (
            score_steeper,
            "nc_equipment_rate",
            [Change("Scoring", STEEPER % 60, STEEPER % 80)],
        ),
        (give_points, "mes", [Change("Option none: Points", "0", "10")]),
        (add_an_option, "mes", [Change("Option half", "–", "half (50)")]),
        (
            take_an_option,
            "mes",
            [
                Change("Option half", "–", "half (50)"),
                Change("Option some", "–", "some (20)"),
                Change("Option none", "none (0)", "–"),
            ],
        ),
        (ask_always, "mes_vendor", [Change("Asked when", "Mes: “full”", "–")]),
        (
            let_off,
            "nc_equipment_rate",
            [Change("Required", "yes", "no"), Change("May not apply", "no", "yes")],
        ),
    ],
)
def test_a_question(edit: Edit, code: str, changes: list[Change]) -> None:
    (row,) = after(edit).questions
    assert (row.code, row.state, list(row.changes)) == (code, "changed", changes)


def test_questions_that_come_and_go() -> None:
    def edit(content: dict[str, Any]) -> None:
        first = content["sections"][0]["questions"]
        first[1] = question("comments", "text")

    found = after(edit)
    assert found.questions == [
        Row("comments", "Comments", "added"),
        Row("remarks", "Remarks", "removed"),
    ]
    assert found.codes == [
        Mapped("remarks", "Remarks", "", "", "missing"),
        Mapped("", "", "comments", "Comments", "new"),
    ]
    assert found.kept == 4


def renamed(codes: list[dict[str, Any]]) -> Edit:
    """The execution system under another code, with a concordance."""

    def edit(content: dict[str, Any]) -> None:
        content["edition"] = "2024"
        content["concordance"] = {"edition": "2023", "codes": codes}
        asked(content, 1)["code"] = "execution"
        children = content["root"]["children"][0]["node"]["children"]
        children[1]["question"] = "execution"
        asked(content, 2)["relevant"]["answer"] = "execution"
        content["checks"][2]["test"]["answer"] = "execution"

    return edit


def test_a_concordance_tells_what_a_code_became() -> None:
    note = text("A wider word")
    found = after(renamed([{"old": "mes", "new": "execution", "note": note}]))
    assert found.questions == [Row("execution", "Mes", "changed", "mes")]
    mapped = Mapped("mes", "Mes", "execution", "Mes", "renamed", "A wider word")
    assert (found.codes, found.kept) == ([mapped], 4)
    assert (found.weights, found.checks) == ([], [])


def test_options_are_renamed_with_their_question() -> None:
    codes = [{"old": "mes", "new": "execution", "options": {"none": "no"}}]

    def edit(content: dict[str, Any]) -> None:
        renamed(codes)(content)
        asked(content, 1)["options"][0]["code"] = "no"

    (row,) = after(edit).questions
    assert row.changes == (Change("Option no", "none", "no"),)


def test_without_a_concordance_it_is_gone_and_new() -> None:
    found = after(renamed([]))
    assert [row.state for row in found.codes] == ["missing", "new"]
    assert [(r.code, r.state) for r in found.questions] == [
        ("execution", "added"),
        ("mes", "removed"),
    ]


def test_what_was_dropped_is_said() -> None:
    def edit(content: dict[str, Any]) -> None:
        content["edition"] = "2024"
        del content["sections"][0]["questions"][1]
        codes = [{"old": "remarks", "new": None}]
        content["concordance"] = {"edition": "2023", "codes": codes}

    (mapped,) = after(edit).codes
    assert mapped == Mapped("remarks", "Remarks", "", "", "dropped")


def test_weights_are_shares_of_the_whole() -> None:
    def edit(content: dict[str, Any]) -> None:
        content["root"]["children"][0]["node"]["children"][0]["weight"] = "3"

    found = after(edit)
    shares = [(r.code, r.changes[0].old, r.changes[0].new) for r in found.weights]
    assert shares == [("nc_equipment_rate", "50 %", "75 %"), ("mes", "50 %", "25 %")]
    assert found.counts == [("Weights (share of the whole)", 2)]


def test_checks_and_levels_are_compared_by_what_they_say() -> None:
    def edit(content: dict[str, Any]) -> None:
        content["checks"][0]["test"]["value"] = "70"
        content["levels"][0]["needs"]["all"].pop()
        content["checks"][1]["blocking"] = False

    found = after(edit)
    said = "Nc equipment rate: at least %s %%"
    assert [(r.code, list(r.changes)) for r in found.checks] == [
        ("DW-NC", [Change("Needs", said % 60, said % 70)]),
        ("G-CREDIT", [Change("Blocks", "yes", "no")]),
    ]
    (level,) = found.levels
    both = "Share of NC machines; Not on the credit list"
    assert level.changes == (Change("Needs", both, "Share of NC machines"),)


def test_sources_and_indicators() -> None:
    def edit(content: dict[str, Any]) -> None:
        content["sources"]["S19"]["official"] = False
        content["root"]["children"][0]["node"]["aggregate"] = "min"

    found = after(edit)
    (source,), (node,) = found.sources, found.indicators
    assert source.changes == (Change("Official", "yes", "no"),)
    assert node.changes == (
        Change("Made of its parts as", "weighted mean", "the weakest part"),
    )
