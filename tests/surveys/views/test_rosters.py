"""Pages of officials: rosters from upload to confirmation, registrations, links."""

import io
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from surveys import inviting, jobs, rostering
from surveys.models import (
    Enterprise,
    ImportState,
    Invitation,
    Job,
    Registration,
    Roster,
    User,
)
from tests import factories
from tests.factories import NOW
from tests.surveys.sheets.rosters import books
from tests.surveys.test_inviting import confirm, invited, read, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> User:
    return factories.official(factor=True)


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(reviewer)
    return client


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def upload(client: Client, content: bytes) -> Any:
    return client.post("/rosters/", {"file": SimpleUploadedFile("a.xlsx", content)})


def test_from_the_empty_workbook_to_invitations(desk: Client) -> None:
    place, cluster = factories.region(), factories.cluster()
    empty = desk.get("/rosters/empty/download/").content
    book = load_workbook(io.BytesIO(empty))
    code = factories.credit_code()
    good = ["Yujiang", code, place.name_zh, cluster.code, "Zhao", "z@example.org", ""]
    book.worksheets[0].append(good)
    book.worksheets[0].append([*good[:2], "Paris", *good[3:]])

    answer = upload(desk, books.saved(book))
    roster = Roster.objects.get()
    waiting = desk.get(answer.headers["Location"])
    assert roster.job_id
    jobs.run(roster.job_id, rostering.read_roster_job)
    page = desk.get(answer.headers["Location"])

    assert "The workbook is being read" in words(waiting)
    assert (page.context["new"], page.context["left_out"]) == (1, 1)
    assert "There is no region “Paris”." in words(page)
    assert "Take over 1 row, leave out the faulty ones" in words(page)
    assert Registration.objects.count() == 0

    done = desk.post(f"/rosters/{roster.pk}/confirm/", {"mail": "1"})
    again = desk.post(f"/rosters/{roster.pk}/confirm/", {"mail": "1"})

    assert said(done) == ["1 enterprise is invited."]
    assert said(again)[-1] == "0 enterprises are invited."
    assert Job.objects.filter(kind="invite").count() == 1
    assert "1 enterprise of this roster was invited." in words(
        desk.get(f"/rosters/{roster.pk}/")
    )


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_what_is_no_workbook_is_refused_at_once(desk: Client, content: bytes) -> None:
    page = upload(desk, content)
    assert list(page.context["form"].errors) == ["file"]
    assert Roster.objects.count() == 0


def test_the_empty_roster_offers_ones_own_regions(desk: Client) -> None:
    factories.region(), factories.region("500106")
    book = load_workbook(io.BytesIO(desk.get("/rosters/empty/download/").content))
    codes = [cell.value for cell in book["选项 Choices"]["A"][1:]]
    assert codes == ["500105"]


def test_a_reading_that_ended_reloads_the_page(desk: Client, reviewer: User) -> None:
    roster = read(by=reviewer, state=ImportState.WAITING)
    path = f"/rosters/{roster.pk}/progress/"
    assert "HX-Refresh" not in desk.get(path).headers
    Roster.objects.update(state=ImportState.READY)
    assert desk.get(path).headers["HX-Refresh"] == "true"


def test_a_roster_is_put_away_until_it_is_confirmed(
    desk: Client, reviewer: User
) -> None:
    first, second = (read(row(factories.credit_code()), by=reviewer) for _ in "12")
    confirm(second)
    assert said(desk.post(f"/rosters/{first.pk}/drop/")) == [
        "The roster is put away. Nobody was invited."
    ]
    refused = desk.post(f"/rosters/{second.pk}/drop/")
    assert said(refused)[-1].startswith("This roster is confirmed already.")
    gone = desk.post(f"/rosters/{first.pk}/confirm/")
    assert said(gone)[-1].startswith("This roster can no longer be confirmed.")


