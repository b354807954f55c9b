"""Workbooks that would take a reader's time or memory, none of them of much size.

Run as a script: python -m tests.surveys.sheets.editions.bombs < FILE. Reads the
small edition first, so that what is measured is what the bomb adds: prints the code of
the refusal, CPU seconds, and the megabytes by which the peak of memory rose.
"""

import io
import json
import random
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import django
from openpyxl.workbook import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MEGABYTE = 1_000_000


def package(**parts: str) -> bytes:
    """A workbook with some parts replaced; "sheet", "strings", or by their names."""
    book, buffer = Workbook(), io.BytesIO()
    book.active.title = "edition"
    book.save(buffer)
    names = {"sheet": SHEET, "strings": STRINGS, "styles": "xl/styles.xml"}
    names |= {"book": "xl/workbook.xml"}
    new = {names.get(name, name): text for name, text in parts.items()}
    found = io.BytesIO()
    with (
        zipfile.ZipFile(buffer) as source,
        zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in new:
                target.writestr(name, source.read(name))
        for name, text in new.items():
            target.writestr(name, text)
    return found.getvalue()


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def noisy(part: str, times: int) -> str:
    """A part many times, each with a number that no packer foresees ("~")."""
    draw = random.Random(1)
    return "".join(part.replace("~", str(draw.getrandbits(30))) for _ in range(times))


def rows_of_numbers() -> bytes:
    return package(sheet=sheet(noisy("<row><c><v>~</v></c></row>", 300_000)))


def one_row() -> bytes:
    cells = noisy("<c/>" * 20 + "<v>~</v>", 100_000)
    return package(sheet=sheet(f"<row>{cells}</row>"))


def row_within_limits() -> bytes:
    """As many tags as are let through, in one row."""
    cells = noisy("<c/>" * 38 + "<v>~</v>", 7_000)
    return package(sheet=sheet(f"<row>{cells}</row>"))


def one_text() -> bytes:
    return package(strings=f'<sst xmlns="{MAIN}"><si><t>{"a" * 100 * MEGABYTE}')


def many_texts() -> bytes:
    texts = noisy("<si/>" * 30 + "<si><t>~</t></si>", 20_000)
    return package(strings=f'<sst xmlns="{MAIN}">{texts}</sst>')


def long_texts() -> bytes:
    """Of digits that no packer foresees."""
    draw = random.Random(1)
    texts = (f"{draw.getrandbits(68_000):x}" for _ in range(120))
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return package(sheet=sheet(f"<row>{cells}</row>"))


def fonts() -> bytes:
    found = noisy('<font><sz val="~"/></font>', 100_000)
    return package(
        styles=f'<styleSheet xmlns="{MAIN}"><fonts>{found}</fonts></styleSheet>'
    )


def names() -> bytes:
    found = noisy('<definedName name="n~">1</definedName>', 90_000)
    return package(book=f'<workbook xmlns="{MAIN}"><definedNames>{found}')


def attributes() -> bytes:
    found = " ".join(f'a{number}=""' for number in range(300_000))
    return package(sheet=sheet(f"<row><c {found}/></row>"))


def nested() -> bytes:
    return package(sheet=sheet(noisy('<a b="~">', 100_000)))


def corners() -> bytes:
    """Thirty sheets, of each the last row only."""
    book, buffer = Workbook(), io.BytesIO()
    for number in range(29):
        book.create_sheet(f"s{number}")
    for each in book.worksheets:
        each["XFD1048576"] = ""
    book.save(buffer)
    return buffer.getvalue()


def laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10)
    )
    head = f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
    return package(sheet=head + sheet("<row><c><v>&l9;</v></c></row>"))


def outside() -> bytes:
    head = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    return package(book=f'{head}<workbook xmlns="{MAIN}">&a;</workbook>')


def forged() -> bytes:
    """The table of contents says that the sheet is small."""
    content = bytearray(
        package(sheet=sheet(noisy("<row><c><v>~</v></c></row>", 90_000)))
    )
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 1_000)
    return bytes(content)


def many_parts() -> bytes:
    return package(**{f"xl/{number}.xml": "" for number in range(400)})


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    make.__name__: (make, code)
    for make, code in (
        (rows_of_numbers, "bomb"),
        (one_row, "bomb"),
        (row_within_limits, ""),
        (one_text, "bomb"),
        (many_texts, "too_much"),
        (long_texts, "too_much"),
        (fonts, "too_much"),
        (names, "too_much"),
        (attributes, "too_much"),
        (nested, "broken"),
        (corners, "too_many_rows"),
        (laughs, "broken"),
        (outside, "broken"),
        (forged, "broken"),
        (many_parts, "bomb"),
    )
}
"""How to make each, and the code with which it is refused; "" for one that is read, and
found to be no edition."""


def peak() -> float:
    """The most memory this process had, in megabytes; that of its parent is no part."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if "VmHWM" in line).split()[1]) / 1_000


def main() -> None:
    """Read a file from the standard input, and say what came of it."""
    django.setup()
    from surveys.sheets.editions import read_edition  # noqa: PLC0415  # after set-up
    from surveys.sheets.guarding import UnsafeWorkbook  # noqa: PLC0415
    from tests.surveys.sheets.editions.documents import small  # noqa: PLC0415

    content = sys.stdin.buffer.read()
    read_edition(small())
    before, start, code = peak(), process_time(), ""
    try:
        read_edition(content)
    except UnsafeWorkbook as refusal:
        code = refusal.code
    result = {"code": code, "seconds": process_time() - start, "rise": peak() - before}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
