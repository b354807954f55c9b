"""All sheets of an edition's workbook, in their order."""

from surveys.sheets.editions.asked import BANDS, OPTIONS, ROWS, SECTIONS
from surveys.sheets.editions.computed import (
    FACTS,
    GATES,
    INDICATORS,
    LEVELS,
    LOOKUPS,
)
from surveys.sheets.editions.questions import QUESTIONS
from surveys.sheets.editions.told import (
    CONCORDANCE,
    EDITION,
    PRIORITIES,
    PROOFS,
    SOURCES,
)

GUIDE = "read me"
LISTS = "lists"
"""A hidden sheet with the codes that drop-downs offer. Neither of the two is read."""

SHEETS = (
    EDITION,
    SECTIONS,
    QUESTIONS,
    OPTIONS,
    ROWS,
    BANDS,
    INDICATORS,
    LOOKUPS,
    LEVELS,
    GATES,
    FACTS,
    PROOFS,
    SOURCES,
    CONCORDANCE,
    PRIORITIES,
)

EMPTIABLE = (
    "checks",
    "levels",
    "externals",
    "indices",
    "sources",
    "proofs",
    "concordance.codes",
    "priorities.inputs",
    "priorities.horizons",
    "priorities.best",
)
"""Lists of the document that may be there and empty; the line "empty" names them."""
