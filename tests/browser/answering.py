"""Answers questions in a browser as a person does, with mouse and keyboard."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import PDF


def answer(page: Page, code: str, value: Any, *, reason: str = "") -> None:
    """Answer one question of the open section and wait until it says it is saved."""
    card = page.locator(f"#q-{code}")
    before = card.locator("[data-version]").input_value()
    if reason:
        card.locator(f'[name="{code}.state"]').check()
        card.locator(f'[name="{code}.reason"]').press_sequentially(reason)
        page.keyboard.press("Tab")
    else:
        _way(card, value)(page, card, code, value)
    expect(card.locator("[data-version]")).not_to_have_value(before)
    expect(card.locator("[data-save-state]")).to_have_attribute("data-state", "saved")


Way = Callable[[Page, Locator, str, Any], None]


def _way(card: Locator, value: Any) -> Way:
    if isinstance(value, list):
        return _tick
    if isinstance(value, dict):
        rows = card.locator(".matrix").count()
        return _fill_matrix if rows else _type_halves
    if card.locator("input[type=radio]").count():
        return _choose
    return _type


def _choose(page: Page, card: Locator, code: str, value: Any) -> None:
    card.locator(f'[name="{code}"][value="{value}"]').check()


def _tick(page: Page, card: Locator, code: str, values: Any) -> None:
    for value in values:
        card.locator(f'[name="{code}"][value="{value}"]').check()


def _type(page: Page, card: Locator, code: str, value: Any) -> None:
    field = card.locator(f'[name="{code}"]')
    if field.get_attribute("type") == "date":
        field.fill(value)
    else:
        field.press_sequentially(value)
    page.keyboard.press("Tab")


def _type_halves(page: Page, card: Locator, code: str, value: Any) -> None:
    for part, text in value.items():
        card.locator(f'[name="{code}.{part}"]').press_sequentially(text)
        page.keyboard.press("Tab")


def _fill_matrix(page: Page, card: Locator, code: str, value: Any) -> None:
    for row, option in value.items():
        card.locator(f'[name="{code}.row.{row}"][value="{option}"]').check()


def clear(page: Page, code: str) -> None:
    """Take back what was chosen."""
    card = page.locator(f"#q-{code}")
    card.locator("[data-clears]").click()
    expect(card.locator("input:checked")).to_have_count(0)


def upload(page: Page, code: str, name: str) -> None:
    """Add a PDF to a question through the dialogue for files."""
    card = page.locator(f"#q-{code}")
    with page.expect_file_chooser() as chosen:
        card.locator("[data-uploads]").click()
    file = {"name": name, "mimeType": "application/pdf", "buffer": PDF}
    chosen.value.set_files(files=[file])  # type: ignore[list-item]
    there = card.locator("[data-files] .file-name").filter(has_text=name)
    expect(there).to_have_count(1)
