"""Takes a picture of every page in both languages and widths, for looking at.

    python -m tests.browser.pictures FOLDER [part of a title …]

starts a site of its own, as the tests in a browser do.
"""

import os
import shutil
import sys
import tempfile
from itertools import product
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

from tests.browser import site as sites
from tests.browser.desks import LANGUAGES, NARROW, WIDE, Desks
from tests.browser.pages import Opened, pages
from tests.browser.site import Site


def main(folder: Path, wanted: list[str]) -> None:
    """Write `title-language-width.png` for each page whose title has a wanted part."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="dengta-pictures-") as home,
        sites.running(Path(home)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        take(Desks(browser, site), folder, _wanted(site, wanted))
        browser.close()


def _wanted(site: Site, parts: list[str]) -> list[Opened]:
    found = pages(site)
    if not parts:
        return found
    return [page for page in found if any(part in page.title for part in parts)]


def take(desks: Desks, folder: Path, wanted: list[Opened]) -> None:
    """One browser for each person, language and width."""
    for who in dict.fromkeys(page.who for page in wanted):
        for language, width in product(LANGUAGES, (WIDE, NARROW)):
            page, watch = desks.open(who, language, width)
            for opened in wanted:
                if opened.who == who:
                    page.goto(opened.path, wait_until="networkidle")
                    name = f"{opened.title}-{language}-{width}.png"
                    # As high as the page, so that the bar at its foot stays there.
                    height = page.evaluate("document.documentElement.scrollHeight")
                    page.set_viewport_size({"width": width, "height": height})
                    page.screenshot(path=folder / name)
            page.context.close()
            for fault in watch.faults:
                print(f"{who} {language} {width}: {fault}")  # noqa: T201


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    django.setup()
    main(Path(sys.argv[1]), sys.argv[2:])
