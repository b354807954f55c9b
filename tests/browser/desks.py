"""Browsers of their own for people who signed in, in a language and a width."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.people import confirm, is_official, sign_in
from tests.browser.site import Site
from tests.browser.watching import Watch

LOCALES = {"zh": "zh-CN", "en": "en-US"}
LANGUAGES = tuple(LOCALES)
WIDE, NARROW = 1280, 360
CONFIRMED = {"analyst", "newcomer"}  # who look at the pages of their second factor
PATIENCE = 20_000  # ms; the machine may be busy


class Desks:
    """Opens browsers of one site. Everybody signs in once, as a person does."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self._signed_in: dict[str, Any] = {"": None}

    def open(
        self, who: str = "", language: str = "zh", width: int = WIDE, **more: Any
    ) -> tuple[Page, Watch]:
        """A page of somebody ("" is nobody) in a context of its own, watched."""
        context = self._context(
            locale=LOCALES[language],
            viewport={"width": width, "height": 900},
            storage_state=self._state(who),
            **more,
        )
        watch = Watch(self.site.address)
        watch.over(context)
        return context.new_page(), watch

    def _context(self, **more: Any) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.site.address,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        return context

    def _state(self, who: str) -> Any:
        if who not in self._signed_in:
            context = self._context()
            login = self.site.logins[who]
            page = context.new_page()
            sign_in(page, login, official=is_official(who))
            if who in CONFIRMED:
                confirm(page)
            self._signed_in[who] = context.storage_state()
            context.close()
        return self._signed_in[who]
