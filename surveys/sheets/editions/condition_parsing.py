"""Reads a condition back from its text.

    condition  one of: part | part and part … | part or part …   (and binds closer)
    part       ( condition ) | not( condition ) | all( … ) | any( … ) | test
    test       term = value | term != value | term >= value … | term in ( value, … )
             | selected( term, value ) | answered( ${question} ) | check( 'gate' )
    term       ${question} | fact( 'name' ) | external( 'name' ) | node( 'name' )
             | score() | months( ${from}, ${to} ) | count( 2, ${a}, ${b} )
    value      number | 'text' | true | false

A comparison of a count may end with title( '中文', 'English' ).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_noop

from surveys.sheets.editions.condition_tokens import ConditionFault, Token, tokens

DEEPEST = 40
COMPARED = ("==", "!=", ">=", ">", "<=", "<")
EXAMPLE = "${nc_rate} >= 60 and ${mes} = 'full'"
Node = dict[str, Any]


def parse_condition(text: str) -> Node:
    """The condition that a text says, as JSON. Raises ConditionFault."""
    reader = Reader(tokens(text))
    condition = reader.condition()
    reader.expect("end", "", gettext_noop("“and”, “or”, or the end"))
    return condition


class Reader:
    """Walks over the parts of one text."""

    def __init__(self, parts: list[Token]) -> None:
        self.parts, self.at, self.depth = parts, 0, 0

    @property
    def next(self) -> Token:
        return self.parts[self.at]

    def take(self) -> Token:
        token = self.next
        self.at += token.kind != "end"
        return token

    def sees(self, *texts: str) -> bool:
        """Whether one of these words or signs comes next."""
        return self.next.kind in ("name", "sign") and self.next.text in texts

    def wrong(self, expected: str, token: Token | None = None) -> ConditionFault:
        found = token or self.next
        if found.kind == "end":
            return ConditionFault(
                found.position, gettext_noop("The condition breaks off."), expected
            )
        return ConditionFault(
            found.position,
            gettext_noop("At character %(position)s: “%(sign)s” does not fit here."),
            expected,
            sign=found.text,
        )

    def expect(self, kind: str, text: str, expected: str) -> Token:
        if self.next.kind != kind or (text and self.next.text != text):
            raise self.wrong(expected)
        return self.take()

    def sign(self, text: str) -> None:
        self.expect("sign", text, SIGNS[text])

    # --- groups

    def condition(self) -> Node:
        return self.joined("or", "any", self.conjunction)

    def conjunction(self) -> Node:
        return self.joined("and", "all", self.part)

    def joined(self, word: str, key: str, below: Callable[[], Node]) -> Node:
        parts = [below()]
        while self.sees(word):
            self.take()
            parts.append(below())
        return {key: parts} if len(parts) > 1 else parts[0]

    def part(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            message = gettext_noop("The condition is nested too deeply.")
            raise ConditionFault(self.next.position, message)
        try:
            return self._part()
        finally:
            self.depth -= 1

    def _part(self) -> Node:
        if self.sees("("):
            return self.bracketed()
        if self.sees("not"):
            self.take()
            return {"not": self.bracketed()}
        if self.sees("all", "any"):
            return self.listed()
        if self.sees("answered", "selected", "check"):
            return FUNCTIONS[self.take().text](self)
        return self.test()

    def bracketed(self) -> Node:
        self.sign("(")
        condition = self.condition()
        self.sign(")")
        return condition

    def listed(self) -> Node:
        key = self.take().text
        self.sign("(")
        parts = [] if self.sees(")") else self.commas(self.condition)
        self.sign(")")
        return {key: parts}

    def commas(self, read: Callable[[], Any]) -> list[Any]:
        found = [read()]
        while self.sees(","):
            self.take()
            found.append(read())
        return found

    # --- tests

    def test(self) -> Node:
        term = self.term()
        if self.sees("in"):
            self.take()
            return term | {"op": "in", "value": self.values()}
        if not self.sees(*COMPARED):
            raise self.wrong(gettext_noop("=, !=, >=, >, <=, < or in"))
        test = term | {"op": self.take().text, "value": self.value()}
        return test | self.title() if "count" in term else test

    def title(self) -> Node:
        if not self.sees("title"):
            return {}
        self.take()
        self.sign("(")
        zh = self.text()
        self.sign(",")
        en = self.text()
        self.sign(")")
        return {"title": {"zh": zh, "en": en}}

    def term(self) -> Node:
        if self.next.kind == "question":
            return {"answer": self.take().text}
        if not self.sees(*TERMS):
            raise self.wrong(TERM)
        return TERMS[self.take().text](self)

    def named(self, key: str) -> Node:
        self.sign("(")
        name = self.text()
        self.sign(")")
        return {key: name}

    def question(self) -> str:
        return self.expect("question", "", gettext_noop("a question: ${code}")).text

    def text(self) -> str:
        return self.expect("text", "", gettext_noop("a text in quotes: 'full'")).text

    def values(self) -> list[Any]:
        self.sign("(")
        found = [] if self.sees(")") else self.commas(self.value)
        self.sign(")")
        return found

    def value(self) -> str | bool:
        if self.sees("true", "false"):
            return self.take().text == "true"
        if self.next.kind not in ("number", "text"):
            raise self.wrong(gettext_noop("a number, or a text in quotes"))
        return self.take().text


def _score(reader: Reader) -> Node:
    reader.sign("(")
    reader.sign(")")
    return {"score": True}


def _months(reader: Reader) -> Node:
    reader.sign("(")
    dates = reader.commas(reader.question)
    reader.sign(")")
    return {"months_between": dates}


def _count(reader: Reader) -> Node:
    reader.sign("(")
    reaching, codes = reader.value(), []
    while reader.sees(","):
        reader.take()
        codes.append(reader.question())
    reader.sign(")")
    return {"count": codes, "reaching": reaching}


def _answered(reader: Reader) -> Node:
    reader.sign("(")
    term = reader.term()
    reader.sign(")")
    return term | {"op": "answered"}


def _selected(reader: Reader) -> Node:
    reader.sign("(")
    term = reader.term()
    reader.sign(",")
    value = reader.values() if reader.sees("(") else reader.value()
    reader.sign(")")
    return term | {"op": "contains", "value": value}


SIGNS = {
    "(": gettext_noop("an opening bracket"),
    ")": gettext_noop("a closing bracket"),
    ",": gettext_noop("a comma"),
}
TERM = gettext_noop(
    "${question}, fact('…'), external('…'), node('…'), score(), months(…), count(…),"
    " check('…'), answered(…), selected(…), not(…) or a bracket"
)
TERMS: Mapping[str, Callable[[Reader], Node]] = {
    "fact": lambda reader: reader.named("fact"),
    "external": lambda reader: reader.named("external"),
    "node": lambda reader: reader.named("node"),
    "score": _score,
    "months": _months,
    "count": _count,
}
FUNCTIONS: Mapping[str, Callable[[Reader], Node]] = {
    "answered": _answered,
    "selected": _selected,
    "check": lambda reader: reader.named("check"),
}
