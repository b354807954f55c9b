"""The pages of those who run a round, with who opens them."""

from collections.abc import Iterator
from typing import Any

Row = tuple[str, str, tuple[Any, ...], str]


def rows(ids: dict[str, Any], planned: int) -> Iterator[Row]:
    """Their pages, by who opens them."""
    running = (ids["round"],)
    for who in ("officer", "reviewer", "analyst"):
        yield who, "reports:cockpit", running, "cockpit"
    yield "officer", "reports:cockpit", (planned,), "cockpit-planned"
    for who in ("officer", "reviewer"):
        yield who, "reports:cockpit_rows", running, "cockpit-rows"
        yield who, "reports:remind", running, "remind"
        yield who, "reports:reminders", running, "reminders"
        yield who, "reports:reminder", (ids["reminder"],), "reminder"
    yield "officer", "surveys:extensions", running, "extensions"
    yield "officer", "surveys:round_edit", (planned,), "round-edit"
    swap = (ids["round"], ids["swapped"])
    yield "officer", "surveys:edition_swap", swap, "edition-swap"
