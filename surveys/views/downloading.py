"""Files that a page hands out: always as a download, never as a page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


def download(name: str, content: bytes, media_type: str = XLSX) -> HttpResponse:
    """A file under this name; what it holds is of this reader alone."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "",  # noqa: FBT003 -- positional only in Django
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
