"""The page of the way up, its workbook, and the matrix of priorities."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from surveys import reviewing
from surveys.models import Edition, Response
from tests import factories
from tests.factories import NOW
from tests.surveys.test_prefilling import shipped

pytestmark = pytest.mark.django_db

POOR = {"nc_equipment_rate": {"n": "30", "d": "60"}, "mes": "none"}
STEP = "Nc equipment rate"


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    cache.clear()


def open_now(editions: list[Edition]) -> Any:
    return factories.open_round(
        editions=editions, deadline=timezone.now() + timedelta(days=10)
    )


@pytest.fixture
def draft() -> Response:
    return factories.filled(POOR, round=open_now([factories.edition()]))


@pytest.fixture
def mine(draft: Response, client: Client) -> Client:
    client.force_login(draft.created_by)
    client.cookies["dengta-language"] = "en"
    return client


def page(client: Client, response: Response, query: str = "") -> str:
    address = reverse("surveys:way", args=(response.pk,))
    answer = client.get(f"{address}{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_each_step_says_what_to_change_and_what_it_brings(draft, mine):
    text = page(mine, draft)
    assert "1 change leads to" in text
    assert "30 of 60: 50 %" in text
    assert "36 of 60: 60 %" in text
    assert "Met from here on: Share of NC machines" in text
    assert "as if they were handed in now" in text


def test_a_step_that_is_ruled_out_is_gone_round_or_told(draft, mine):
    text = page(mine, draft, "?out=nc_equipment_rate")
    assert "cannot be reached by changing answers alone" in text
    assert "only to answers that you have ruled out" in text
    assert 'name="out" value="nc_equipment_rate" checked' in text


def test_effort_that_was_told_is_kept(draft, mine):
    text = page(mine, draft, "?effort.nc_equipment_rate=large&effort.mes=small")
    assert 'value="large" selected' in text
    assert '<input type="hidden" name="effort.mes" value="small">' in text


@pytest.mark.parametrize(
    "query",
    ["?level=nothing", "?out=nothing", "?effort.mes=endless", "?effort.x=large"],
)
def test_what_cannot_be_read_is_left_out(draft, mine, query):
    assert "36 of 60: 60 %" in page(mine, draft, query)


def test_after_handing_in_it_starts_from_what_was_scored(mine, draft):
    factories.filling.submit(
        draft, name="Wang", post="Director", by=draft.created_by, at=NOW
    )
    factories.scored(draft)
    assert "as if they were handed in now" not in page(mine, draft)


def test_an_official_does_not_see_the_draft_of_a_returned_file(mine, draft, client):
    factories.filling.submit(
        draft, name="Wang", post="Director", by=draft.created_by, at=NOW
    )
    factories.scored(draft)
    reviewer = factories.official(factor=True)
    due = NOW + timedelta(days=3)
    reviewing.return_file(draft, {"mes": "Which?"}, due_at=due, by=reviewer, at=NOW)
    better = {"nc_equipment_rate": factories.filling.Entry({"n": "33", "d": "60"})}
    factories.filling.save(draft, better, by=draft.created_by, at=NOW)
    assert "33 of 60: 55 %" in page(mine, draft)

    client.force_login(reviewer)
    assert "30 of 60: 50 %" in page(client, draft)


def test_a_second_search_at_once_is_asked_to_wait(draft, mine):
    cache.add(f"way-of:{draft.created_by.pk}", 1, 30)
    answer = mine.get(reverse("surveys:way", args=(draft.pk,)))
    assert answer.status_code == 429
    assert "nothing you chose is lost" in answer.content.decode()


def test_the_same_question_is_searched_once(draft, mine):
    first = page(mine, draft)
    cache.add(f"way-of:{draft.created_by.pk}", 1, 30)
    assert "36 of 60: 60 %" in first
    assert "36 of 60: 60 %" in page(mine, draft)


def test_the_workbook_is_a_plan_with_room_for_names(draft, mine):
    answer = mine.get(reverse("surveys:way_workbook", args=(draft.pk,)))
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert rows[0][:4] == ["Step", "Section", "No.", "Question"]
    assert rows[1][:9] == [
        "1",
        "Equipment",
        "2.1",
        STEP,
        "30 of 60: 50 %",
        "36 of 60: 60 %",
        "as usual",
        "+8.3",
        "50.0",
    ]
    assert rows[1][11:14] == [None, None, None]


@pytest.fixture
def cmmm() -> Response:
    edition = shipped("cmmm-2020-process")
    unit = factories.unit(kind="enterprise")
    return factories.filled(
        {"ORG.1.1": "met"}, unit=unit, round=open_now([edition]), edition=edition
    )


def test_dimensions_are_put_into_order(cmmm, client):
    client.force_login(cmmm.created_by)
    client.cookies["dengta-language"] = "en"
    address = reverse("surveys:first", args=(cmmm.pk,))
    assert "By impact" not in client.get(address).content.decode()

    given = {"horizon": "tactical", "cost.EQM": "30", "kpi.EQM": "5", "cost.ENR": "20"}
    text = " ".join(client.get(address, given).content.decode().split())
    equipment, energy = text.index('<th scope="row">Equip'), text.index("Energy")
    assert "By impact" in text
    assert equipment < energy


def test_an_amount_that_is_none_is_named(cmmm, client):
    client.force_login(cmmm.created_by)
    client.cookies["dengta-language"] = "en"
    address = reverse("surveys:first", args=(cmmm.pk,))
    text = client.get(address, {"horizon": "tactical", "cost.EQM": "-1"})
    assert "There is 1 problem" in " ".join(text.content.decode().split())


def test_an_edition_without_a_matrix_has_no_such_page(draft, mine):
    assert mine.get(reverse("surveys:first", args=(draft.pk,))).status_code == 404
