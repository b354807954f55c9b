"""Every page for everybody: axe, narrow screens, and work without a mouse."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desks import LANGUAGES, NARROW, WIDE
from tests.browser.looking import by_axe, by_eye
from tests.browser.pages import NO_PAGE, names, pages
from tests.browser.people import sign_in
from tests.browser.site import Site
from tests.browser.watching import Watch

PEOPLE = ("", "respondent", "viewer", "administrator", "reviewer", "officer")
ACCOUNT = ("analyst", "newcomer", "system", "security", "auditor", "expert")


def test_every_address_is_looked_at(site: Site) -> None:
    looked_at = {page.name for page in pages(site)}
    assert sorted(looked_at | set(NO_PAGE)) == sorted(set(names()))
    assert looked_at & set(NO_PAGE) == set()


def test_axe_finds_what_is_wrong(sit: Any) -> None:
    page = sit()
    page.set_content("<html lang='en'><title>Bad</title><input></html>")
    assert [line.partition(":")[0] for line in by_axe(page)] == ["label"]
    (small,) = by_eye(page)  # whose width depends on the fonts of the machine
    assert re.fullmatch(r"small: \d+ × 21: <input>", small)


def narrow(page: Page) -> list[str]:
    """What a narrow screen finds on the page that is open."""
    page.set_viewport_size({"width": NARROW, "height": 740})
    return by_axe(page) + by_eye(page)


def test_page_that_is_missing(sit: Any, watches: list[Watch]) -> None:
    page = sit("respondent")
    watches[0].allow = lambda answer: answer.status == 404
    page.goto("/review/")  # not for members of enterprises
    assert narrow(page) == []


def test_sign_in_that_is_refused(site: Site, sit: Any) -> None:
    page = sit()
    sign_in(page, "nobody@dengta.example", official=False)
    assert page.url == f"{site.address}/account/login/"
    assert narrow(page) == []


def test_section_with_errors(site: Site, sit: Any) -> None:
    page = sit("filler")
    page.goto(f"/responses/{site.ids['drafts'][5]}/sections/equipment/")
    # As without scripts: the form is posted before any answer is saved by itself.
    page.locator('[name="nc_equipment_rate.n"]').evaluate(
        "field => { field.value = '12a'; field.form.submit() }"
    )
    expect(page.locator(".error-summary")).to_be_focused()
    assert narrow(page) == []


def test_file_with_errors(site: Site, sit: Any, watches: list[Watch]) -> None:
    page = sit("reviewer")
    watches[0].allow = lambda answer: answer.status == 400
    page.goto(f"/review/{site.ids['responses']['submitted']}/")
    page.locator("form[action$='/recommend/'] [type=submit]").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert narrow(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", [*PEOPLE, *ACCOUNT])
def test_pages(site: Site, sit: Any, who: str, language: str) -> None:
    page = sit(who, language)
    faults = [
        f"{opened} {line}"
        for opened in pages(site)
        if opened.who == who
        for line in look(page, opened.path)
    ]
    assert faults == []


def look(page: Page, path: str) -> list[str]:
    """What a wide and a narrow screen find on one page."""
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(path)
    found = [f"{WIDE}: {line}" for line in by_axe(page)]
    page.set_viewport_size({"width": NARROW, "height": 740})
    return found + [f"{NARROW}: {line}" for line in by_axe(page) + by_eye(page)]
