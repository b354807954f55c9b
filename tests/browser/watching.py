"""Watches what pages do: whom they ask, what fails, what the policy stops."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

TELL = """
document.addEventListener("securitypolicyviolation", (event) =>
  window.stoppedByPolicy(`${event.violatedDirective} ${event.blockedURI}`));
"""
# Said by Chromium itself of every answer that is an error; answers are watched below.
LOADING = "Failed to load resource"


@dataclass
class Watch:
    """Faults of all pages of a context; `allow` lets an answer be an error."""

    address: str
    faults: list[str] = field(default_factory=list)
    requests: int = 0
    allow: Callable[[Response], bool] = lambda _: False

    def over(self, context: BrowserContext) -> None:
        """Begin to watch a context, before its first page opens."""
        context.expose_function("stoppedByPolicy", self._stopped)
        context.add_init_script(TELL)
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on(
            "weberror", lambda error: self.faults.append(f"error: {error.error}")
        )

    def _stopped(self, what: str) -> None:
        self.faults.append(f"policy: {what}")

    def _asked(self, request: Request) -> None:
        # The browser shows a PDF with pages of its own, which ask nobody outside.
        if request.url.startswith(("chrome-extension://", "chrome://resources/")):
            return
        self.requests += 1
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.faults.append(f"another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not self.allow(response):
            self.faults.append(f"{response.status}: {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(LOADING):
            self.faults.append(f"console: {message.text}")
