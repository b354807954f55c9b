"""One answer by itself, and what stands against saving it, with and without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys import filling
from surveys.filling import Entry
from surveys.models import Response, User
from surveys.workflow import Status
from tests import factories
from tests.factories import GOOD

pytestmark = pytest.mark.django_db

MES = {"mes.version": "0", "mes": "full"}
WRONG = {
    "nc_equipment_rate.version": "0",
    "nc_equipment_rate.n": "50",
    "nc_equipment_rate.d": "40",
}
TOO_MUCH = "“NC machines” cannot be more than “All machines”. Check both numbers."
PAGE = "a-page-of-mine"


@pytest.fixture
def draft() -> Response:
    """A draft that is open now."""
    now = timezone.now()
    target = factories.open_round(
        opens_at=now - timedelta(days=1), deadline=now + timedelta(days=10)
    )
    return factories.response(round=target)


@pytest.fixture
def mine(client: Client, draft: Response) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(draft.created_by)
    return client


@pytest.fixture
def colleague(draft: Response) -> User:
    return factories.member(draft.unit.enterprise)


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def values(draft: Response) -> dict[str, Any]:
    draft.refresh_from_db()
    return {code: entry["v"] for code, entry in draft.answers.items()}


def post(client: Client, draft: Response, fields: dict[str, str]) -> Any:
    return client.post(url("answer", draft.pk, "mes"), MES | fields)


def test_an_answer_is_saved_and_tells_what_is_shown_now(
    mine: Client, draft: Response
) -> None:
    reply = post(mine, draft, {}).json()

    assert values(draft) == {"mes": "full"}
    assert reply.pop("said").startswith("Saved at ")
    assert reply == {
        "version": 1,
        "visible": ["nc_equipment_rate", "mes", "mes_vendor"],
        "answered": 1,
    }


def test_a_refused_answer_says_why_and_changes_nothing(
    mine: Client, draft: Response
) -> None:
    reply = mine.post(url("answer", draft.pk, "nc_equipment_rate"), WRONG)

    assert reply.json() == {"error": TOO_MUCH}
    assert values(draft) == {}


def test_an_answer_of_an_unknown_question_is_not_found(
    mine: Client, draft: Response
) -> None:
    assert mine.post(url("answer", draft.pk, "nothing"), MES).status_code == 404


def test_a_page_is_never_in_conflict_with_itself(mine: Client, draft: Response) -> None:
    """The reply to the first was lost, so the page still shows version 0."""
    replies = [
        post(mine, draft, {"mes": text, "pen": f"{PAGE}.{count}"})
        for text, count in (("full", 1), ("none", 3), ("full", 2), ("none", 3))
    ]

    assert [reply.status_code for reply in replies] == [200] * 4
    assert [reply.json()["version"] for reply in replies] == [1, 2, 2, 2]
    assert values(draft) == {"mes": "none"}


@pytest.mark.parametrize("pen", ["", "short.1", f"{PAGE}.-1", f"{PAGE}.x", PAGE])
def test_a_broken_pen_is_taken_for_none(
    mine: Client, draft: Response, pen: str
) -> None:
    assert post(mine, draft, {"pen": pen}).status_code == 200
    draft.refresh_from_db()
    assert "pen" not in draft.answers["mes"]


def test_both_answers_of_a_conflict_are_told(
    mine: Client, draft: Response, colleague: User
) -> None:
    filling.save(draft, {"mes": Entry("none")}, by=colleague, at=timezone.now())

    reply = post(mine, draft, {})
    told = reply.json()
    again = post(mine, draft, {"mes.version": str(told["version"])})

    assert reply.status_code == 409
    assert told["error"].startswith("Member changed “Mes” at ")
    assert told["conflict"].pop("at")
    assert told["conflict"] == {
        "version": 1,
        "by": "Member",
        "theirs": "none",
        "mine": "full",
        "fields": {"mes": ["none"]},
    }
    assert (again.status_code, values(draft)) == (200, {"mes": "full"})


def expire(draft: Response) -> None:
    draft.round.deadline = timezone.now() - timedelta(minutes=1)
    draft.round.save(update_fields=["deadline"])


def test_after_the_deadline_an_answer_is_refused_with_words(
    mine: Client, draft: Response
) -> None:
    expire(draft)

    reply = post(mine, draft, {})

    assert (reply.status_code, reply.json()["closed"]) == (409, True)
    assert reply.json()["error"].startswith("The period for filling ended on ")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.LAPSED, "The period for filling ended on "),
        (Status.WITHDRAWN, "This assessment was withdrawn; "),
    ],
)
def test_what_ended_says_how(
    mine: Client, draft: Response, status: str, words: str
) -> None:
    Response.objects.filter(pk=draft.pk).update(status=status)

    reply = post(mine, draft, {})

    assert reply.status_code == 409
    assert reply.json()["error"].startswith(words)


def test_after_handing_in_an_answer_is_refused_with_words(
    mine: Client, draft: Response
) -> None:
    who: dict[str, Any] = {"by": draft.created_by, "at": timezone.now()}
    filling.save(draft, {c: Entry(v) for c, v in GOOD.items()}, **who)
    filling.submit(draft, name="Li", post="Head", **who)

    reply = post(mine, draft, {})

    assert (reply.status_code, reply.json()) == (
        409,
        {
            "error": "This assessment has been handed in;"
            " its answers no longer change.",
            "closed": True,
        },
    )


def test_saving_an_answer_stays_within_its_queries(
    mine: Client, draft: Response
) -> None:
    post(mine, draft, {})  # compiles the edition
    again = {"mes": "none", "mes.version": "1"}

    with CaptureQueriesContext(connection) as queries:
        post(mine, draft, again)

    counted = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    # Who: 3, the answer and its revision: 3, the trail: its number, its row, and the
    # membership in whose role it was done.
    assert len(counted) <= 9, "\n".join(counted)


# -- The whole section, without scripts ------------------------------------------------


def equipment(client: Client, draft: Response, fields: dict[str, str]) -> Any:
    return client.post(url("section", draft.pk, "equipment"), fields)


def test_a_conflict_is_shown_with_both_answers(
    mine: Client, draft: Response, colleague: User
) -> None:
    filling.save(draft, {"mes": Entry("none")}, by=colleague, at=timezone.now())

    page = equipment(mine, draft, MES)

    card = page.context["cards"][1]
    shown = page.content.decode()
    assert values(draft) == {"mes": "none"}
    assert (card.conflict.theirs, card.conflict.mine, card.version) == (
        "none",
        "full",
        0,
    )
    assert [line["code"] for line in page.context["conflicts"]] == ["mes"]
    assert 'name="mes.choice"' in shown
    assert 'name="mes.newest"' in shown


@pytest.mark.parametrize(
    ("choice", "stands", "status"),
    [
        ({"mes.choice": "mine", "mes.newest": "1"}, "full", 302),
        ({"mes.choice": "theirs", "mes.newest": "1"}, "none", 302),
        ({}, "none", 200),
        ({"mes.choice": "mine", "mes.newest": "0"}, "none", 200),
        ({"mes.choice": "mine", "mes.newest": "x"}, "none", 200),
    ],
    ids=["mine", "theirs", "neither", "changed once more", "broken"],
)
def test_a_choice_settles_the_conflict(
    mine: Client,
    draft: Response,
    colleague: User,
    choice: dict[str, str],
    stands: str,
    status: int,
) -> None:
    filling.save(draft, {"mes": Entry("none")}, by=colleague, at=timezone.now())

    page = equipment(mine, draft, MES | choice)

    assert (page.status_code, values(draft)) == (status, {"mes": stands})


def test_what_is_refused_stays_an_answer_to_what_was_seen(
    mine: Client, draft: Response, colleague: User
) -> None:
    """Or whoever mends it would overwrite a colleague without having seen them."""
    given = {"nc_equipment_rate": Entry({"n": "1", "d": "2"})}
    filling.save(draft, given, by=colleague, at=timezone.now())

    page = equipment(mine, draft, WRONG)

    assert [card.version for card in page.context["cards"]] == [0, 0, 0]
