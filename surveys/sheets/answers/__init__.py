"""A questionnaire as an Excel workbook to be filled in, and what was filled in."""

from surveys.sheets.answers.asking import Asked, Blank, Form, Part, Slot
from surveys.sheets.answers.reading import COPY_LIMITS, Filled, Line, read_copy
from surveys.sheets.answers.writing import write_copy

__all__ = [
    "COPY_LIMITS",
    "Asked",
    "Blank",
    "Filled",
    "Form",
    "Line",
    "Part",
    "Slot",
    "read_copy",
    "write_copy",
]
