"""A reviewer's day without a mouse: twenty files, and an objection that is decided."""

import re
from typing import Any

from playwright.sync_api import Page, Request, expect

from tests.browser.days import FILES
from tests.browser.site import Site
from tests.browser.test_keyboard import tab_to

RETURNED = {3, 9, 15}
CORRECTED = {5, 12}
ANYTHING = re.compile(r"\d\d:\d\d")


def test_a_day_with_keys_alone(sit: Any) -> None:
    page = sit("reviewer_day")
    page.goto("/review/")
    tab_to(page, page.locator("tbody a[href^='/review/']").first)
    press(page, "Enter")
    seen = []
    for number in range(1, FILES + 1):
        seen.append(page.url.partition("?")[0])
        judge(page)
        if number in CORRECTED:
            correct(page)
        if number in RETURNED:
            give_back(page)
        else:
            recommend(page)
        if number < FILES:
            press(page, "n")
    assert len(set(seen)) == FILES
    assert listed(page, "returned") == len(RETURNED)
    assert listed(page, "recommended") == FILES - len(RETURNED) + 1
    assert listed(page, "submitted") == 0


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator("#review-bar")).to_be_visible()


def judge(page: Page) -> None:
    """Look at the first item and its neighbour, and agree to the first."""
    for key in "jjk":
        page.keyboard.press(key)
    item = page.locator("#q-legal_form")
    expect(item).to_be_focused()
    page.keyboard.press("a")
    expect(item.locator("[aria-pressed=true]")).to_be_visible()
    expect(item).to_be_focused()


def correct(page: Page) -> None:
    """Put another value beside a claim; the score runs along."""
    page.keyboard.press("l")
    expect(page.locator("#q-project_name")).to_be_focused()
    page.keyboard.press("c")
    box = page.locator("#q-project_name textarea, #q-project_name input[type=text]")
    expect(box.first).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("焊装车间")
    tab_to(page, page.locator("#q-project_name [name=reason]"))
    page.keyboard.type("按备案文件。")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#q-project_name .correction")).to_contain_text("焊装车间")


def give_back(page: Page) -> None:
    """Ask back at one item, then return the file."""
    page.keyboard.press("l")
    page.keyboard.press("r")
    page.keyboard.type("请补充立项文件。")
    page.keyboard.press("Escape")
    expect(page.locator("#to-return")).to_contain_text("请补充立项文件。")
    tab_to(page, page.locator("form#return [type=submit]"))
    press(page, "Enter")
    expect(page.locator("#messages .notice-success")).to_be_visible()


def recommend(page: Page) -> None:
    """Choose a phrase as the opinion, and recommend."""
    page.keyboard.press("d")
    expect(page.locator("form[action$='/recommend/'] select")).to_be_focused()
    page.keyboard.press("ArrowDown")
    box = page.locator("form[action$='/recommend/'] [name=opinion]")
    expect(box).to_be_focused()
    expect(box).not_to_have_value("")
    page.keyboard.press("Tab")
    press(page, "Enter")
    expect(page.locator("#messages .notice-success")).to_be_visible()


def listed(page: Page, status: str) -> int:
    page.goto(f"/review/?status={status}")
    return page.locator("tbody tr").count()


def test_an_objection_is_decided_with_keys_alone(site: Site, sit: Any) -> None:
    page = sit("officer")
    page.goto(f"/review/{site.ids['objected']}/")
    form = page.locator("#objections form")
    tab_to(page, form.locator("[name=upheld]"))
    page.keyboard.press("ArrowDown")
    tab_to(page, form.locator("[name=reason]"))
    page.keyboard.type("现场复核，地沟内确有传感器。")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages .notice-success")).to_be_visible()
    expect(page.locator("#objections")).to_contain_text("地沟内确有传感器")


def test_proofs_open_beside_the_claims(site: Site, sit: Any) -> None:
    page = sit("reviewer")
    page.goto(f"/review/{site.ids['responses']['submitted']}/?section=equipment")
    page.keyboard.press("j")
    # The browser's own viewer comes, and not its page for what it may not show.
    with page.context.expect_event("request", is_of_the_viewer):
        page.keyboard.press("o")
    expect(page.locator("#viewer iframe")).to_be_visible()
    expect(page.locator("#viewer [data-viewer-said]")).to_have_text("")
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()


def is_of_the_viewer(request: Request) -> bool:
    return request.url.startswith("chrome-extension://")


def test_what_is_typed_is_noted_by_itself(site: Site, sit: Any) -> None:
    page = sit("reviewer")
    path = f"/review/{site.ids['responses']['submitted']}/?section=systems"
    page.goto(path)
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("no mouse, just a new remark")
    expect(page.locator("[data-said]")).to_have_text(ANYTHING)
    page.goto(path)
    asked = page.locator(".asked-back")
    expect(asked).to_contain_text("no mouse, just a new remark")
    # And it is gone once the box is emptied.
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)


def test_keys_can_be_turned_off(site: Site, sit: Any) -> None:
    page = sit("reviewer")
    path = f"/review/{site.ids['responses']['submitted']}/"
    page.goto(path)
    page.keyboard.press("?")
    box = page.locator("[data-keys-on]")
    tab_to(page, box)
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.goto(path)
    page.keyboard.press("j")
    expect(page.locator("[data-item]:focus")).to_have_count(0)


def test_one_question_is_judged_in_all_files(site: Site, sit: Any) -> None:
    page = sit("reviewer")
    rounds, edition = site.ids["rounds"][1], site.ids["asked"]
    page.goto(f"/review/questions/{rounds}/{edition}/legal_form/")
    row = page.locator("[data-open]").first
    name = row.get_attribute("id")
    page.locator("body").press("l")
    fresh = page.locator(f"#{name}")
    expect(fresh).to_be_focused()
    page.keyboard.press("a")
    expect(fresh.locator("[aria-pressed=true]")).to_be_visible()
    page.keyboard.press("c")
    expect(fresh.locator("form[data-here]")).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert "/project_name/" in page.url
