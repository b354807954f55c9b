"""Lanes of results without a database; their workbooks as LibreOffice computes them."""

import io
import shutil
import subprocess

import openpyxl

from surveys.retracing.binding import tables_of
from surveys.retracing.legs import Leg
from surveys.scoring import Lane, decimal_text, evaluate
from surveys.sheets.results import Book, Page, write_book


def leg_of(scheme, answers, facts, lane=Lane.CLAIMED, accepted=frozenset(), key="leg"):
    """A lane with what the engine makes of these answers."""
    found = evaluate(scheme, answers, facts, lane=lane, accepted=accepted)
    stored = {
        code: "" if score is None else decimal_text(score)
        for code, score in found.scores().items()
    }
    return Leg(
        key=key,
        name=key,
        scheme=scheme,
        evaluation=found,
        given=answers,
        counted=answers,
        facts=facts,
        accepted=accepted,
        stored=stored,
        rules=f"rules_{key}",
        reasons={},
    )


def workbook_of(*legs):
    """The workbook of some lanes."""
    tables = tuple(tables_of(legs))
    return write_book(Book("Result", ("Unit",), Page("Cover", "", ()), tables, (), "x"))


def computed(contents, folder):
    """The workbooks with the values that LibreOffice computes, in one run of it."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing; `make tools` installs it."
    (folder / "in").mkdir(parents=True)
    paths = []
    for name, content in contents.items():
        paths.append(folder / "in" / f"{name}.xlsx")
        paths[-1].write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, folder, *paths], check=True, capture_output=True)
    return {
        name: openpyxl.load_workbook(
            io.BytesIO((folder / f"{name}.xlsx").read_bytes()), data_only=True
        )
        for name in contents
    }


def rows_of(book, start):
    """The rows of the table whose name starts so, by header."""
    for sheet in book:
        for table in sheet.tables.values():
            if table.displayName.startswith(start):
                header, *rows = sheet[table.ref]
                keys = [cell.value for cell in header]
                yield from (
                    dict(zip(keys, [c.value for c in row], strict=True)) for row in rows
                )


def differing(book):
    """The rows of which formula and platform do not agree."""
    rows = [*rows_of(book, "calculation"), *rows_of(book, "checks")]
    return [r for r in rows if r["Agrees"] not in (1, None)]
