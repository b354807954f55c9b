"""A last column that helps to read a sheet: which question a line belongs to."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from surveys.sheets.editions.flattening import Line

BY = {
    "options": "list_name",
    "rows": "question",
    "bands": "question",
    "indicators": "question",
}


def aside(
    sheet: str, document: Mapping[str, Any], lines: Sequence[Line]
) -> list[str] | None:
    """The title of each line's question, in the language that is active; None for
    sheets that need none."""
    column = BY.get(sheet)
    if column is None:
        return None
    language = "en" if (get_language() or "").startswith("en") else "zh"
    titles = {
        question["code"]: question["title"][language]
        for section in document["sections"]
        for question in section["questions"]
    }
    notes, before = [], None
    for line in lines:
        code = line.get(column)
        # Said once for a whole list of options.
        notes.append(titles.get(code, "") if code != before else "")
        before = code
    return notes
