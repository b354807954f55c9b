"""Tidying: clears what uploads that were broken off have left behind."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.core.files.storage import default_storage

from surveys.models import Evidence, Upload

logger = logging.getLogger(__name__)

# Whoever was cut off may go on for so long; what is younger may be at work just now.
KEPT: Final = timedelta(days=1)
EVIDENCE: Final = "evidence"
UPLOADS: Final = "uploads"


def tidy(at: datetime) -> dict[str, int]:
    """Drop uploads that nobody went on with, and stored files without a row."""
    Upload.objects.filter(at__lt=at - KEPT).delete()
    lost = [*_strays(UPLOADS, _sent(), at), *_stray_evidence(at)]
    for place in lost:
        default_storage.delete(place)
    if lost:
        logger.info("Cleared %s files without a row.", len(lost))
    return {"cleared": len(lost)}


def _sent() -> set[str]:
    return set(Upload.objects.values_list("file", flat=True))


def _stray_evidence(at: datetime) -> Iterator[str]:
    for folder in _folders(EVIDENCE):
        below = f"{EVIDENCE}/{folder}"
        rows = Evidence.objects.filter(file__startswith=f"{below}/")
        yield from _strays(below, set(rows.values_list("file", flat=True)), at)


def _folders(place: str) -> list[str]:
    try:
        folders, _files = default_storage.listdir(place)
    except FileNotFoundError:
        return []
    return folders


def _strays(folder: str, known: set[str], at: datetime) -> Iterator[str]:
    """Files of a folder that are old enough and that no row knows."""
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        place = f"{folder}/{name}"
        if place not in known and _is_old(place, at):
            yield place


def _is_old(place: str, at: datetime) -> bool:
    return default_storage.get_modified_time(place) < at - KEPT
