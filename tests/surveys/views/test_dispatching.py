"""The ticked files of a queue go into somebody's hands."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from surveys import dispatching, reviewing
from surveys.models import Message, Response, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DISPATCH = "/review/dispatch/"


@pytest.fixture
def me() -> User:
    return factories.official(factor=True)


@pytest.fixture
def reviewer(client: Client, me: User) -> Client:
    client.force_login(me)
    client.cookies["dengta_language"] = "en"
    return client


def files(count: int = 2, **fields: Any) -> list[Response]:
    target = factories.open_round()
    return [factories.handed_in(round=target, **fields) for _ in range(count)]


def post(client: Client, act: str, *chosen: Response, **more: Any) -> tuple[str, list]:
    data = {"act": act, "file": [file.pk for file in chosen], **more}
    answer = client.post(DISPATCH, data, headers={"accept-language": "en"})
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"], headers={"accept-language": "en"})
    return answer.headers["Location"], [str(m) for m in page.context["messages"]]


def holders(*of: Response) -> list[User | None]:
    return [Response.objects.get(pk=file.pk).reviewer for file in of]


def test_takes_and_lays_back(reviewer: Client, me: User) -> None:
    both = files()
    _, told = post(reviewer, "take", *both)
    assert (holders(*both), told) == ([me, me], ["2 files are yours."])
    _, told = post(reviewer, "back", both[0])
    assert holders(*both) == [None, me]
    assert told == ["1 file is laid back for anybody of the district."]


def test_hands_over_and_tells(reviewer: Client, me: User) -> None:
    both, to = files(), factories.official()
    _, told = post(reviewer, "hand", *both, to=to.pk)
    assert (holders(*both), told) == ([to, to], [f"2 files are handed to {to.name}."])
    (message,) = Message.objects.filter(kind="files_handed")
    assert (message.user, message.params["files"]) == (to, 2)


def test_says_who_works_on_a_file_already(reviewer: Client, me: User) -> None:
    (mine, taken), other = files(), factories.official()
    dispatching.take(taken, by=other, at=NOW)
    _, told = post(reviewer, "take", mine, taken)
    assert holders(mine, taken) == [me, other]
    assert told[0] == "1 file is yours."
    assert f"{other.name} works on it since 15 January 2026, 10:00." in told[1]


def test_goes_back_to_the_list_as_it_was_filtered(reviewer: Client) -> None:
    place, _ = post(reviewer, "take", *files(1), back="who=nobody&order=age")
    assert place == "/review/?who=nobody&order=age"


@pytest.mark.parametrize("back", ["//evil.example", "\r\nX: y", "https://evil.example"])
def test_leads_nowhere_else(reviewer: Client, back: str) -> None:
    answer = reviewer.post(DISPATCH, {"act": "take", "back": back})
    assert answer.headers["Location"].startswith("/review/?")
    assert "X" not in answer.headers


@pytest.mark.parametrize("ticked", [[], ["x"], ["9" * 30], ["987654321"], ["-1"]])
def test_asks_for_a_tick(reviewer: Client, ticked: list[str]) -> None:
    answer = reviewer.post(DISPATCH, {"act": "take", "file": ticked}, follow=True)
    assert len(answer.context["messages"]) == 1


@pytest.mark.parametrize("to", ["", "x", "987654321"])
def test_asks_whom_to_hand_them_to(reviewer: Client, to: str) -> None:
    (file,) = files(1)
    _, told = post(reviewer, "hand", file, to=to)
    assert (holders(file), len(told)) == ([None], 1)


def test_a_reviewer_of_elsewhere_is_no_colleague(reviewer: Client) -> None:
    (file,) = files(1)
    far = factories.official(region=factories.region("500106"))
    _, told = post(reviewer, "hand", file, to=far.pk)
    assert told == ["Choose a colleague who reviews this region."]
    assert holders(file) == [None]


def test_a_file_of_elsewhere_is_none(reviewer: Client) -> None:
    home = factories.enterprise(region=factories.region("500106"))
    far = factories.handed_in(unit=factories.unit(home))
    _, told = post(reviewer, "take", far)
    assert (told, holders(far)) == (["Tick at least one file of the list."], [None])


def test_an_officer_hands_to_a_reviewer_of_the_region(client: Client) -> None:
    client.force_login(factories.official("municipal_officer", factor=True))
    (file,), to = files(1), factories.official()
    far = factories.official(region=factories.region("500106"))
    _, told = post(client, "hand", file, to=far.pk)
    assert holders(file) == [None]
    assert "only somebody who reviews its region" in told[0]
    post(client, "hand", file, to=to.pk)
    assert holders(file) == [to]


def test_what_left_the_district_is_told(reviewer: Client, me: User) -> None:
    (file,) = files(1)
    factories.clear(file, me)
    reviewing.recommend(file, opinion="Good.", by=me, at=NOW + timedelta(days=1))
    _, told = post(reviewer, "take", file)
    assert "it is not with the district any more." in told[0]
