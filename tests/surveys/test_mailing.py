"""One mail for many messages, at the right time, at least once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from surveys import jobs, mailing, tasks
from surveys.mailing import Sent, send_due
from surveys.models import Job, MailHabit, Message, User
from surveys.notifying import tell
from tests import factories

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LOCAL = timezone.get_default_timezone()
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=LOCAL)
SITE = "https://dengta.example"


@pytest.fixture
def person() -> User:
    found = factories.user("王芳")
    User.objects.filter(pk=found.pk).update(mail_language="en")
    return found


def message(to: User, at: datetime, kind: str = "scored", **params: Any) -> Message:
    """Something that happened to a unit; "scored" waits for others, "lapsed" does
    not."""
    needs = {"receipt": "2026-000001-1", "ended_at": at.isoformat()} | params
    about, response = str(Message.objects.count()), _response()
    tell(kind, [to], about=about, at=at, response=response, **needs)
    return Message.objects.get(key=f"{kind}:{about}:{to.pk}")


def _response() -> Any:
    enterprise = factories.enterprise(name="Engine Works")
    return factories.response(unit=factories.unit(enterprise, name="Shop 1"))


def habit(person: User, value: str) -> None:
    User.objects.filter(pk=person.pk).update(mail_habit=value)


def sent_at(times: list[datetime]) -> list[int]:
    """How many mails go out at each of these moments."""
    return [send_due(at).mails for at in times]


class TestSoon:
    def test_all_of_a_quarter_of_an_hour_goes_in_one_mail(self, person: User) -> None:
        for minutes in (1, 6, 14):
            message(person, NOON + minutes * MINUTE)

        turns = [NOON + minutes * MINUTE for minutes in (5, 10, 15, 20)]
        assert sent_at(turns) == [0, 0, 1, 0]
        assert mail.outbox[0].subject.startswith("[Dengta] 3 messages: Scored: Shop 1")

    def test_an_urgent_message_goes_at_once_and_takes_others_along(
        self, person: User
    ) -> None:
        message(person, NOON + MINUTE)
        message(person, NOON + 2 * MINUTE, "lapsed")

        assert sent_at([NOON + 5 * MINUTE, NOON + 15 * MINUTE]) == [1, 0]

    def test_is_never_later_than_a_quarter_of_an_hour(self, person: User) -> None:
        for minutes in range(80):
            if minutes % 5 == 0:
                send_due(NOON + minutes * MINUTE)
            if minutes < 60:
                message(person, NOON + minutes * MINUTE)

        late = [m.mailed_at - m.at for m in Message.objects.all() if m.mailed_at]
        assert len(late) == 60
        assert max(late) <= 15 * MINUTE
        assert len(mail.outbox) == 4


class TestDaily:
    def test_waits_for_the_morning_even_if_urgent(self, person: User) -> None:
        habit(person, MailHabit.DAILY)
        message(person, NOON)
        message(person, NOON + HOUR, "lapsed")
        message(person, NOON + 20 * HOUR)  # at eight: the next day's

        turns = [NOON + 2 * HOUR, NOON + 20 * HOUR - MINUTE, NOON + 20 * HOUR]
        assert sent_at([*turns, NOON + 21 * HOUR]) == [0, 0, 1, 0]
        # All that waits goes along: nobody is told of half.
        assert mail.outbox[0].subject.startswith("[Dengta] 3 messages")


class TestNobody:
    @pytest.mark.parametrize(
        "change",
        [
            {"mail_habit": MailHabit.NEVER},
            {"email": None, "phone": "13800000000"},
            {"is_active": False},
        ],
    )
    def test_is_mailed_who_wants_or_can_have_none(
        self, person: User, change: dict[str, Any]
    ) -> None:
        message(person, NOON)
        User.objects.filter(pk=person.pk).update(**change)

        assert sent_at([NOON + DAY]) == [0]
        # Who wants mails again is not flooded with old ones.
        assert Message.objects.get().mailed_at == NOON + DAY

    def test_is_mailed_what_was_read_or_is_old(self, person: User) -> None:
        message(person, NOON)
        Message.objects.update(read_at=NOON)
        message(person, NOON)

        assert sent_at([NOON + mailing.STALE + MINUTE]) == [0]
        assert mail.outbox == []


class TestWords:
    def test_one_message(self, person: User, settings: Any) -> None:
        settings.SITE_URL = SITE
        told = message(person, NOON)
        send_due(NOON + HOUR)

        sent = mail.outbox[0]
        assert (sent.subject, sent.to) == ("[Dengta] Scored: Shop 1", [person.email])
        assert sent.body == (
            "Dear 王芳,\n"
            "\n"
            "■ Scored: Shop 1\n"
            "The answers with the receipt number 2026-000001-1 are scored.\n"
            "See what is reached, what blocks the stage, and why. The district is"
            " next.\n"
            "Engine Works · Shop 1 · First round of 2026\n"
            f"{SITE}/messages/{told.pk}/\n"
            "\n"
            f"How often these mails come you choose here: {SITE}/messages/settings/\n"
            "\n"
            "Answers to this mail are read by nobody.\n"
        )

    def test_without_an_address_of_the_site_it_says_where_to_look(
        self, person: User
    ) -> None:
        message(person, NOON)
        send_due(NOON + HOUR)

        body = mail.outbox[0].body
        assert "sign in to the platform and open “Messages”" in body
        assert "http" not in body

    def test_comes_in_the_language_that_was_chosen(self, person: User) -> None:
        User.objects.update(mail_language="zh-hans")
        message(person, NOON)
        send_due(NOON + HOUR)
        assert mail.outbox[0].body.endswith("\n")
        assert "2026年第一轮" in mail.outbox[0].body

    def test_of_very_many_it_tells_the_number(self, person: User) -> None:
        response = _response()
        for number in range(mailing.IN_FULL + 2):
            tell(
                "scored",
                [person],
                about=f"n{number}",
                at=NOON,
                response=response,
                receipt=str(number),
            )
        send_due(NOON + HOUR)

        body = mail.outbox[0].body
        assert body.count("■") == mailing.IN_FULL
        assert "2 more messages wait on the platform." in body
        assert not Message.objects.filter(mailed_at=None).exists()

    def test_holds_no_reason(self, person: User) -> None:
        message(person, NOON, "declined", reason="A secret of the file.")
        send_due(NOON + HOUR)
        assert "secret" not in mail.outbox[0].body

    @pytest.mark.parametrize(
        "name",
        [
            "Shop\r\nBcc: all@example.org",
            "Shop\nSubject: other",
            "Shop\u2028Bcc: all@example.org",
            "Shop\x07\x1b[31m",
            "Shop \u202egnp.exe",
            "车间" * 300,
        ],
    )
    def test_names_add_no_header_and_no_line(self, person: User, name: str) -> None:
        response = _response()
        response.unit.name = name[:120]
        type(response.unit).objects.filter(pk=response.unit_id).update(name=name[:120])
        User.objects.filter(pk=person.pk).update(name="王\r\nBcc: all@example.org")
        tell("lapsed", [person], at=NOON, response=response, ended_at=NOON.isoformat())
        send_due(NOON + HOUR)

        sent = mail.outbox[0]
        written = sent.message()
        assert set(written.keys()) == {
            *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject"),
            *("From", "To", "Date", "Message-ID", "Auto-Submitted"),
        }
        assert len(sent.subject) <= mailing.SUBJECT_LENGTH + 1
        assert [c for c in sent.body if not (c.isprintable() or c == "\n")] == []
        starts = [line.split(":")[0] for line in sent.body.splitlines()]
        assert {"Bcc", "Subject"} & set(starts) == set()


class TestMessageId:
    def test_is_the_same_for_the_same_messages_only(
        self, person: User, settings: Any
    ) -> None:
        settings.SITE_URL = SITE
        rows = [message(person, NOON), message(person, NOON)]
        ids = [
            mailing.compose(person, some).extra_headers["Message-ID"]
            for some in (rows, rows, rows[:1])
        ]
        assert ids[0] == ids[1] != ids[2]
        assert ids[0].endswith("@dengta.example>")


class Server(EmailBackend):
    """A server that fails as it is told."""

    fails: Callable[[Any], None] = staticmethod(lambda _: None)

    def send_messages(self, messages: Any) -> int:
        for sent in messages:
            type(self).fails(sent)
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    # The backend of tests in the place of the one that Django's runner sets.
    monkeypatch.setattr(mail, "get_connection", Server, raising=True)
    monkeypatch.setattr(mailing, "get_connection", Server)
    monkeypatch.setattr(Server, "fails", staticmethod(lambda _: None))
    return Server


class TestFailures:
    def test_a_server_that_is_down_is_tried_at_the_next_turn(
        self, person: User, server: type[Server], caplog: Any
    ) -> None:
        message(person, NOON)
        message(factories.user(), NOON)

        def down(_: Any) -> None:
            raise SMTPServerDisconnected("gone")

        server.fails = staticmethod(down)
        with caplog.at_level(logging.ERROR):
            assert send_due(NOON + HOUR) == Sent(0, 0)
        assert "gone" in caplog.text
        server.fails = staticmethod(lambda _: None)

        assert send_due(NOON + HOUR + 5 * MINUTE) == Sent(2, 0)

    def test_a_refused_address_holds_up_nobody_and_is_tried_later(
        self, person: User, server: type[Server]
    ) -> None:
        message(person, NOON)
        message(factories.user(), NOON + MINUTE)

        def refused(sent: Any) -> None:
            if sent.to == [person.email]:
                raise SMTPRecipientsRefused({person.email: (550, b"unknown")})

        server.fails = staticmethod(refused)
        assert send_due(NOON + HOUR) == Sent(1, 1)
        assert send_due(NOON + HOUR + 5 * MINUTE) == Sent(0, 0)
        assert Message.objects.filter(mailed_at=None).get().user == person

    def test_one_turn_sends_only_so_many(
        self, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mailing, "MOST", 1)
        other = factories.user()
        message(other, NOON + MINUTE)
        message(person, NOON)

        assert sent_at([NOON + HOUR, NOON + HOUR, NOON + HOUR]) == [1, 1, 0]
        assert [m.to for m in mail.outbox] == [[person.email], [other.email]]


class TestJob:
    def job(self) -> Job:
        args = {"at": (NOON + HOUR).isoformat()}
        return jobs.start("mail", f"mail@{Job.objects.count()}", args=args)

    def test_sends_what_is_due_and_is_done_once(self, person: User) -> None:
        message(person, NOON)
        job = self.job()
        tasks.mail(job.pk)
        tasks.mail(job.pk)

        job.refresh_from_db()
        assert job.result == {"mails": 1, "refused": 0}
        assert len(mail.outbox) == 1

    def test_leaves_it_to_another_that_is_at_it(self, person: User) -> None:
        message(person, NOON)
        first, second = self.job(), self.job()
        jobs.claim(first.pk)
        tasks.mail(second.pk)

        second.refresh_from_db()
        assert (second.result, mail.outbox) == ({"skipped": 1}, [])
