"""Reads a document key by key and says exactly where it is wrong."""

import re
from collections.abc import Collection, Iterable
from fractions import Fraction

from surveys.scoring.exact import exact
from surveys.scoring.texts import Text

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")
DATE_EXAMPLE = "2024-05-01"


class SchemeError(ValueError):
    """An edition that breaks the format.

    path: like "sections[2].questions[4].options[0].points"; message: what is wrong;
    expected and example: what would be right (may be empty).
    """

    def __init__(
        self, path: str, message: str, expected: str = "", example: str = ""
    ) -> None:
        self.path, self.message = path, message
        self.expected, self.example = expected, example
        parts = [f"{path or 'document'}: {message}"]
        parts += [f"expected {expected}"] if expected else []
        parts += [f"for example {example}"] if example else []
        super().__init__("; ".join(parts))


class Place:
    """A value of the document together with the path that leads to it."""

    __slots__ = ("path", "value")

    def __init__(self, value: object, path: str = "") -> None:
        self.value, self.path = value, path

    def wrong(self, message: str, expected: str = "", example: str = "") -> SchemeError:
        """The error to raise about this place."""
        return SchemeError(self.path, message, expected, example)

    def keys(self, required: str, optional: str = "") -> "Place":
        """Itself, once it is an object with these keys (blank-separated) only."""
        have, must = self._mapping(), required.split()
        known = [*must, *optional.split()]
        for key in must:
            if key not in have:
                raise self.wrong(f'the key "{key}" is missing', ", ".join(known))
        for key in have:
            if key not in known:
                raise self.at(key).wrong("unknown key", "one of " + ", ".join(known))
        return self

    def _mapping(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            raise self.wrong("not an object", "an object", '{"code": "..."}')
        return self.value

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self._mapping().get(key) is not None

    def at(self, key: str) -> "Place":
        """The place under a key."""
        path = f"{self.path}.{key}" if self.path else key
        return Place(self._mapping().get(key), path)

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
            Place(item, f"{self.path}[{index}]")
            for index, item in enumerate(self.value)
        ]

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
            raise self.wrong(f'there is no {what} "{code}"', f"the code of a {what}")
        return code


def unique(places: Iterable[tuple[str, Place]], what: str) -> None:
    """Raise SchemeError at the second place that has a code already used."""
    seen: set[str] = set()
    for code, place in places:
        if code in seen:
            raise place.wrong(f'the {what} "{code}" is there twice', "a code used once")
        seen.add(code)
