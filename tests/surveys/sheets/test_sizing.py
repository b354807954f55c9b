"""What a package holds is counted before anything is parsed."""

import io
import zipfile

import pytest

from surveys.sheets.guarding import Limits, UnsafeWorkbook
from surveys.sheets.sizing import ATTRIBUTES, check_size

SHEET = "xl/worksheets/sheet1.xml"


def package(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("parts", "refused"),
    [
        ({SHEET: b"<c/>" * 100}, False),
        ({SHEET: b"<c/>" * 101}, True),
        ({SHEET: b'<c a="1"/>' * 51}, True),
        ({SHEET: b"<c/>" * 60, "xl/sharedStrings.xml": b"<t/>" * 60}, True),
        ({SHEET: b"<c/>" * 100, "xl/styles.xml": b"<f/>" * 10}, False),
        ({"xl/styles.xml": b"<f/>" * 11}, True),
        ({"xl/worksheets/_rels/sheet1.xml.rels": b"<f/>" * 11}, True),
        ({"xl/media/image1.png": b"x" * 1000}, False),
    ],
)
def test_tags_and_attributes_count_together(parts, refused):
    limits = Limits(marks=100, marks_beside=10)
    if not refused:
        check_size(package(parts), limits)
        return
    with pytest.raises(UnsafeWorkbook, match="too_much"):
        check_size(package(parts), limits)


@pytest.mark.parametrize("blanks", [0, 70_000])
def test_a_tag_of_too_many_attributes_is_refused_also_across_chunks(blanks):
    tag = b"<c " + b'a=""' * 2_500 + b" " * blanks + b'b=""' * 2_500 + b"/>"
    assert tag.count(b"=") > ATTRIBUTES
    with pytest.raises(UnsafeWorkbook, match="too_much"):
        check_size(package({SHEET: tag}), Limits())
