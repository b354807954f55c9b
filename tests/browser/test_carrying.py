"""Answers of last time are taken over at the question, and as a list."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site

RATE = "nc_equipment_rate"


def section(site: Site, code: str) -> str:
    return f"/responses/{site.ids['carrying']}/sections/{code}/"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_one_click_at_a_question(site: Site, sit: Any, *, scripts: bool) -> None:
    code = RATE if scripts else "control_systems"
    page: Page = sit("respondent", "en", java_script_enabled=scripts)
    page.goto(section(site, "equipment"))
    card = page.locator(f"#q-{code}")
    expect(card).to_contain_text("Last time:")

    card.get_by_role("button", name="Carry over").click()

    expect(card.locator("[data-origin]")).to_contain_text("Carried over from")
    expect(card.locator("[data-carries]")).to_have_count(0)
    if scripts:
        assert page.url.endswith(section(site, "equipment"))
        expect(card.locator("[data-save-state]")).to_have_attribute(
            "data-state", "saved"
        )


def test_what_was_corrected_is_answered_anew(site: Site, sit: Any) -> None:
    page: Page = sit("respondent", "en")
    page.goto(section(site, "equipment"))
    card = page.locator("#q-sensor_coverage")

    expect(card).to_contain_text("as corrected by the reviewer")
    expect(card.locator("[data-carries]")).to_have_count(0)


def test_a_section_at_once_from_a_list(site: Site, sit: Any) -> None:
    page: Page = sit("respondent", "en")
    page.goto(section(site, "systems"))
    page.get_by_role("link", name="Carry over what has not changed").click()
    expect(page).to_have_url(re.compile("/carry/"))
    ticked = page.locator('input[name="code"]:checked')
    count = ticked.count()
    assert count > 1
    ticked.last.uncheck()  # nothing depends on it

    page.get_by_role("button", name="Carry over what is ticked").click()

    expect(page.locator(".question [data-origin]:visible")).to_have_count(count - 1)
