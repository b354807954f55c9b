"""Every kind of message has its words, its next step and its page."""

import re
from typing import Any

import pytest
from django.urls import resolve
from django.utils import translation

from surveys.explaining.events import WORDS
from surveys.explaining.messages import Said, readable, said
from surveys.models import Message, Response
from surveys.notifying import KINDS, tell
from surveys.workflow import Status
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

MOMENT = "2026-02-28T16:00:00+00:00"  # the end of a day in Beijing
PARAMS: dict[str, Any] = {
    "enterprise": "Engine Works",
    "enterprise_id": 1,
    "registration_id": 2,
    "files": 3,
    "person": "Li Ming",
    "reason": "Not seen on site.",
    "section": "equipment",
    "sections": 2,
    "receipt": "2026-000001-1",
    "items": 3,
    "due_at": MOMENT,
    "until": MOMENT,
    "closes_at": MOMENT,
    "ended_at": MOMENT,
    "title": "DW-2026-0001",
    "number": "DW-2026-0001",
    "holder": "Engine Works, Shop 1",
    "days": 3,
    "open": 4,
    "upheld": True,
    "file": "台账.pdf",
    "code": "mes",
    "raised_by": "A neighbour",
    "office": "district_reviewer",
    "region_zh": "渝北区",
    "region_en": "Yubei District",
    "since": "2026-03-01",
    "ends_on": "2026-03-01",
    "round_zh": "2026年第一轮",
    "round_en": "First round of 2026",
    "kept": 12,
    "dropped": 1,
}
WITHOUT_RESPONSE = {k for k in KINDS if k.startswith(("registration", "title_"))} | {
    "joined",
    "handed_over",
    "appointed",
    "office_ended",
    "office_taken_over",
    "office_passed_on",
    "factor_reset",
    "seated",
    "extended",
    "urged-",
}
OTHERWISE = {
    "recognised-": {"title": ""},
    "deadline_near-": {"open": 0},
    "objection_decided-": {"upheld": False},
    "handed_over-": {"sections": 0},
    "office_taken_over-": {"files": 0},
    "urged-": {},  # of no file yet
}


@pytest.fixture
def response() -> Response:
    unit = factories.unit(factories.enterprise(name="Engine Works"), name="Shop 1")
    return factories.handed_in(unit=unit)


def told(kind: str, response: Response | None, **params: Any) -> Message:
    given = {name: PARAMS[name] for name in KINDS[kind].needs} | params
    person = factories.user()
    tell(kind, [person], about="1", at=NOW, response=response, **given)
    return readable(Message.objects.filter(user=person)).get()


def variant(name: str, response: Response) -> Message:
    kind = name.rstrip("-")
    of = None if {kind, name} & WITHOUT_RESPONSE else response
    return told(kind, of, **OTHERWISE.get(name, {}))


def test_every_kind_has_words_and_nothing_else_has() -> None:
    assert {name.rstrip("-") for name in WORDS} == set(KINDS)
    assert {name for name in WORDS if name.endswith("-")} == set(OTHERWISE)


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_words_need_what_the_kind_needs_and_lead_to_a_page(
    response: Response, name: str, language: str
) -> None:
    message = variant(name, response)
    with translation.override(language):
        words = said(message)

    texts = [words.title, words.text, words.then, words.label]
    assert [text for text in texts if not text or re.search(r"%\(|%s|{", text)] == []
    assert resolve(words.path.partition("#")[0])


@pytest.mark.parametrize("name", WORDS)
def test_words_are_whole_sentences(response: Response, name: str) -> None:
    with translation.override("en"):
        words = said(variant(name, response))

    assert [text[-1] for text in (words.text, words.then)] == [".", "."]
    assert words.title[-1] != "."


def test_a_return_is_said_whole(response: Response) -> None:
    response.status = Status.RETURNED
    message = told("returned", response)

    with translation.override("en"):
        assert said(message) == Said(
            title="Returned for changes: Shop 1",
            text="The district asks back at 3 questions. Hand in again by"
            " 28 February 2026, 24:00, Beijing time.",
            quote="",
            then="Read the remarks, change the answers or add proof, and hand in"
            " again.",
            about=("Engine Works", "Shop 1", "First round of 2026"),
            label="See the remarks",
            path=f"/responses/{response.pk}/",
        )


def test_one_question_is_singular(response: Response) -> None:
    with translation.override("en"):
        text = said(told("returned", response, items=1)).text
    assert text.startswith("The district asks back at 1 question. ")


def test_the_reason_of_a_decision_is_quoted(response: Response) -> None:
    words = said(told("declined", response, reason="Line one\nline two"))
    assert words.quote == "Line one\nline two"


def test_a_section_has_its_title_and_a_blocked_file_its_question(
    response: Response,
) -> None:
    with translation.override("en"):
        section = said(told("section_assigned", response))
        file = said(told("evidence_blocked", response))
        unknown = said(told("evidence_blocked", response, code="gone"))

    base = f"/responses/{response.pk}"
    assert section.title == "A section for you: Equipment"
    assert section.path == f"{base}/sections/equipment/"
    assert file.path == f"{base}/sections/equipment/#q-mes"
    assert unknown.path == f"{base}/"


def test_what_was_taken_back_has_no_result_to_go_to(response: Response) -> None:
    message = told("scored", response)
    with translation.override("en"):
        assert said(message).label == "See the result"
        Response.objects.filter(pk=response.pk).update(status=Status.DRAFT)
        again = said(readable(Message.objects.all()).get(pk=message.pk))

    assert (again.label, again.path) == (
        "Go to the questionnaire",
        f"/responses/{response.pk}/",
    )
