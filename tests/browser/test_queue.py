"""A queue without a mouse: rows by keys, several files at once, and what is shown."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desks import LANGUAGES, NARROW, WIDE
from tests.browser.looking import by_axe, by_eye
from tests.browser.test_keyboard import tab_to, unseen
from tests.browser.watching import Watch

WIDTHS = (WIDE, NARROW)


def looked_at(page: Page, width: int) -> list[str]:
    return by_axe(page) + (by_eye(page) if width == NARROW else [])


def tick(page: Page, count: int) -> None:
    """Go down so many rows and tick each, by keys alone."""
    for _ in range(count):
        page.keyboard.press("j")
        page.keyboard.press("x")


def test_rows_by_keys(sit: Any) -> None:
    page = sit("reviewer")
    page.goto("/review/")
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0).locator("[data-open]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1).locator("[data-open]")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(rows.nth(0).locator("[data-tick]")).to_be_checked()
    expect(page.locator("[data-ticked]")).to_have_text("已勾选1份")
    page.keyboard.press("a")
    expect(page.locator("[data-tick]:not(:checked)")).to_have_count(0)
    page.keyboard.press("a")
    expect(page.locator("[data-tick]:checked")).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review/\d+/"))


def test_keys_type_where_somebody_types_and_can_be_switched_off(sit: Any) -> None:
    page = sit("reviewer")
    page.goto("/review/")
    page.locator("[name=q]").focus()
    page.keyboard.type("jax?")
    expect(page.locator("[name=q]")).to_have_value("jax?")
    expect(page.locator("[data-tick]:checked")).to_have_count(0)
    page.locator("[name=q]").blur()
    page.keyboard.press("?")
    switch = page.locator("[data-keys-on]")
    tab_to(page, switch)
    page.keyboard.press("Space")
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("[data-row] [data-open]:focus")).to_have_count(0)


def test_everything_has_a_ring(sit: Any) -> None:
    page = sit("reviewer")
    page.goto("/review/")
    assert unseen(page) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_check_list_and_confirmation(sit: Any, language: str, width: int) -> None:
    """What is shown before several files are recommended or decided."""
    page = sit("reviewer", language, width)
    page.goto("/review/")
    tick(page, 3)
    page.locator("[formaction*=recommend]").click()
    page.wait_for_url("**/recommend/")
    assert looked_at(page, width) == []
    page = sit("officer", language, width)
    page.goto("/decisions/")
    tick(page, 1)
    page.locator("[formaction*=decide]").click()
    page.wait_for_url("**/decide/")
    assert looked_at(page, width) == []
    page.locator("select[name^=move_]").first.select_option("cultivate")
    page.locator("textarea[name=reason]").fill("尚未达到。")
    page.locator("button[value=look]").click()
    expect(page.locator("button[value=do]")).to_be_visible()
    assert looked_at(page, width) == []


def test_a_file_is_taken_by_keys(sit: Any) -> None:
    page = sit("reviewer")
    page.goto("/review/?order=age")
    tick(page, 1)
    tab_to(page, page.locator("button[value=take]"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]").first).to_contain_text("冉建国")
    assert page.url.endswith("?order=age")


def test_files_are_recommended_by_keys(sit: Any, watches: list[Watch]) -> None:
    page = sit("reviewer")
    watches[0].allow = lambda answer: answer.status == 400
    page.goto("/review/?order=age")
    tick(page, 1)
    tab_to(page, page.locator("[formaction*=recommend]"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/recommend/")
    box = page.locator("input[name=file]").first
    if not box.is_checked():
        tab_to(page, box)
        page.keyboard.press("Space")
    _send(page)
    expect(page.locator(".error-summary")).to_be_focused()
    expect(box).to_be_checked()
    tab_to(page, page.locator("[name=opinion]"))
    page.keyboard.type("材料齐全，建议推荐。")
    _send(page)
    expect(page.locator("h1")).to_have_text("办理结果")
    expect(page.locator("tbody tr")).to_contain_text("已办理。")
    assert by_axe(page) == []


def _send(page: Page) -> None:
    tab_to(page, page.locator(".batch-do [type=submit]"))
    page.keyboard.press("Enter")
