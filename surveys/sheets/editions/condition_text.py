"""A condition of an edition as one line of text in the manner of XLSForm.

    ${nc_rate} >= 60 and (${mes} = 'full' or answered(${mes_vendor}))

Groups in brackets stay groups, so that the text says the condition without loss; lists
of one or none are written as functions: all(…), any(…). `parsing` reads it back.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
SIGNS: Mapping[str, str] = {
    "==": "=",
    "!=": "!=",
    ">=": ">=",
    ">": ">",
    "<=": "<=",
    "<": "<",
    "in": "in",
}
JOINED = {"all": "and", "any": "or"}
WIDE = 60
"""From so many characters on, each part of the outermost group has its own line."""


class Unwritable(ValueError):
    """What no sheet can say; an edition that keeps the format has none of it."""


def condition_text(condition: object) -> str:
    """The text of a condition (parsed JSON). Raises Unwritable."""
    text = _said(condition, outermost=True)
    if len(text) <= WIDE:
        return text
    return _said(condition, outermost=True, gap="\n")


def quoted(text: str) -> str:
    """A text in single quotes; one inside is doubled."""
    return "'" + text.replace("'", "''") + "'"


def _said(condition: object, *, outermost: bool = False, gap: str = " ") -> str:
    if not isinstance(condition, Mapping):
        raise Unwritable("not a condition")
    for key, word in JOINED.items():
        if key in condition:
            return _group(_only(condition, key), word, outermost=outermost, gap=gap)
    if "not" in condition:
        return f"not({_said(_only(condition, 'not'), outermost=True)})"
    if "check" in condition:
        return f"check({_code(_only(condition, 'check'))})"
    return _test(dict(condition))


def _only(condition: Mapping[str, Any], key: str) -> Any:
    if len(condition) > 1:
        raise Unwritable(f'more than "{key}" in a condition')
    return condition[key]


def _group(parts: object, word: str, *, outermost: bool, gap: str) -> str:
    if not isinstance(parts, list):
        raise Unwritable("not a list of conditions")
    said = [_said(part) for part in parts]
    if len(said) < 2:  # noqa: PLR2004  # nothing stands between fewer than two
        function = {"and": "all", "or": "any"}[word]
        inner = [_said(part, outermost=True) for part in parts]
        return f"{function}({''.join(inner)})"
    text = f"{gap}{word} ".join(said)
    return text if outermost else f"({text})"


def _test(condition: dict[str, Any]) -> str:
    op = condition.pop("op", None)
    if op == "answered":
        return f"answered({_term(condition)})"
    value, title = condition.pop("value", None), condition.pop("title", None)
    if op == "contains":
        return f"selected({_term(condition)}, {_value(value)})"
    if op not in SIGNS:
        raise Unwritable(f'no comparison "{op}"')
    text = f"{_term(condition)} {SIGNS[op]} {_value(value)}"
    return text if title is None else f"{text} title({_title(title)})"


def _title(title: object) -> str:
    if not isinstance(title, Mapping) or set(title) != {"zh", "en"}:
        raise Unwritable("not a title")
    return f"{_word(title['zh'])}, {_word(title['en'])}"


def _term(condition: dict[str, Any]) -> str:
    for key, write in TERMS.items():
        if key in condition:
            expected = {"count", "reaching"} if key == "count" else {key}
            if set(condition) != expected:
                raise Unwritable(f'more than "{key}" in a condition')
            return write(condition)
    raise Unwritable("nothing to compare")


def _asked(codes: object) -> str:
    if not isinstance(codes, list):
        raise Unwritable("not a list of questions")
    return ", ".join(map(_question, codes))


def _question(code: object) -> str:
    if not isinstance(code, str) or "}" in code:
        raise Unwritable("not the code of a question")
    return f"${{{code}}}"


def _code(code: object) -> str:
    return _word(code)


def _word(text: object) -> str:
    if not isinstance(text, str):
        raise Unwritable("not a text")
    return quoted(text)


def _count(condition: dict[str, Any]) -> str:
    asked = _asked(condition["count"])
    return f"count({', '.join(filter(None, (_value(condition['reaching']), asked)))})"


def _score(condition: dict[str, Any]) -> str:
    if condition["score"] is not True:
        raise Unwritable("the score is not asked for")
    return "score()"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"({', '.join(map(_value, value))})"
    if isinstance(value, str):
        return value if DECIMAL.fullmatch(value) else quoted(value)
    raise Unwritable("neither a text, a list nor true or false")


TERMS: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "answer": lambda found: _question(found["answer"]),
    "fact": lambda found: f"fact({_code(found['fact'])})",
    "external": lambda found: f"external({_code(found['external'])})",
    "node": lambda found: f"node({_code(found['node'])})",
    "months_between": lambda found: f"months({_asked(found['months_between'])})",
    "score": _score,
    "count": _count,
}
