"""A workbook that comes back changed, for the page that says what differs."""

from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from openpyxl import load_workbook

from reports import building, ordering, rebuilding, returning
from surveys import jobs
from surveys.models import User


def compared(wanted: ordering.Order, by: User, at: datetime) -> str:
    """Order and build a workbook, change a few of its texts, hand it back and have it
    compared; returns the id of the comparison."""
    report = ordering.order(wanted, by=by, at=at)
    assert report.job is not None
    jobs.run(report.job.pk, building.build)
    report.refresh_from_db()
    with report.file.open("rb") as file:
        book = load_workbook(BytesIO(file.read()))
    for sheet in book.worksheets[1:4]:
        cells = [
            cell
            for row in sheet.iter_rows(min_row=3)
            for cell in row
            if cell.data_type in "sn" and cell.value is not None
        ]
        for cell in cells[5:7]:
            cell.value = "改过"
    changed = BytesIO()
    book.save(changed)
    file = ContentFile(changed.getvalue())
    row = returning.hand_back(file, "基准-2026.xlsx", by=by, at=at)
    assert row.job is not None
    jobs.run(row.job.pk, rebuilding.rebuild)
    return str(row.pk)
