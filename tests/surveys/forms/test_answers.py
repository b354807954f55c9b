"""A section keeps what is right beside what is wrong, and shows it as typed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.translation import override

from surveys.explaining.needs import Chip
from surveys.filling import Entry
from surveys.forms.answers import AnswersForm, Beside, Card, Corrected, Sheet
from surveys.models import Correction, CorrectionState, Remark
from surveys.scoring import Kind, Scheme, compile_scheme
from tests.small_edition import document
from tests.surveys.forms.asked import question


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def scheme() -> Scheme:
    return compile_scheme(document())


def data(fields: dict[str, str]) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update(fields)
    return found


def sheet(fields: dict[str, str] | None, **more: Any) -> list[Card]:
    edition = scheme()
    questions = edition.sections[1].questions
    form = AnswersForm(questions, None if fields is None else data(fields))
    given = {
        "shown": frozenset(q.code for q in questions),
        "stored": {},
        "beside": Beside(),
    } | more
    return Sheet(scheme=edition, number=2, form=form, **given).cards()


def test_one_wrong_answer_does_not_hold_up_the_others() -> None:
    fields = {
        "nc_equipment_rate.version": "0",
        "nc_equipment_rate.n": "9",
        "nc_equipment_rate.d": "5",
        "mes.version": "2",
        "mes": "full",
    }
    form = AnswersForm(scheme().sections[1].questions, data(fields))

    assert form.entries == {"mes": Entry("full", seen=2)}
    assert form.problem("mes") == ""
    assert form.problem("nc_equipment_rate") == (
        "“NC machines” cannot be more than “All machines”. Check both numbers."
    )


def test_a_form_without_data_saves_nothing() -> None:
    form = AnswersForm([question(Kind.TEXT)])

    assert (form.entries, form.posted("text")) == ({}, None)


def test_a_card_shows_what_was_typed_and_why_it_is_refused() -> None:
    fields = {
        "nc_equipment_rate.version": "1",
        "nc_equipment_rate.n": "9",
        "nc_equipment_rate.d": "5",
    }
    stored = {"nc_equipment_rate": {"v": {"n": "3", "d": "5"}, "n": 1}}

    card = sheet(fields, stored=stored)[0]

    assert (card.number, card.title, card.version) == ("2.1", "Nc equipment rate", 1)
    assert card.control["halves"][0]["text"] == "9"
    assert card.control["derived"] == "–"
    assert card.described == "u-nc_equipment_rate e-nc_equipment_rate"


def test_a_card_shows_what_is_stored_and_what_stands_beside() -> None:
    stored = {"mes": {"v": None, "state": "na", "reason": "None here", "n": 4}}
    correction = Correction(
        code="mes", state=CorrectionState.ANSWERED, value="none", reason="Seen on site"
    )
    remark = Remark(code="mes", text="Show it")
    beside = Beside(remarks={"mes": [remark]}, corrections={"mes": correction})

    card = sheet(None, stored=stored, beside=beside, shown=frozenset({"mes"}))[1]

    assert (card.inapplicable, card.reason, card.version) == (True, "None here", 4)
    assert (card.shown, card.error, card.described) == (True, "", "")
    assert card.correction == Corrected("none", "Seen on site")
    assert card.remarks == [remark]


def test_hidden_questions_are_marked_and_not_left_out() -> None:
    cards = sheet(None, shown=frozenset({"mes"}))

    assert [(card.code, card.shown) for card in cards] == [
        ("nc_equipment_rate", False),
        ("mes", True),
        ("mes_vendor", False),
    ]


def test_the_chip_tells_what_is_required_and_what_is_shown_only() -> None:
    content = document()
    asked = content["sections"][1]["questions"]
    asked[0]["threshold"] = {"value": "60", "unit": "%", "check": "DW-NC"}
    edition = compile_scheme(content)
    found = AnswersForm(edition.sections[1].questions)
    page = Sheet(edition, 2, frozenset(), {}, found, Beside())

    assert page.cards()[0].chip == Chip(
        "Required: at least 60 % (2023)", blocking=True, official=True
    )


def test_a_question_offers_files_where_something_proves_it() -> None:
    card = sheet(None)[0]
    plain = replace(card, question=question(Kind.TEXT))
    file = replace(card, question=question(Kind.FILE))

    assert [c.provable for c in (card, plain, file)] == [True, False, True]
