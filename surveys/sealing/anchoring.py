"""Anchoring: once a day, where the chain stood; in a table, and beside the database.

The file is what a restored or shortened database cannot change along with itself.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.models import AuditAnchor
from surveys.sealing.chaining import newest_seal


@dataclass(frozen=True, slots=True)
class Mark:
    """That on a day (in ISO form) row `seq` had the seal `mac`."""

    day: str
    seq: int
    mac: str


def anchor(at: datetime) -> AuditAnchor | None:
    """Write down where the chain stands today; once a day, and not before it begins.

    Table and file together or neither. Raises OSError where the file cannot be written.
    """
    day, last = timezone.localdate(at), newest_seal()
    if last is None or AuditAnchor.objects.filter(day=day).exists():
        return None
    try:
        with transaction.atomic():
            made = AuditAnchor.objects.create(
                day=day, seq=last.seq, mac=last.mac, at=at
            )
            _append(settings.AUDIT_ANCHORS, made.line())
    except IntegrityError:
        return None
    return made


def _append(path: Path, line: dict[str, Any]) -> None:
    """Add a line that is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        broken_off = _unfinished(path)
        file.write(b"\n" * broken_off + json.dumps(line).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _unfinished(path: Path) -> bool:
    """Whether the machine stopped in the middle of the last line."""
    text = path.read_bytes()
    return bool(text) and not text.endswith(b"\n")


def noted() -> Iterator[Mark | None]:
    """The lines of the file; None for one that cannot be read."""
    path: Path = settings.AUDIT_ANCHORS
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        yield from (_mark(line) for line in lines)


def _mark(line: str) -> Mark | None:
    try:
        found = json.loads(line)
        return Mark(str(found["day"]), int(found["seq"]), str(found["mac"]))
    except (ValueError, TypeError, KeyError):
        return None


def stored() -> list[Mark]:
    """The anchors of the table."""
    rows = AuditAnchor.objects.values_list("day", "seq", "mac")
    return [Mark(day.isoformat(), seq, mac) for day, seq, mac in rows]
