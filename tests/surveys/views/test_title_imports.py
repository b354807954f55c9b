"""Pages of a register that comes in: from the empty workbook to the titles."""

import io
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from surveys import jobs, rostering
from surveys.models import ImportState, Title, TitleImport
from tests import factories
from tests.surveys.sheets.rosters.books import saved
from tests.surveys.sheets.rosters.registers import row

pytestmark = pytest.mark.django_db
PATH = "/titles/imports/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(factories.official("municipal_officer", factor=True))
    return client


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def upload(client: Client, content: bytes) -> Any:
    return client.post(PATH, {"file": SimpleUploadedFile("a.xlsx", content)})


def read(client: Client, *rows: list[Any]) -> TitleImport:
    """A register that was uploaded and read."""
    factories.stage(), factories.region(), factories.cluster()
    book = load_workbook(io.BytesIO(client.get(f"{PATH}empty/download/").content))
    for cells in rows:
        book.worksheets[0].append(cells)
    upload(client, saved(book))
    found = TitleImport.objects.get()
    assert found.job_id
    jobs.run(found.job_id, rostering.read_titles_job)
    return found


def test_from_the_empty_workbook_to_titles(desk: Client) -> None:
    factories.title("CQ-1", "2021-12-22", holder=row()[2])
    factories.title("CQ-2", "2021-12-22")
    rows = [row(number=n) for n in ("CQ-1", "CQ-2", "CQ-3")]
    gone = {"withdrawn_on": "2023-01-01", "reason": "Shut."}
    found = read(desk, *rows, row(number="CQ-4", **gone), row(region="Paris"))
    page = desk.get(f"{PATH}{found.pk}/")

    context = page.context
    assert [context[k] for k in ("new", "known", "differing", "left_out")] == [
        2,
        1,
        1,
        1,
    ]
    text = words(page)
    for expected in (
        "2 titles are new and can be taken over.",
        "There is no region “Paris”.",
        "In the register, with other words",
        "New, withdrawn already",
        "Take over 2 titles",
    ):
        assert expected in text
    assert Title.objects.count() == 2

    done = [desk.post(f"{PATH}{found.pk}/confirm/") for _ in "12"]

    assert said(done[0]) == ["2 titles are taken over."]
    assert said(done[1])[-1] == "0 titles are taken over."
    assert Title.objects.count() == 4
    assert "This register was taken over." in words(desk.get(f"{PATH}{found.pk}/"))


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_what_is_no_workbook_is_refused_at_once(desk: Client, content: bytes) -> None:
    page = upload(desk, content)
    assert list(page.context["form"].errors) == ["file"]
    assert TitleImport.objects.count() == 0


def test_a_reading_that_ended_reloads_the_page(desk: Client) -> None:
    found = read(desk, row())
    TitleImport.objects.update(state=ImportState.WAITING)
    answer = desk.get(f"{PATH}{found.pk}/progress/")
    assert answer.headers["HX-Refresh"] == "true"
    assert "The workbook could not be read" in words(answer)


def test_it_is_put_away_until_it_is_taken_over(desk: Client) -> None:
    found = read(desk, row())
    assert said(desk.post(f"{PATH}{found.pk}/drop/")) == [
        "The register is put away. Nothing was taken over."
    ]
    assert (
        "can no longer be confirmed"
        in said(desk.post(f"{PATH}{found.pk}/confirm/"))[-1]
    )
    TitleImport.objects.update(state=ImportState.CONFIRMED)
    assert "taken over already" in said(desk.post(f"{PATH}{found.pk}/drop/"))[-1]


def test_regions_of_all_times_are_offered(desk: Client) -> None:
    factories.region("500112", valid_to="2025-11-06"), factories.region("500157")
    book = load_workbook(io.BytesIO(desk.get(f"{PATH}empty/download/").content))
    codes = [cell.value for cell in book["选项 Choices"]["E"][1:]]
    assert codes == ["500112", "500157"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    desk: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    found = read(desk, *(row(number=f"CQ-{n}") for n in range(count)))
    with django_assert_max_num_queries(10):
        assert len(desk.get(f"{PATH}{found.pk}/").context["page"]) == count
    with django_assert_max_num_queries(10):
        assert desk.get(PATH).status_code == 200
