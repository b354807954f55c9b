"""Cuts the text of a condition into its smallest parts, each with its place."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_noop

# A Chinese keyboard gives full-width signs and curly quotes; they mean the same.
TWINS = str.maketrans("（），＝＞＜！；｛｝＄", "(),=><!;{}$")
QUOTES = {"'": "'", '"': '"', "‘": "’", "“": "”", "’": "’", "”": "”", "＇": "＇"}
PARTS = re.compile(
    r"""
    (?P<blank>[\s\u200b\ufeff]+)
  | \$\{\s*(?P<question>[^{}\s]+)\s*\}
  | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?![\w.]))
  | (?P<name>[A-Za-z_]+)
  | (?P<sign>>=|<=|!=|<>|==|[≥≤≠=<>(),])
    """,
    re.VERBOSE,
)
OPERATORS = {"=": "==", "≥": ">=", "≤": "<=", "≠": "!=", "<>": "!="}


class ConditionFault(ValueError):
    """A text that is no condition: where (from 1), what is wrong, what would be right.

    `message` and `expected` are message ids; `params` fill their placeholders.
    """

    def __init__(
        self, position: int, message: str, expected: str = "", **params: str | int
    ) -> None:
        super().__init__(message)
        self.position, self.message, self.expected = position, message, expected
        self.params = {"position": position, **params}


@dataclass(frozen=True, slots=True)
class Token:
    """kind: question, number, name, sign, text, or end; position counts from 1."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """The parts of a condition, with one of kind "end" at last."""
    found, at = [], 0
    plain = text.translate(TWINS)
    while at < len(text):
        token, at = _next(text, plain, at)
        if token.kind != "blank":
            found.append(token)
    return [*found, Token("end", "", len(text) + 1)]


def _next(text: str, plain: str, at: int) -> tuple[Token, int]:
    if text[at] in QUOTES:
        return _quoted(text, at)
    part = PARTS.match(plain, at)
    if part is None:
        raise ConditionFault(
            at + 1,
            gettext_noop("At character %(position)s: “%(sign)s” is not understood."),
            gettext_noop("a condition as the sheet “read me” shows it"),
            sign=text[at],
        )
    kind = part.lastgroup or "blank"
    said = part[kind]
    return Token(kind, OPERATORS.get(said, said), at + 1), part.end()


def _quoted(text: str, at: int) -> tuple[Token, int]:
    """A text in quotes; the closing quote twice is one of them in the text."""
    close, said, here = QUOTES[text[at]], "", at + 1
    while True:
        end = text.find(close, here)
        if end < 0:
            raise ConditionFault(
                at + 1,
                gettext_noop("At character %(position)s: the quote is not closed."),
                gettext_noop("a text between two quotes"),
            )
        said += text[here:end]
        if text[end + 1 : end + 2] != close:
            return Token("text", said, at + 1), end + 1
        said, here = said + close, end + 2
