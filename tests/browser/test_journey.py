"""From the first answer to the title and the workbook, as the people do it."""

import json
import re
from io import BytesIO
from itertools import groupby
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser.answering import answer, clear, upload
from tests.browser.desks import LANGUAGES
from tests.browser.people import sign_in
from tests.browser.site import Site

LANGS = {"zh": "zh-CN", "en": "en"}
CLOCK = re.compile(r"\d\d:\d\d")
SCORED = 60_000  # ms until a job is done; it takes two, but the machine may be busy
PROOF = "nc_equipment_rate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_journey(site: Site, sit: Any, language: str) -> None:
    enterprise = sit(language=language)
    file = fill_and_hand_in(site, enterprise, language)
    see_the_score(enterprise, file)
    reviewer = sit(f"reviewer_{language}", language)
    review(reviewer, file)
    officer = sit(f"officer_{language}", language)
    give_notice(officer, file)
    recognise(site, officer, file)
    book = order_the_workbook(officer, language)
    assert site.logins[f"uscc_{language}"] in words_of(book)
    see_the_title(enterprise, file)


# -- The enterprise -------------------------------------------------------------------


def fill_and_hand_in(site: Site, page: Page, language: str) -> int:
    """Sign in, start, fill every section, declare; returns the response's id."""
    # An administrator may sign in with the credit code of the enterprise.
    login = f"uscc_{language}" if language == "zh" else f"journey_{language}"
    sign_in(page, site.logins[login], official=False)
    expect(page).to_have_url(f"{site.address}/desk/")
    expect(page.locator("html")).to_have_attribute("lang", LANGS[language])
    page.locator("form[action*='/start/'] button").first.click()
    page.wait_for_url("**/responses/*/")
    file = int(page.url.split("/")[-2])
    page.locator(".tasks a").first.click()
    given = site.answers[language]
    for section, rows in groupby(given, key=lambda row: row[0]):
        fill_section(page, section, list(rows))
    expect(page).to_have_url(f"{site.address}/responses/{file}/")
    hand_in(site, page, file)
    return file


def fill_section(page: Page, section: str, rows: list[Any]) -> None:
    """Answer all questions of a section, each saved by itself, and go on."""
    assert f"/sections/{section}/" in page.url
    if section == "infrastructure":
        show_and_hide(page)
    for _section, code, value, _state, reason in rows:
        answer(page, code, value, reason=reason)
        expect(page.locator(f"#q-{code} [data-save-state]")).to_contain_text(CLOCK)
        if code == PROOF:
            upload(page, code, "设备台账.pdf")
    page.locator(".savebar [type=submit]").click()
    page.wait_for_url(lambda url: f"/sections/{section}/" not in url)


def show_and_hide(page: Page) -> None:
    """Further questions come with an answer and go with another."""
    follow = page.locator("#q-id_prefix")
    expect(follow).to_be_hidden()
    answer(page, "id_connected", "secondary")
    expect(follow).to_be_visible()
    clear(page, "id_connected")
    expect(follow).to_be_hidden()


def hand_in(site: Site, page: Page, file: int) -> None:
    """Check, declare, and get a receipt."""
    page.locator(f".actions a[href='/responses/{file}/check/']").click()
    page.wait_for_url(f"**/responses/{file}/check/")
    expect(page.locator("#missing")).to_have_count(0)
    assert page.locator(".answers dt").count() > 50
    page.locator(f"a[href='/responses/{file}/submit/']").click()
    page.locator("[name=name]").fill("张 <b>总</b>")
    page.locator("[name=post]").fill("总经理")
    page.locator("main form [type=submit]").click()  # not yet declared
    expect(page.locator("[name=truthful]")).to_be_visible()
    expect(page).to_have_url(f"{site.address}/responses/{file}/submit/")
    page.locator("[name=truthful]").check()
    page.locator("main form [type=submit]").click()
    page.wait_for_url(f"**/responses/{file}/receipt/")
    expect(page.locator("main")).to_contain_text(f"-{file:06d}-1")
    expect(page.locator("main")).to_contain_text("张 <b>总</b>")


def see_the_score(page: Page, file: int) -> None:
    """The receipt shows how scoring goes on, then leads to the result."""
    link = page.locator(f"a[href='/results/{file}/']")
    expect(link).to_be_visible(timeout=SCORED)
    link.click()
    expect(page.locator("[data-chart=radar] svg")).to_be_visible()
    expect(page.locator(".figure")).to_have_text(re.compile(r"^\d+(\.\d)?$"))
    assert page.locator("main tbody tr").count() == 7


