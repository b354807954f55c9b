"""What a look at one page finds: axe's findings, what is too wide or too small."""

from typing import Any

from django.conf import settings
from playwright.sync_api import Page

AXE = settings.BASE_DIR / "node_modules/axe-core/axe.min.js"
RUN = """() => axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  resultTypes: ["violations"],
})"""
GRAVE = {"serious", "critical"}
WIDER = "() => document.documentElement.scrollWidth - window.innerWidth"
# Links in running text may be as small as their text (WCAG 2.2, 2.5.8); of a box with
# a label around it, the label is what one presses.
SMALL = """() => {
  const controls = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    const hidden = !element.checkVisibility({ visibilityProperty: true });
    return !hidden && box.right > 0 && box.bottom + scrollY > 0 && box.width > 1;
  };
  const inText = (element) =>
    element.matches("a") &&
    getComputedStyle(element).display === "inline" &&
    [...element.parentElement.childNodes].some((node) =>
      node !== element && node.textContent.trim());
  return [...document.querySelectorAll(controls)]
    .filter((element) => seen(element) && !inText(element))
    .map((element) => [element, element.closest("label") || element])
    .map(([element, target]) => [element, target.getBoundingClientRect()])
    .filter(([_, box]) => box.width < 24 || box.height < 24)
    .map(([element, box]) =>
      `${Math.round(box.width)} × ${Math.round(box.height)}: ${element.outerHTML}`);
}"""


def by_axe(page: Page) -> list[str]:
    """Serious and critical findings, one line for each element."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(RUN)
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def by_eye(page: Page) -> list[str]:
    """What a narrow screen must not have: sideways scrolling, controls too small."""
    wider = page.evaluate(WIDER)
    small = [f"small: {line[:200]}" for line in page.evaluate(SMALL)]
    return small + ([f"{wider} px wider than the screen"] if wider > 0 else [])
