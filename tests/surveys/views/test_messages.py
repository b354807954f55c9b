"""The list of messages, the bell, where messages lead, and how mails come."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from surveys.models import Message, Response, User
from surveys.notifying import tell
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

PATH = "/messages/"
DAY = timedelta(days=1)
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def response() -> Response:
    unit = factories.unit(factories.enterprise(name="Engine Works"), name="Shop 1")
    return factories.handed_in(unit=unit)


@pytest.fixture
def person(response: Response) -> User:
    """Somebody of the enterprise who was told of nothing yet."""
    return factories.member(response.unit.enterprise)


@pytest.fixture
def client(person: User) -> Client:
    client = Client(**ENGLISH)
    client.force_login(person)
    return client


def message(to: User, response: Response, days: int = 0, **params: Any) -> Message:
    at, kind = NOW + days * DAY, params.pop("kind", "scored")
    about = str(Message.objects.count())
    needs = {"receipt": "2026-000001-1"} | params
    tell(kind, [to], about=about, at=at, response=response, **needs)
    return Message.objects.latest("pk")


def seen(client: Client) -> list[tuple[bool, str, int]]:
    """The days of the list: whether unread, the day, and how many messages."""
    days = client.get(PATH).context["days"]
    return [(d.unread, d.day.isoformat(), len(d.lines)) for d in days]


class TestList:
    def test_unread_ones_stand_first_and_by_day(
        self, client: Client, person: User, response: Response
    ) -> None:
        for days in (0, 0, 2):
            message(person, response, days)
        read = message(person, response, 3)
        client.post(f"{PATH}{read.pk}/read/")

        assert seen(client) == [
            (True, "2026-01-17", 1),
            (True, "2026-01-15", 2),
            (False, "2026-01-18", 1),
        ]

    def test_says_what_happened_why_and_what_to_do(
        self, client: Client, person: User, response: Response
    ) -> None:
        reason = "Not <b>seen</b> on site."
        told = message(person, response, kind="declined", reason=reason)
        page = client.get(PATH).content.decode()

        for text in (
            "Not recognised: Shop 1",
            "Shop 1 is not recognised in this round.",
            "Not &lt;b&gt;seen&lt;/b&gt; on site.",
            "Engine Works · Shop 1 · First round of 2026",
            f'href="{PATH}{told.pk}/"',
        ):
            assert text in page

    def test_of_others_nothing_is_shown(
        self, client: Client, response: Response
    ) -> None:
        message(factories.user(), response)
        page = client.get(PATH)
        assert page.context["days"] == []
        assert "No messages yet" in page.content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, client: Client, person: User, count: int, django_assert_num_queries: Any
    ) -> None:
        target = factories.open_round()
        for _ in range(count):
            message(person, factories.response(round=target))
        client.get(PATH)
        # Session, user, memberships, offices, the count of the bell, and the page.
        with django_assert_num_queries(7):
            client.get(PATH)

    def test_long_lists_have_pages(
        self, client: Client, person: User, response: Response
    ) -> None:
        for _ in range(31):
            message(person, response)
        second = client.get(PATH, {"page": 2})
        assert sum(len(day.lines) for day in second.context["days"]) == 1


class TestReading:
    def test_a_message_leads_to_its_place_and_is_read_then(
        self, client: Client, person: User, response: Response
    ) -> None:
        told = message(person, response)
        place = f"/results/{response.pk}/"

        client.head(f"{PATH}{told.pk}/")
        assert Message.objects.get(pk=told.pk).read_at is None
        assert client.get(f"{PATH}{told.pk}/").headers["Location"] == place
        assert Message.objects.get(pk=told.pk).read_at is not None

    def test_one_is_marked_on_its_page(
        self, client: Client, person: User, response: Response
    ) -> None:
        one, other = (message(person, response) for _ in "12")
        answer = client.post(f"{PATH}{one.pk}/read/", {"page": 3})

        assert answer.headers["Location"] == f"{PATH}?page=3"
        assert list(person.messages.unread()) == [other]  # type: ignore[attr-defined]

    def test_all_are_marked_that_the_page_knew(
        self, client: Client, person: User, response: Response
    ) -> None:
        for _ in "12":
            message(person, response)
        last = client.get(PATH).context["last"]
        later = message(person, response)
        page = client.post(f"{PATH}read/", {"last": last}, follow=True)

        assert "2 messages are marked as read." in page.content.decode()
        assert list(Message.objects.unread().filter(user=person)) == [later]

    @pytest.mark.parametrize("last", ["", "x", "-1", "9" * 30, "1.5"])
    def test_a_strange_number_marks_nothing(
        self, client: Client, person: User, response: Response, last: str
    ) -> None:
        message(person, response)
        assert client.post(f"{PATH}read/", {"last": last}).status_code == 302
        assert Message.objects.unread().filter(user=person).count() == 1


class TestBell:
    @pytest.mark.parametrize(
        ("count", "words", "shown"),
        [
            (0, "Messages", ""),
            (1, "1 unread message", ">1<"),
            (2, "2 unread messages", ">2<"),
            (120, "100 unread messages", ">99+<"),
        ],
    )
    def test_tells_how_many_wait(
        self,
        client: Client,
        person: User,
        response: Response,
        count: int,
        words: str,
        shown: str,
    ) -> None:
        for number in range(count):
            tell(
                "scored",
                [person],
                about=str(number),
                at=NOW,
                response=response,
                receipt="1",
            )
        page = " ".join(client.get("/desk/").content.decode().split())

        assert f'<span class="visually-hidden"> {words} </span>' in page
        assert ("bell-count" in page, shown in page) == (bool(count), True)

    def test_is_not_there_before_signing_in(self) -> None:
        assert 'class="bell"' not in Client().get("/").content.decode()


class TestSettings:
    def test_are_chosen_and_kept(self, client: Client, person: User) -> None:
        chosen = {"mail_habit": "daily", "mail_language": "en"}
        page = client.post(f"{PATH}settings/", chosen, follow=True)

        assert "Saved: so your mails come from now on." in page.content.decode()
        person.refresh_from_db()
        assert (person.mail_habit, person.mail_language) == ("daily", "en")

    @pytest.mark.parametrize("habit", ["", "hourly"])
    def test_what_is_not_offered_is_refused_with_words(
        self, client: Client, person: User, habit: str
    ) -> None:
        chosen = {"mail_habit": habit, "mail_language": "en"}
        page = client.post(f"{PATH}settings/", chosen)

        assert set(page.context["form"].errors) == {"mail_habit"}
        person.refresh_from_db()
        assert person.mail_language == "zh-hans"

    def test_without_an_address_it_says_so(self, client: Client, person: User) -> None:
        User.objects.filter(pk=person.pk).update(email=None, phone="13800000000")
        page = client.get(f"{PATH}settings/").content.decode()
        assert "None is known, so no mails are sent." in page
