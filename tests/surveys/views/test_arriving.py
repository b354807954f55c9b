"""Pages for whoever is not in yet: a link opened, an enterprise that registers."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys import inviting, posting
from surveys.models import Enterprise, Invitation, Membership, Registration, User
from tests import factories
from tests.surveys.test_inviting import asked, invited

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase"
PERSON = {"person_name": "Zhao Lei", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def browser(client: Client) -> Client:
    client.cookies["dengta-language"] = "en"
    return client


def path(invitation: Invitation) -> str:
    later = timezone.now() + timedelta(days=1)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=later)
    return f"/invitations/{posting.token_of(invitation)}/"


def profile(**fields: Any) -> dict[str, Any]:
    factories.size_bands()
    return {
        "name": "Yujiang Parts",
        "industry": factories.industry().pk,
        "process_type": "discrete",
        "primary_cluster": factories.cluster().pk,
        "employees": "400",
        "revenue": "5000",
    } | fields


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


class TestInvitation:
    def test_a_newcomer_of_an_enterprise_is_in_and_signed_in(
        self, browser: Client
    ) -> None:
        where = path(invited())

        shown = browser.get(where)
        done = browser.post(where, PERSON | profile())

        assert (shown.status_code, "no-store" in shown.headers["Cache-Control"]) == (
            200,
            True,
        )
        assert shown.context["profile"]["name"].value() == "Yujiang"
        assert done.headers["Location"] == "/desk/"
        held = Membership.objects.get(user__email="zhao@example.org")
        assert (held.role, held.enterprise.name) == ("administrator", "Yujiang Parts")
        assert browser.session["_auth_user_id"] == str(held.user_id)
        assert browser.get("/desk/").status_code == 200
        # Opened once more by the same person, it leads on.
        assert browser.get(where).headers["Location"] == "/desk/"

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"person_name": ""}, {"person_name"}),
            ({"password": "short", "again": "short"}, {"password"}),
            ({"password": "1234567890123", "again": "1234567890123"}, {"password"}),
            (
                {"password": "zhao@example.org", "again": "zhao@example.org"},
                {"password"},
            ),
            ({"again": "another pass phrase"}, {"again"}),
        ],
    )
    def test_a_wrong_account_is_named_and_nothing_lost(
        self, browser: Client, fields: dict[str, str], wrong: set[str]
    ) -> None:
        page = browser.post(path(invited()), PERSON | profile() | fields)
        assert set(page.context["person"].errors) == wrong
        assert page.context["profile"]["name"].value() == "Yujiang Parts"
        assert Enterprise.objects.count() == 0
        assert User.objects.filter(email="zhao@example.org").count() == 0

    def test_faults_of_both_forms_are_shown_together(self, browser: Client) -> None:
        data = PERSON | {"again": ""} | profile(employees="-1")
        page = browser.post(path(invited()), data)
        assert set(page.context["person"].errors) == {"again"}
        assert set(page.context["profile"].errors) == {"employees"}

    def test_who_has_an_account_signs_in_first(self, browser: Client) -> None:
        person = factories.user("Qian", email="qian@example.org")
        where = path(asked())

        page = browser.get(where)
        nothing = browser.post(where, PERSON)
        browser.force_login(person)
        done = browser.post(where)

        assert page.context["sign_in"].startswith("/account/login/?next=%2Finvitations")
        assert nothing.status_code == 200
        assert done.headers["Location"] == "/desk/"
        assert Membership.objects.get(user=person).role == "respondent"

    def test_who_belongs_already_is_told_why(self, browser: Client) -> None:
        invitation = asked()
        browser.force_login(invitation.by)
        page = browser.post(path(invitation))
        assert "You belong to this enterprise already." in words(page)
        assert Invitation.objects.get().accepted_at is None

    @pytest.mark.parametrize(
        ("fields", "status", "said"),
        [
            ({"revoked_at": timezone.now()}, 410, "was taken back"),
            ({"nonce": "other"}, 410, "A newer link"),
            ({"expires_at": timezone.now()}, 410, "send it once more"),
        ],
    )
    def test_a_link_that_is_over_says_what_to_do(
        self, browser: Client, fields: dict[str, Any], status: int, said: str
    ) -> None:
        where = path(asked())
        Invitation.objects.update(**fields)
        for page in (browser.get(where), browser.post(where, PERSON)):
            assert (page.status_code, said in words(page)) == (status, True)

    def test_a_used_link_and_one_of_nobody(self, browser: Client) -> None:
        where = path(asked())
        browser.post(where, PERSON)
        stranger = Client()
        stranger.cookies["dengta-language"] = "en"
        assert stranger.get(where).status_code == 410
        assert stranger.get("/invitations/made.up/").status_code == 404


class TestRegister:
    def data(self, **fields: Any) -> dict[str, Any]:
        given = {"uscc": factories.credit_code(), "region": factories.region().pk}
        return profile() | PERSON | given | {"email": "zhao@example.org"} | fields

    def test_it_waits_on_the_desk_for_its_district(self, browser: Client) -> None:
        done = browser.post("/register/", self.data())

        made = Registration.objects.get()
        assert (done.headers["Location"], made.state) == ("/desk/", "applied")
        assert "The office of District 500105 compares it" in words(
            browser.get("/desk/")
        )
        # Signed in again, the start page leads there.
        assert browser.get("/").headers["Location"] == "/desk/"

    def test_who_is_signed_in_registers_another(self, browser: Client) -> None:
        person = factories.member(factories.enterprise())
        browser.force_login(person)
        data = self.data()
        for name in (*PERSON, "email"):
            del data[name]

        browser.post("/register/", data)

        assert Registration.objects.get().applicant == person

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"uscc": "123"}, {"uscc"}),
            ({"region": ""}, {"region"}),
            ({"region": "9" * 40}, {"region"}),
            ({"email": ""}, {"email"}),
            ({"email": "taken@example.org"}, {"email"}),
            ({"phone": "call me"}, {"phone"}),
            ({"industry": ""}, {"industry"}),
        ],
    )
    def test_what_is_wrong_is_named(
        self, browser: Client, fields: dict[str, str], wrong: set[str]
    ) -> None:
        factories.user(email="taken@example.org")
        page = browser.post("/register/", self.data(**fields))
        forms = (page.context["person"], page.context["profile"])
        assert {name for form in forms for name in form.errors} == wrong
        assert page.context["profile"]["name"].value() == "Yujiang Parts"
        assert Registration.objects.count() == 0

    def test_a_known_code_says_whom_to_ask(self, browser: Client) -> None:
        here = factories.enterprise().uscc
        invitation = invited()
        assert invitation.registration
        said = {
            here: "is on the platform already. Ask its administrator",
            invitation.registration.uscc: "has invited this enterprise",
        }
        for code, text in said.items():
            part = browser.get("/register/code/", {"uscc": code})
            page = browser.post("/register/", self.data(uscc=code))
            assert text in words(part)
            assert text in words(page)
        for code in ("", "12", factories.credit_code()):
            part = browser.get("/register/code/", {"uscc": code})
            assert "notice" not in words(part)

    def test_a_place_of_another_time_cannot_be_chosen(self, browser: Client) -> None:
        today = timezone.localdate()
        gone = factories.region("500112", valid_to=today)
        page = browser.post("/register/", self.data(region=gone.pk))
        assert set(page.context["profile"].errors) == {"region"}

    def test_many_from_one_address_are_braked(self, browser: Client) -> None:
        made = []
        for number in range(11):
            browser.logout()
            email = f"person-{number}@example.net"
            made.append(browser.post("/register/", self.data(email=email)).status_code)
        assert made == [302] * 10 + [429]
        assert Registration.objects.count() == 10

    def test_nobody_asks_for_many_accounts(self, browser: Client) -> None:
        person = factories.user()
        data = self.data(email=person.email, uscc="")
        codes = [browser.post("/register/", data).status_code for _ in range(11)]
        assert codes == [200] * 10 + [429]


def test_a_former_member_of_nothing_registers_once_more(browser: Client) -> None:
    person = factories.user()
    made = inviting.apply(
        factories.credit_code(), factories.profile(), person, at=timezone.now()
    )
    official = factories.official()
    inviting.decline_application(made, reason="Wrong.", by=official, at=timezone.now())
    browser.force_login(person)
    assert "Register once more" in words(browser.get("/desk/"))
