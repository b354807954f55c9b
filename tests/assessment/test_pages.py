"""The frame of all pages: start, navigation, language, sign-in, and what went wrong."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults
from django.views.csrf import csrf_failure

from assessment.context import items_for
from surveys.models import OfficeRole
from tests import factories

BASE = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    path.relative_to(BASE)
    for package in ("assessment", "surveys", "reports")
    for path in (BASE / package).rglob("*.html")
)
# What the strict policy would block, and what would ask another host.
FORBIDDEN = re.compile(
    r"""\sstyle=|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)|(?:src|href)=["']https?:"""
)


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.cookies["dengta-language"] = "en"


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_no_template_has_anything_inline_or_foreign(path: Path) -> None:
    assert FORBIDDEN.findall((BASE / path).read_text(encoding="utf-8")) == []


@pytest.mark.django_db
def test_the_start_page_tells_what_is_open(client: Client) -> None:
    target = factories.open_round()

    page = client.get("/")

    assert (list(page.context["rounds"]), page.context["nav"] or None) == (
        [target],
        None,
    )
    assert "24:00" not in page.content.decode()
    assert target.name_en in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "names"),
    [
        (
            OfficeRole.DISTRICT_REVIEWER,
            "queue notices enterprises reports:list reports:cockpits titles",
        ),
        (
            OfficeRole.MUNICIPAL_OFFICER,
            "queue decisions notices enterprises rounds editions reports:list titles",
        ),
        (OfficeRole.ANALYST, "reports:list reports:cockpits titles"),
        (OfficeRole.AUTHOR, "editions reports:studies"),
        (OfficeRole.EXPERT, "seats"),
    ],
)
def test_officials_find_their_pages(client: Client, role: str, names: str) -> None:
    client.force_login(factories.official(role, factor=True))
    full = (n if ":" in n else f"surveys:{n}" for n in names.split())
    expected = [reverse(name) for name in full]

    start = client.get("/")
    page = client.get("/missing/")

    assert [item.url for item in page.context["nav"]] == expected
    assert start.status_code == (302 if expected else 200)


@pytest.mark.django_db
def test_members_are_led_to_their_desk(client: Client) -> None:
    client.force_login(factories.member(factories.enterprise()))

    page = client.get("/", follow=True)

    assert page.redirect_chain == [(reverse("surveys:desk"), 302)]
    assert [(i.url, i.current) for i in page.context["nav"]] == [
        (reverse("surveys:desk"), "page")
    ]


def test_a_page_without_a_user_has_no_navigation() -> None:
    assert items_for(RequestFactory().get("/")) == []


@pytest.mark.django_db
def test_the_language_is_switched_and_kept(client: Client) -> None:
    chinese = {"language": "zh-hans", "next": "/account/login/"}

    english = client.get("/account/login/").content.decode()
    client.post(reverse("set_language"), chinese)
    page = client.get("/account/login/").content.decode()

    assert '<html lang="en">' in english
    assert '<html lang="zh-CN">' in page
    assert 'value="/account/login/"' in page


@pytest.mark.django_db
def test_sign_in_names_every_identifier(client: Client) -> None:
    page = client.get(reverse("account_login"))
    fields: dict[str, Any] = page.context["form"].fields

    assert {name: str(field.label) for name, field in fields.items()} == {
        "login": "E-mail, phone number or credit code",
        "password": "Password",
    }
    assert [f.widget.attrs.get("placeholder") for f in fields.values()] == [None, None]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_logout",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_generate_recovery_codes",
    ],
)
def test_the_account_pages_open(client: Client, name: str) -> None:
    person = factories.user(password="lighthouse-2026")
    sign_in = {"login": person.email, "password": "lighthouse-2026"}
    client.post(reverse("account_login"), sign_in)

    page = client.get(reverse(name), follow=True)

    assert page.status_code == 200
    assert 'class="site-header"' in page.content.decode()


@pytest.mark.django_db
def test_recovery_codes_are_shown_to_whoever_has_a_factor(client: Client) -> None:
    person = factories.official(factor=True)
    person.set_password("lighthouse-2026")
    person.save()
    sign_in = {"login": person.email, "password": "lighthouse-2026"}
    code = {"code": factories.code_now()}

    asked = client.post(reverse("account_login"), sign_in, follow=True)
    client.post(reverse("mfa_authenticate"), code)
    again = client.get(reverse("mfa_generate_recovery_codes"), follow=True)
    client.post(again.redirect_chain[0][0], {"password": "lighthouse-2026"})
    client.post(reverse("mfa_generate_recovery_codes"))
    page = client.get(reverse("mfa_view_recovery_codes"))

    assert "Second step of sign-in" in asked.content.decode()
    assert "Confirm that it is you" in again.content.decode()
    assert "10 codes are left. Each lets you in once." in page.content.decode()


@pytest.mark.django_db
def test_too_many_wrong_passwords_are_answered_with_words(client: Client) -> None:
    person = factories.user(password="lighthouse-2026")
    wrong = {"login": person.email, "password": "something-else"}

    pages = [client.post(reverse("account_login"), wrong) for _ in range(5)]

    assert [page.status_code for page in pages] == [200, 200, 200, 200, 429]
    assert "Wait 15 minutes and try again" in pages[-1].content.decode()


@pytest.mark.django_db
def test_a_missing_page_is_said_so(client: Client) -> None:
    page = client.get("/missing/")

    assert page.status_code == 404
    assert "your account may not see it" in page.content.decode()


def test_faults_are_said_without_a_database(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.META["HTTP_ACCEPT_LANGUAGE"] = "en"
    pages = [
        defaults.server_error(request),
        defaults.bad_request(request, SuspiciousOperation()),
        defaults.permission_denied(request, PermissionDenied()),
        csrf_failure(request),
    ]

    found = [(p.status_code, b'class="site-header"' in p.content) for p in pages]
    assert found == [(500, True), (400, True), (403, True), (403, True)]
