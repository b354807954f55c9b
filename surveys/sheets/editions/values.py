"""One value of a document in a cell, and back: exact, whatever Excel made of it."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_noop

from surveys.sheets.editions.columns import NONE, Form
from surveys.sheets.editions.condition_parsing import EXAMPLE, parse_condition
from surveys.sheets.editions.condition_text import (
    DECIMAL,
    Unwritable,
    condition_text,
)
from surveys.sheets.editions.condition_tokens import ConditionFault
from surveys.sheets.editions.faults import Cell, Fault
from surveys.sheets.reading import Value
from surveys.sheets.texts import clean

DIGITS: Final = 15
"""As many digits of a number Excel and LibreOffice keep."""
YES: Final = frozenset({"yes", "true", "1", "y", "是", "真"})
NO: Final = frozenset({"no", "false", "0", "n", "否", "假"})
LISTED: Final = frozenset({Form.TEXT, Form.CONDITION, Form.CODES, Form.PAIRS})
"""Forms for which the sign of nothing is no null."""
BETWEEN = re.compile(r"[\s,，、;；]+")
PAIR = re.compile(r"([^\s=,，、;；]+)\s*[=＝]\s*([^\s=,，、;；]*)")
MIDNIGHT = dt.time()


class CellFault(ValueError):
    """What a cell says is not possible there; all texts are message ids."""

    def __init__(
        self, message: str, expected: str, example: str = "", **params: str | int
    ) -> None:
        super().__init__(message)
        self.message, self.expected = message, expected
        self.example, self.params = example, params

    def at(self, cell: Cell) -> Fault:
        """The fault of that cell."""
        return Fault(cell, self.message, self.params, self.expected, self.example)


# --- into a cell


def to_cell(form: Form, value: Any) -> str | int | float:
    """What a cell gets for a value of the document. Raises Unwritable."""
    if value is None and form not in LISTED:
        return NONE
    found = WRITERS[form](value)
    if isinstance(found, str) and clean(found) != found:
        raise Unwritable("a text that no cell can hold")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unwritable("not a text")
    return value


def _bare(value: Any) -> str:
    if _text(value) != _narrow(value):
        raise Unwritable("blanks around a code")
    return str(value)


def _figure(value: Any) -> str | int | float:
    """A number where a number says exactly the same, otherwise the text."""
    text = _text(value)
    if not DECIMAL.fullmatch(text) or sum(map(str.isdigit, text)) > DIGITS:
        return text
    number = float(text) if "." in text else int(text)
    return number if decimal(number) == text else text


def _number(value: Any) -> str | int | float:
    return _figure(_bare(value))


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unwritable("not a whole number")
    return value


def _flag(value: Any) -> str:
    if not isinstance(value, bool):
        raise Unwritable("neither true nor false")
    return "yes" if value else "no"


def _codes(value: Any) -> str:
    if not isinstance(value, list):
        raise Unwritable("not a list")
    if any(BETWEEN.search(_bare(item)) for item in value):
        raise Unwritable("not a code")
    return ", ".join(value) if value else NONE


def _pairs(value: Any) -> str:
    if not isinstance(value, Mapping):
        raise Unwritable("not an object")
    said = ", ".join(f"{key}={item or ''}" for key, item in value.items())
    if (_read_pairs(said) if said else {}) != value:
        raise Unwritable("not codes")
    return said or NONE


WRITERS: Mapping[Form, Callable[[Any], str | int | float]] = {
    Form.CODE: _bare,
    Form.WORD: _bare,
    Form.TEXT: _text,
    Form.FIGURE: _figure,
    Form.NUMBER: _number,
    Form.WHOLE: _whole,
    Form.FLAG: _flag,
    Form.CODES: _codes,
    Form.PAIRS: _pairs,
    Form.CONDITION: condition_text,
}


# --- out of a cell


def from_cell(form: Form, value: Value) -> Any:
    """The document's value of what stands in a cell that is not empty; None is null.

    Raises CellFault where the form does not allow it.
    """
    text = plain(value)
    if text == NONE and form not in LISTED:
        return None
    return READERS[form](text)


def plain(value: Value) -> str:
    """A cell as text: the shortest decimal that gives its number, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return decimal(value)
    if isinstance(value, dt.datetime) and value.time() == MIDNIGHT:
        return value.date().isoformat()
    return str(value)


def decimal(number: float) -> str:
    """The shortest decimal text that gives this number; never an exponent."""
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _narrow(text: str) -> str:
    """Without blanks around it, full-width letters and digits made half-width."""
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n\u200b\ufeff\u3000")


def _read_figure(text: str) -> str:
    bare = _narrow(text)
    return bare if DECIMAL.fullmatch(bare) else text


def _read_number(text: str) -> str:
    bare = _narrow(text).replace("−", "-")
    if not DECIMAL.fullmatch(bare):
        raise CellFault(
            gettext_noop("“%(value)s” is not a number."),
            gettext_noop("a decimal number without a unit"),
            "72.5",
            value=_short(text),
        )
    return bare


def _read_whole(text: str) -> int:
    bare = _narrow(text)
    if not re.fullmatch(r"-?[0-9]{1,9}", bare):
        raise CellFault(
            gettext_noop("“%(value)s” is not a whole number."),
            gettext_noop("a whole number"),
            "1",
            value=_short(text),
        )
    return int(bare)


def _read_flag(text: str) -> bool:
    bare = _narrow(text).casefold()
    if bare not in YES | NO:
        raise CellFault(
            gettext_noop("“%(value)s” is neither yes nor no."),
            gettext_noop("yes or no"),
            "yes",
            value=_short(text),
        )
    return bare in YES


def _read_codes(text: str) -> list[str]:
    bare = _narrow(text)
    return [] if bare == NONE else [code for code in BETWEEN.split(bare) if code]


def _read_pairs(text: str) -> dict[str, str | None]:
    bare = _narrow(text)
    if bare == NONE:
        return {}
    found = PAIR.findall(bare)
    if BETWEEN.sub("", PAIR.sub("", bare)) or len(dict(found)) != len(found):
        raise CellFault(
            gettext_noop("“%(value)s” is not a list of pairs."),
            gettext_noop("codes with what belongs to each, each code once"),
            "cost=30, kpi=40",
            value=_short(text),
        )
    return {code: said or None for code, said in found}


def _read_condition(text: str) -> dict[str, Any]:
    try:
        return parse_condition(text)
    except ConditionFault as fault:
        raise CellFault(
            fault.message, fault.expected, EXAMPLE, **fault.params
        ) from None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004  # a line


READERS: Mapping[Form, Callable[[str], Any]] = {
    Form.CODE: _narrow,
    Form.WORD: _narrow,
    Form.TEXT: str,
    Form.FIGURE: _read_figure,
    Form.NUMBER: _read_number,
    Form.WHOLE: _read_whole,
    Form.FLAG: _read_flag,
    Form.CODES: _read_codes,
    Form.PAIRS: _read_pairs,
    Form.CONDITION: _read_condition,
}