class TestRegistrations:
    def test_each_office_sees_its_own(self, desk: Client, reviewer: User) -> None:
        other = factories.region("500106")
        mine = read(row(factories.credit_code(), name="Near"), by=reviewer)
        confirm(mine)
        officer = factories.official("municipal_officer")
        confirm(read(row(factories.credit_code(), region=other.code), by=officer))

        page = desk.get("/registrations/")

        assert [row.name for row in page.context["page"]] == ["Near"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, ["B", "A"]),
            ({"state": "invited"}, ["A"]),
            ({"state": "applied"}, ["B"]),
            ({"q": "a"}, ["A"]),
            ({"q": "nothing"}, []),
            ({"state": "no such"}, ["B", "A"]),
            ({"region": "9" * 30}, ["B", "A"]),
        ],
    )
    def test_it_is_filtered(
        self, desk: Client, reviewer: User, query: dict[str, str], found: list[str]
    ) -> None:
        confirm(read(row(factories.credit_code(), name="A"), by=reviewer))
        said = factories.profile(name="B")
        inviting.apply(factories.credit_code(), said, factories.user(), at=NOW)
        page = desk.get("/registrations/", query)
        assert [row.name for row in page.context["page"]] == found
        assert page.context["waiting"] == 1

    def test_the_list_takes_the_same_queries_for_more(
        self, desk: Client, reviewer: User, django_assert_num_queries: Any
    ) -> None:
        confirm(read(row(factories.credit_code()), by=reviewer))
        desk.get("/registrations/")
        with django_assert_num_queries(12) as one:
            desk.get("/registrations/")
        confirm(read(*(row(factories.credit_code()) for _ in "12"), by=reviewer))
        with django_assert_num_queries(len(one)):
            desk.get("/registrations/")

    def test_an_application_is_confirmed(self, desk: Client) -> None:
        made = inviting.apply(
            factories.credit_code(), factories.profile(), factories.user(), at=NOW
        )
        page = desk.get(f"/registrations/{made.pk}/")
        done = desk.post(f"/registrations/{made.pk}/confirm/")
        again = desk.post(f"/registrations/{made.pk}/confirm/")
        enterprise = Enterprise.objects.get()
        assert page.context["profile"].employees == 400
        assert done.headers["Location"] == f"/enterprises/{enterprise.pk}/"
        assert said(again)[-1].startswith("A colleague has decided")

    def test_an_application_is_declined_with_a_reason(self, desk: Client) -> None:
        made = inviting.apply(
            factories.credit_code(), factories.profile(), factories.user(), at=NOW
        )
        path = f"/registrations/{made.pk}/decline/"
        empty = desk.post(path, {"reason": " "})
        desk.post(path, {"reason": "Not ours."})
        made.refresh_from_db()
        assert list(empty.context["form"].errors) == ["reason"]
        assert (made.state, made.reason) == ("declined", "Not ours.")
        page = words(desk.get(f"/registrations/{made.pk}/"))
        assert "Not ours." in page
        assert said(desk.post(path, {"reason": "Once more."}))

    def test_the_links_of_those_without_an_email(
        self, desk: Client, reviewer: User
    ) -> None:
        rows = [
            row(factories.credit_code(), name="A", email=""),
            row(factories.credit_code(), name="B"),
        ]
        confirm(read(*rows, by=reviewer))
        later = Invitation.objects.order_by("pk")[0].expires_at.replace(year=2099)
        Invitation.objects.update(expires_at=later)
        answer = desk.get("/registrations/links/download/")
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert [sheet.cell(2, 1).value, sheet.cell(3, 1).value] == ["A", None]
        assert sheet.cell(2, 6).value.startswith("http://testserver/invitations/")

    def test_an_invitation_leads_back_to_its_registration(self, desk: Client) -> None:
        made = invited()
        done = desk.post(f"/invited/{made.pk}/revoke/")
        assert done.headers["Location"] == f"/registrations/{made.registration_id}/"
        page = words(desk.get(f"/registrations/{made.registration_id}/"))
        assert "Taken back" in page
        assert "/invitations/" not in page
