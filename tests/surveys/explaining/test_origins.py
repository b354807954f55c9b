"""Where an answer and a figure come from, in words."""

import pytest
from django.utils.translation import override

from surveys.explaining.origins import origin_words, sources_words
from surveys.explaining.rules import counting_lines
from surveys.scoring import Backing, Source, Text, compile_scheme
from tests.small_edition import document


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("", ""),
        ("typed", ""),
        (
            "carried:2025-000123-1",
            "Carried over from your answer of last time (receipt 2025-000123-1).",
        ),
        ("sheet:3f", "Taken from an uploaded workbook."),
        ("crosswalk:12", "Taken over from another questionnaire: please check it."),
    ],
)
def test_of_an_answer(origin: str, words: str) -> None:
    with override("en"):
        assert origin_words(origin) == words


def test_of_a_figure() -> None:
    paper = Source("S1", Text("通知", "Notice"), "2023", official=True)
    other = Source("S2", Text("平台默认", "Platform default"), None, official=False)

    with override("en"):
        assert sources_words(Backing((paper, other))) == "Notice; Platform default"
        assert sources_words(Backing()) == ""


def test_how_answers_count() -> None:
    questions = compile_scheme(document()).questions
    noted = document()
    rated = noted["sections"][1]["questions"][0]
    rated["scoring_note"] = {"zh": "按比例。", "en": "By proportion."}
    with override("en"):
        lines = {code: counting_lines(q) for code, q in questions.items()}
        own_words = compile_scheme(noted).questions["nc_equipment_rate"]
        assert counting_lines(own_words) == []

    assert lines == {
        "project_investment": [],
        "remarks": [],
        "nc_equipment_rate": ["0 points at 0 %, 100 at 60 %, in between by proportion"],
        "mes": ["none: 0 points; full: 100 points"],
        "mes_vendor": [],
    }
