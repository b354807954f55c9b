"""A roster of enterprises as a workbook: written empty, read back, links handed out."""

from surveys.sheets.rosters.layout import COLUMNS, Fault, Line, Place
from surveys.sheets.rosters.links import Link, write_links
from surveys.sheets.rosters.reading import MOST, ROSTER_LIMITS, read_roster
from surveys.sheets.rosters.writing import write_roster

__all__ = [
    "COLUMNS",
    "MOST",
    "ROSTER_LIMITS",
    "Fault",
    "Line",
    "Link",
    "Place",
    "read_roster",
    "write_links",
    "write_roster",
]
