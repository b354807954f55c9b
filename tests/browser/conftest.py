"""What the tests in a browser share: one running site, and people who signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import site as sites
from tests.browser.desks import PATIENCE, Desks
from tests.browser.site import Site
from tests.browser.watching import Watch

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser. Looking at every page takes as long
    as all the rest, so one process does that; LibreOffice works one file at a time."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            looks = item.path.name == "test_accessibility.py"
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("pages" if looks else "site"))
        elif item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("office"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with sites.running(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def desks(browser: Browser, site: Site) -> Desks:
    return Desks(browser, site)


Sit = Callable[..., Page]


@pytest.fixture
def watches() -> list[Watch]:
    """Of all browsers of a test: some tests allow an answer to be an error."""
    return []


@pytest.fixture
def sit(desks: Desks, watches: list[Watch]) -> Iterator[Sit]:
    """Open a browser as somebody; in the end nothing may have gone wrong in any."""
    opened: list[Page] = []

    def begin(*args: Any, **more: Any) -> Page:
        page, watch = desks.open(*args, **more)
        opened.append(page)
        watches.append(watch)
        return page

    yield begin
    for page in opened:
        page.context.close()
    assert [fault for watch in watches for fault in watch.faults] == []
