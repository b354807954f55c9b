"""A stored answer goes back into the fields it came from, whatever its kind."""

from typing import Any

import pytest

from surveys.filling import Entry
from surveys.forms.conflicts import fields_of
from surveys.forms.fields import QuestionField, as_pen
from surveys.scoring import Kind
from tests.surveys.forms.asked import posted, question

STORED: list[tuple[Kind, Any]] = [
    (Kind.SINGLE, "a"),
    (Kind.MULTIPLE, ["a", "b"]),
    (Kind.NUMBER, "12.5"),
    (Kind.PERCENT, "40"),
    (Kind.RATIO, {"n": "3", "d": "4"}),
    (Kind.RATIO, {"n": "3"}),
    (Kind.PAIR, {"before": "3", "after": "2"}),
    (Kind.MATRIX, {"one": "a"}),
    (Kind.SCENE, "2"),
    (Kind.REQUIREMENT, "met"),
    (Kind.DATE, "2025-02-03"),
    (Kind.TEXT, "One\nand another"),
    (Kind.TEXT, None),
]


@pytest.mark.parametrize(("kind", "value"), STORED)
def test_fields_read_as_what_was_stored(kind: Kind, value: Any) -> None:
    asked = question(kind)
    fields = fields_of(asked, {"v": value, "state": "answered", "reason": ""})

    data = posted(kind)
    for name, values in fields.items():
        data.setlist(name, values)
    field = QuestionField.from_question(asked)
    entry = field.clean(field.widget.value_from_datadict(data, {}, str(kind)))

    assert entry == Entry(value, seen=3)


def test_a_reason_goes_back_as_well() -> None:
    stored = {"v": None, "state": "na", "reason": "None here."}

    assert fields_of(question(Kind.TEXT), stored) == {
        "text.state": ["na"],
        "text.reason": ["None here."],
    }


def test_files_are_no_fields() -> None:
    stored = {"v": ["1"], "state": "answered", "reason": ""}

    assert fields_of(question(Kind.FILE), stored) == {}


@pytest.mark.parametrize(
    ("text", "pen"),
    [
        ("a-page-of-mine.7", ("a-page-of-mine", 7)),
        ("0123456789abcdef.0", ("0123456789abcdef", 0)),
        ("a-page-of-mine.1234567890", None),
        ("a page of mine.7", None),
        ("页页页页页页页页.7", None),
        ("a-page-of-mine.٧", None),
        (".", None),
    ],
)
def test_a_pen_is_a_page_and_its_count(text: str, pen: Any) -> None:
    assert as_pen(text) == pen
