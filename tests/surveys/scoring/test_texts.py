"""Texts in both languages."""

import pytest

from surveys.scoring import Text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-hans", "灯塔"),
        ("zh", "灯塔"),
        ("en", "Lighthouse"),
        ("en-gb", "Lighthouse"),
    ],
)
def test_get(language, text):
    assert Text("灯塔", "Lighthouse").get(language) == text
