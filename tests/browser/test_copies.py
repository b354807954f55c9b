"""Two colleagues fill a copy each in Excel, and one of them merges both."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.copies import filled
from tests.browser.desks import NARROW, WIDE
from tests.browser.site import Site

TEXT = '冲压线 <script>alert(1)</script> =1+1 & "x"'


def downloaded(page: Page) -> bytes:
    with page.expect_download() as waiting:
        page.locator('form[action$="/copy/download/"] button').click()
    return Path(waiting.value.path()).read_bytes()


def upload(page: Page, **files: bytes) -> None:
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    chosen: Any = [
        {"name": f"{name}.xlsx", "mimeType": media, "buffer": content}
        for name, content in files.items()
    ]
    page.locator('input[name="copies"]').set_input_files(chosen)
    page.locator('form[enctype] button[type="submit"]').click()


@pytest.mark.parametrize(("number", "width"), [(20, WIDE), (21, NARROW)])
def test_two_copies_become_one(site: Site, sit: Any, number: int, width: int) -> None:
    address = f"/responses/{site.ids['drafts'][number]}/copies/"
    one, other = sit("filler", width=width), sit("colleague")
    changes: list[dict[str, Any]] = [
        {"project_name": TEXT, "project_investment": 3200},
        {"project_name": "另一个名称", "nc_equipment_rate:n": 3},
    ]
    contents = []
    for page, change in zip((one, other), changes, strict=True):
        page.goto(address)
        contents.append(filled(downloaded(page), change))
    upload(one, first=contents[0], second=contents[1])
    one.locator('a[href$="/copies/merge/"]').click()
    expect(one.locator("#pick-project_name")).to_be_visible()

    assert one.evaluate("document.documentElement.scrollWidth <= innerWidth")
    confirm = one.locator('main form button[type="submit"]:not([name])')
    confirm.click()
    expect(one.locator(".error-summary")).to_be_visible()
    one.locator("#pick-project_name label", has_text=TEXT).click()
    confirm.click()
    one.wait_for_url("**/responses/*/")

    one.goto(address.replace("copies/", "sections/project/"))
    expect(one.locator('[name="project_name"]')).to_have_value(TEXT)
    expect(one.locator('[name="project_investment"]')).to_have_value("3200")
    one.goto(address.replace("copies/", "sections/equipment/"))
    expect(one.locator('[name="nc_equipment_rate.n"]')).to_have_value("3")
    other.reload()
    expect(other.locator(".copies .tag-green")).to_have_count(2)
