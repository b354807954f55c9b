"""From the bytes of a workbook to the document of an edition, with all its faults."""

from dataclasses import replace
from typing import Final

from surveys.sheets import reading
from surveys.sheets.editions.assembling import assemble
from surveys.sheets.editions.faults import Transcript
from surveys.sheets.editions.gridding import grid
from surveys.sheets.editions.recording import Recorder
from surveys.sheets.guarding import LIMITS, MEGABYTE, Limits

EDITION_LIMITS: Final = replace(
    LIMITS,
    unpacked=6 * MEGABYTE,
    sheets=30,
    columns=100,
    rows=5_000,
    marks=300_000,
    marks_beside=12_000,
    gaps=1_200_000,
    texts=2_000_000,
)
"""Of the largest edition that ships, some five times as much."""


def read_edition(content: bytes, limits: Limits = EDITION_LIMITS) -> Transcript:
    """What a workbook says; meant for a worker. Raises UnsafeWorkbook."""
    to = Recorder(grid(reading.read(content, limits)))
    document = assemble(to)
    return Transcript(document, to.places, tuple(to.found.faults))
