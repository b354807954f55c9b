"""Each kind of question reads what was posted, refuses with words, shows it again."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import override

from surveys.filling import Entry
from surveys.forms.fields import FIELDS, FileField, Posted, QuestionField
from surveys.scoring import Kind
from tests.surveys.forms.asked import posted, question

Fields = dict[str, str | list[str]]
FULL_WIDTH = "\uff13\uff10"  # "30" as a Chinese keyboard types it


def cleaned(
    kind: Kind, fields: Fields, **more: Any
) -> tuple[QuestionField, Entry | None]:
    field = QuestionField.from_question(question(kind, **more))
    data = posted(kind, fields)
    with override("en"):
        return field, field.clean(
            field.widget.value_from_datadict(data, None, str(kind))
        )


def test_every_kind_has_its_field() -> None:
    assert set(FIELDS) == set(Kind)


@pytest.mark.parametrize(
    ("kind", "fields", "value"),
    [
        (Kind.SINGLE, {"": "b"}, "b"),
        (Kind.SINGLE, {}, None),
        (Kind.MULTIPLE, {"": ["b", "a"]}, ["a", "b"]),
        (Kind.MULTIPLE, {}, None),
        (Kind.NUMBER, {"": " 1,234.50 "}, "1234.5"),
        (Kind.NUMBER, {"": FULL_WIDTH}, "30"),
        (Kind.PERCENT, {"": "72.5 %"}, "72.5"),
        (Kind.RATIO, {".n": "30", ".d": "50"}, {"n": "30", "d": "50"}),
        (Kind.RATIO, {".n": "30", ".d": ""}, {"n": "30"}),
        (Kind.RATIO, {".n": "", ".d": ""}, None),
        (Kind.PAIR, {".before": "10", ".after": "8"}, {"before": "10", "after": "8"}),
        (Kind.MATRIX, {".row.two": "a"}, {"two": "a"}),
        (Kind.SCENE, {"": "2"}, "2"),
        (Kind.REQUIREMENT, {"": "met"}, "met"),
        (Kind.DATE, {"": "2024-05-01"}, "2024-05-01"),
        (Kind.TEXT, {"": "=HYPERLINK(1)\r\n<script>\x07"}, "=HYPERLINK(1)\n<script>"),
        (Kind.FILE, {"": "somebody-elses-file"}, None),
    ],
)
def test_reads_the_canonical_value(kind: Kind, fields: Fields, value: Any) -> None:
    _, entry = cleaned(kind, fields)

    assert entry == Entry(value, seen=3)


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        (
            Kind.SINGLE,
            {"": "z"},
            "That choice is not in the list. Choose one of those shown.",
        ),
        (
            Kind.MULTIPLE,
            {"": ["a", "none"]},
            "“Option none” stands alone. Choose only it, or leave it out.",
        ),
        (Kind.NUMBER, {"": "many"}, "Enter a number in digits, such as 72.5."),
        (Kind.NUMBER, {"": "-1"}, "Enter a number of at least 0 items."),
        (Kind.NUMBER, {"": "1.25"}, "Enter a number with at most 1 decimal."),
        (
            Kind.NUMBER,
            {"": "1" * 25},
            "Enter a number of at most 24 digits. Is the unit right?",
        ),
        (Kind.PERCENT, {"": "101"}, "Enter a number from 0 % to 100 %."),
        (
            Kind.RATIO,
            {".n": "x", ".d": "5"},
            "Networked: Enter a number in digits, such as 72.5.",
        ),
        (
            Kind.RATIO,
            {".n": "6", ".d": "5"},
            "“Networked” cannot be more than “All”. Check both numbers.",
        ),
        (
            Kind.PAIR,
            {".before": "x", ".after": "5"},
            "Before the project: Enter a number in digits, such as 72.5.",
        ),
        (
            Kind.MATRIX,
            {".row.one": "z"},
            "Row one: That choice is not in the list. Choose one of those shown.",
        ),
        (
            Kind.DATE,
            {"": "2024-02-30"},
            "Enter a date of the calendar, such as 2024-05-01.",
        ),
        (Kind.DATE, {"": "2020-12-31"}, "Enter a date not before 1 January 2021."),
        (Kind.DATE, {"": "2027-01-01"}, "Enter a date not after 31 December 2026."),
        (
            Kind.TEXT,
            {"": "x" * 50_003},
            "The text has 50003 characters and may have 50000. Shorten it by 3.",
        ),
        (
            Kind.TEXT,
            {".state": "na", ".reason": "no such thing"},
            "This question applies to everybody. Answer it.",
        ),
    ],
)
def test_a_refusal_says_what_to_do(kind: Kind, fields: Fields, words: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        cleaned(kind, fields)

    assert refusal.value.messages == [words]


def test_a_whole_number_is_asked_for_as_such() -> None:
    with pytest.raises(ValidationError) as refusal:
        cleaned(Kind.NUMBER, {"": "1.5"}, decimals=0)

    assert refusal.value.messages == ["Enter a whole number, such as 12."]


def test_a_share_out_of_bounds_is_said_of_the_share() -> None:
    with pytest.raises(ValidationError) as refusal:
        cleaned(Kind.RATIO, {".n": "1", ".d": "50"}, min=10)

    assert refusal.value.messages == [
        "The share that results must lie between 10 % and 100 %. Check both numbers."
    ]


def test_not_applicable_needs_a_reason() -> None:
    with pytest.raises(ValidationError) as refusal:
        cleaned(Kind.TEXT, {".state": "na", ".reason": " \n"}, allow_na=True)
    _, entry = cleaned(
        Kind.TEXT,
        {"": "typed before", ".state": "na", ".reason": " No  vehicles\nmade "},
        allow_na=True,
    )

    assert refusal.value.messages == [
        "Say in a few words why this does not apply to you."
    ]
    assert entry == Entry(None, "na", "No vehicles made", 3)


def test_a_reason_has_a_length() -> None:
    with pytest.raises(ValidationError) as refusal:
        cleaned(Kind.TEXT, {".state": "na", ".reason": "x" * 501}, allow_na=True)

    assert refusal.value.messages == [
        "The reason has 501 characters and may have 500. Shorten it."
    ]


def test_a_question_that_was_not_on_the_page_stays_as_it_is() -> None:
    field = QuestionField.from_question(question(Kind.SINGLE))

    assert field.clean(field.widget.value_from_datadict(QueryDict(), None, "x")) is None


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 5000, "\u0663"])
def test_a_broken_version_is_none(version: str) -> None:
    field = QuestionField.from_question(question(Kind.TEXT))
    data = posted(Kind.TEXT, {"": "words"})
    data["text.version"] = version

    assert field.widget.value_from_datadict(data, None, "text") == Posted("words")


def test_files_are_those_that_are_there() -> None:
    field = QuestionField.from_question(question(Kind.FILE))
    assert isinstance(field, FileField)
    field.kept = ["id-1", "id-2"]
    data = posted(Kind.FILE, {"": "id-3"})

    entry = field.clean(field.widget.value_from_datadict(data, None, "file"))

    assert entry == Entry(["id-1", "id-2"], seen=3)


def shown(code: str, **more: Any) -> dict[str, Any]:
    title = f"Option {code}"
    return {"code": code, "title": title, "help": "", "chosen": False} | more


@pytest.mark.parametrize(
    ("kind", "value", "control"),
    [
        (
            Kind.SINGLE,
            "b",
            {"choices": [shown("a"), shown("b", chosen=True), shown("none")]},
        ),
        (
            Kind.MULTIPLE,
            ["a"],
            {
                "choices": [
                    shown("a", chosen=True, exclusive=False),
                    shown("b", exclusive=False),
                    shown("none", exclusive=True),
                ]
            },
        ),
        (Kind.NUMBER, None, {"text": ""}),
        (Kind.NUMBER, "12", {"text": "12"}),
        (
            Kind.RATIO,
            {"n": "1", "d": "3"},
            {
                "halves": [
                    {"part": "n", "label": "Networked", "text": "1"},
                    {"part": "d", "label": "All", "text": "3"},
                ],
                "derived": "33.33 %",
            },
        ),
        (
            Kind.PAIR,
            {"before": "10", "after": "typo"},
            {
                "halves": [
                    {"part": "before", "label": "Before the project", "text": "10"},
                    {"part": "after", "label": "After the project", "text": "typo"},
                ],
                "derived": "–",
            },
        ),
        (
            Kind.MATRIX,
            {"two": "b"},
            {
                "scale": ["Option a", "Option b"],
                "rows": [
                    {
                        "code": "one",
                        "title": "Row one",
                        "choices": [shown("a"), shown("b")],
                    },
                    {
                        "code": "two",
                        "title": "Row two",
                        "choices": [shown("a"), shown("b", chosen=True)],
                    },
                ],
            },
        ),
        (Kind.DATE, "2024-05-01", {"text": "2024-05-01"}),
        (Kind.TEXT, "四个汉字", {"text": "四个汉字", "length": 4}),
        (Kind.FILE, ["id"], {}),
    ],
)
def test_shows_a_value(kind: Kind, value: Any, control: dict[str, Any]) -> None:
    with override("en"):
        assert QuestionField.from_question(question(kind)).control(value) == control
