"""The members of an enterprise: the list, inviting, roles, leaving."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from surveys import enrolling, inviting, posting
from surveys.models import Enterprise, Invitation, Job, Membership, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise() -> Enterprise:
    return factories.enterprise(name="Yujiang")


@pytest.fixture
def administrator(enterprise: Enterprise) -> User:
    return factories.member(enterprise, "administrator")


@pytest.fixture
def mine(client: Client, administrator: User) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(administrator)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def joined(of: Enterprise, role: str = "respondent") -> Membership:
    return factories.member(of, role).memberships.get()


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def invite(client: Client, enterprise: Enterprise, **fields: Any) -> Any:
    data = {"name": "Qian", "email": "qian@example.org", "role": "respondent"} | fields
    return client.post(url("member_invite", enterprise.pk), data)


def test_a_colleague_is_invited_by_mail(mine: Client, enterprise: Enterprise) -> None:
    answer = invite(mine, enterprise)
    made = Invitation.objects.get()
    job = Job.objects.get(kind="invite")
    assert (made.enterprise, made.role, made.email) == (
        enterprise,
        "respondent",
        "qian@example.org",
    )
    assert (job.args["invitation"], job.args["site"]) == (
        made.pk,
        "http://testserver/",
    )
    assert said(answer) == ["The invitation for Qian is on its way."]


def test_without_an_email_there_is_a_link(mine: Client, enterprise: Enterprise) -> None:
    answer = invite(mine, enterprise, email="", phone="139 0000 0000")
    page = mine.get(url("members", enterprise.pk))
    made = Invitation.objects.get()
    assert Job.objects.filter(kind="invite").count() == 0
    assert said(answer)[0].startswith("Qian is invited. Hand over the link")
    assert posting.address_of(made, "http://testserver") in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"email": ""}, "email"),
        ({"email": "qian"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"role": "owner"}, "role"),
    ],
)
def test_what_is_wrong_is_named(
    mine: Client, enterprise: Enterprise, fields: dict[str, str], wrong: str
) -> None:
    page = invite(mine, enterprise, **fields)
    assert list(page.context["form"].errors) == [wrong]
    assert Invitation.objects.count() == 0


def test_who_is_invited_already_is_named(mine: Client, enterprise: Enterprise) -> None:
    invite(mine, enterprise)
    page = invite(mine, enterprise)
    assert page.context["form"].non_field_errors() == [
        "Qian is invited already. Send that invitation once more, instead."
    ]


def test_an_office_invites_administrators_only(
    client: Client, enterprise: Enterprise
) -> None:
    client.force_login(factories.official(factor=True))
    refused = invite(client, enterprise)
    invite(client, enterprise, role="administrator")
    assert list(refused.context["form"].errors) == ["role"]
    assert Invitation.objects.get().role == "administrator"


def test_the_office_of_a_forsaken_enterprise_sees_that(
    client: Client, enterprise: Enterprise
) -> None:
    client.cookies["dengta-language"] = "en"
    client.force_login(factories.official(factor=True))
    page = client.get(url("members", enterprise.pk)).content.decode()
    assert "Nobody works for this enterprise here" in page
    assert "Invite an administrator" in page


def test_a_role_is_changed(mine: Client, enterprise: Enterprise) -> None:
    row = joined(enterprise)
    wrong = mine.post(url("member_role", row.pk), {"role": "owner"})
    mine.post(url("member_role", row.pk), {"role": "viewer"})
    assert said(wrong) == ["Choose one of the roles."]
    assert row.user.memberships.get(valid_to=None).role == "viewer"


def test_the_only_administrator_is_told(
    mine: Client, enterprise: Enterprise, administrator: User
) -> None:
    row = administrator.memberships.get()
    answer = mine.post(url("member_role", row.pk), {"role": "viewer"})
    assert said(answer)[0].startswith("Member is the only administrator.")


def test_others_read_the_list_only(client: Client, enterprise: Enterprise) -> None:
    joined(enterprise, "administrator")
    client.force_login(factories.member(enterprise, "viewer"))
    page = client.get(url("members", enterprise.pk))
    assert page.context["manages"] is False
    assert "<select" not in page.content.decode()
    assert client.get(url("member_invite", enterprise.pk)).status_code == 404


def test_leaving_hands_over_in_one_step(
    mine: Client, enterprise: Enterprise, administrator: User
) -> None:
    heir, own = joined(enterprise), administrator.memberships.get()
    where = url("member_end", own.pk)

    page = mine.get(where)
    refused = mine.post(where)
    done = mine.post(where, {"successor": heir.pk})

    assert (page.context["last"], page.context["own"]) == (True, True)
    assert said(refused)[0].startswith("Member is the only administrator and cannot")
    assert done.headers["Location"] == "/"
    assert heir.user.memberships.get(valid_to=None).role == "administrator"
    # The next request finds the door closed; the session has not ended.
    assert mine.get(url("members", enterprise.pk)).status_code == 404


@pytest.mark.parametrize("chosen", ["999999", "x", "٣"])
def test_a_successor_who_is_nobody_is_nobody(
    mine: Client, enterprise: Enterprise, chosen: str
) -> None:
    row = joined(enterprise)
    mine.post(url("member_end", row.pk), {"successor": chosen})
    row.refresh_from_db()
    assert row.valid_to is not None


def test_a_respondent_leaves_and_removes_nobody(
    client: Client, enterprise: Enterprise
) -> None:
    other, own = joined(enterprise, "administrator"), joined(enterprise)
    client.force_login(own.user)
    assert client.get(url("member_end", other.pk)).status_code == 404
    assert client.post(url("member_end", own.pk)).status_code == 302
    assert client.get(url("members", enterprise.pk)).status_code == 404


@pytest.mark.parametrize("how", ["", "link"])
def test_an_invitation_is_sent_again_and_taken_back(
    mine: Client, enterprise: Enterprise, administrator: User, how: str
) -> None:
    contact = enrolling.Contact("Qian", email="qian@example.org")
    made = inviting.invite(
        enterprise, "viewer", contact, by=administrator, at=NOW, mail=None
    )
    sent = mine.post(url("invitation_send", made.pk), {"how": how})
    back = mine.post(url("invitation_revoke", made.pk))
    again = mine.post(url("invitation_send", made.pk), {"how": how})

    assert Job.objects.filter(kind="invite").count() == (0 if how else 1)
    assert sent.headers["Location"] == url("members", enterprise.pk)
    assert said(back)[-1].startswith("The invitation is taken back.")
    assert said(again)[-1].startswith("This invitation has been taken back.")


def test_the_list_takes_the_same_queries_for_more(
    mine: Client, enterprise: Enterprise, django_assert_num_queries: Any
) -> None:
    by = enterprise.memberships.get().user
    mine.get(url("members", enterprise.pk))

    def add(number: int) -> None:
        joined(enterprise)
        contact = enrolling.Contact("Qian", email=f"qian{number}@example.org")
        inviting.invite(enterprise, "viewer", contact, by=by, at=NOW, mail=None)

    add(1)
    with django_assert_num_queries(8) as one:
        mine.get(url("members", enterprise.pk))
    add(2)
    add(3)
    with django_assert_num_queries(len(one)):
        mine.get(url("members", enterprise.pk))
