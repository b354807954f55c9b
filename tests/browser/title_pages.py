"""The pages of titles, with who opens them; what is no page, and why."""

from collections.abc import Iterator
from typing import Any

POSTED = "is posted to"
FRAGMENT = "is a part of a page"
DOWNLOAD = "is a file"
NO_PAGE = {
    "surveys:titles_file": DOWNLOAD,
    "surveys:title_figures_file": DOWNLOAD,
    "surveys:titles_empty": DOWNLOAD,
    "surveys:title_import_progress": FRAGMENT,
    "surveys:title_import_confirm": POSTED,
    "surveys:title_import_drop": POSTED,
    "surveys:title_years": POSTED,
    "surveys:recheck_visits": DOWNLOAD,
}


def of_titles(ids: dict[str, Any]) -> Iterator[tuple[str, str, tuple[Any, ...], str]]:
    """Who opens which page of titles."""
    for who in ("reviewer", "analyst", "officer"):
        yield who, "surveys:titles", (), "titles"
        yield who, "surveys:title", (ids["corrected"],), "title-corrected"
    yield "analyst", "surveys:title_figures", (), "title-figures"
    yield "officer", "surveys:title", (ids["due"],), "title-due"
    yield "officer", "surveys:title", (ids["withdrawn"],), "title-withdrawn"
    due = (ids["due"],)
    yield "officer", "surveys:title_keep", due, "title-keep"
    yield "officer", "surveys:title_correct", due, "title-correct"
    yield "officer", "surveys:title_withdraw", due, "title-withdraw"
    yield "officer", "surveys:title_due", (ids["corrected"],), "title-call-in"
    yield "officer", "surveys:title_imports", (), "title-imports"
    for state in ("faulty", "ready", "taken"):
        yield "officer", "surveys:title_import", (ids[state],), f"title-import-{state}"
    yield "officer", "surveys:rechecks", (), "rechecks"
    yield "officer", "surveys:recheck", (ids["recheck"],), "recheck"
    yield "officer", "surveys:recheck_new", (), "recheck-new"
