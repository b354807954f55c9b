"""Copies as somebody fills them: other things in some cells, answers at random."""

from io import BytesIO
from random import Random
from typing import Any

from openpyxl import load_workbook

from surveys.collecting import lay_out
from surveys.models import Copy
from surveys.scoring import Kind, Question, Scheme, problem
from surveys.scoring.measuring import HALVES
from surveys.sheets.answers import write_copy


def workbook(copy: Copy, changes: dict[str, Any], language: str = "en") -> bytes:
    """The workbook of a copy with other things in the cells of some keys."""
    sections = copy.response.edition.scheme.sections
    book = load_workbook(BytesIO(write_copy(lay_out(copy, sections, language))))
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=5):
            if row[0].value in changes:
                change = changes[row[0].value]
                cells = change if isinstance(change, dict) else {"E": change}
                for letter, value in cells.items():
                    sheet[f"{letter}{row[0].row}"] = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


TEXTS = ("=1+1", "第一行\n第二行", "+86 23", "#N/A", "'", "TRUE", "1e5", "２０２４")
NUMBERS = ("0", "1", "12", "0.5", "3.25", "100", "1234567", "123456789012345678")
DAYS = ("2021-01-04", "2024-02-29", "2026-12-31")


def at_random(scheme: Scheme, seed: int) -> dict[str, dict[str, Any]]:
    """An answer to most questions of an edition, as stored."""
    random = Random(seed)
    return {q.code: _entry(q, random) for q in scheme.order if random.random() < 0.9}


def _entry(question: Question, random: Random) -> dict[str, Any]:
    if question.allow_na and random.random() < 0.3:
        return {"v": None, "state": "na", "reason": "无此工序", "n": 2}
    value = _value(question, random)
    if value is not None and problem(question, value) is not None:
        value = None
    return {"v": value, "state": "answered", "reason": "", "n": 1}


def _value(question: Question, random: Random) -> Any:
    options = [option.code for option in question.options]
    if question.kind is Kind.MULTIPLE:
        return [c for c in options if random.random() < 0.4] or None
    if question.kind is Kind.MATRIX:
        rows = (row.code for row in question.rows if random.random() < 0.8)
        return {row: random.choice(options) for row in rows} or None
    if question.kind in HALVES:
        return {half: random.choice(NUMBERS) for half in HALVES[question.kind]}
    if question.kind is Kind.FILE:
        return ["00000000-0000-4000-8000-000000000000"]
    plain = {Kind.TEXT: TEXTS, Kind.DATE: DAYS}
    return random.choice(options or plain.get(question.kind, NUMBERS))
