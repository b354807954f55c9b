"""Copies in Excel that came back: two that differ, and one that cannot be used."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from openpyxl import load_workbook

from surveys import jobs, merging
from surveys.collecting import lay_out, read_copy_job
from surveys.models import Response, User
from surveys.sheets.answers import write_copy


def returned(response: Response, by: User, at: datetime) -> None:
    """Let two colleagues fill a copy each, and somebody upload another workbook."""
    copy = merging.hand_out(response, by=by, at=at)
    content = write_copy(lay_out(copy, response.edition.scheme.sections, "zh-hans"))
    one = {"project_name": "冲压车间数字化改造二期", "mes_coverage:d": 40}
    other = {"project_name": "冲压线改造", "auto_inspection": "很多"}
    _upload(response, "冲压车间-设备科.xlsx", filled(content, one), by, at)
    _upload(response, "冲压车间-质量科.xlsx", filled(content, other), by, at)
    _upload(response, "设备台账.xlsx", _marked(content), by, at)


def filled(content: bytes, changes: dict[str, Any]) -> bytes:
    """The workbook with other things in the answers of some keys."""
    book = load_workbook(BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=5):
            if row[0].value in changes:
                row[4].value = changes[row[0].value]
    return _saved(book)


def _marked(content: bytes) -> bytes:
    """The workbook without what it says of itself."""
    book = load_workbook(BytesIO(content))
    book.remove(book["dengta"])
    return _saved(book)


def _saved(book: Any) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _upload(
    response: Response, name: str, content: bytes, by: User, at: datetime
) -> None:
    file = ContentFile(content, name)
    copy = merging.take_in(response, file, name, by=by, at=at)
    assert copy.job is not None
    jobs.run(copy.job.pk, read_copy_job)
