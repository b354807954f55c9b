"""Reads a document key by key and says exactly where it is wrong."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from surveys.scoring.exact import exact
from surveys.scoring.texts import Text

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")
DATE_EXAMPLE = "2024-05-01"
NULLABLE = ("new",)  # of a question that was dropped


Read = TypeVar("Read")


class SchemeError(ValueError):
    """An edition that breaks the format.

    path: like "sections[2].questions[4].options[0].points"; message: what is wrong;
    expected and example: what would be right (may be empty); faults: every fault that
    was found, this one first.
    """

    def __init__(
        self, path: str, message: str, expected: str = "", example: str = ""
    ) -> None:
        self.path, self.message = path, message
        self.expected, self.example = expected, example
        self.faults: tuple[SchemeError, ...] = (self,)
        parts = [f"{path or 'document'}: {message}"]
        parts += [f"expected {expected}"] if expected else []
        parts += [f"for example {example}"] if example else []
        super().__init__("; ".join(parts))


class Consequence(SchemeError):
    """A fault that only follows from another one, which is told already."""


@dataclass(slots=True)
class Faults:
    """What is wrong with a document. lost: the codes of what could not be read, so
    that naming them elsewhere is no second fault."""

    found: list[SchemeError] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    def keep(self, error: SchemeError) -> None:
        """Note a fault, unless it only follows from another one."""
        if not isinstance(error, Consequence):
            self.found.append(error)

    def check(self) -> None:
        """Raise SchemeError with all that was found, if anything was."""
        if self.found:
            first = self.found[0]
            first.faults = tuple(self.found)
            raise first


class Place:
    """A value of the document together with the path that leads to it."""

    __slots__ = ("faults", "path", "value")

    def __init__(
        self, value: object, path: str = "", faults: Faults | None = None
    ) -> None:
        self.value, self.path = value, path
        self.faults = Faults() if faults is None else faults

    def wrong(self, message: str, expected: str = "", example: str = "") -> SchemeError:
        """The error to raise about this place."""
        return SchemeError(self.path, message, expected, example)

    def keys(self, required: str, optional: str = "") -> "Place":
        """Itself, once it is an object with these keys (blank-separated) only."""
        have, must = self._mapping(), required.split()
        known = [*must, *optional.split()]
        faults = [
            self.at(key).wrong("unknown key", "one of " + ", ".join(known))
            for key in have
            if key not in known
        ]
        faults += [
            self.at(key).wrong("null", "a value; without one, leave the key out")
            for key in known
            if key in have and have[key] is None and key not in NULLABLE
        ]
        faults += [
            self.wrong(f'the key "{key}" is missing', ", ".join(known))
            for key in must
            if key not in have
        ]
        for fault in faults[1:]:
            self.faults.found.append(fault)
        if faults:
            raise faults[0]
        return self

    def _mapping(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            raise self.wrong("not an object", "an object", '{"code": "..."}')
        return self.value

    def is_object(self) -> bool:
        """Whether it has keys at all."""
        return isinstance(self.value, dict)

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self._mapping().get(key) is not None

    def at(self, key: str) -> "Place":
        """The place under a key."""
        path = f"{self.path}.{key}" if self.path else key
        return Place(self._mapping().get(key), path, self.faults)

    def get(self, key: str) -> "Place | None":
        """The place under a key, or None where it is missing or null."""
        return self.at(key) if self.has(key) else None

    def fields(self) -> "list[tuple[str, Place]]":
        """All keys with their places, each key a code."""
        return [(self._key(key), self.at(key)) for key in self._mapping()]

    def _key(self, key: str) -> str:
        return Place(key, self.at(key).path).code()

    def items(self, least: int = 0) -> "list[Place]":
        """The places of a list that has at least so many items."""
        if not isinstance(self.value, list):
            raise self.wrong("not a list", "a list")
        if len(self.value) < least:
            raise self.wrong("too short", f"at least {least} items")
        return [
            Place(item, f"{self.path}[{index}]", self.faults)
            for index, item in enumerate(self.value)
        ]

    def each(self, read: "Callable[[Place], Read]", least: int = 0) -> list[Read]:
        """What could be read of a list; the faults of the rest are kept, and the codes
        that are lost with it."""
        done: list[Read] = []
        for place in self.items(least):
            before = len(self.faults.found)
            none: list[Read] = []
            result = place.soft(lambda at: [read(at)], none)
            if result and len(self.faults.found) == before:
                done += result
            else:
                place.lose()
        return done

    def lose(self) -> None:
        """Note the codes of this part, which could not be read."""
        if isinstance(self.value, dict):
            code = self.value.get("code")
            self.faults.lost |= {code} if isinstance(code, str) else set()
            for value in self.value.values():
                Place(value, faults=self.faults).lose()
        elif isinstance(self.value, list):
            for item in self.value:
                Place(item, faults=self.faults).lose()

    def soft(self, read: "Callable[[Place], Read]", default: Read) -> Read:
        """What is read here; the default where it is wrong, with the fault kept."""
        try:
            return read(self)
        except SchemeError as error:
            self.faults.keep(error)
            return default

    def string(self) -> str:
        """A text that is not blank."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong("not a text", "a text that is not blank")
        return self.value

    def code(self) -> str:
        """A code: letters, digits, "_", "-" and "."."""
        if not isinstance(self.value, str) or not CODE.fullmatch(self.value):
            expected = 'letters, digits, "_", "-", "."; 64 at most'
            raise self.wrong("not a code", expected, '"nc_equipment_rate"')
        return self.value

    def text(self) -> Text:
        """A text in both languages."""
        self.keys("zh en")
        return Text(self.at("zh").string(), self.at("en").string())

    def unit(self) -> Text:
        """A text in both languages, or one sign that is the same in both ("%")."""
        if isinstance(self.value, str):
            return Text(self.string(), self.value)
        return self.text()

    def number(self, low: int | None = None, high: int | None = None) -> Fraction:
        """A decimal text, perhaps within bounds (both included)."""
        expected = "a decimal number written as text"
        expected += "" if low is None else f", from {low}"
        expected += "" if high is None else f", to {high}"
        number = self._exact(expected)
        if (low is not None and number < low) or (high is not None and number > high):
            raise self.wrong("out of range", expected)
        return number

    def _exact(self, expected: str) -> Fraction:
        if not isinstance(self.value, str):
            raise self.wrong("not a decimal text", expected, '"72.5"')
        try:
            return exact(self.value)
        except ValueError:
            raise self.wrong("not a decimal text", expected, '"72.5"') from None

    def positive(self) -> Fraction:
        """A decimal text above zero."""
        number = self.number()
        if number <= 0:
            raise self.wrong("not positive", "a number above 0", '"15"')
        return number

    def whole(self, low: int, high: int) -> int:
        """A whole JSON number within bounds."""
        value = self.value
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong("not a whole number", f"a whole number {low} to {high}")
        if not low <= value <= high:
            raise self.wrong("out of range", f"a whole number {low} to {high}")
        return value

    def whole_text(self, low: int, high: int) -> int:
        """A whole number written as text, within bounds."""
        number = self.number(low, high)
        if number.denominator != 1:
            raise self.wrong("not whole", "a whole number", '"6"')
        return int(number)

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("neither true nor false", "true or false", "true")
        return self.value

    def one_of(self, allowed: Collection[str]) -> str:
        """One of the given words."""
        if not isinstance(self.value, str) or self.value not in allowed:
            raise self.wrong("not allowed", "one of " + ", ".join(allowed))
        return self.value

    def reference(self, known: Collection[str], what: str) -> str:
        """A code that exists elsewhere in the document."""
        code = self.code()
        if code not in known:
            message, expected = f'there is no {what} "{code}"', f"the code of a {what}"
            lost = code in self.faults.lost
            raise (Consequence if lost else SchemeError)(self.path, message, expected)
        return code


def unique(places: Iterable[tuple[str, Place]], what: str) -> None:
    """Keep a fault for every place that has a code already used."""
    seen: set[str] = set()
    for code, place in places:
        if code in seen:
            message = f'the {what} "{code}" is there twice'
            place.faults.found.append(place.wrong(message, "a code used once"))
        seen.add(code)


def coded(place: Place) -> list[tuple[str, Place]]:
    """The items of a list that have a code, with it."""
    found = [(item.at("code"), item) for item in place.items() if item.is_object()]
    return [(at.value, item) for at, item in found if isinstance(at.value, str)]
