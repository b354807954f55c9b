"""Who comes in at the same moment: one is let in, nothing is there twice."""

from functools import partial

import pytest

from surveys import inviting, posting
from surveys.inviting import Newcomer
from surveys.models import Enterprise, Invitation, Membership, Registration, User
from tests import factories
from tests.crowd import at_once, kinds
from tests.factories import NOW
from tests.surveys.test_inviting import PERSON, asked, confirm, invited, read, row

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_link_lets_one_person_in() -> None:
    token = posting.token_of(asked())
    people = [Newcomer("A", "a long pass phrase", f"{n}@example.org") for n in range(4)]

    results = at_once(
        *(partial(inviting.accept, token, person, None, at=NOW) for person in people)
    )

    assert kinds(results) == ["Membership"] + ["Unusable"] * 3
    assert Membership.objects.filter(role="respondent").count() == 1
    assert User.objects.filter(name="A").count() == 1


def test_a_double_click_brings_one_enterprise() -> None:
    token = posting.token_of(invited())
    profile = factories.profile()

    results = at_once(
        *(partial(inviting.accept, token, PERSON, profile, at=NOW) for _ in "123")
    )

    assert kinds(results) == ["Membership", "Unusable", "Unusable"]
    assert (Enterprise.objects.count(), Membership.objects.count()) == (1, 1)


def test_one_code_in_two_rosters_is_invited_once() -> None:
    codes = [factories.credit_code() for _ in range(5)]
    rosters = [read(*(row(code) for code in codes)) for _ in "123"]

    results = at_once(*(partial(confirm, roster) for roster in rosters))

    assert sum(taken.created for taken in results) == 5
    assert (Registration.objects.count(), Invitation.objects.count()) == (5, 5)


def test_one_code_applied_for_at_once_waits_once() -> None:
    code, profile = factories.credit_code(), factories.profile()
    people = [factories.user() for _ in "123"]

    results = at_once(
        *(partial(inviting.apply, code, profile, who, at=NOW) for who in people)
    )

    assert kinds(results) == ["Refused", "Refused", "Registration"]
