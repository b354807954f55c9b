"""Accounts of officials: links to a password, suspended, the second factor removed."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from surveys import appointing, jobs, posting
from surveys.appointing import KeyUnusable
from surveys.enrolling import Contact, Refused
from surveys.models import AccountLink, AuditRow, Job, User
from tests import factories
from tests.crowd import at_once, kinds
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SITE = "https://dengta.example/"
BY_MAIL = Contact("Zheng", email="Zheng@example.org")
BY_HAND = Contact("Zheng", phone="137 0000 0000")
PASSWORD = "a long and calm passphrase"
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@pytest.fixture
def system() -> User:
    return factories.official("system_admin")


def add(by: User, contact: Contact = BY_MAIL) -> AccountLink:
    return appointing.add_official(contact, site=SITE, by=by, at=NOW)


def token(link: AccountLink) -> str:
    return posting.account_address(link, "").strip("/").rpartition("/")[2]


def actions(person: User) -> list[str]:
    rows = AuditRow.objects.filter(kind="user", object_id=str(person.pk))
    return list(rows.values_list("action", flat=True))


def test_a_new_official_gets_a_link_by_mail(system: User) -> None:
    link = add(system)
    job = Job.objects.get(kind="invite")

    jobs.run(job.pk, posting.invite_job)

    (letter,) = mail.outbox
    assert letter.to == ["zheng@example.org"]
    assert posting.account_address(link, SITE) in letter.body
    link.refresh_from_db()
    assert (link.mailed_at, link.user.has_usable_password()) == (NOW, False)
    assert actions(link.user) == ["add_person", "send_account_link"]


def test_without_an_email_nothing_is_mailed(system: User) -> None:
    add(system, BY_HAND)
    assert Job.objects.filter(kind="invite").count() == 0


def test_who_is_known_is_not_added_again(system: User) -> None:
    add(system)
    with pytest.raises(Refused):
        add(system)
    assert User.objects.filter(email="zheng@example.org").count() == 1


def test_a_link_works_once(system: User) -> None:
    link = add(system)

    person = appointing.choose_password(token(link), PASSWORD, at=NOW + HOUR)

    assert person.check_password(PASSWORD)
    assert actions(person)[-1] == "choose_password"
    with pytest.raises(KeyUnusable):
        appointing.choose_password(token(link), PASSWORD, at=NOW + HOUR)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_link_at_once_one_is_let_in() -> None:
    key = token(add(factories.official("system_admin")))
    act = partial(appointing.choose_password, key, at=NOW)
    done = at_once(partial(act, PASSWORD), partial(act, PASSWORD + "!"))
    assert kinds(done) == ["KeyUnusable", "User"]


def replaced(link: AccountLink, system: User) -> None:
    appointing.send_link(link.user, site=SITE, by=system, at=NOW + 2 * HOUR)


def suspended(link: AccountLink, system: User) -> None:
    appointing.suspend(link.user, reason="Left.", by=system, at=NOW)


def run_out(link: AccountLink, _system: User) -> None:
    AccountLink.objects.filter(pk=link.pk).update(expires_at=NOW + HOUR)


@pytest.mark.parametrize("happens", [replaced, suspended, run_out])
def test_a_link_that_is_gone_leads_nowhere(system: User, happens: Any) -> None:
    link = add(system)
    happens(link, system)
    for key in (token(link), "made.up"):
        with pytest.raises(KeyUnusable):
            appointing.find_link(key, NOW + 3 * HOUR)


def test_links_are_not_sent_one_after_another(system: User) -> None:
    link = add(system)
    with pytest.raises(Refused):
        appointing.send_link(link.user, site=SITE, by=system, at=NOW + HOUR / 2)
    appointing.send_link(link.user, site=SITE, by=system, at=NOW + HOUR)
    assert link.user.links.filter(revoked_at=None).count() == 1


def test_a_suspended_account_is_out_at_once_and_let_in_again(
    system: User, client: Any
) -> None:
    person = factories.official("analyst", factor=True)
    client.force_login(person)
    assert client.get("/reports/").status_code == 200

    appointing.suspend(person, reason="Under inquiry.", by=system, at=NOW)
    assert client.get("/reports/").status_code == 302
    with pytest.raises(Refused):
        appointing.suspend(person, reason="Once more.", by=system, at=NOW)
    with pytest.raises(Refused):
        appointing.send_link(person, site=SITE, by=system, at=NOW)

    appointing.restore(person, reason="Closed.", by=system, at=NOW)
    assert client.get("/reports/").status_code == 200
    row = AuditRow.objects.get(action="suspend_account")
    assert (row.reason, row.before, row.after) == (
        "Under inquiry.",
        {"active": True},
        {"active": False},
    )


def test_a_second_factor_is_removed_and_the_person_told(
    system: User, client: Any
) -> None:
    person = factories.official("analyst", factor=True)
    client.force_login(person)

    appointing.reset_factor(person, reason="Seen the card.", by=system, at=NOW)

    assert Authenticator.objects.filter(user=person).count() == 0
    assert client.get("/reports/").url == "/account/second-factor/totp/activate/"
    assert person.messages.get().kind == "factor_reset"
    with pytest.raises(Refused):
        appointing.reset_factor(person, reason="Again.", by=system, at=NOW)


@pytest.mark.parametrize("act", ["suspend", "restore", "reset_factor"])
def test_nobody_does_it_to_themselves_or_without_a_reason(
    system: User, act: str
) -> None:
    verb, other = getattr(appointing, act), factories.official("analyst", factor=True)
    with pytest.raises(Refused):
        verb(system, reason="Mine.", by=system, at=NOW)
    with pytest.raises(Refused):
        verb(other, reason=" ", by=system, at=NOW)
    with pytest.raises(Refused):
        appointing.send_link(system, site=SITE, by=system, at=NOW)


def test_one_administrator_alone_does_not_take_over_an_account(system: User) -> None:
    """Without an e-mail the link passes through their hands."""
    link, other = add(system, BY_HAND), factories.official("system_admin")
    Authenticator.objects.create(user=link.user, type="totp", data={})
    words = {"reason": "Lost the phone.", "at": NOW + WEEK - HOUR}

    with pytest.raises(Refused):
        appointing.reset_factor(link.user, by=system, **words)
    appointing.reset_factor(link.user, by=other, **words)

    later = NOW + WEEK
    with pytest.raises(Refused):
        appointing.send_link(link.user, site=SITE, by=other, at=later)
    appointing.send_link(link.user, site=SITE, by=system, at=later)


def test_with_an_email_the_link_goes_to_the_person_alone(system: User) -> None:
    link = add(system)
    Authenticator.objects.create(user=link.user, type="totp", data={})
    appointing.reset_factor(link.user, reason="Lost.", by=system, at=NOW)
