"""What may be uploaded, under which name it is kept, and how many of them."""

from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys import filling, proving
from surveys.models import AuditRow, Evidence, Response
from surveys.proving import Refused, add_evidence, clean_name, remove_evidence
from surveys.workflow import Closed
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>> endobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
OFFICE = "application/vnd.openxmlformats-officedocument."


def package(*parts: str) -> bytes:
    """A zip file with these parts."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return file.getvalue()


XLSX = package("[Content_Types].xml", "xl/workbook.xml")
DOCX = package("[Content_Types].xml", "word/document.xml")


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x", content, content_type="text/html")
    # As a client sends it: the constructor would already take the folders off.
    file._name = name
    return file


def add(name: str = "ledger.pdf", content: bytes = PDF, **fields: Any) -> Evidence:
    response = fields.pop("response", None) or factories.response()
    values = {"by": response.created_by, "at": NOW} | fields
    code = values.pop("code", "mes")
    return add_evidence(response, code, upload(name, content), **values)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("ledger.pdf", PDF, "application/pdf"),
        ("LEDGER.PDF", PDF, "application/pdf"),
        ("photo.png", PNG, "image/png"),
        ("photo.jpg", JPG, "image/jpeg"),
        ("photo.jpeg", JPG, "image/jpeg"),
        ("list.xlsx", XLSX, f"{OFFICE}spreadsheetml.sheet"),
        ("text.docx", DOCX, f"{OFFICE}wordprocessingml.document"),
        ("设备台账.pdf", PDF, "application/pdf"),
        ("run.php.pdf", PDF, "application/pdf"),
    ],
)
def test_a_fitting_file_is_kept(name: str, content: bytes, media_type: str) -> None:
    evidence = add(name, content)

    evidence.refresh_from_db()
    assert (evidence.name, evidence.media_type, evidence.size) == (
        name,
        media_type,
        len(content),
    )
    with evidence.file.open() as file:
        assert file.read() == content
    assert evidence.file.name == f"evidence/{evidence.pk.hex[:2]}/{evidence.pk.hex}"
    row = AuditRow.objects.get(action="add_evidence")
    assert (row.by, row.object_id, row.details) == (
        evidence.by,
        str(evidence.pk),
        {"code": "mes"},
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ledger.pdf", b""),
        ("ledger.pdf", HTML),
        ("ledger.pdf", b" %PDF-1.7"),
        ("photo.png", JPG),
        ("photo.jpg", PNG),
        ("photo.png", SVG),
        ("list.xlsx", DOCX),
        ("text.docx", XLSX),
        ("list.xlsx", PDF),
        ("list.xlsx", package("xl/workbook.xml")),
        ("list.xlsx", package()),
        ("list.xlsx", b"PK\x03\x04" + b"\x00" * 40),
        ("list.xlsx", XLSX[:-30]),
        ("list.xlsx", XLSX.replace(b"PK\x01\x02", b"PK\x01\x03")),
        ("list.xlsx", b"PK\x05\x06" + b"\xff" * 18),
        ("run.php", PDF),
        ("run.pdf.php", PDF),
        ("run.jsp", HTML),
        ("page.html", HTML),
        ("drawing.svg", SVG),
        ("list.xlsm", XLSX),
        ("list.xls", b"\xd0\xcf\x11\xe0"),
        ("archive.zip", XLSX),
        ("pdf", PDF),
        (".pdf", PDF),
        ("ledger.pdf.", PDF),
        ("ledger.pdf ", HTML),
        ("", PDF),
        ("ledgerfdp\u202egnp.exe", PDF),
        ("ledger.pdf\0.php", PDF),
        ("x." + "p" * 300, PDF),
    ],
)
def test_anything_else_is_refused_with_words(name: str, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        add(name, content)
    assert len(str(refused.value)) > 20
    assert Evidence.objects.count() == 0


def test_a_damaged_package_is_taken_or_refused_and_nothing_worse() -> None:
    for place in range(len(XLSX)):
        damaged = bytearray(XLSX)
        damaged[place] ^= 0xEB
        with suppress(Refused):
            proving.checked_media_type("a.xlsx", upload("a.xlsx", bytes(damaged)))


def test_the_limit_of_a_file_s_size(settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000

    assert add(content=PDF.ljust(1000)).size == 1000
    with pytest.raises(Refused):
        add(content=PDF.ljust(1001))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("/etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\li\\ledger.pdf", "ledger.pdf"),
        ("..\\..\\ledger.pdf", "ledger.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("ledger\u202efdp.exe.pdf", "ledgerfdp.exe.pdf"),
        ("a\u200b\u2066b\x00\x7f.pdf", "ab.pdf"),
        ("e\u0301tat.pdf", "\u00e9tat.pdf"),
        ("  ledger.pdf  ", "ledger.pdf"),
        ("账" * 300 + ".pdf", "账" * 116 + ".pdf"),
        ("<script>.pdf", "<script>.pdf"),
        ('"; filename=".pdf', '"; filename=".pdf'),
        ("=1+1.xlsx", "=1+1.xlsx"),
    ],
)
def test_the_name_is_kept_without_what_could_harm(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@pytest.mark.parametrize("name", ["", "..", "/", "\u202e", "a" * 500, "." * 300])
def test_no_name_breaks_the_cleaning(name: str) -> None:
    assert len(clean_name(name)) <= proving.NAME_LENGTH


def test_a_question_takes_ten_files_and_the_next_one_as_many() -> None:
    response = factories.response()
    for _ in range(10):
        add(response=response)

    with pytest.raises(Refused):
        add(response=response)
    add(response=response, code="remarks")

    assert response.evidence.count() == 11


def test_a_file_taken_off_makes_room() -> None:
    response = factories.response()
    files = [add(response=response) for _ in range(10)]

    remove_evidence(files[0], by=response.created_by, at=NOW)
    add(response=response)

    assert response.evidence.kept().count() == 10


def test_the_same_name_and_the_same_bytes_twice_are_two_files() -> None:
    response = factories.response()
    one, two = add(response=response), add(response=response)

    assert one.sha256 == two.sha256
    assert one.file.name != two.file.name


def test_an_unknown_question_takes_no_file() -> None:
    with pytest.raises(ValueError, match="level"):
        add(code="level")


@pytest.mark.parametrize("days", [30, 31])
def test_nothing_is_added_or_taken_off_after_the_deadline(days: int) -> None:
    response = factories.response()
    evidence, late = add(response=response), NOW + timedelta(days=days)

    with pytest.raises(Closed):
        add(response=response, at=late)
    with pytest.raises(Closed):
        remove_evidence(evidence, by=response.created_by, at=late)


def test_a_page_from_before_the_handing_in_adds_and_takes_off_nothing() -> None:
    stale = factories.response()
    evidence = add(response=stale)
    response = Response.objects.get(pk=stale.pk)
    who = response.created_by
    submission = filling.submit(response, name="Wang", post="Head", by=who, at=NOW)

    with pytest.raises(Closed):
        add(response=stale)
    with pytest.raises(Closed):
        remove_evidence(evidence, by=who, at=NOW)

    assert [row["id"] for row in submission.evidence] == [str(evidence.pk)]
    assert stale.evidence.kept().count() == 1


def test_taking_off_keeps_the_row_and_is_recorded_once() -> None:
    evidence = add()
    same = Evidence.objects.get(pk=evidence.pk)

    for row in (evidence, same):
        remove_evidence(row, by=evidence.by, at=NOW)

    evidence.refresh_from_db()
    assert (evidence.removed_by, evidence.removed_at) == (evidence.by, NOW)
    assert evidence.file.storage.exists(evidence.file.name)
    assert AuditRow.objects.filter(action="remove_evidence").count() == 1


def test_what_a_submission_cites_stays_when_it_is_taken_off_later() -> None:
    response = factories.response()
    evidence, who = add(response=response), response.created_by
    submission = filling.submit(response, name="Wang", post="Head", by=who, at=NOW)
    filling.take_back(response, by=who, at=NOW)
    evidence.refresh_from_db()

    remove_evidence(evidence, by=who, at=NOW)

    assert submission.evidence == [
        {
            "id": str(evidence.pk),
            "code": "mes",
            "name": "ledger.pdf",
            "sha256": evidence.sha256,
        }
    ]
