"""Reads a page as a browser would: what it shows, and what a strict policy refuses."""

from html.parser import HTMLParser
from typing import Any

ADDRESSES = ("src", "href", "action", "formaction", "hx-get", "hx-post", "data")
OURS = ("/", "#", "?", "data:image/svg+xml;base64,")


class Page(HTMLParser):
    """One page. `faults` is what runs, dresses or leads where the policy forbids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.words += given.values()
        is_data = given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.faults.append(f"<{tag}> inside the page")
        self.faults += [f"<{tag} {n}>" for n in given if n == "style" or n[:2] == "on"]
        named = [given[name] for name in ADDRESSES if name in given]
        self.faults += [f"<{tag}> leads to {url}" for url in named if is_foreign(url)]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words of the page, also those of its controls."""
        return " ".join(self.words)


def is_foreign(url: str) -> bool:
    """Whether an address leads anywhere but to a page, file or place of our own."""
    return url.startswith("//") or bool(url and not url.startswith(OURS))


def read(answer: Any) -> Page:
    return Page(answer.content.decode())
