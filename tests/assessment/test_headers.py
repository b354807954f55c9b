"""What browsers are told: a strict policy on every page, and pages that keep to it."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from surveys.models import Evidence
from tests.access.table import TABLE
from tests.access.walking import Step, somebody
from tests.access.world import PASSWORD, World, built
from tests.reading_pages import Page, read

pytestmark = pytest.mark.django_db
POLICY = {
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "frame-src 'self'",
    "img-src 'self' data:",
    "script-src 'self'",
    "style-src 'self'",
}
SAID = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES = [
    rule
    for rule in TABLE
    if rule.has_somebody
    and 200 in dict(rule.get)
    and not rule.route.startswith("evidence/")
    and not rule.route.endswith("/download/")
]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), built() as made:
        yield made


def policy_of(answer: Any) -> set[str]:
    return set(answer.headers["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("rule", PAGES, ids=str)
def test_every_page_keeps_to_a_strict_policy(world, rule, language):
    step = somebody(world, rule, "get", 200)
    with world.as_(step.role) as client:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = client.get(step.path)
    found = {name: page.headers[name] for name in SAID}
    assert (page.status_code, found) == (200, SAID)
    assert (policy_of(page), read(page).faults) == (POLICY, [])


@pytest.mark.parametrize("path", ["/nowhere/", "/desk/", "/review/1/return/"])
def test_refusals_keep_to_the_policy(world, path):
    with world.as_("municipal") as client:
        page = client.post(path)
    assert page.status_code in {404, 405}
    assert (policy_of(page), read(page).faults) == (POLICY, [])


def test_evidence_is_a_download_that_may_do_nothing(world):
    with world.as_("reviewer") as client:
        answer = client.get(f"/evidence/{world.one('evidence')['pk']}/")
        content = b"".join(answer)
    names = (
        "Content-Type",
        "Content-Disposition",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Cache-Control",
    )
    assert {name: answer.headers[name] for name in names} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''%E5%8F%B0%E8%B4%A6.pdf",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    stored = Evidence.objects.get(pk=world.one("evidence")["pk"])
    assert hashlib.sha256(content).hexdigest() == stored.sha256


def test_workbook_is_a_download(world):
    report = next(t for t in world.things["report"] if t.of == "analyst")
    with world.as_("analyst") as client:
        answer = client.get(f"/reports/{report.parts['pk']}/download/")
        content = b"".join(answer)
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert (policy_of(answer), content) == (POLICY, b"PK")


@pytest.mark.parametrize("rule", TABLE, ids=str)
def test_no_post_without_a_token(world, rule):
    thing = world.things[rule.thing][0] if rule.thing else None
    step = Step(rule, "municipal", "post", thing)
    with world.as_(step.role) as client:
        careful = Client(enforce_csrf_checks=True)
        careful.cookies = client.cookies
        assert careful.post(step.path, rule.data()).status_code == 403


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("without_factor", "totp/activate/"),
        ("reviewer", "totp/deactivate/"),
        ("reviewer", "recovery-codes/"),
        ("reviewer", "recovery-codes/generate/"),
    ],
)
def test_pages_behind_the_password_keep_to_the_policy(world, role, path):
    with world.as_(role) as client:
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        page = client.get(f"/account/second-factor/{path}")
    assert (page.status_code, read(page).faults) == (200, [])
    assert policy_of(page) == POLICY


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<p style="color:red">', "<p style>"),
        ('<a onclick="go()">', "<a onclick>"),
        ("<style>p{}</style>", "<style> inside the page"),
        ("<script>go()</script>", "<script> inside the page"),
        ('<script src="//cdn.example/x.js">', "<script> leads to //cdn.example/x.js"),
        (
            '<form action="https://evil.example">',
            "<form> leads to https://evil.example",
        ),
        ('<a href="javascript:go()">', "<a> leads to javascript:go()"),
    ],
)
def test_reader_sees_what_a_policy_refuses(html, fault):
    assert Page(html).faults == [fault]
