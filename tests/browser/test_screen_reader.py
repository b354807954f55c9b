"""What a screen reader hears at every control: its name, its group, its unit."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site

CONTROLS = {"button", "checkbox", "combobox", "link", "radio", "textbox"}


def heard(page: Page) -> list[dict[str, str]]:
    """What Chromium hands to a screen reader, from its own tree of accessibility."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        {
            "role": node["role"]["value"],
            "name": " ".join(str(node.get("name", {}).get("value", "")).split()),
        }
        for node in nodes
        if not node["ignored"]
    ]


SECTIONS = ("project", "infrastructure", "equipment", "systems", "results")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_control_of_a_section_has_a_name(
    site: Site, sit: Any, language: str
) -> None:
    page = sit("filler", language)
    for section in SECTIONS:
        page.goto(f"/responses/{site.ids['drafts'][8]}/sections/{section}/")
        nodes = heard(page)
        controls = [node for node in nodes if node["role"] in CONTROLS]
        assert [node for node in controls if not node["name"]] == []
        # Every question is a group that is called as the question is.
        titles = page.locator("fieldset.question:visible > legend").all_inner_texts()
        groups = [node["name"] for node in nodes if node["role"] == "group"]
        asked = [" ".join(title.split()) for title in titles]
        assert [title for title in asked if title not in groups] == []


def test_a_figure_is_heard_with_its_question_and_unit(site: Site, sit: Any) -> None:
    page = sit("filler", "en")
    page.goto(f"/responses/{site.ids['drafts'][8]}/sections/project/")
    field = page.locator("#a-project_investment")
    question = page.locator("#t-project_investment").inner_text()
    unit = page.locator("#u-project_investment").inner_text()

    expect(field).to_have_accessible_name(question)
    expect(field).to_have_accessible_description(unit)


def test_what_is_wrong_is_heard_at_the_field(site: Site, sit: Any) -> None:
    page = sit("filler", "en", java_script_enabled=False)
    page.goto(f"/responses/{site.ids['drafts'][8]}/sections/project/")
    field = page.locator("#a-project_investment")
    field.fill("12 lots")
    page.locator(".savebar [type=submit]").click()

    error = page.locator("#e-project_investment").inner_text()
    unit = page.locator("#u-project_investment").inner_text()
    expect(field).to_have_accessible_description(f"{unit} {error}")
    expect(field).to_have_attribute("aria-invalid", "true")
