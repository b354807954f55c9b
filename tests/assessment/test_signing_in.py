"""Who comes in, by which name, how often one may be wrong, and the second factor."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core.cache import cache
from django.db.models import F
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from assessment.signing_in import Adapter, IdentifierBackend
from surveys.models import AuditRow, Enterprise, MembershipRole, User
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse 9 staple"
LOGIN = "/account/login/"
CODE = "/account/second-factor/authenticate/"
SET_UP = "/account/second-factor/totp/activate/"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"login": name, "password": password}, **more)


def signed_in(client: Client) -> str | None:
    """The id of whose session this is."""
    return client.session.get("_auth_user_id")


def said(answer: HttpResponse) -> list[str]:
    """What the form says went wrong."""
    return [str(error) for error in answer.context["form"].non_field_errors()]


def give_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save()
    return person


def person(**fields: Any) -> User:
    return factories.user(
        **{"email": "wang@example.org", "password": PASSWORD} | fields
    )


def administrator_of(enterprise: Enterprise) -> User:
    role = MembershipRole.ADMINISTRATOR
    return give_password(factories.member(enterprise, role))


class TestIdentifiers:
    @pytest.mark.parametrize(
        "name",
        [
            "wang@example.org",
            " Wang@Example.ORG ",
            "13800138000",
            "138 0013 8000",
        ],
    )
    def test_address_and_number(self, client: Client, name: str) -> None:
        found = person(phone="13800138000")

        assert sign_in(client, name).status_code == 302
        assert signed_in(client) == str(found.pk)

    def test_a_number_may_be_entered_with_blanks(self, client: Client) -> None:
        found = person(phone="138 0013 8000")
        sign_in(client, "13800138000")
        assert signed_in(client) == str(found.pk)

    @pytest.mark.parametrize("spelt", ["{}", " {} ", "91500000-{}"])
    def test_credit_code_of_the_administrator(self, client: Client, spelt: str) -> None:
        enterprise = factories.enterprise()
        administrator = administrator_of(enterprise)
        code = spelt.format(enterprise.uscc)
        if "-" in spelt:
            code = f"{enterprise.uscc[:8]}-{enterprise.uscc[8:]}".lower()

        sign_in(client, code)

        assert signed_in(client) == str(administrator.pk)

    def test_credit_code_tells_several_administrators_by_their_passwords(
        self, client: Client
    ) -> None:
        enterprise = factories.enterprise()
        administrator_of(enterprise)
        second = administrator_of(enterprise)
        second.set_password("another horse 9 staple")
        second.save()

        sign_in(client, enterprise.uscc, "another horse 9 staple")

        assert signed_in(client) == str(second.pk)

    @pytest.mark.parametrize("role", ["respondent", "viewer"])
    def test_credit_code_opens_to_nobody_else(self, client: Client, role: str) -> None:
        enterprise = factories.enterprise()
        give_password(factories.member(enterprise, role))

        sign_in(client, enterprise.uscc)

        assert signed_in(client) is None

    def test_credit_code_of_a_former_administrator(self, client: Client) -> None:
        enterprise = factories.enterprise()
        administrator_of(enterprise).memberships.update(
            valid_to=F("valid_from") + timedelta(days=1)
        )

        sign_in(client, enterprise.uscc)

        assert signed_in(client) is None


class TestBackend:
    """As Django calls it; the sign-in page leaves nothing out."""

    @pytest.mark.parametrize(
        "given", [{}, {"username": "li@example.org"}, {"password": PASSWORD}]
    )
    def test_needs_both(self, given: dict[str, str]) -> None:
        person(email="li@example.org")
        assert IdentifierBackend().authenticate(None, **given) is None

    def test_nobody_signs_up(self, rf: RequestFactory) -> None:
        assert not Adapter().is_open_for_signup(rf.get("/"))


class TestRefusal:
    def test_says_the_same_of_a_wrong_password_and_of_an_unknown_name(
        self, client: Client
    ) -> None:
        person()
        enterprise = factories.enterprise()
        administrator_of(enterprise)
        names = ("wang@example.org", "nobody@example.org", "1", enterprise.uscc)

        answers = [sign_in(client, name, "wrong") for name in names]

        assert [answer.status_code for answer in answers] == [200] * len(names)
        (words,) = {tuple(said(answer)) for answer in answers}
        assert len(words) == 1
        assert signed_in(client) is None

    def test_of_an_inactive_person(self, client: Client) -> None:
        person()
        wrong = said(sign_in(client, "nobody@example.org"))
        User.objects.update(is_active=False)

        assert said(sign_in(client, "wang@example.org")) == wrong
        assert signed_in(client) is None

    def test_ends_the_sessions_of_who_becomes_inactive(self, client: Client) -> None:
        sign_in(client, person().email or "")
        User.objects.update(is_active=False)

        answer = client.get("/account/password/")

        assert answer.headers["Location"].startswith(LOGIN)

    def test_of_somebody_without_a_password(self, client: Client) -> None:
        factories.user(email="li@example.org")
        for given in ("!", "None", " "):
            sign_in(client, "li@example.org", given)
        assert signed_in(client) is None

    @pytest.mark.parametrize("name", ["", "a\0b", "x" * 1000, "';--", "张"])
    def test_of_what_nobody_is_called(self, client: Client, name: str) -> None:
        assert sign_in(client, name).status_code == 200
        assert signed_in(client) is None

    def test_is_recorded_with_the_account_that_was_tried(self, client: Client) -> None:
        found = person()
        sign_in(client, "wang@example.org", "wrong", REMOTE_ADDR="10.0.0.7")
        sign_in(client, "nobody@example.org", "wrong", REMOTE_ADDR="10.0.0.7")

        rows = AuditRow.objects.filter(action="sign_in_refused")

        assert list(rows.values_list("object_id", "by", "address")) == [
            (str(found.pk), None, "10.0.0.7"),
            ("", None, "10.0.0.7"),
        ]


class TestLimit:
    def wrong(self, client: Client, times: int, name: str, **more: Any) -> list[int]:
        return [
            sign_in(client, name, "wrong", **more).status_code for _ in range(times)
        ]

    def test_locks_after_five_whatever_comes_then(self, client: Client) -> None:
        person()
        answers = self.wrong(client, 6, "wang@example.org")

        assert answers == [200, 200, 200, 200, 429, 429]
        assert sign_in(client, "wang@example.org").status_code == 429
        assert signed_in(client) is None

    def test_locks_neither_another_address_nor_another_person(
        self, client: Client
    ) -> None:
        person()
        other = person(email="li@example.org")
        self.wrong(client, 6, "wang@example.org")

        sign_in(client, "li@example.org")
        assert signed_in(client) == str(other.pk)
        elsewhere = Client(REMOTE_ADDR="10.0.0.7")
        assert sign_in(elsewhere, "wang@example.org").status_code == 302

    def test_counts_a_person_however_written_and_with_whatever_browser(
        self, client: Client
    ) -> None:
        person(phone="13800138000")
        names = ("wang@example.org", "Wang@example.org", "13800138000", "138 00138000")
        for number, name in enumerate(names):
            self.wrong(client, 1, name, headers={"User-Agent": f"Browser {number}"})

        assert self.wrong(client, 1, "WANG@EXAMPLE.ORG") == [429]

    def test_counts_unknown_names_alike(self, client: Client) -> None:
        answers = self.wrong(client, 5, "nobody@example.org")
        assert answers == [200, 200, 200, 200, 429]

    def test_does_not_believe_a_header_of_the_client(self, client: Client) -> None:
        person()
        for number in range(4):
            sent = {"X-Forwarded-For": f"10.0.0.{number}"}
            self.wrong(client, 1, "wang@example.org", headers=sent)
        assert self.wrong(client, 1, "wang@example.org") == [429]

    def test_ends_after_a_quarter_of_an_hour(self, client: Client) -> None:
        person()
        self.wrong(client, 5, "wang@example.org")
        AccessAttempt.objects.update(
            attempt_time=F("attempt_time") - timedelta(minutes=16)
        )

        assert sign_in(client, "wang@example.org").status_code == 302

    def test_begins_anew_after_success(self, client: Client) -> None:
        person()
        self.wrong(client, 4, "wang@example.org")
        sign_in(client, "wang@example.org")
        client.logout()

        assert self.wrong(client, 4, "wang@example.org") == [200] * 4


class TestSecondFactor:
    def test_an_official_without_one_is_led_to_the_set_up_and_nowhere_else(
        self, client: Client
    ) -> None:
        reviewer = give_password(factories.official())
        sign_in(client, reviewer.email or "")

        pages = ("/", "/review/", "/titles/", "/reports/", "/nowhere/")
        for page in pages:
            assert client.get(page).headers["Location"] == SET_UP
            assert client.post(page).headers["Location"] == SET_UP
        again = client.get(SET_UP).headers["Location"]
        set_up = client.post(again, {"password": PASSWORD}, follow=True)
        assert (set_up.request["PATH_INFO"], set_up.status_code) == (SET_UP, 200)

    def test_setting_it_up_opens_the_pages(
        self, client: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        reviewer = give_password(factories.official())
        sign_in(client, reviewer.email or "")
        again = client.get(SET_UP).headers["Location"]
        client.post(again, {"password": PASSWORD}, follow=True)
        session = client.session
        session["mfa.totp.secret"] = factories.SECRET
        session.save()

        with django_capture_on_commit_callbacks(execute=True):
            client.post(SET_UP, {"code": factories.code_now()})

        assert Authenticator.objects.filter(user=reviewer, type="totp").exists()
        assert client.get("/review/").status_code == 200
        assert AuditRow.objects.filter(
            action="second_factor_added", by=reviewer
        ).exists()

    def test_who_has_one_gives_the_code(self, client: Client) -> None:
        reviewer = give_password(factories.official(factor=True))

        answer = sign_in(client, reviewer.email or "")
        assert answer.headers["Location"].startswith(CODE)
        assert signed_in(client) is None
        assert client.get("/review/").headers["Location"].startswith(LOGIN)

        client.post(CODE, {"code": factories.code_now()})
        assert signed_in(client) == str(reviewer.pk)
        assert client.get("/review/").status_code == 200

    def test_a_code_serves_once(self, client: Client) -> None:
        reviewer = give_password(factories.official(factor=True))
        code = factories.code_now()
        for browser in (client, Client()):
            sign_in(browser, reviewer.email or "")
            last = browser.post(CODE, {"code": code})
        assert last.status_code == 200

    def test_five_wrong_codes_are_enough(self, client: Client) -> None:
        reviewer = give_password(factories.official(factor=True))
        wrong = f"{(int(factories.code_now()) + 1) % 1_000_000:06d}"
        sign_in(client, reviewer.email or "")
        for _ in range(5):
            client.post(CODE, {"code": wrong})

        client.post(CODE, {"code": factories.code_now()})

        assert signed_in(client) is None
        assert (
            AuditRow.objects.filter(
                action="second_factor_refused", object_id=reviewer.pk
            ).count()
            == 5
        )

    def test_taking_it_off_is_recorded_and_leads_back_to_the_set_up(
        self, client: Client
    ) -> None:
        reviewer = give_password(factories.official(factor=True))
        sign_in(client, reviewer.email or "")
        client.post(CODE, {"code": factories.code_now()})
        page = "/account/second-factor/totp/deactivate/"
        again = client.get(page).headers["Location"]
        client.post(again, {"password": PASSWORD}, follow=True)

        client.post(page)

        assert client.get("/review/").headers["Location"] == SET_UP
        row = AuditRow.objects.get(action="second_factor_removed")
        assert (row.by, row.object_id) == (reviewer, str(reviewer.pk))

    def test_people_of_enterprises_need_none(self, client: Client) -> None:
        administrator = administrator_of(factories.enterprise())
        assert sign_in(client, administrator.email or "").status_code == 302
        assert signed_in(client) == str(administrator.pk)

    def test_a_former_official_needs_none(self, client: Client) -> None:
        reviewer = give_password(factories.official())
        reviewer.offices.update(valid_to=F("valid_from") + timedelta(days=1))
        sign_in(client, reviewer.email or "")
        assert client.get("/review/").status_code == 404


class TestAccount:
    @pytest.mark.parametrize(
        "path",
        ["signup/", "password/reset/", "confirm-email/", "email/", "login/code/"],
    )
    def test_what_does_not_exist(self, client: Client, path: str) -> None:
        assert client.get(f"/account/{path}").status_code == 404

    def test_the_password_is_asked_again_for_what_is_delicate(
        self, client: Client
    ) -> None:
        found = person()
        client.force_login(found)
        path = reverse("account_reauthenticate")
        wanted = f"{path}?next=/account/second-factor/"

        refused = client.post(wanted, {"password": "wrong"})
        accepted = client.post(wanted, {"password": PASSWORD})

        assert refused.status_code == 200
        assert accepted.headers["Location"] == "/account/second-factor/"

    def test_signing_in_and_out_are_recorded(self, client: Client) -> None:
        found = person()
        sign_in(client, "wang@example.org")
        client.post("/account/logout/")

        rows = AuditRow.objects.filter(action__startswith="signed_")

        assert list(rows.values_list("action", "by", "address")) == [
            ("signed_in", found.pk, "127.0.0.1"),
            ("signed_out", found.pk, "127.0.0.1"),
        ]

    def test_a_new_session_at_sign_in(self, client: Client) -> None:
        person()
        client.get(LOGIN)
        client.session.save()
        before = client.session.session_key
        sign_in(client, "wang@example.org")
        assert client.session.session_key != before

    @pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/"])
    def test_does_not_lead_to_another_host(self, client: Client, to: str) -> None:
        person()
        fields = {"login": "wang@example.org", "password": PASSWORD, "next": to}
        assert client.post(LOGIN, fields).headers["Location"] == "/"
