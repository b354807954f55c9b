"""Transcribing: an edition read from the workbook that an author has handed in."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from surveys.jobs import Closing, Progress
from surveys.models import EditionImport, Job
from surveys.models.authored import ImportState
from surveys.scoring import SchemeError, digest, validate
from surveys.sheets.editions import Cell, Fault, Transcript, read_edition
from surveys.sheets.editions.layout import SHEETS
from surveys.sheets.guarding import UnsafeWorkbook

MOST = 500
"""So many faults of one workbook are kept; whoever has more begins with these."""
KEY = re.compile(r'the key "(\w+)" is missing')

Told = dict[str, Any]
"""A fault as an import stores it: sheet, row, column, message, expected, example in
English; `id`, `params` and `expected_id` say the same in any language (`worded`)."""


def transcribe_job(job: Job, progress: Progress) -> Closing:
    """Read the workbook of the import that a job names ({"import": uuid}).

    The import becomes faulty or ready; nothing else is touched.
    """
    upload = EditionImport.objects.get(pk=job.args["import"])
    progress(10, gettext_noop("Reading the workbook."))
    with upload.file.open("rb") as file:
        content = file.read()
    document, faults = transcribe(content)
    progress(90, gettext_noop("Storing what was read."))
    return partial(_finish, upload, document, faults)


def _finish(
    upload: EditionImport, document: Mapping[str, Any] | None, faults: list[Told]
) -> dict[str, Any]:
    state = ImportState.FAULTY if document is None else ImportState.READY
    # One that was dropped meanwhile stays dropped.
    EditionImport.objects.filter(pk=upload.pk, state=ImportState.WAITING).update(
        state=state,
        document=document,
        sha256="" if document is None else digest(document),
        faults=faults,
    )
    return {"state": state.value, "faults": len(faults)}


def transcribe(content: bytes) -> tuple[dict[str, Any] | None, list[Told]]:
    """The edition that a workbook tells, or None and all that is wrong with it."""
    try:
        found = read_edition(content)
    except UnsafeWorkbook as refusal:
        return None, [_refused(refusal)]
    faults = [_told(fault) for fault in found.faults]
    faulty = {fault.cell for fault in found.faults}
    for error in _errors(found.document):
        cell = _cell(found, error)
        # A cell that could not be read is wrong for the scheme, too.
        if cell not in faulty:
            faults.append(_of_scheme(cell, error))
    faults.sort(key=_place)
    return (None, faults[:MOST]) if faults else (found.document, [])


def _errors(document: Mapping[str, Any]) -> Iterable[SchemeError]:
    try:
        validate(document)
    except SchemeError as error:
        return error.faults
    return ()


def _cell(found: Transcript, error: SchemeError) -> Cell:
    """The cell that an error of the scheme is about; a missing key has its own."""
    missing = KEY.match(error.message)
    path = error.path
    if missing:
        path = f"{path}.{missing[1]}" if path else missing[1]
    return found.cell(path)


def _place(fault: Told) -> tuple[int, int, str]:
    """The order of the faults: sheet by sheet, from top to bottom."""
    names = [layout.name for layout in SHEETS]
    sheet = fault["sheet"]
    number = names.index(sheet) if sheet in names else -1
    return number, fault["row"], fault["column"].rjust(3)


# --- faults as they are stored, and as people read them


def _told(fault: Fault) -> Told:
    told = {
        **_where(fault.cell),
        "id": fault.message,
        "expected_id": fault.expected,
        "params": dict(fault.params),
        "example": fault.example,
    }
    with override("en"):
        return worded(told)


def _of_scheme(cell: Cell, error: SchemeError) -> Told:
    return {
        **_where(cell),
        "message": error.message,
        "expected": error.expected,
        "example": error.example,
    }


def _refused(refusal: UnsafeWorkbook) -> Told:
    with override("en"):
        message = str(refusal.problem)
    return _told(Fault(Cell(), message))


def _where(cell: Cell) -> Told:
    return {"sheet": cell.sheet, "row": cell.row, "column": cell.column}


def worded(fault: Told) -> Told:
    """A stored fault in the language that is active; one of the scheme as it stands."""
    if "id" not in fault:
        return fault
    message, expected, params = fault["id"], fault["expected_id"], fault["params"]
    said = {
        "message": _(message) % params,
        "expected": _(expected) % params if expected else "",
    }
    return {**fault, **said}


def all_worded(faults: Iterable[Told]) -> Iterator[Told]:
    """Stored faults in the language that is active."""
    return map(worded, faults)
