"""Texts that attack pages and workbooks: saved, shown and exported as what they are."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.access.table import in_days
from tests.access.world import World, built
from tests.reading_pages import read

pytestmark = pytest.mark.django_db
TEXTS = {
    "formula": '=HYPERLINK("http://evil.example","here")',
    "command": "=cmd|' /C calc'!A0",
    "error": "#REF!",
    "escape": "_x0041_ \\u003c",
    "wide": "＝１＋１",
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "closing": "</textarea></title></option><style>*{}</style>",
    "template": "{{ 7|add:7 }} {% csrf_token %} %(name)s %s {0}",
    "direction": "\u202etxt.exe\u2066",
    "controls": "a\x01\x07\x0b\x1b\x7f\x85b",
    "null": "a\x00b",
    "astral": "𠮷👩‍🏭",
}
UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), built() as made:
        yield made


@dataclass(frozen=True)
class Field:
    """Where somebody can type a text: who, on which page, and where it is read."""

    role: str
    path: str
    data: Callable[[str], dict[str, Any]]
    reader: str
    page: str

    def __str__(self) -> str:
        return f"{self.path} by {self.role}"

    def address(self, world: World, path: str) -> str:
        """The address with the ids of this world: "{file}" is A's submitted file."""
        ids = {kind: things[0].parts["pk"] for kind, things in world.things.items()}
        return path.format(**ids, objection=world.one("noticed")["number"])


def of(name: str, **more: Any) -> Callable[[str], dict[str, Any]]:
    """The data of a form with the text in one field."""
    return lambda text: {name: text} | more


FACT = {"credit_list-value": "clear", "credit_list-as_of": in_days(0)}
ANSWER = {"remarks.version": "0"}
NA = {"mes.version": "1", "mes.state": "na"}
DECLARED = {"name": "Wang", "post": "Director", "truthful": "on"}
FIELDS = (
    Field(
        "respondent",
        "/responses/{draft}/sections/project/",
        of("remarks", **ANSWER),
        "respondent",
        "/responses/{draft}/check/",
    ),
    Field(
        "respondent",
        "/responses/{draft}/sections/project/",
        of("remarks", **ANSWER),
        "respondent",
        "/responses/{draft}/sections/project/",
    ),
    Field(
        "respondent",
        "/responses/{draft}/sections/equipment/",
        of("mes.reason", **NA),
        "viewer",
        "/responses/{draft}/check/",
    ),
    Field(
        "respondent",
        "/responses/{draft}/submit/",
        lambda text: DECLARED | {"name": text},
        "reviewer",
        "/review/{draft}/",
    ),
    Field(
        "administrator",
        "/enterprises/{enterprise}/units/add/",
        of("name", kind="workshop"),
        "administrator",
        "/enterprises/{enterprise}/",
    ),
    Field(
        "reviewer",
        "/review/{file}/correct/mes/",
        lambda text: (
            {"state": "answered", "mes.version": "0", "mes": "none"} | {"reason": text}
        ),
        "reviewer",
        "/review/{file}/",
    ),
    Field(
        "reviewer",
        "/review/{file}/facts/credit_list/",
        of("credit_list-source", **FACT),
        "municipal",
        "/review/{file}/",
    ),
    Field(
        "reviewer",
        "/review/{file}/return/",
        of("remark.mes", due=in_days(3)),
        "respondent",
        "/responses/{file}/sections/equipment/",
    ),
    Field(
        "reviewer",
        "/review/{file}/recommend/",
        of("opinion"),
        "municipal",
        "/review/{file}/",
    ),
    Field(
        "municipal",
        "/review/{recommended}/decide/",
        of("reason", move="decline"),
        "reviewer",
        "/review/{recommended}/",
    ),
    Field(
        "municipal",
        "/review/{recommended}/send-back/",
        of("reason"),
        "reviewer",
        "/review/{recommended}/",
    ),
    Field(
        "municipal",
        "/review/{noticed}/objections/",
        lambda text: {"text": text, "raised_by_name": text},
        "reviewer",
        "/review/{noticed}/",
    ),
    Field(
        "municipal",
        "/review/{noticed}/objections/{objection}/",
        of("reason", upheld="no"),
        "reviewer",
        "/review/{noticed}/",
    ),
)


def visible(text: str) -> str:
    """The signs of a text that leave a mark on a page."""
    return UNSEEN.sub("", text)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("field", FIELDS, ids=lambda f: f"{f}: {f.page}")
def test_texts_are_saved_and_shown_as_they_are(world, field, name):
    text = TEXTS[name]
    answer = world.browser(field.role).post(
        field.address(world, field.path), field.data(text)
    )
    if answer.status_code == 302:
        page = field.address(world, field.page)
        answer = world.browser(field.reader).get(page)
        assert answer.status_code == 200
    else:  # a form may refuse what no database holds
        assert (name, answer.status_code in {200, 400}) == ("null", True)
    page = read(answer)
    assert page.faults == []
    assert visible(text) in visible(page.text)
