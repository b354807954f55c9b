"""Public notices: whose units they list, until when, and as a workbook."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from surveys.models import AuditRow, Response
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
LIST, FILE = "/notices/", "/notices/download/"


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(factories.official("municipal_officer", factor=True))
    return client


def in_region(code: str, **fields: Any) -> Response:
    place = factories.region(code)
    unit = factories.unit(factories.enterprise(region=place))
    return factories.noticed(unit=unit, **fields)


def listed(client: Client, **filters: Any) -> set[Response]:
    return set(client.get(LIST, filters).context["page"])


def test_an_officer_sees_the_city_a_reviewer_the_own_district(client: Client) -> None:
    near, far = in_region("500105"), in_region("500106")
    factories.recommended()

    client.force_login(factories.official("municipal_officer", factor=True))
    assert listed(client) == {near, far}
    assert listed(client, region=far.unit.enterprise.region_id) == {far}
    client.force_login(factories.official(factor=True))
    assert listed(client) == {near}
    assert listed(client, region=far.unit.enterprise.region_id) == {near}


def test_by_what_it_waits_for_and_round(officer: Client) -> None:
    over, runs = in_region("500105"), in_region("500105")
    far_ahead = NOW + timedelta(days=50_000)
    Response.objects.filter(pk=runs.pk).update(notice_until=far_ahead)

    assert listed(officer, phase="running") == {runs}
    assert listed(officer, phase="over") == {over}
    assert listed(officer, round=over.round_id) == {over}
    assert listed(officer, phase="lost", round="x") == {over, runs}


def test_the_text_stands_there_in_both_languages(officer: Client) -> None:
    target = factories.open_round()
    in_region("500105", round=target)
    factories.noticed(round=target)

    html = officer.get(LIST, headers=ENGLISH).content.decode()

    assert (
        "2 units of “First round of 2026” are to be recognised and are herewith on"
        " public notice."
    ) in html
    assert "“2026年第一轮”拟认定 2 个单位，现予以公示。" in html
    assert "The notice runs from 15 January 2026, 10:00 until 20 January 2026" in html
    assert html.count('lang="zh-CN"') >= 1


def test_objections_are_counted(officer: Client) -> None:
    factories.objection(in_region("500105"))

    (row,) = officer.get(LIST).context["page"]

    assert (row.objected, row.waiting) == (1, 1)


def test_the_list_is_a_workbook_that_leaves_a_row(officer: Client) -> None:
    row = in_region("500105")
    in_region("500106")
    region = row.unit.enterprise.region_id

    answer = officer.get(FILE, {"region": region}, headers=ENGLISH)

    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    values = [[cell.value for cell in line] for line in sheet.iter_rows()]
    enterprise = row.unit.enterprise
    assert values[-1] == [
        "1",
        enterprise.name,
        enterprise.uscc,
        row.unit.name,
        "Questionnaire",
        "First round of 2026",
        "District 500105",
        "15 January 2026, 10:00",
        "20 January 2026, 10:00",
        "0",
    ]
    assert len([line for line in values if str(line[0]).isdecimal()]) == 1
    audited = AuditRow.objects.get(action="export_notices")
    assert audited.details == {"units": 1, "filter": {"region": str(region)}}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    officer: Client, django_assert_num_queries: Any, count: int
) -> None:
    target = factories.open_round()
    for number in range(count):
        place = factories.region(f"50010{number}")
        unit = factories.unit(factories.enterprise(region=place))
        factories.objection(factories.noticed(unit=unit, round=target))

    with django_assert_num_queries(12):
        page = officer.get(LIST)

    assert len(page.context["page"]) == count
