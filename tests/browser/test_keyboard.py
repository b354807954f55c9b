"""Work without a mouse: what has the focus is seen, and everything can be reached."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.desks import NARROW
from tests.browser.site import Site

FOCUSED = "document.activeElement.closest('label, .choice, body *') !== null"
# A ring around the control itself, or around the card of its choice.
RINGED = """() => {
  const focused = document.activeElement;
  const around = [focused, focused.closest("label, .choice")].filter(Boolean);
  const shown = (one) => {
    const style = getComputedStyle(one);
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
      && style.outlineColor !== "rgba(0, 0, 0, 0)";
    return outline || style.boxShadow !== "none";
  };
  return around.some(shown);
}"""
NAME_OF_FOCUSED = "document.activeElement.outerHTML.slice(0, 120)"
LAST = 400  # presses of Tab after which no page has anything left


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this has the focus."""
    for _ in range(LAST):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} cannot be reached with Tab.")


def test_skip_link_leads_to_the_content(sit: Any) -> None:
    page = sit("respondent")
    page.goto("/desk/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_what_has_the_focus_is_seen(site: Site, sit: Any) -> None:
    page = sit("reviewer")
    file = site.ids["responses"]["submitted"]
    for path in ("/review/", f"/review/{file}/correct/legal_form/", "/reports/"):
        page.goto(path)
        assert unseen(page) == []


def unseen(page: Page) -> list[str]:
    """Controls that show no ring when they have the focus."""
    found: list[str] = []
    while True:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return found
        if not page.evaluate(RINGED):
            found.append(page.evaluate(NAME_OF_FOCUSED))


def test_menu_opens_and_closes(sit: Any) -> None:
    page = sit("respondent")
    page.goto("/desk/")
    menu = page.locator(".menu summary")
    tab_to(page, menu)
    page.keyboard.press("Enter")
    expect(page.locator(".menu-sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu-sheet")).to_be_hidden()
    expect(menu).to_be_focused()


def test_navigation_of_a_phone(sit: Any) -> None:
    page = sit("officer", width=NARROW)
    page.goto("/rounds/")
    link = page.locator(".site-nav a[href='/reports/']")
    expect(link).to_be_hidden()
    tab_to(page, page.locator(".nav-toggle"))
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    tab_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/")


def test_section_is_filled_with_keys_alone(site: Site, sit: Any) -> None:
    page = sit("filler")
    page.goto(f"/responses/{site.ids['drafts'][7]}/sections/project/")
    tab_to(page, page.locator('[name="legal_form"]').first)
    page.keyboard.press("ArrowDown")
    expect(page.locator('[name="legal_form"]').nth(1)).to_be_checked()
    tab_to(page, page.locator('[name="project_name"]'))
    page.keyboard.type("焊装车间")
    tab_to(page, page.locator('[name="project_investment"]'))
    page.keyboard.type("1500.5")
    tab_to(page, page.locator('[name="project_complete"]').first)
    page.keyboard.press("Space")
    for code in ("legal_form", "project_name", "project_investment"):
        state = page.locator(f"#q-{code} [data-save-state]")
        expect(state).to_have_attribute("data-state", "saved")
    tab_to(page, page.locator(".savebar [type=submit]"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/sections/infrastructure/")
    page.go_back()
    expect(page.locator('[name="project_name"]')).to_have_value("焊装车间")


def test_focus_is_never_under_the_bar(site: Site, sit: Any) -> None:
    page = sit("filler", width=NARROW)
    page.goto(f"/responses/{site.ids['drafts'][7]}/sections/equipment/")
    bar = page.locator(".savebar").bounding_box()
    assert bar is not None
    for _ in range(40):
        page.keyboard.press("Tab")
        box = page.evaluate(
            "document.activeElement.closest('.savebar') ? null"
            " : document.activeElement.getBoundingClientRect().top"
        )
        assert box is None or box < bar["y"]
