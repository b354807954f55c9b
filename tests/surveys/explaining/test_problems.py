"""There is a sentence for every problem, and no parameter is left in it."""

import pytest
from django.utils.translation import override

from surveys.explaining.problems import SENTENCES, part_name, problem_words
from surveys.scoring import PROBLEM_IDS, Kind, Problem, Text
from tests.surveys.forms.asked import question

PARAMS = {
    "option": Text("选项", "Option"),
    "row": "one",
    "limit": 3,
    "length": 5,
    "decimals": 2,
    "min": "1",
    "max": "9",
    "unit": None,
}


def params(message: str) -> dict[str, object]:
    found = {name: PARAMS[name] for name in PROBLEM_IDS[message]}
    if message.startswith("date."):
        found |= dict.fromkeys(found, "2024-05-01")
    return found


@pytest.mark.parametrize("message", PROBLEM_IDS)
@pytest.mark.parametrize("kind", [Kind.RATIO, Kind.NUMBER])
def test_every_problem_has_its_sentence(message: str, kind: Kind) -> None:
    with override("en"):
        words = problem_words(question(kind), Problem(message, params(message)))

    assert words.endswith((".", "?"))
    assert "%(" not in words


def test_no_sentence_is_left_over() -> None:
    derived = {"derived.range", "derived.min", "derived.max"}

    assert set(SENTENCES) == set(PROBLEM_IDS) - {"number.decimals"} | derived


def test_a_part_without_a_label_has_a_plain_name() -> None:
    with override("en"):
        names = [
            part_name(question(Kind.PAIR), "after"),
            part_name(question(Kind.MATRIX), "one"),
            part_name(question(Kind.TEXT), "unheard-of"),
        ]

    assert names == ["After the project", "Row one", "unheard-of"]
