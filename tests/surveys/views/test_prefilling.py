"""The pages that take answers over, and the workbook for copying."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from surveys import filling
from surveys.filling import Entry
from surveys.models import Response
from tests import factories
from tests.factories import NOW
from tests.surveys.test_prefilling import WORKSHOP, both, given

pytestmark = pytest.mark.django_db

__all__ = ["both"]


@pytest.fixture
def visitor(both: tuple[Response, Response], client: Client) -> Client:
    client.force_login(both[1].created_by)
    client.cookies["dengta-language"] = "en"
    return client


def test_the_pages_show_what_is_offered_and_take_what_is_ticked(both, visitor):
    source, response = both
    page = visitor.get(reverse("surveys:prefill_sources", args=(response.pk,)))
    address = reverse("surveys:prefill", args=(response.pk, source.pk))
    assert address in page.content.decode()
    assert "4 answers for this questionnaire" in page.content.decode()

    page = visitor.get(address).content.decode()
    assert 'value="PS"' in page
    assert "our reading: check it" in page
    assert "no counterpart" in page

    answer = visitor.post(address, {"take": ["PS"]})
    assert answer.url == reverse("surveys:task_list", args=(response.pk,))
    assert given(response) == {"PS": "3"}


def test_nothing_ticked_takes_nothing_and_says_so(both, visitor):
    source, response = both
    address = reverse("surveys:prefill", args=(response.pk, source.pk))
    answer = visitor.post(address, {}, follow=True)
    assert "Nothing was chosen" in answer.content.decode()
    assert given(response) == {}


def test_a_response_of_another_enterprise_is_none(both, visitor):
    source, response = both
    stranger = factories.filled(WORKSHOP, round=source.round, edition=source.edition)
    for pk in (stranger.pk, response.pk):
        address = reverse("surveys:prefill", args=(response.pk, pk))
        assert visitor.get(address).status_code == 404


def test_a_closed_one_is_told_and_loses_nothing(both, visitor):
    source, response = both
    response.move("withdraw", by=response.created_by, at=NOW)
    address = reverse("surveys:prefill", args=(response.pk, source.pk))
    assert "Take the ticked answers over" not in visitor.get(address).content.decode()
    assert visitor.post(address, {"take": ["PS"]}).status_code == 302
    assert given(response) == {}


def test_the_workbook_has_every_question_in_its_order(both, visitor):
    _source, response = both
    values = {"F1.3": {"n": "30", "d": "40"}, "F4.1": ["B", "C"], "PS": "3"}
    entries = {code: Entry(value) for code, value in values.items()}
    filling.save(response, entries, by=response.created_by, at=NOW)
    answer = visitor.get(reverse("surveys:portal", args=(response.pk,)))
    assert answer["Content-Disposition"].endswith('.xlsx"')
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7)]
    by_number = {row[0]: row for row in rows if row[0] and row[1]}
    assert len(by_number) == 36
    assert by_number["1.3"][2:5] == ["30 of 40: 75 %", "75 %", "items"]
    assert by_number["1.6"][3] == "B, C"
    assert by_number["1.1"][2] == "Not answered here"
