"""Pages of editions: who sees them, what they show, and what they lead to."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from surveys import authoring
from surveys.models import Edition, EditionState, Job, User
from surveys.models.jobs import JobState
from surveys.scoring import canonical
from surveys.sheets.editions import read_edition
from tests import factories
from tests.factories import NOW
from tests.small_edition import document
from tests.surveys.views.reading import body

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def author() -> User:
    return factories.official("author", factor=True)


@pytest.fixture
def desk(client: Client, author: User) -> Client:
    client.force_login(author)
    return client


def begun(author: User, label: str = "2024") -> Edition:
    return authoring.begin_draft(factories.edition(), label, by=author, at=NOW)


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def text_of(client: Client, path: str) -> str:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


class TestWhoSeesWhat:
    @pytest.mark.parametrize("role", ["district_reviewer", "analyst", "expert"])
    def test_nobody_but_authors_and_the_municipality(
        self, client: Client, author: User, role: str
    ) -> None:
        made = begun(author)
        client.force_login(factories.official(role, factor=True))
        missing = body(client, "/editions/987654/")
        pages = ("", "new/", "document/download/", "differences/", "publish/")
        for page in pages:
            assert body(client, f"/editions/{made.pk}/{page}") == missing
        assert body(client, "/editions/") == missing
        assert body(client, "/editions/upload/") == missing
        for step in ("publish", "discard"):
            answer = client.post(f"/editions/{made.pk}/{step}/", {"seen": made.sha256})
            assert answer.status_code == 404
        assert Edition.objects.get(pk=made.pk).state == EditionState.DRAFT

    def test_members_neither(self, client: Client) -> None:
        response = factories.response()
        client.force_login(response.created_by)
        path = f"/editions/{response.edition_id}/"
        assert client.get(path).status_code == 404

    def test_the_municipality_sees_and_publishes(
        self, client: Client, author: User
    ) -> None:
        made = begun(author)
        client.force_login(factories.official("municipal_officer", factor=True))
        assert client.get("/editions/").status_code == 200
        client.post(f"/editions/{made.pk}/publish/", {"seen": made.sha256})
        assert Edition.objects.get(pk=made.pk).state == EditionState.PUBLISHED


class TestList:
    def test_shows_editions_drafts_first_with_the_rounds_that_ask_them(
        self, desk: Client, author: User
    ) -> None:
        target, made = factories.open_round(), begun(author)
        ((line, rows),) = desk.get("/editions/").context["groups"]
        published = Edition.objects.get(label="2023")
        assert line == published.questionnaire
        shown = [(r.edition, r.questions, list(r.edition.rounds.all())) for r in rows]
        assert shown == [(made, 5, []), (published, 5, [target])]

    def test_shows_what_cannot_be_read_any_more(
        self, desk: Client, author: User
    ) -> None:
        made = begun(author)
        broken = made.document | {"root": {}}
        Edition.objects.filter(pk=made.pk).update(document=broken, sha256="0" * 64)
        assert "With faults" in text_of(desk, "/editions/")
        page = text_of(desk, f"/editions/{made.pk}/")
        assert "root.aggregate" in page
        answer = desk.get(f"/editions/{made.pk}/preview/")
        assert answer.headers["Location"] == f"/editions/{made.pk}/"

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self,
        desk: Client,
        author: User,
        django_assert_max_num_queries: Any,
        count: int,
    ) -> None:
        for number in range(count):
            made = factories.edition(document(label=f"L{number}"))
            factories.open_round(editions=[made])
        desk.get("/editions/")  # an edition is compiled once a process
        with django_assert_max_num_queries(10):
            ((_line, rows),) = desk.get("/editions/").context["groups"]
        assert len(rows) == count + 1  # and that of the factory


class TestEdition:
    def test_tells_what_it_holds_and_what_backs_it(
        self, desk: Client, author: User
    ) -> None:
        page = text_of(desk, f"/editions/{begun(author).pk}/")
        for words in (
            "Small edition",
            "begun from the edition 2023",
            "Share of NC machines",
            "Nc equipment rate: at least 60 %",
            "0 points at 0 %, 100 at 60 %, in between by proportion",
            "Asked when:</span> Mes: “full”",
            "official text",
            "not official",
        ):
            assert words in page

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_the_workbook_reads_back_as_the_document(
        self, desk: Client, author: User, language: str
    ) -> None:
        made = begun(author)
        path = f"/editions/{made.pk}/workbook/download/?language={language}"
        answer = desk.get(path)
        name = f"dengta-digital_workshop-2024-{language}.xlsx"
        assert answer.headers["Content-Disposition"].endswith(f'filename="{name}"')
        assert canonical(read_edition(answer.content).document) == canonical(
            made.document
        )

    def test_the_document_has_the_bytes_of_its_hash(
        self, desk: Client, author: User
    ) -> None:
        made = begun(author)
        answer = desk.get(f"/editions/{made.pk}/document/download/")
        assert answer.content == canonical(made.document)
        assert answer.headers["Content-Type"] == "application/json"


class TestBeginning:
    def test_leads_to_the_draft(self, desk: Client, author: User) -> None:
        base = factories.edition()
        answer = desk.post(f"/editions/{base.pk}/new/", {"label": "2027"})
        made = Edition.objects.get(label="2027")
        assert answer.headers["Location"] == f"/editions/{made.pk}/"
        assert (made.by, made.based_on) == (author, base)

    @pytest.mark.parametrize("label", ["2023", "two words", "x" * 41, "", "a\x00b"])
    def test_keeps_what_was_typed_and_says_what_to_do(
        self, desk: Client, label: str
    ) -> None:
        base = factories.edition()
        page = desk.post(f"/editions/{base.pk}/new/", {"label": label})
        assert page.context["form"].errors["label"]
        assert page.context["form"]["label"].value() == label
        assert Edition.objects.count() == 1


class TestComparing:
    def test_the_later_edition_is_the_new_one(self, desk: Client, author: User) -> None:
        made = begun(author)
        base = made.based_on
        assert base is not None
        for one, other in ((made, "2023"), (base, "2024")):
            page = desk.get(f"/editions/{one.pk}/differences/?to={other}")
            assert (page.context["old"], page.context["new"]) == (base, made)
            assert not page.context["between"]

    @pytest.mark.parametrize("query", ["", "?to=nothing", "?to=%00"])
    def test_without_a_choice_with_the_one_it_follows(
        self, desk: Client, author: User, query: str
    ) -> None:
        made = begun(author)
        page = desk.get(f"/editions/{made.pk}/differences/{query}")
        assert page.context["old"] == made.based_on

    def test_a_single_edition_has_nothing_to_compare(self, desk: Client) -> None:
        base = factories.edition()
        answer = desk.get(f"/editions/{base.pk}/differences/")
        assert answer.headers["Location"] == f"/editions/{base.pk}/"


class TestPublishing:
    def test_shows_what_was_checked(self, desk: Client, author: User) -> None:
        made = begun(author)
        path = f"/editions/{made.pk}/publish/"
        assert "Not rehearsed" in text_of(desk, path)
        Job.objects.create(
            kind="study",
            key="study:1",
            args={"kind": "rehearsal", "edition": made.sha256},
            state=JobState.DONE,
            progress=100,
            finished_at=NOW,
        )
        page = text_of(desk, path)
        assert "Not rehearsed" not in page
        assert "Nothing in it differs from the edition 2023." in page

    def test_freezes_and_leads_back(self, desk: Client, author: User) -> None:
        made = begun(author)
        path = f"/editions/{made.pk}/publish/"
        answer = desk.post(path, {"seen": made.sha256})
        assert answer.headers["Location"] == f"/editions/{made.pk}/"
        made.refresh_from_db()
        assert made.state == EditionState.PUBLISHED
        again = desk.get(path)
        assert again.headers["Location"] == f"/editions/{made.pk}/"

    @pytest.mark.parametrize("seen", ["", "0" * 64])
    def test_not_what_somebody_else_changed(
        self, desk: Client, author: User, seen: str
    ) -> None:
        made = begun(author)
        answer = desk.post(
            f"/editions/{made.pk}/publish/", {"seen": seen}, headers=ENGLISH
        )
        assert "changed the draft meanwhile" in said(answer)[0]
        assert Edition.objects.get(pk=made.pk).state == EditionState.DRAFT

    def test_not_with_faults(self, desk: Client, author: User) -> None:
        made = begun(author)
        broken = made.document | {"root": {}}
        Edition.objects.filter(pk=made.pk).update(document=broken, sha256="1" * 64)
        path = f"/editions/{made.pk}/publish/"
        page = text_of(desk, path)
        assert "cannot be published" in page
        assert "Publish it for good" not in page
        answer = desk.post(path, {"seen": "1" * 64}, headers=ENGLISH)
        assert "has faults" in said(answer)[0]


class TestDiscarding:
    def test_deletes_a_draft(self, desk: Client, author: User) -> None:
        made = begun(author)
        answer = desk.post(f"/editions/{made.pk}/discard/")
        assert answer.headers["Location"] == "/editions/"
        assert not Edition.objects.filter(pk=made.pk).exists()

    def test_never_a_published_one(self, desk: Client) -> None:
        base = factories.edition()
        answer = desk.post(f"/editions/{base.pk}/discard/", headers=ENGLISH)
        assert "never deleted" in said(answer)[0]
        assert Edition.objects.get() == base
