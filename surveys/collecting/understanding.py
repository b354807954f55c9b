"""What the cells of a filled copy mean as answers, and which cannot be understood."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from surveys.collecting.entering import CHOSEN, bare, key_of, known_names, parts_of
from surveys.explaining.problems import problem_words
from surveys.scoring import Kind, Question, Scheme, normalise, problem
from surveys.scoring.normalising import clean_text
from surveys.sheets.answers import Line
from surveys.sheets.answers.columns import ANSWER, LANGUAGES, NA, REASON
from surveys.sheets.reading import Value

Given = dict[str, Any]
"""An answer: {v, state, reason}."""
Fault = dict[str, Any]
"""What could not be read: sheet, row, column, code, typed, and words by language."""

NOTHING: Final[Given] = {"v": None, "state": "answered", "reason": ""}
# No "x": it means yes to some and no to others.
TICKS: Final = frozenset(("√", "✓", "✔", "☑", "v", "y", "yes", "1", "true", "是"))
BLANKS: Final = frozenset(("", "-", "×", "☐", "n", "no", "0", "false", "否"))
DIGITS: Final = 15
"""As many digits of a number a workbook keeps; the rest is what computing leaves."""
SHORT: Final = 200  # characters shown of what was typed
REASON_LIMIT: Final = 500
MIDNIGHT: Final = dt.time()


class Unread(Exception):
    """A cell that says nothing we understand; `words` says why and what to do."""

    def __init__(
        self, line: Line, words: Callable[[], str], column: str = ANSWER
    ) -> None:
        super().__init__(line.key)
        self.line, self.words, self.column = line, words, column

    def fault(self, code: str) -> Fault:
        """The fault as it is stored, in both languages."""
        typed = {ANSWER: self.line.answer, NA: self.line.na}
        words = {}
        for language in LANGUAGES:
            with override(language):
                words[language] = self.words()
        return {
            "sheet": self.line.sheet,
            "row": self.line.row,
            "column": self.line.letters[self.column],
            "code": code,
            "typed": written(typed.get(self.column, self.line.reason))[:SHORT],
            "words": words,
        }


def understand(
    scheme: Scheme, lines: Sequence[Line], base: Mapping[str, Given]
) -> tuple[dict[str, Given], list[Fault]]:
    """The answers of a copy by question code, and what could not be read.

    Questions that the copy does not have are in neither; an empty one has no value.
    `base` is what stood in the copy when it was downloaded.
    """
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.key, []).append(line)
    answers: dict[str, Given] = {}
    faults: list[Fault] = []
    for question in scheme.order:
        keys = [key_of(question.code, part) for part in parts_of(question)]
        own = [line for key in keys for line in found.get(key, ())]
        if not own:
            continue
        try:
            whole = _whole(keys, own)
            before = base.get(question.code, NOTHING)
            answers[question.code] = _answer(question, whole, before)
        except Unread as unread:
            faults.append(unread.fault(question.code))
    return answers, faults


def _whole(keys: Sequence[str], own: Sequence[Line]) -> Sequence[Line]:
    """Each cell of the question once."""
    if [line.key for line in own] != list(keys):
        raise Unread(own[0], _torn)
    return own


def _torn() -> str:
    return _(
        "Rows of this question are missing or stand there twice. Answer it on the page,"
        " or download a new copy."
    )


def _answer(question: Question, lines: Sequence[Line], before: Given) -> Given:
    first = lines[0]
    if not written(first.na).strip():
        return NOTHING | {"v": _value(question, lines)}
    if not question.allow_na:
        raise Unread(first, _everybody, NA)
    reason = _reason(first)
    given = any(written(line.answer).strip() for line in lines)
    if given and (before["state"] == "na" or _value(question, lines) != before["v"]):
        raise Unread(first, _either)
    return {"v": None, "state": "na", "reason": reason}


def _everybody() -> str:
    return _("This question applies to everybody. Answer it.")


def _either() -> str:
    return _(
        "There is an answer, and “does not apply” is chosen too. Empty one of the two."
    )


def _reason(line: Line) -> str:
    reason = " ".join(clean_text(written(line.reason)).split())
    if not reason:
        raise Unread(line, _needs_reason, REASON)
    if len(reason) > REASON_LIMIT:
        length = len(reason)
        raise Unread(line, lambda: _too_long(length), REASON)
    return reason


def _needs_reason() -> str:
    return _("Say in a few words why this does not apply to you.")


def _too_long(length: int) -> str:
    return _(
        "The reason has %(length)s characters and may have %(limit)s. Shorten it."
    ) % {"length": length, "limit": REASON_LIMIT}


# --- the value


def _value(question: Question, lines: Sequence[Line]) -> Any:
    parts = dict(zip(parts_of(question), lines, strict=True))
    value = normalise(question, _raw(question, parts))
    wrong = None if value is None else problem(question, value)
    if wrong is not None:
        line = parts.get(wrong.part or "", lines[0])
        raise Unread(line, lambda: problem_words(question, wrong))
    return value


def _raw(question: Question, parts: Mapping[str, Line]) -> Any:
    if question.kind is Kind.MULTIPLE:
        return [part for part, line in parts.items() if _ticked(line)]
    if question.kind in CHOSEN or question.kind is Kind.MATRIX:
        names = known_names(question)
        chosen = {part: _chosen(line, names) for part, line in parts.items()}
        return chosen if question.kind is Kind.MATRIX else chosen[""]
    texts = {part: _plain(question, line) for part, line in parts.items()}
    return texts.get("", texts) if list(parts) == [""] else texts


def _ticked(line: Line) -> bool:
    text = bare(written(line.answer))
    if text not in TICKS | BLANKS:
        raise Unread(line, _tick)
    return text in TICKS


def _tick() -> str:
    return _("Put √ where this applies, or leave the cell empty.")


def _chosen(line: Line, names: Mapping[str, str]) -> str:
    """The code of what is chosen; a name that is not known stays as it is."""
    text = written(line.answer).strip()
    if text and bare(text) not in names:
        raise Unread(line, _not_listed)
    return names[bare(text)] if text else ""


def _not_listed() -> str:
    return _("That choice is not in the list. Choose one of those shown.")


def _plain(question: Question, line: Line) -> str:
    """A figure, a day or a text as somebody would type it."""
    value = line.answer
    if question.kind is Kind.DATE and isinstance(value, dt.datetime):
        return value.date().isoformat()
    return written(value)


def written(value: Value) -> str:
    """A cell as text; of a number as many digits as a workbook keeps."""
    if isinstance(value, float):
        return f"{Decimal(f'{value:.{DIGITS}g}'):f}"
    if isinstance(value, dt.datetime) and value.time() == MIDNIGHT:
        return value.date().isoformat()
    return "" if value is None else str(value)
