"""The first days of an official: the second factor is set up, then asked."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.desks import NARROW
from tests.browser.looking import by_axe, by_eye
from tests.browser.people import PASSWORD, code_now, confirm, sign_in
from tests.browser.site import Site


def test_office_is_held_behind_a_second_factor(site: Site, sit: Any) -> None:
    page = sit(width=NARROW)
    sign_in(page, site.logins["appointed"], official=False)
    page.goto("/titles/")
    assert "/account/" in page.url
    confirm(page)
    page.goto("/titles/")
    expect(page).to_have_url(f"{site.address}/account/second-factor/totp/activate/")
    key = page.locator("main code").inner_text().strip()
    page.locator("[name=code]").fill(code_now(key))
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(lambda url: "/activate/" not in url)
    assert by_axe(page) + by_eye(page) == []
    page.goto("/titles/")
    expect(page).to_have_url(f"{site.address}/titles/")


def test_code_is_asked_in_a_step_of_its_own(site: Site, sit: Any) -> None:
    page = sit(width=NARROW)
    to_the_code(page, site.logins["officer"])
    assert by_axe(page) + by_eye(page) == []
    page.locator("[name=code]").fill("000000")
    page.locator("[name=code]").press("Enter")
    expect(page.locator("[name=code]")).to_have_attribute("aria-invalid", "true")
    assert by_axe(page) + by_eye(page) == []
    page.goto("/decisions/")
    assert page.url.startswith(f"{site.address}/account/")


def to_the_code(page: Page, login: str) -> None:
    """Give name and password only."""
    page.goto("/account/login/")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/authenticate/")
