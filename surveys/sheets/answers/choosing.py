"""Drop-downs and bounds of the cells that are filled in."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final, Literal

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.answers.asking import Form, Slot
from surveys.sheets.answers.columns import TICK
from surveys.sheets.texts import put, shorten

LISTS: Final = "lists"
"""A hidden sheet with what the drop-downs offer; it is not read back."""
SENTENCE: Final = 255
"""The most characters of a hint."""
FIGURES: Final = frozenset({Form.NUMBER, Form.PERCENT})
EARLIEST: Final = "1900-01-01"
BEFORE_ALL: Final = dt.date(1899, 12, 30)
"""Days of Excel are counted from here, for all after February 1900."""
SMALLEST: Final = "-1E+300"
"""Stands for no bound, so that a text is refused where a number is asked."""

Key = tuple[object, ...]


class Lists:
    """The lists of a workbook, each different one once, and the rules of its cells."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.places: dict[tuple[str, ...], str] = {}
        self.rules: dict[Key, DataValidation] = {}

    def offer(self, sheet: Worksheet, cell: str, options: Sequence[str]) -> None:
        """Give a cell a drop-down."""
        texts = tuple(options)
        self._add(sheet, cell, (texts,), lambda: self._choice(texts))

    def bound(self, sheet: Worksheet, cell: str, slot: Slot) -> None:
        """Give a cell what Excel can check while somebody types."""
        key = (slot.form, slot.low, slot.high, slot.whole)
        if slot.form is Form.CHOICE:
            self.offer(sheet, cell, slot.options)
        elif slot.form is Form.TICK:
            self._add(sheet, cell, key, _tick)
        elif slot.form in FIGURES:
            self._add(sheet, cell, key, lambda: _figure(slot))
        elif slot.form is Form.DATE:
            self._add(sheet, cell, key, lambda: _day(slot))

    def _add(
        self, sheet: Worksheet, cell: str, key: Key, make: Callable[[], DataValidation]
    ) -> None:
        own = (sheet.title, *key)
        if own not in self.rules:
            self.rules[own] = make()
            sheet.add_data_validation(self.rules[own])
        self.rules[own].add(cell)

    def _choice(self, texts: tuple[str, ...]) -> DataValidation:
        if texts not in self.places:
            letter = get_column_letter(len(self.places) + 1)
            self.places[texts] = f"{LISTS}!${letter}$1:${letter}${len(texts)}"
        rule = DataValidation("list", self.places[texts], allow_blank=True)
        return _worded(rule, _("Choose from the list."))

    def write(self) -> None:
        """Write the hidden sheet, after all cells have their rules."""
        sheet = self.book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        for number, texts in enumerate(self.places, start=1):
            for row, text in enumerate(texts, start=1):
                put(sheet.cell(row, number), text)
        sheet.protection.enable()


def _tick() -> DataValidation:
    rule = DataValidation("list", f'"{TICK}"', allow_blank=True)
    sentence = _("Choose %(tick)s where this applies; leave the cell empty where not.")
    return _worded(rule, sentence % {"tick": TICK})


def _figure(slot: Slot) -> DataValidation:
    kind: Literal["whole", "decimal"] = "whole" if slot.whole else "decimal"
    if slot.low is not None and slot.high is not None:
        rule = DataValidation(kind, operator="between")
        rule.formula1, rule.formula2 = slot.low, slot.high
        sentence = _("Enter a number from %(min)s to %(max)s.")
    elif slot.high is not None:
        rule = DataValidation(kind, slot.high, operator="lessThanOrEqual")
        sentence = _("Enter a number of at most %(max)s.")
    else:
        rule = DataValidation(kind, slot.low or SMALLEST, operator="greaterThanOrEqual")
        sentence = _("Enter a number of at least %(min)s.")
        if slot.low is None:
            sentence = _("Enter a number in digits, such as 72.5.")
    text = sentence % {"min": slot.low, "max": slot.high}
    if slot.form is Form.PERCENT:
        text = _("%(sentence)s For 72.5 percent enter 72.5, without a sign.") % {
            "sentence": text
        }
    return _worded(rule, text)


def _day(slot: Slot) -> DataValidation:
    rule = DataValidation("date", operator="greaterThanOrEqual")
    rule.formula1 = _serial(slot.low or EARLIEST)
    if slot.high is not None:
        rule.operator, rule.formula2 = "between", _serial(slot.high)
    return _worded(rule, _("Enter a date of the calendar, such as 2024-05-01."))


def _serial(day: str) -> str:
    return str((dt.date.fromisoformat(day) - BEFORE_ALL).days)


def _worded(rule: DataValidation, sentence: str) -> DataValidation:
    """Say the same when the cell is entered and when something else is typed."""
    rule.allow_blank = True
    rule.errorStyle = "stop"
    rule.showErrorMessage = rule.showInputMessage = True
    rule.error = rule.prompt = shorten(sentence, SENTENCE)
    return rule
