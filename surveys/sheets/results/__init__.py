"""The workbook of a result: its formulas compute the score again from the answers."""

from surveys.sheets.results.book import Book, Column, Entry, Group, Page, Row, Table
from surveys.sheets.results.expressions import FUNCTIONS, FormulaRefused
from surveys.sheets.results.writing import write_book

__all__ = [
    "FUNCTIONS",
    "Book",
    "Column",
    "Entry",
    "FormulaRefused",
    "Group",
    "Page",
    "Row",
    "Table",
    "write_book",
]
