"""The command by which the first official comes in."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from surveys.management.commands import appoint
from surveys.models import Office, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the person types when asked for a password."""

    def types(password: str) -> None:
        monkeypatch.setattr(appoint, "getpass", lambda _: password)

    return types


def call(**options: str) -> None:
    given = {"email": "wang@example.org", "name": "Wang Fang"} | options
    call_command("appoint", **given)


def test_a_new_person_gets_an_account_and_an_office(typed: Any) -> None:
    typed("a long and calm passphrase")

    call(role="municipal_officer")

    user = User.objects.get(email="wang@example.org")
    assert user.check_password("a long and calm passphrase")
    assert [(o.role, o.region) for o in user.offices.all()] == [
        ("municipal_officer", None)
    ]


def test_a_known_person_keeps_the_account() -> None:
    person = factories.user(email="wang@example.org")
    place = factories.region("500106")

    call(role="district_reviewer", region="500106")

    assert person.offices.get().region == place


@pytest.mark.parametrize(
    "options",
    [
        {"role": "district_reviewer"},
        {"role": "district_reviewer", "region": "999999"},
        {"role": "analyst", "name": ""},
        {"role": "analyst", "region": "500106"},
    ],
)
def test_what_is_missing_is_named(options: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        call(**options)

    assert Office.objects.count() == 0


def test_who_administers_is_nothing_else() -> None:
    person = factories.official("analyst")

    with pytest.raises(CommandError, match="Official"):
        call(email=person.email or "", role="system_admin")

    assert person.offices.get().role == "analyst"


def test_a_weak_password_is_refused_and_nothing_kept(typed: Any) -> None:
    typed("12345")

    with pytest.raises(CommandError):
        call(role="analyst")

    assert User.objects.count() == 0
