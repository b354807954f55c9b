"""The address of the result workbook: its name, its language, and before a score."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import Response
from tests import factories

pytestmark = pytest.mark.django_db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def handed_in(client: Client) -> Response:
    response = factories.handed_in()
    client.force_login(factories.member(response.unit.enterprise))
    return response


def address(response: Response) -> str:
    return reverse("surveys:result_workbook", args=(response.pk,))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_gives_the_workbook_in_a_language(
    client: Client, handed_in: Response, language: str
) -> None:
    factories.scored(handed_in)
    got = client.get(address(handed_in), {"language": language})
    receipt = handed_in.newest_submission().receipt
    name = f'attachment; filename="{receipt}-result-{language}.xlsx"'
    assert got.status_code == 200
    assert got.headers["Content-Type"] == XLSX
    assert got.headers["Content-Disposition"] == name
    book = openpyxl.load_workbook(io.BytesIO(got.content))
    assert book.properties.creator == "Dengta"


def test_leads_to_the_result_while_there_is_no_score(
    client: Client, handed_in: Response
) -> None:
    got = client.get(address(handed_in))
    assert (got.status_code, got["Location"]) == (
        302,
        reverse("reports:result", args=(handed_in.pk,)),
    )


def test_asks_few_queries(
    client: Client,
    handed_in: Response,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    factories.scored(handed_in)
    with django_assert_max_num_queries(25):
        client.get(address(handed_in))
