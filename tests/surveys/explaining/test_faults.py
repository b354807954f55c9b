"""Whatever the engine finds wrong with an edition can be said in both languages."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from surveys.explaining.faults import SENTENCES, fault_words

RAISING = ("wrong", "SchemeError", "_nobody")


def said() -> set[str]:
    """Every fixed text that a module of the engine raises as wrong or expected."""
    folder = Path(settings.BASE_DIR, "surveys", "scoring")
    return {text for path in folder.glob("*.py") for text in texts(path)}


def texts(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        argument.value
        for call in calls
        if name(call) in RAISING
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def name(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def test_every_fixed_text_has_a_sentence() -> None:
    with override("zh-hans"):
        silent = {
            text
            for text in said()
            if not text.startswith('"') and fault_words(text) == text
        }
    # The demands of the check or level follow behind a colon; "true" is a value.
    opened = {"nobody can pass this check", "nobody can reach this level"}
    assert silent == {*opened, "true"}


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ('there is no question "mes"', "没有题目“mes”"),
        ('the option "a" is there twice', "选项“a”重复出现"),
        ("the weights sum to 90", "权重合计为90"),
        (
            "nobody can pass this check: nc >= 60 and nc < 60",
            "没有企业能满足这项要求：nc >= 60 and nc < 60",
        ),
        ("one of single, multiple", "以下之一：single, multiple"),
        ("文本", "文本"),
    ],
)
def test_names_and_figures_are_taken_over(text: str, chinese: str) -> None:
    with override("zh-hans"):
        assert fault_words(text) == chinese


@pytest.mark.parametrize("sentence", SENTENCES)
def test_in_english_a_sentence_stays(sentence: str) -> None:
    with override("en"):
        assert fault_words(sentence) == sentence
