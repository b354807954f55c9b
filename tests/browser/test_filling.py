"""Filling when things go wrong: no line, a page left early, two at once, no scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.answering import answer, upload
from tests.browser.site import Site
from tests.browser.watching import Watch

SECTION = "project"
NAME = "project_name"
TYPED = "冲压车间数字化改造 <script>alert(1)</script> =1+1 & “engländisch”"


def section(site: Site, number: int, code: str = SECTION) -> str:
    """The address of a section of one of the empty drafts."""
    return f"/responses/{site.ids['drafts'][number]}/sections/{code}/"


def field(page: Page, code: str = NAME) -> Locator:
    return page.locator(f'[name="{code}"]')


def state(page: Page, code: str = NAME) -> Locator:
    return page.locator(f"#q-{code} [data-save-state]")


def expect_kept(page: Page, value: str, code: str = NAME) -> None:
    """A page that is loaded anew shows this answer."""
    page.reload()
    expect(field(page, code)).to_have_value(value)


def test_typing_saves_by_itself(site: Site, sit: Any) -> None:
    page = sit("filler")
    page.goto(section(site, 0))
    field(page).press_sequentially("冲压")
    expect(state(page)).to_have_attribute("data-state", "saved")
    expect(field(page)).to_be_focused()  # nobody has to leave the field
    expect_kept(page, "冲压")


def test_without_a_line_everything_waits(
    site: Site, sit: Any, watches: list[Watch]
) -> None:
    page = sit("filler")
    page.goto(section(site, 1))
    page.context.set_offline(True)
    field(page).fill(TYPED)
    page.keyboard.press("Tab")
    page.locator('[name="legal_form"][value="branch"]').check()
    for code in (NAME, "legal_form"):
        expect(state(page, code)).to_have_attribute("data-state", "failed")
    expect(page.locator("[data-bar]")).to_have_attribute("data-state", "failed")
    expect(field(page)).to_have_value(TYPED)
    page.context.set_offline(False)
    for code in (NAME, "legal_form"):
        expect(state(page, code)).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-bar]")).to_have_attribute("data-state", "saved")
    expect_kept(page, TYPED)
    expect(page.locator('[name="legal_form"][value="branch"]')).to_be_checked()


@pytest.mark.parametrize("way", ["link", "close"])
def test_leaving_at_once_loses_nothing(site: Site, sit: Any, way: str) -> None:
    page = sit("filler")
    text = f"{TYPED} {way}"
    page.goto(section(site, 2))
    field(page).fill(text)
    if way == "link":
        page.locator("a.brand").click()
        page.wait_for_url("**/desk/")
    else:
        page.close(run_before_unload=False)
        page = page.context.new_page()
    page.goto(section(site, 2))
    expect(field(page)).to_have_value(text)


def test_two_at_different_questions_lose_nothing(site: Site, sit: Any) -> None:
    first, second = sit("filler"), sit("colleague")
    for page in (first, second):
        page.goto(section(site, 4))
    answer(first, NAME, "一号线改造")
    answer(second, "project_investment", "1200")
    answer(first, "legal_form", "legal_person")
    expect_kept(first, "1200", "project_investment")
    expect_kept(second, "一号线改造")


def test_what_is_refused_stays_on_the_page(
    site: Site, sit: Any, watches: list[Watch]
) -> None:
    page = sit("filler")
    watches[0].allow = lambda answer: answer.status == 422
    page.goto(section(site, 5))
    field(page, "project_investment").press_sequentially("12万")
    page.keyboard.press("Tab")
    error = page.locator("#e-project_investment")
    expect(error).to_be_visible()
    expect(field(page, "project_investment")).to_have_attribute("aria-invalid", "true")
    expect(field(page, "project_investment")).to_have_value("12万")
    field(page, "project_investment").fill("1,200")
    page.keyboard.press("Tab")
    expect(error).to_be_hidden()
    expect_kept(page, "1200", "project_investment")


def test_a_file_is_added_and_taken_off(site: Site, sit: Any) -> None:
    page = sit("filler")
    page.goto(section(site, 5))
    upload(page, "project_papers", "备案 <b>证&.pdf")
    page.reload()
    files = page.locator("#q-project_papers [data-files]")
    expect(files.locator(".file-name")).to_have_text("备案 <b>证&.pdf")
    files.locator("button").click()
    expect(files.locator(".file-name")).to_have_count(0)


def test_without_scripts_the_section_saves(site: Site, sit: Any) -> None:
    page = sit("filler", java_script_enabled=False)
    page.goto(section(site, 6, "infrastructure"))
    page.locator('[name="id_connected"][value="secondary"]').check()
    page.locator('[name="cloud_use"]').first.check()
    page.locator(".savebar [type=submit]").click()
    # Questions that come with the answer are shown before the next section.
    expect(page).to_have_url(re.compile("#q-id_prefix$"))
    expect(page.locator('[name="cloud_use"]').first).to_be_checked()
    field(page, "id_prefix").fill("88.123.7")
    page.locator(".savebar [type=submit]").click()
    page.wait_for_url(lambda url: "/sections/equipment/" in url)
    page.locator('[name="nc_equipment_rate.n"]').fill("50")
    page.locator('[name="nc_equipment_rate.d"]').fill("40")  # more than there are
    page.locator('[name="equipment_network"][value="monitored"]').check()
    page.locator(".savebar [type=submit]").click()
    expect(page.locator(".error-summary a").first).to_be_visible()
    expect(page.locator('[name="nc_equipment_rate.n"]')).to_have_value("50")
    page.goto(section(site, 6, "infrastructure"))
    expect(field(page, "id_prefix")).to_have_value("88.123.7")
