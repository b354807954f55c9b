"""Files that a page hands out: always as a download, never as a page, with a row of it.

Every export goes through here, so that none leaves without a row in the audit trail.
"""

from typing import Final

from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from surveys import auditing
from surveys.access import SignedInRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
OWN: Final = "private, no-store"  # what it holds is of this reader alone


def download(
    request: SignedInRequest,
    about: Model | None,
    name: str,
    content: bytes,
    media_type: str = XLSX,
) -> HttpResponse:
    """A file under this name. `about` is what it tells of; None where the verb that
    made it has written its row already."""
    if about is not None:
        _record(request, about, name)
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "",  # noqa: FBT003 -- positional only in Django
        "Cache-Control": OWN,
    }
    return HttpResponse(content, content_type=media_type, headers=headers)


def download_stored(
    request: SignedInRequest, about: Model, name: str, file: FieldFile
) -> FileResponse:
    """A workbook that a job has stored, under this name."""
    _record(request, about, name)
    answer = FileResponse(
        file.open("rb"), as_attachment=True, filename=name, content_type=XLSX
    )
    answer.headers["Cache-Control"] = OWN
    return answer


def _record(request: SignedInRequest, about: Model, name: str) -> None:
    auditing.record(
        "download", about, by=request.user, at=request.at, details={"file": name}
    )
