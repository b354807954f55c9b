"""The pages of filling: every answer is kept, shown again, or refused with words."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys import filling, reviewing
from surveys.filling import Entry
from surveys.models import MembershipRole, Response, User
from tests import factories
from tests.factories import GOOD
from tests.small_edition import document

pytestmark = pytest.mark.django_db

RATE = {
    "nc_equipment_rate.version": "0",
    "nc_equipment_rate.n": "30",
    "nc_equipment_rate.d": "40",
}
MES = {"mes.version": "0", "mes": "full"}
WRONG = RATE | {"nc_equipment_rate.n": "50"}
TOO_MUCH = "“NC machines” cannot be more than “All machines”. Check both numbers."


@pytest.fixture
def draft() -> Response:
    """A draft that is open now."""
    now = timezone.now()
    target = factories.open_round(
        opens_at=now - timedelta(days=1), deadline=now + timedelta(days=10)
    )
    return factories.response(round=target)


@pytest.fixture
def person(draft: Response) -> User:
    return draft.created_by


@pytest.fixture
def mine(client: Client, person: User) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(person)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def equipment(draft: Response) -> str:
    return url("section", draft.pk, "equipment")


def values(draft: Response) -> dict[str, Any]:
    draft.refresh_from_db()
    return {code: entry["v"] for code, entry in draft.answers.items()}


def told(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def expire(draft: Response) -> None:
    draft.round.deadline = timezone.now() - timedelta(minutes=1)
    draft.round.save(update_fields=["deadline"])


def hand_in(draft: Response, person: User) -> None:
    now = timezone.now()
    given = {code: Entry(value) for code, value in GOOD.items()}
    filling.save(draft, given, by=person, at=now)
    filling.submit(draft, name="Li", post="Head", by=person, at=now)


# -- A section -------------------------------------------------------------------------


def test_a_section_shows_its_questions(mine: Client, draft: Response) -> None:
    page = mine.get(equipment(draft))

    shown = [(card.number, card.shown) for card in page.context["cards"]]
    assert shown == [("2.1", True), ("2.2", True), ("2.3", False)]
    assert page.context["writable"] is True
    assert "data-save=" in page.content.decode()


def test_a_section_stays_within_its_queries(mine: Client, draft: Response) -> None:
    mine.get(equipment(draft))

    with CaptureQueriesContext(connection) as queries:
        mine.get(equipment(draft))

    assert len(queries) <= 12, "\n".join(q["sql"] for q in queries)


def test_saving_a_section_of_fifteen_answers_stays_within_its_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    content = document(label="long")
    remarks = content["sections"][0]["questions"][-1]
    codes = [f"words_{number}" for number in range(15)]
    content["sections"][0]["questions"] += [{**remarks, "code": c} for c in codes]
    now, edition = timezone.now(), factories.edition(content)
    day = timedelta(days=1)
    target = factories.open_round(
        opens_at=now - day, deadline=now + day, editions=[edition]
    )
    draft = factories.response(edition=edition, round=target)
    client.force_login(draft.created_by)
    given = {f"{code}.version": "0" for code in codes} | dict.fromkeys(codes, "Yes.")
    place = edition.scheme.questions[codes[0]].section

    with django_assert_max_num_queries(15):
        client.post(url("section", draft.pk, place), given)

    draft.refresh_from_db()
    assert {code: draft.answers[code]["v"] for code in codes} == dict.fromkeys(
        codes, "Yes."
    )


def test_what_is_right_is_saved_beside_what_is_wrong(
    mine: Client, draft: Response
) -> None:
    page = mine.post(equipment(draft), WRONG | MES)

    assert values(draft) == {"mes": "full"}
    assert [card.error for card in page.context["problems"]] == [TOO_MUCH]
    assert "Error: 2. Equipment" in " ".join(page.content.decode().split())


def test_saving_leads_on(mine: Client, draft: Response) -> None:
    to = {
        "": url("task_list", draft.pk),
        "list": url("task_list", draft.pk),
        "evidence.mes": url("evidence_add", draft.pk, "mes"),
    }
    found = {
        wish: mine.post(equipment(draft), RATE | {"next": wish}).headers["Location"]
        for wish in to
    }
    first = mine.post(url("section", draft.pk, "project"), {})

    assert found == to
    assert first.headers["Location"] == equipment(draft)


def test_questions_that_appear_are_shown_first(mine: Client, draft: Response) -> None:
    page = mine.post(equipment(draft), MES, follow=True)

    assert page.redirect_chain == [(f"{equipment(draft)}#q-mes_vendor", 302)]
    assert told(page) == [
        "Saved. By your answers 1 more question of this section concerns you."
    ]


def test_a_closed_section_is_read_only(mine: Client, draft: Response) -> None:
    expire(draft)

    page = mine.get(equipment(draft))
    saved = mine.post(equipment(draft), MES, follow=True)

    assert page.context["writable"] is False
    assert told(saved)[0].startswith("The period for filling ended on ")
    assert values(draft) == {}


def test_an_unknown_section_is_not_found(mine: Client, draft: Response) -> None:
    assert mine.get(url("section", draft.pk, "nothing")).status_code == 404


def test_what_the_reviewer_asks_stands_at_the_question(
    mine: Client, draft: Response, person: User
) -> None:
    hand_in(draft, person)
    now = timezone.now()
    official = factories.official()
    reviewing.correct(draft, "mes", "none", reason="Seen on site", by=official, at=now)
    reviewing.return_file(
        draft,
        {"mes": "Show the licence"},
        due_at=now + timedelta(days=3),
        by=official,
        at=now,
    )

    page = mine.get(equipment(draft)).content.decode()
    parts = mine.get(url("task_list", draft.pk)).context["parts"]

    assert "Show the licence" in page
    assert "Seen on site" in page
    assert [part.progress for part in parts] == ["completed", "problem"]


@pytest.mark.parametrize(
    "text",
    ["=HYPERLINK(1)", "<script>alert(1)</script>", "x" * 40_000, "\n\nlines\n"],
    ids=["formula", "script", "long", "lines"],
)
def test_text_is_kept_and_shown_unharmed(
    mine: Client, draft: Response, text: str
) -> None:
    given = {"remarks.version": "0", "remarks": text}
    mine.post(url("answer", draft.pk, "remarks"), given)

    page = mine.get(url("section", draft.pk, "project")).content.decode()

    assert values(draft) == {"remarks": text.strip()}
    assert "<script>alert" not in page


# -- Who writes ------------------------------------------------------------------------


def test_a_viewer_reads_and_does_not_write(client: Client, draft: Response) -> None:
    viewer = factories.member(draft.unit.enterprise, MembershipRole.VIEWER)
    client.force_login(viewer)

    assert client.get(equipment(draft)).context["writable"] is False
    assert client.post(equipment(draft), MES).status_code == 404
    assert client.post(url("answer", draft.pk, "mes"), MES).status_code == 404
