"""Lists of officials as workbooks: written empty, read back, links handed out."""

from surveys.sheets.rosters.enterprises import COLUMNS, MOST, ROSTER
from surveys.sheets.rosters.layout import Fault, Form, Line, Place, Sheet, plain
from surveys.sheets.rosters.links import Link, write_links
from surveys.sheets.rosters.reading import ROSTER_LIMITS, read_list
from surveys.sheets.rosters.titles import TITLES
from surveys.sheets.rosters.writing import write_list

__all__ = [
    "COLUMNS",
    "MOST",
    "ROSTER",
    "ROSTER_LIMITS",
    "TITLES",
    "Fault",
    "Form",
    "Line",
    "Link",
    "Place",
    "Sheet",
    "plain",
    "read_list",
    "write_links",
    "write_list",
]
