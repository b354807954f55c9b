"""A last column that helps to read a sheet: which question a line belongs to."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from surveys.sheets.editions.flattening import Line
from surveys.sheets.editions.told import HEAD

BY = {
    "options": "list_name",
    "rows": "question",
    "bands": "question",
    "indicators": "question",
}


def aside(
    sheet: str, document: Mapping[str, Any], lines: Sequence[Line]
) -> list[str] | None:
    """What each line is about, in the language that is active: the meaning of a
    property, the title of a question; None for sheets that need none."""
    if sheet == "edition":
        return [str(column.meaning) for column in HEAD]
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
