"""What people do with their messages."""

from datetime import timedelta

import pytest

from surveys import receiving
from surveys.models import AuditRow, Message, User
from surveys.notifying import tell
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def message(to: User, minutes: int = 0) -> Message:
    about, at = str(Message.objects.count()), NOW + minutes * MINUTE
    tell("registration_confirmed", [to], about=about, at=at, enterprise="Works")
    return Message.objects.latest("pk")


def test_unread_ones_come_first_then_the_newest() -> None:
    person = factories.user()
    old, middle, new, newest = (message(person, n) for n in range(4))
    message(factories.user())
    receiving.read(newest, at=NOW)
    receiving.read(old, at=NOW + MINUTE)

    assert list(receiving.of(person)) == [new, middle, newest, old]


def test_the_first_reading_counts() -> None:
    told = message(factories.user())
    receiving.read(told, at=NOW)
    receiving.read(told, at=NOW + MINUTE)

    told.refresh_from_db()
    assert told.read_at == NOW


def test_reading_all_leaves_what_came_later_and_what_is_of_others() -> None:
    person = factories.user()
    message(person)
    other, last, later = message(factories.user()), message(person), message(person)

    assert receiving.read_all(person, last=last.pk, at=NOW) == 2
    assert set(Message.objects.unread()) == {other, later}


def test_choosing_mails_is_kept_and_audited() -> None:
    person = factories.user()

    receiving.choose_mails(person, mail_habit="daily", mail_language="en", at=NOW)

    person.refresh_from_db()
    assert (person.mail_habit, person.mail_language) == ("daily", "en")
    row = AuditRow.objects.get(action="choose_mails")
    assert (row.by, row.before, row.after) == (
        person,
        {"mail_habit": "soon", "mail_language": "zh-hans"},
        {"mail_habit": "daily", "mail_language": "en"},
    )