def see_the_title(page: Page, file: int) -> None:
    """In the end the enterprise sees the final score, its radar and its peers."""
    page.goto(f"/results/{file}/")
    expect(page.locator(".page-head .tag-green")).to_be_visible()
    drawn = json.loads(page.locator("#radar").text_content() or "{}")
    assert len(drawn["series"]) == 3  # this unit, median, upper quarter
    expect(page.locator("[data-chart=radar] svg")).to_be_visible()


# -- The officials --------------------------------------------------------------------


def review(page: Page, file: int) -> None:
    """Look the facts up, correct one item, recommend."""
    page.goto("/review/")
    page.locator(f"a[href='/review/{file}/']").click()
    for code, value in (
        ("policy_fit", "fits"),
        ("credit_list", "clear"),
        ("earlier_title", "none"),
    ):
        record(page, file, code, value)
    page.goto(f"/review/{file}/?section=equipment")
    correct(page, file, "sensor_coverage", {"n": "120", "d": "400"})
    form = page.locator("form[action$='/recommend/']")
    form.locator("[name=opinion]").fill("材料齐全。\nAll papers are complete.")
    form.locator("[type=submit]").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()


def record(page: Page, file: int, code: str, value: str) -> None:
    """Record what was found about one fact, on which day and where."""
    form = page.locator(f"form[action='/review/{file}/facts/{code}/']")
    page.locator("details", has=form).locator("summary").click()
    form.locator(f"[name={code}-value]").select_option(value)
    form.locator(f"[name={code}-source]").fill("信用中国(重庆)")
    form.locator("[type=submit]").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()


def correct(page: Page, file: int, code: str, value: dict[str, str]) -> None:
    """Put another value beside a claim; both can be read afterwards."""
    item = page.locator(f"#q-{code}")
    item.locator("[data-opens=correct]").click()
    form = item.locator("form[data-here]")
    for part, text in value.items():
        form.locator(f'[name="{code}.{part}"]').fill(text)
    form.locator("[name=reason]").fill("二号线的传感器尚未启用。")
    form.locator("[type=submit]").click()
    expect(item.locator(".correction")).to_contain_text("二号线的传感器尚未启用。")
    expect(item.locator(".claim")).to_be_visible()


def decide(form: Locator) -> None:
    form.locator("[name=move][value=notice]").check()
    form.locator("[type=submit]").click()


def give_notice(page: Page, file: int) -> None:
    """Decide a recommended file for public notice."""
    page.goto("/decisions/")
    page.locator(f"a[href='/review/{file}/']").click()
    decide(page.locator("form[action$='/decide/']"))
    expect(page.locator("form[action$='/recognise/']")).to_be_visible()


def recognise(site: Site, page: Page, file: int) -> None:
    """Recognition is refused during the notice, and grants a title after it."""
    button = page.locator("form[action$='/recognise/'] [type=submit]")
    button.click()
    expect(page.locator("#messages .notice-error")).to_be_visible()
    # The shortest notice a round can have is a day; nobody waits for it here.
    site.write(
        "UPDATE surveys_response SET notice_until = '2020-01-01 00:00:00+00:00'"
        f" WHERE id = {file}"
    )
    button.click()
    expect(page.locator("#messages .notice-success")).to_contain_text("DW-")
    page.goto("/titles/")
    expect(page.locator("main")).to_contain_text(re.compile(r"DW-\d{4}-\d{4}"))


def order_the_workbook(page: Page, language: str) -> Workbook:
    """Order figures of this round, watch the bar, download, and open the file."""
    page.goto("/reports/")
    form = page.locator("form[action='/reports/order/']")
    # The rounds stand in the order of time, each with its editions.
    form.locator("[name=figures]").select_option(index=0)
    form.locator("[name=lane]").select_option("claimed")
    chosen = form.locator("[name=language]").input_value()
    assert chosen == {"zh": "zh-hans", "en": "en"}[language]
    form.locator("[type=submit]").click()
    page.wait_for_url(re.compile(r"/reports/[0-9a-f-]{36}/$"))
    link = page.locator("a[href$='/download/']")
    expect(link).to_be_visible(timeout=SCORED)
    with page.expect_download() as started:
        link.click()
    name = started.value.suggested_filename
    assert name.endswith(f"-{language}.xlsx")
    return load_workbook(BytesIO(started.value.path().read_bytes()))


def words_of(book: Workbook) -> set[str]:
    """All texts of a workbook."""
    cells = (c for sheet in book.worksheets for row in sheet.rows for c in row)
    return {cell.value for cell in cells if isinstance(cell.value, str)}
