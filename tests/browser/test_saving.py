"""Saving when two write at once, when the network goes, when the session ends."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.answering import answer
from tests.browser.desks import NARROW
from tests.browser.people import sign_in
from tests.browser.site import Site
from tests.browser.test_filling import expect_kept, field, section, state
from tests.browser.test_keyboard import tab_to
from tests.browser.watching import Watch

NAME, MONEY, FORM = "project_name", "project_investment", "legal_form"
ANSWERS = "**/answers/**"


def panel(page: Page, code: str = NAME) -> Locator:
    return page.locator(f"#q-{code} [data-conflict]")


def bar(page: Page) -> Locator:
    return page.locator("[data-bar]")


def expect_saved(page: Page, *codes: str) -> None:
    for code in codes:
        expect(state(page, code)).to_have_attribute("data-state", "saved")


def kept_in(page: Page) -> list[str]:
    """What this browser keeps of answers, whosever they are."""
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('dengta:'))"
    )
    return found


def leave(page: Page) -> None:
    """Close the tab, whatever it says against that."""
    page.close(run_before_unload=False)


# -- Two colleagues --------------------------------------------------------------------


def collide(sit: Any, watches: list[Watch], address: str, **more: Any) -> list[Page]:
    """Two who have just answered the same question differently."""
    first, second = sit("filler"), sit("colleague", **more)
    watches[-1].allow = lambda reply: reply.status == 409
    for page in (first, second):
        page.goto(address)
    answer(first, NAME, "一号线改造")
    field(second).fill("二号线改造")
    field(second).dispatch_event("change")
    expect(panel(second)).to_be_visible()
    return [first, second]


def test_a_conflict_shows_both_answers_and_mine_may_stand(
    site: Site, sit: Any, watches: list[Watch]
) -> None:
    first, second = collide(sit, watches, section(site, 8), language="en")
    expect(panel(second)).to_contain_text("赵磊 changed this answer at ")
    expect(panel(second).locator("[data-theirs]")).to_have_text("一号线改造")
    expect(panel(second).locator("[data-mine]")).to_have_text("二号线改造")
    expect(panel(second)).to_have_attribute("role", "alert")
    expect(field(second)).to_have_value("二号线改造")
    # Typing on decides nothing; a reload shows both again.
    field(second).press("End")
    field(second).press_sequentially("方案")
    expect(panel(second).locator("[data-mine]")).to_have_text("二号线改造方案")
    second.on("dialog", lambda dialog: dialog.accept())
    second.reload()
    expect(panel(second).locator("[data-mine]")).to_have_text("二号线改造方案")
    panel(second).locator("[data-keep]").click()
    expect_saved(second, NAME)
    expect(panel(second)).to_have_count(0)
    expect(field(second)).to_be_focused()
    expect_kept(first, "二号线改造方案")
    assert kept_in(second) == []


@pytest.mark.parametrize("width", [1280, NARROW])
def test_a_conflict_is_settled_with_keys(
    site: Site, sit: Any, watches: list[Watch], width: int
) -> None:
    number = 9 if width == NARROW else 10
    first, second = collide(sit, watches, section(site, number), width=width)
    field(second).focus()
    tab_to(second, second.locator(".savebar [type=submit]"))
    second.keyboard.press("Enter")  # nobody goes on over an open choice
    expect(panel(second)).to_be_focused()
    take = panel(second).locator("[data-take]")
    tab_to(second, take)
    expect(take).to_be_in_viewport()
    second.keyboard.press("Enter")
    expect(field(second)).to_have_value("一号线改造")
    expect(field(second)).to_be_focused()
    expect_kept(second, "一号线改造")
    expect_kept(first, "一号线改造")


def test_without_scripts_a_choice_is_posted(
    site: Site, sit: Any, watches: list[Watch]
) -> None:
    first, second = sit("filler"), sit("colleague", java_script_enabled=False)
    for page in (first, second):
        page.goto(section(site, 11))
    answer(first, NAME, "一号线改造")
    field(second).fill("二号线改造")
    second.locator(".savebar [type=submit]").click()
    expect(second.locator(".error-summary a")).to_be_visible()
    expect(field(second)).to_have_value("二号线改造")
    second.locator(f'[name="{NAME}.choice"][value=mine]').check()
    second.locator(".savebar [type=submit]").click()
    second.wait_for_url("**/sections/infrastructure/")
    expect_kept(first, "二号线改造")


# -- The network -----------------------------------------------------------------------


def test_a_cut_network_is_said_and_everything_arrives_after_it(
    site: Site, sit: Any
) -> None:
    page = sit("filler", language="en")
    page.goto(section(site, 12))
    field(page).press_sequentially("冲压")
    page.context.set_offline(True)
    expect(bar(page)).to_contain_text("The network is lost.")
    field(page).press_sequentially("车间")
    page.locator(f'[name="{FORM}"][value="branch"]').check()
    answered = page.locator(f'[name="{MONEY}"]')
    answered.fill("1200")
    answered.press("Tab")
    expect(bar(page)).to_contain_text("(3 not saved)")
    page.locator(".savebar [type=submit]").click()  # the page stays, and what it holds
    expect(field(page)).to_have_value("冲压车间")
    page.context.set_offline(False)
    expect_saved(page, NAME, FORM, MONEY)
    expect(bar(page)).to_have_attribute("data-state", "saved")
    assert kept_in(page) == []
    expect_kept(page, "冲压车间")


def cut(context: BrowserContext) -> None:
    """Answers do not get through; pages do."""
    context.route(ANSWERS, lambda route: route.abort())


def fill_four(page: Page) -> None:
    """Four answers, none of which gets through."""
    field(page).fill("冲压车间")
    page.locator(f'[name="{FORM}"][value="branch"]').check()
    page.locator('[name="nothing"], [name="project_complete"]').first.check()
    field(page, MONEY).fill("1200.5")
    expect(bar(page)).to_contain_text("(4 not saved)")


def test_what_waits_outlives_a_reload_and_a_closed_tab(site: Site, sit: Any) -> None:
    page = sit("filler", language="en")
    context, address = page.context, section(site, 13)
    page.goto(address)
    cut(context)
    fill_four(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    for code, value in ((NAME, "冲压车间"), (MONEY, "1200.5")):
        expect(field(page, code)).to_have_value(value)
    expect(page.locator(f'[name="{FORM}"][value="branch"]')).to_be_checked()
    leave(page)
    page = context.new_page()
    page.goto(address.partition("sections")[0])  # the task list names what waits
    waiting = page.locator("[data-waiting]")
    expect(waiting.locator("[data-waiting-words]")).to_contain_text(": 4.")
    expect(waiting.locator("li")).to_have_count(4)
    context.unroute(ANSWERS)
    waiting.locator("[data-waiting-send]").click()
    expect(waiting).to_contain_text("have just been saved: 4.")
    assert kept_in(page) == []
    waiting.locator("[data-when-sent] a").click()
    expect(page.locator("[data-waiting]")).to_be_hidden()
    page.goto(address)
    expect_kept(page, "冲压车间")


def test_a_tab_closed_two_seconds_after_the_last_key(site: Site, sit: Any) -> None:
    page = sit("filler")
    context = page.context
    page.goto(section(site, 14))
    field(page).press_sequentially("焊装车间")
    page.wait_for_timeout(2_000)
    leave(page)
    page = context.new_page()
    page.goto(section(site, 14))
    expect(field(page)).to_have_value("焊装车间")


def test_a_lost_reply_is_no_conflict(site: Site, sit: Any) -> None:
    page = sit("filler")
    page.goto(section(site, 14, "infrastructure"))
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()  # it arrives; its answer does not
        route.abort()

    page.context.route(ANSWERS, lose)
    box = page.locator('[name="id_connected"][value="secondary"]')
    box.check()
    expect(state(page, "id_connected")).to_have_attribute("data-state", "failed")
    expect_saved(page, "id_connected")
    assert len(lost) == 1
    page.reload()
    expect(box).to_be_checked()


def test_composing_is_waited_for(site: Site, sit: Any) -> None:
    """A Chinese keyboard shows letters first; they never are an answer."""
    page = sit("filler")
    page.goto(section(site, 15))
    sent: list[str] = []
    page.on("request", lambda ask: "/answers/" in ask.url and sent.append(ask.url))
    field(page).press_sequentially("A")
    keyboard = page.context.new_cdp_session(page)
    for text in ("z", "zh", "zhong"):
        part = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        keyboard.send("Input.imeSetComposition", part)
    page.wait_for_timeout(2_200)
    assert sent == []
    keyboard.send("Input.insertText", {"text": "中"})
    expect_saved(page, NAME)
    expect_kept(page, "A中")


# -- The session, and the end ----------------------------------------------------------


def test_what_was_handed_in_meanwhile_is_said_and_the_text_stays(
    site: Site, sit: Any, watches: list[Watch]
) -> None:
    page = sit("filler", language="en")
    watches[0].allow = lambda reply: reply.status == 409
    address = section(site, 16)
    page.goto(address)
    pk = site.ids["drafts"][16]
    site.write(f"UPDATE surveys_response SET status = 'withdrawn' WHERE id = {pk}")
    field(page).fill("最后一句")
    field(page).press("Tab")
    expect(state(page)).to_contain_text("What you typed stays on this page")
    expect(field(page)).to_have_value("最后一句")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    waiting = page.locator("[data-waiting]")
    expect(waiting.locator("li")).to_contain_text("最后一句")
    waiting.locator("[data-waiting-drop]").click()
    expect(waiting).to_be_hidden()


def test_signing_in_again_in_another_window_saves(
    site: Site, sit: Any, watches: list[Watch]
) -> None:
    page = sit("filler", language="en")
    # The page's token is that of the old session; it gets the new one by itself.
    watches[0].allow = lambda reply: reply.status == 403
    context = page.context
    page.goto(section(site, 17))
    context.clear_cookies(name="dengta-session")
    field(page).fill("涂装车间")
    field(page).press("Tab")
    expect(page.locator("[data-sign-in]")).to_be_visible()
    expect(state(page)).to_contain_text("you have been signed out")
    with context.expect_page() as opened:
        page.locator("[data-sign-in] a").click()
    other = opened.value
    sign_in(other, site.logins["filler"], official=False)
    other.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect_saved(page, NAME)
    expect(page.locator("[data-sign-in]")).to_be_hidden()
    expect_kept(page, "涂装车间")


def test_nobody_else_sees_or_sends_what_waits(site: Site, sit: Any) -> None:
    page = sit("filler", language="en")
    context, address = page.context, section(site, 18)
    page.goto(address)
    cut(context)
    field(page).fill("只有我知道")
    expect(bar(page)).to_contain_text("(1 not saved)")
    context.clear_cookies(name="dengta-session")
    leave(page)
    context.unroute(ANSWERS)
    page = context.new_page()
    sign_in(page, site.logins["colleague"], official=False)
    page.goto(address.partition("sections")[0])
    expect(page.locator("[data-waiting]")).to_be_hidden()
    page.goto(address)
    expect(field(page)).to_have_value("")
    sign_out(page)
    assert len(kept_in(page)) == 1  # not the colleague's to remove
    sign_in(page, site.logins["filler"], official=False)
    page.goto(address)
    expect(field(page)).to_have_value("只有我知道")
    expect_saved(page, NAME)
    assert kept_in(page) == []


def test_signing_out_leaves_nothing_behind(site: Site, desks: Any) -> None:
    context = desks.browser.new_context(base_url=site.address, locale="en-US")
    page = context.new_page()
    sign_in(page, site.logins["filler"], official=False)
    page.goto(section(site, 19))
    cut(context)
    field(page).fill("只有我知道")
    expect(bar(page)).to_contain_text("(1 not saved)")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    sign_out(page)
    assert "(1)" in asked[0]
    assert kept_in(page) == []
    context.close()


def sign_out(page: Page) -> None:
    page.locator(".menu summary").click()
    page.locator("[data-signs-out] button").click()
    page.wait_for_url(lambda url: "/sections/" not in url)
