"""Handing in: however often and by however many, it happens once."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.site import Site

EACH = 50
FIRE = f"""
() => {{
  const form = document.querySelector("form.panel");
  const body = () => new FormData(form);
  const send = () => fetch(location.href, {{ method: "POST", body: body() }});
  window.fired = Promise.all(Array.from({{ length: {EACH} }}, send));
}}
"""
LANDED = "async () => (await window.fired).map((answer) => answer.url)"


def declare(page: Page, response: int) -> None:
    """All but the click."""
    page.goto(f"/responses/{response}/submit/")
    page.locator('[name="name"]').fill("周浩然")
    page.locator('[name="post"]').fill("生产总监")
    page.locator('[name="truthful"]').check()


def test_a_hundred_clicks_of_two_colleagues_hand_in_once(site: Site, sit: Any) -> None:
    response = site.ids["ready"]
    pages = [sit(who) for who in ("respondent", "administrator")]
    for page in pages:
        declare(page, response)

    for page in pages:
        page.evaluate(FIRE)
    landed = [url for page in pages for url in page.evaluate(LANDED)]

    receipt = f"{site.address}/responses/{response}/receipt/"
    assert landed == [receipt] * (2 * EACH)
    page = pages[1]
    page.goto(f"/responses/{response}/history/")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_who_clicks_late_is_told_that_it_is_in(site: Site, sit: Any) -> None:
    page = sit("respondent", "en")
    page.goto(f"/responses/{site.ids['responses']['submitted']}/submit/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Handed in")
