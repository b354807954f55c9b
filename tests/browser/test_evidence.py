"""Evidence in a browser: chosen, dropped, cut off and gone on with, refused with words,
photographed, and with the keyboard alone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests import papers
from tests.browser.site import Site
from tests.browser.watching import Watch
from tests.hostile_files import HOSTILE, Hostile

SECTION, CODE = "project", "project_papers"
LARGE = papers.pdf("x" * (3 * 2**19))  # some 3 MB: four pieces
REFUSED = {422}


def opened(site: Site, sit: Any, number: int, *language: str, **more: Any) -> Page:
    page: Page = sit("filler", *language, **more)
    page.goto(f"/responses/{site.ids['drafts'][number]}/sections/{SECTION}/")
    take_off(page)
    return page


def take_off(page: Page) -> None:
    """Take every file off the card."""
    for left in reversed(range(files(page).count())):
        card(page).locator(".file .remove").first.click()
        expect(files(page)).to_have_count(left)


def card(page: Page) -> Locator:
    return page.locator(f"#q-{CODE}")


def files(page: Page) -> Locator:
    return card(page).locator("[data-files] .file-name")


def named(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def choose(page: Page, *chosen: Any) -> None:
    with page.expect_file_chooser() as chooser:
        card(page).locator("[data-uploads]").click()
    chooser.value.set_files(list(chosen))


def test_several_files_one_after_the_other(
    site: Site, sit: Any, watches: list[Watch]
) -> None:
    page = opened(site, sit, 5)
    watches[0].allow = lambda answer: answer.status in REFUSED
    choose(
        page,
        named("台账 <b>&.pdf", papers.pdf("1")),
        named("脚本.exe", b"MZ"),
        named("照片.png", papers.png()[:40]),
        named("清单.xlsx", papers.XLSX),
    )
    expect(files(page)).to_have_count(2)
    assert set(files(page).all_inner_texts()) == {"台账 <b>&.pdf", "清单.xlsx"}
    notes = card(page).locator("[data-note]")
    expect(notes).to_have_count(2)
    assert len(set(notes.all_inner_texts())) == 2
    for _ in range(2):
        card(page).locator("[data-cancel]").first.press("Enter")
    expect(card(page).locator("[data-sending]")).to_be_hidden()
    expect(card(page).locator("[data-uploads]")).to_be_focused()
    take_off(page)


# Signs that no file system of a browser has in a name.
NO_NAME = {"/", "\\", "\n", '"'}
LARGEST = 2**20  # bytes that are handed to Chromium in a message


def travels(one: Hostile) -> bool:
    """Whether Chromium can be handed it, with a number before its name."""
    named_by_more = one.name != ".pdf" and not NO_NAME & set(one.name)
    return named_by_more and len(one.content()) <= LARGEST


def test_hostile_files_are_refused_each_with_its_words(
    site: Site, sit: Any, watches: list[Watch]
) -> None:
    page = opened(site, sit, 5, "en")
    watches[0].allow = lambda answer: answer.status in REFUSED
    hostile = [one for one in HOSTILE if one.refused and travels(one)]
    assert len(hostile) >= 25

    # Chosen together, told apart by the number before the name.
    chosen = [named(f"{n} {one.name}", one.content()) for n, one in enumerate(hostile)]
    choose(page, *chosen)

    rows = card(page).locator("[data-sending] li")
    notes = rows.locator("[data-note]:visible")
    expect(notes).to_have_count(len(hostile), timeout=60_000)
    expect(files(page)).to_have_count(0)
    names = rows.locator("[data-name]").all_inner_texts()
    found = dict(zip(names, notes.all_inner_texts(), strict=True))
    by_number = {int(name.split()[0]): words for name, words in found.items()}
    assert by_number == {number: one.refused for number, one in enumerate(hostile)}


def test_a_cut_line_costs_one_piece(site: Site, sit: Any, watches: list[Watch]) -> None:
    page = opened(site, sit, 5)
    watches[0].allow = lambda answer: True
    offsets = cut_after_two(page)
    choose(page, named("大文件.pdf", LARGE))
    note = card(page).locator("[data-note]")
    expect(note).to_be_visible()
    expect(card(page).locator("progress")).not_to_have_attribute("value", "0")
    page.context.set_offline(False)
    card(page).locator("[data-again]").press("Enter")
    expect(files(page)).to_have_text(["大文件.pdf"])
    # What had arrived was not sent once more.
    assert [offset / 2**20 for offset in offsets] == [0, 1, 2, 2, 3]
    page.reload()
    expect(files(page)).to_have_text(["大文件.pdf"])
    take_off(page)


def cut_after_two(page: Page, *, for_good: bool = False) -> list[int]:
    """Cut the line at the third piece; gives where the pieces begin.

    Once, by taking the whole line away, or for good, for this kind of request."""
    offsets: list[int] = []

    def pass_on(route: Route, request: Request) -> None:
        body = request.post_data_buffer or b""
        if b'name="offset"' not in body:
            return route.continue_()
        offsets.append(int(body.split(b'name="offset"\r\n\r\n')[1].split(b"\r\n")[0]))
        if len(offsets) >= 3 and for_good:
            return route.abort("connectionreset")
        if len(offsets) == 3:
            page.context.set_offline(True)
            return route.abort("internetdisconnected")
        return route.continue_()

    page.route("**/uploads/**", pass_on)
    return offsets


def test_a_page_loaded_anew_goes_on_with_the_same_file(
    site: Site, sit: Any, watches: list[Watch], tmp_path: Path
) -> None:
    page = opened(site, sit, 5)
    watches[0].allow = lambda answer: True
    page.on("dialog", lambda dialog: dialog.accept())
    offsets = cut_after_two(page, for_good=True)
    path = tmp_path / "大文件.pdf"
    path.write_bytes(LARGE + b"\n")
    choose(page, str(path))
    expect(card(page).locator("[data-note]")).to_be_visible()
    page.unroute("**/uploads/**")
    with page.expect_request("**/uploads/**") as asked:
        page.reload()
        choose(page, str(path))
    # The first thing it asks is how far the file is.
    assert asked.value.method == "GET"
    expect(files(page)).to_have_text(["大文件.pdf"])
    assert offsets[:3] == [0, 2**20, 2 * 2**20]
    take_off(page)


def test_a_file_is_dropped_on_the_card(site: Site, sit: Any) -> None:
    page = opened(site, sit, 5)
    drop = """(card, [name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name));
      for (const kind of ["dragover", "drop"]) {
        const event = new DragEvent(kind, {
          dataTransfer: data, bubbles: true, cancelable: true });
        card.dispatchEvent(event);
      }
    }"""
    card(page).evaluate(drop, ["掉落.pdf", list(papers.pdf("dropped"))])
    expect(files(page)).to_have_text(["掉落.pdf"])
    take_off(page)


def test_a_telephone_takes_a_photo(site: Site, sit: Any) -> None:
    page = opened(site, sit, 5, has_touch=True, is_mobile=True)
    button = card(page).locator("[data-photo]")
    expect(button).to_be_visible()
    with page.expect_file_chooser() as chooser:
        button.tap()
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files([named("image.jpg", papers.jpg())])
    expect(files(page)).to_have_text(["image.jpg"])
    take_off(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_described_and_used_again(
    site: Site, sit: Any, scripts: bool
) -> None:
    page = opened(site, sit, 5, java_script_enabled=scripts)
    if scripts:
        choose(page, named("证书.pdf", papers.pdf("again")))
    else:
        card(page).locator("[data-uploads]").click()
        page.locator("[name=file]").set_input_files(
            [named("证书.pdf", papers.pdf("again"))]
        )
        page.locator("main [type=submit]").last.click()
    expect(files(page)).to_have_text(["证书.pdf"])
    card(page).locator(".file-acts a").click()
    page.locator("[name=issuer]").fill("市经信委")
    page.locator("[name=covers_from]").fill("2020-01-01")
    page.locator("[name=covers_to]").fill("2020-12-31")
    page.locator("main form [type=submit]").click()
    expect(card(page).locator(".file-doubt")).to_contain_text("2020")
    other = page.locator(".question:has(.evidence-acts):visible").nth(1)
    other.locator(".evidence-acts a").click()
    page.locator("label", has_text="证书.pdf").locator("input").check()
    page.locator("main form[method=post] [type=submit]").click()
    expect(page.locator(".file")).to_have_count(2)
    for left in (1, 0):
        page.locator(".file .remove").first.click()
        expect(page.locator(".file")).to_have_count(left)
