"""Corrections as the enterprise sees them, and objecting to one of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import contesting, filling, objecting, recognising, reviewing
from surveys.models import (
    Evidence,
    Membership,
    MembershipRole,
    MoveRow,
    Objection,
    Response,
    User,
)
from surveys.workflow import Status
from tests import factories

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def file() -> Response:
    """A file just recommended, with one corrected item."""
    response, by = factories.handed_in(), factories.official()
    factories.clear(response, by)
    at = timezone.now()
    reviewing.correct(response, "mes", "none", reason="Not seen.", by=by, at=at)
    reviewing.recommend(response, opinion="All else is true.", by=by, at=at)
    factories.scored(response)
    return response


@pytest.fixture
def mine(client: Client, file: Response) -> Client:
    return signed_in(client, file.created_by)


def signed_in(client: Client, person: User) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(person)
    return client


def officer() -> User:
    return factories.official("municipal_officer", factor=True)


def page_of(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def told(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def object_to(mine: Client, file: Response, **data: Any) -> Any:
    given = {"text": "It runs."} | data
    return mine.post(page_of("object_to", file.pk, "mes"), given, follow=True)


def test_claim_and_correction_stand_side_by_side_with_office_and_reason(
    mine: Client, file: Response
) -> None:
    page = mine.get(page_of("corrections", file.pk))

    [item] = page.context["corrected"]
    assert (item.claimed, item.words, item.office) == (
        "full",
        "none",
        "Office of District 500105",
    )
    assert item.until == contesting.ends_at(file, item.correction)
    text = page.content.decode()
    assert "Not seen." in text
    assert "Official" not in text  # the office, never the person
    assert page_of("object_to", file.pk, "mes") in text
    assert [(e.title, e.claimed, e.reviewed, e.change) for e in page.context["effects"]]


def test_while_it_is_under_review_nothing_is_told(client: Client) -> None:
    file, by = factories.handed_in(), factories.official()
    reviewing.correct(file, "mes", "none", reason="Not seen.", by=by, at=factories.NOW)
    mine = signed_in(client, file.created_by)

    page = mine.get(page_of("corrections", file.pk))

    assert page.context["corrected"] == []
    assert "is reviewing this version" in page.content.decode()
    assert mine.get(page_of("object_to", file.pk, "mes")).status_code == 404


def test_without_corrections_it_says_so(client: Client) -> None:
    file = factories.recommended()
    page = signed_in(client, file.created_by).get(page_of("corrections", file.pk))
    assert "The review left every answer as you gave it." in page.content.decode()


def test_who_only_looks_is_not_asked_to_object(mine: Client, file: Response) -> None:
    viewers = Membership.objects.filter(user=file.created_by)
    viewers.update(role=MembershipRole.VIEWER)

    page = mine.get(page_of("corrections", file.pk)).content.decode()

    assert page_of("object_to", file.pk, "mes") not in page
    assert mine.get(page_of("object_to", file.pk, "mes")).status_code == 404


def test_an_objection_goes_with_its_files_and_is_shown(
    mine: Client, file: Response
) -> None:
    files = [SimpleUploadedFile(name, PDF) for name in ("a.pdf", "b.pdf")]

    page = object_to(mine, file, proof=files)
    again = object_to(mine, file)

    assert page.redirect_chain == [(page_of("corrections", file.pk), 302)]
    assert told(page)[0].startswith("Your objection is with the municipal office.")
    assert sorted(e.name for e in Evidence.objects.all()) == ["a.pdf", "b.pdf"]
    assert told(again) == ["There is an objection to this correction already."]
    assert Objection.objects.count() == 1
    assert "a.pdf" in page.content.decode()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"text": " "}, "text"),
        ({"proof": [SimpleUploadedFile("a.exe", b"MZ")]}, "proof"),
        ({"proof": [SimpleUploadedFile("a.pdf", b"")]}, "proof"),
        ({"proof": [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(6)]}, "proof"),
    ],
)
def test_what_does_not_fit_is_told_and_the_words_stay(
    mine: Client, file: Response, data: dict[str, Any], error: str
) -> None:
    page = object_to(mine, file, **data)

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [error]
    assert data.get("text", "It runs.").strip() in page.content.decode()
    assert Objection.objects.count() == 0


def test_after_the_period_one_can_read_and_not_object(
    mine: Client, file: Response
) -> None:
    earlier = timezone.now() - timedelta(days=40)
    file.moves.update(at=earlier)
    correction = file.newest_submission().corrections.get()
    type(correction).objects.update(at=earlier)
    file.submissions.update(at=earlier)

    page = mine.get(page_of("object_to", file.pk, "mes"))
    refused = object_to(mine, file)

    assert "Nobody can object to this correction any more" in page.content.decode()
    assert told(refused) == ["The working days in which you could object are over."]
    assert page_of("object_to", file.pk, "mes") not in refused.content.decode()


@pytest.mark.parametrize("upheld", [True, False])
def test_the_decision_is_shown(mine: Client, file: Response, upheld: bool) -> None:
    object_to(mine, file)
    objecting.decide_objection(
        Objection.objects.get(),
        upheld=upheld,
        reason="Seen on site.",
        by=officer(),
        at=timezone.now(),
    )

    page = mine.get(page_of("corrections", file.pk))

    [item] = page.context["corrected"]
    assert item.taken_back is upheld
    text = page.content.decode()
    assert "Seen on site." in text
    assert ("your claim counts again" in text) is upheld


def test_officials_see_it_with_its_files_and_decide_it_first(
    mine: Client, file: Response
) -> None:
    object_to(mine, file, proof=[SimpleUploadedFile("orders.pdf", PDF)])
    who = signed_in(Client(), officer())

    page = who.get(page_of("file", file.pk))
    refused = who.post(
        page_of("decide", file.pk), {"move": "decline", "reason": "Small."}, follow=True
    )
    number = Objection.objects.get().pk
    decided = who.post(
        page_of("objection_decide", file.pk, number),
        {"upheld": "yes", "reason": "It runs."},
        follow=True,
    )

    text = page.content.decode()
    assert "Against the correction of" in text
    assert "orders.pdf" in text
    assert told(refused)[0].startswith("The enterprise objected to a correction.")
    assert told(decided) == ["The objection is decided."]
    file.refresh_from_db()
    assert file.status == Status.RECOMMENDED


def test_officials_get_the_files_at_once_and_neighbours_never(
    mine: Client, file: Response
) -> None:
    object_to(mine, file, proof=[SimpleUploadedFile("orders.pdf", PDF)])
    address = page_of("evidence", Evidence.objects.get().pk)
    neighbour = factories.member(factories.enterprise())

    sent = signed_in(Client(), officer()).get(address)
    assert (sent.status_code, sent.getvalue()) == (200, PDF)
    assert signed_in(Client(), neighbour).get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(
    mine: Client, django_assert_max_num_queries: Any, rows: int
) -> None:
    codes = ["mes", "nc_equipment_rate", "project_investment"][:rows]
    values = {"mes": "none", "nc_equipment_rate": {"n": "1", "d": "9"}}
    response, by = factories.handed_in(), factories.official()
    at = timezone.now()
    for code in codes:
        value = values.get(code, "7")
        reviewing.correct(response, code, value, reason="Seen.", by=by, at=at)
    reviewing.recommend(response, opinion="Good.", by=by, at=at)
    factories.scored(response)
    for correction in response.newest_submission().corrections.all():
        objecting.object_to_correction(
            correction,
            text="No.",
            files=[SimpleUploadedFile("a.pdf", PDF)],
            by=response.created_by,
            at=at,
        )
    mine.force_login(response.created_by)

    with django_assert_max_num_queries(27):
        page = mine.get(page_of("corrections", response.pk))
    assert len(page.context["corrected"]) == rows


class TestHistory:
    def twice(self) -> Response:
        """Handed in, returned, changed, handed in again."""
        file, by = factories.handed_in(), factories.official()
        at = timezone.now()
        due = at + timedelta(days=3)
        reviewing.return_file(file, {"mes": "Which?"}, due_at=due, by=by, at=at)
        given = {"mes": filling.Entry("none"), "remarks": filling.Entry("New.")}
        filling.save(file, given, by=file.created_by, at=at)
        filling.submit(file, name="W", post="D", by=file.created_by, at=at)
        return file

    def test_members_read_of_offices_and_of_every_change(self, client: Client) -> None:
        file = self.twice()
        page = signed_in(client, file.created_by).get(page_of("history", file.pk))

        events = page.context["events"]
        assert [(event.words, event.who) for event in events] == [
            ("Handed in", "Member"),
            ("Returned for changes", "Office of District 500105"),
            ("Handed in", "Member"),
            ("Started", "Member"),
        ]
        assert [(item.code, item.count) for item in page.context["changed"]] == [
            ("project_investment", 1),
            ("remarks", 1),
            ("nc_equipment_rate", 1),
            ("mes", 2),
        ]

    def test_officials_read_of_people_and_of_versions_only(
        self, client: Client
    ) -> None:
        file = self.twice()
        page = signed_in(client, officer()).get(page_of("history", file.pk))

        assert {event.who for event in page.context["events"]} == {"Member", "Official"}
        assert page.context["changed"] == []
        assert len(page.context["submissions"]) == 2

    def test_what_offices_write_to_each_other_is_not_told(self, client: Client) -> None:
        file = factories.recommended()
        recognising.send_back(file, reason="Look.", by=officer(), at=timezone.now())

        mine = signed_in(client, file.created_by)
        page = mine.get(page_of("history", file.pk))

        told = [event.reason for event in page.context["events"]]
        assert told == ["", "", "", ""]

    def test_objections_are_events(self, mine: Client, file: Response) -> None:
        object_to(mine, file)
        events = mine.get(page_of("history", file.pk)).context["events"]
        assert (events[0].words, events[0].who, events[0].reason) == (
            "Objection to a correction",
            "Member",
            "It runs.",
        )

    def test_two_versions_by_question(self, client: Client) -> None:
        file = self.twice()
        page = signed_in(client, file.created_by).get(page_of("compare", file.pk))

        found = [(d.field, d.old, d.new) for d in page.context["changes"]]
        assert found == [
            ("1.2 Remarks", "Not answered", "New."),
            ("2.2 Mes", "full", "none"),
        ]

    def test_the_draft_is_a_version_of_members_only(self, client: Client) -> None:
        file, by, at = factories.handed_in(), factories.official(), timezone.now()
        due = at + timedelta(days=3)
        reviewing.return_file(file, {"mes": "Which?"}, due_at=due, by=by, at=at)
        given = {"mes": filling.Entry("none")}
        filling.save(file, given, by=file.created_by, at=at)
        query = {"old": "1", "new": "draft"}

        member = signed_in(client, file.created_by)
        page = member.get(page_of("compare", file.pk), query)
        who = signed_in(Client(), officer())
        refused = who.get(page_of("compare", file.pk), query)

        assert [d.new for d in page.context["changes"]] == ["none"]
        assert refused.headers["Location"] == page_of("history", file.pk)

    def test_each_change_of_one_answer(self, client: Client) -> None:
        file = self.twice()
        mine = signed_in(client, file.created_by)
        page = mine.get(page_of("revisions", file.pk, "mes"))

        found = [(turn.n, turn.old, turn.new) for turn in page.context["turns"]]
        assert found == [(2, "full", "none"), (1, "Not answered", "full")]
        nothing = mine.get(page_of("revisions", file.pk, "remarks"))
        assert nothing.status_code == 200

    def test_the_machine_is_no_person(self, client: Client) -> None:
        draft = factories.filled()
        draft.move("lapse", by=None, at=timezone.now())
        mine = signed_in(client, draft.created_by)
        events = mine.get(page_of("history", draft.pk)).context["events"]
        assert events[0].who == "The platform"
        assert MoveRow.objects.get().name == "lapse"

    @pytest.mark.parametrize("versions", [1, 3])
    def test_queries_do_not_grow(
        self, client: Client, django_assert_max_num_queries: Any, versions: int
    ) -> None:
        file = factories.handed_in()
        for _ in range(versions - 1):
            by, at = file.created_by, factories.NOW
            filling.take_back(file, by=by, at=at)
            filling.submit(file, name="W", post="D", by=by, at=at)
        mine = signed_in(client, file.created_by)
        with django_assert_max_num_queries(20):
            page = mine.get(page_of("history", file.pk))
        assert len(page.context["submissions"]) == versions


class TestForm:
    def test_it_has_all_that_was_handed_in(self, client: Client) -> None:
        file = factories.handed_in()
        factories.scored(file)
        page = signed_in(client, file.created_by).get(page_of("form", file.pk))

        submission = file.newest_submission()
        rows = [(r.number, r.answer) for p in page.context["parts"] for r in p.rows]
        assert rows == [
            ("1.1", "1200 × 10,000 CNY"),
            ("1.2", "Not answered"),
            ("2.1", "30 of 40: 75 %"),
            ("2.2", "full"),
            ("2.3", "Not answered"),
        ]
        text = page.content.decode()
        for words in (
            submission.receipt,
            submission.answers_sha256[:16],
            file.unit.enterprise.uscc,
            "Place for the seal",
            "Score by own statement: ",
            "I declare for the enterprise",
        ):
            assert words in text

    def test_before_the_score_it_has_no_result(self, client: Client) -> None:
        file = factories.handed_in()
        page = signed_in(client, file.created_by).get(page_of("form", file.pk))
        assert page.context["result"] == []
