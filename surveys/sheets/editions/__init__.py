"""An edition as an Excel workbook that authors edit, and back without loss."""

from surveys.sheets.editions.condition_text import Unwritable
from surveys.sheets.editions.faults import Cell, Fault, Transcript
from surveys.sheets.editions.reading import EDITION_LIMITS, read_edition
from surveys.sheets.editions.writing import write_edition

__all__ = [
    "EDITION_LIMITS",
    "Cell",
    "Fault",
    "Transcript",
    "Unwritable",
    "read_edition",
    "write_edition",
]
