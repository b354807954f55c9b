"""One question of each kind, for tests of the forms and of their words."""

from fractions import Fraction
from typing import Any

from django.http import QueryDict

from surveys.scoring import Kind, Option, Question, Row, Text


def text(english: str) -> Text:
    """A text in both languages; the Chinese one is marked as such."""
    return Text(f"中文{english}", english)


def option(code: str, points: int | None = None) -> Option:
    return Option(
        code, text(f"Option {code}"), None if points is None else Fraction(points)
    )


OPTIONS = (option("a"), option("b"), option("none"))
PERCENT = {"unit": text("%"), "min": Fraction(0), "max": Fraction(100)}

PARTS: dict[Kind, dict[str, Any]] = {
    Kind.SINGLE: {"options": OPTIONS},
    Kind.MULTIPLE: {"options": OPTIONS, "exclusive": "none"},
    Kind.NUMBER: {"unit": text("items"), "decimals": 1, "min": Fraction(0)},
    Kind.PERCENT: PERCENT,
    Kind.RATIO: {
        "numerator": text("Networked"),
        "denominator": text("All"),
        "min": Fraction(0),
        "max": Fraction(100),
    },
    Kind.PAIR: {"better": "lower", "unit": text("CNY")},
    Kind.MATRIX: {
        "options": OPTIONS[:2],
        "rows": (Row("one", text("Row one")), Row("two", text("Row two"))),
    },
    Kind.SCENE: {"options": (option("0"), option("1"), option("2"))},
    Kind.REQUIREMENT: {"options": (option("met", 100), option("not", 0))},
    Kind.DATE: {"earliest": "2021-01-01", "latest": "2026-12-31"},
    Kind.TEXT: {},
    Kind.FILE: {},
}


def question(kind: Kind, **more: Any) -> Question:
    """A question named after its kind."""
    code = str(kind)
    return Question(code, kind, "section", text(f"Title {code}"), **PARTS[kind] | more)


def posted(kind: Kind, fields: dict[str, str | list[str]] | None = None) -> QueryDict:
    """What a page posts for a question; the keys of `fields` follow its code."""
    data = QueryDict(mutable=True)
    data[f"{kind}.version"] = "3"
    for key, value in (fields or {}).items():
        data.setlist(f"{kind}{key}", value if isinstance(value, list) else [value])
    return data
