"""The demo's papers are PDF files whose parts stand where the file says."""

import re
import shutil
import subprocess

import pytest

from assessment.demo.papers import paper

FILE = paper("设备台账.pdf", "设备台账(示例)", "Equipment (ledger)")


def test_every_object_stands_where_the_table_says():
    content = FILE.read()
    places = re.findall(rb"^(\d{10}) 00000 n", content, re.MULTILINE)
    starts = [content[int(place) :].split(b"obj")[0] for place in places]
    assert starts == [b"%d 0 " % number for number in range(1, 7)]
    table = int(content.split(b"startxref\n")[1].split()[0])
    assert content[table:].startswith(b"xref\n0 7\n")


def test_a_reader_opens_it(tmp_path):
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.fail("poppler-utils is missing; `make tools` installs it.")
    path = tmp_path / "paper.pdf"
    FILE.seek(0)
    path.write_bytes(FILE.read())
    command = [reader, str(path), "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Equipment ledger" in done.stdout
