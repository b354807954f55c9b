"""Mails of invitations: what they say, to whom, and not too often."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from surveys import inviting, jobs, posting
from surveys.inviting import Way
from surveys.models import Invitation, Job
from surveys.models.jobs import JobState
from tests import factories
from tests.factories import NOW
from tests.surveys.test_inviting import WAY, asked, confirm, invited, read, row

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nobody_waits(settings: Any) -> None:
    settings.JOB_RETRY_AFTER = 0


def send(invitation: Invitation, at: datetime = NOW) -> Job:
    inviting.send_again(invitation, mail=WAY, by=invitation.by, at=at)
    return worked()


def worked() -> Job:
    job = Job.objects.filter(kind="invite").latest("pk")
    jobs.run(job.pk, posting.invite_job)
    job.refresh_from_db()
    return job


def test_the_mail_speaks_both_languages_and_holds_the_link() -> None:
    invitation = invited(contact="Zhao Lei")
    send(invitation)

    (sent,) = mail.outbox
    invitation.refresh_from_db()
    link = posting.address_of(invitation, WAY.site)
    assert (sent.to, invitation.mailed_at) == (["zhao@example.org"], NOW)
    assert sent.subject.endswith("Dengta: an invitation for Yujiang")
    assert sent.body.count(link) == 2
    assert "Zhao Lei" in sent.body
    assert sent.body.count("13800000000") == 0  # nothing but the name


def test_the_mail_of_a_colleague_says_who_invites() -> None:
    invitation = asked()
    send(invitation)
    assert f"{invitation.by.name} invites you" in mail.outbox[0].body


def test_the_address_of_the_site_is_that_of_the_settings(settings: Any) -> None:
    settings.SITE_URL = "https://dengta.gov.example"
    send(asked())
    assert "https://dengta.gov.example/invitations/" in mail.outbox[0].body
    assert "dengta.example" not in mail.outbox[0].body


def test_no_name_reaches_the_heads_of_a_mail() -> None:
    of = factories.enterprise(name="Evil\r\nBcc: all@example.org")
    send(asked(of, name="A\nB"))
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["qian@example.org"]


def test_a_roster_is_mailed_once() -> None:
    rows = [row(factories.credit_code(), email=f"{n}@example.org") for n in range(3)]
    roster = read(*rows, row(factories.credit_code(), email=""))
    confirm(roster, WAY)

    job = worked()
    jobs.run(job.pk, posting.invite_job)

    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "0@example.org",
        "1@example.org",
        "2@example.org",
    ]
    assert job.result == {"sent": 3}


def test_what_is_asked_for_twice_in_short_time_goes_out_once() -> None:
    invitation = asked()
    for minute in (0, 1):
        at = NOW + timedelta(minutes=minute)
        inviting.send_again(invitation, mail=WAY, by=invitation.by, at=at)
    for job in Job.objects.filter(kind="invite"):
        jobs.run(job.pk, posting.invite_job)
    assert len(mail.outbox) == 1


def test_after_an_hour_it_may_go_out_again() -> None:
    invitation = asked()
    send(invitation)
    send(invitation, NOW + HOUR)
    assert len(mail.outbox) == 2
    assert mail.outbox[0].body != mail.outbox[1].body


@pytest.mark.parametrize("fields", [{"revoked_at": NOW}, {"nonce": "other"}])
def test_a_link_that_is_over_is_not_mailed(fields: dict[str, Any]) -> None:
    invitation = asked()
    inviting.send_again(invitation, mail=WAY, by=invitation.by, at=NOW)
    Invitation.objects.update(**fields)
    worked()
    assert mail.outbox == []


class Refusing(EmailBackend):
    """A mail server that knows one address only."""

    def send_messages(self, messages: Any) -> int:
        if messages[0].to != ["1@example.org"]:
            raise OSError("550 no such user")
        return super().send_messages(messages)


def test_what_fails_is_tried_again_and_nothing_sent_twice(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    rows = [row(factories.credit_code(), email=f"{n}@example.org") for n in range(3)]
    confirm(read(*rows), WAY)

    first = worked()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    second = worked()

    assert (first.state, second.state) == (JobState.QUEUED, JobState.DONE)
    assert [sent.to[0] for sent in mail.outbox] == [
        "1@example.org",
        "0@example.org",
        "2@example.org",
    ]
    assert Invitation.objects.filter(mailed_at=NOW).count() == 3


def test_way_is_where_the_platform_stands() -> None:
    assert posting.address_of(asked(), Way("http://a:1/").site).startswith(
        "http://a:1/"
    )
