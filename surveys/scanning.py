"""Scanning: asks a virus scanner (ClamAV) about evidence, where one is set up."""

import socket
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from surveys import auditing, jobs, notifying
from surveys.jobs import Closing, Progress
from surveys.models import Evidence, Job, Scan

PATIENCE: Final = 60  # seconds for one answer; a large package takes some
LENGTH: Final = 4  # bytes that tell how long a piece is


class NoAnswer(Exception):
    """The scanner said neither that the file is clean nor what is in it."""


def scan_job(job: Job, progress: Progress) -> Closing:
    """Have the file of a row scanned ({"evidence": uuid}); rows that share it, too."""
    evidence = Evidence.objects.get(pk=job.args["evidence"])
    if evidence.scan != Scan.WAITING:
        return lambda: {"found": ""}
    progress(10, gettext_noop("Scanning for viruses."))
    with evidence.file.open("rb") as file:
        found = ask(file.chunks())
    return partial(_finish, evidence, found, timezone.now())


def ask(chunks: Iterable[bytes]) -> str:
    """The name of the virus that is in a file, or nothing.

    Speaks INSTREAM of clamd(8). Raises OSError where no scanner answers, NoAnswer
    where it cannot say.
    """
    with _line() as line:
        line.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            line.sendall(len(chunk).to_bytes(LENGTH, "big") + chunk)
        line.sendall(bytes(LENGTH))
        said = line.makefile("rb").read().strip(b"\0\n").decode(errors="replace")
    verdict = said.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if not verdict.endswith(" FOUND"):
        raise NoAnswer(said)
    return verdict.removesuffix(" FOUND")


def _line() -> socket.socket:
    """A connection to the scanner, by the network or by a socket of this machine."""
    place: str = settings.CLAMD
    if place.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        line.connect(place)
        return line
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _finish(evidence: Evidence, found: str, at: datetime) -> dict[str, Any]:
    rows = Evidence.objects.filter(sha256=evidence.sha256)
    if not found:
        rows.filter(scan=Scan.WAITING).update(scan=Scan.CLEAN)
        return {"found": ""}
    blocked = list(rows.exclude(scan=Scan.INFECTED).select_related("response__unit"))
    rows.update(scan=Scan.INFECTED)
    for row in blocked:
        _tell(row, found, at)
    return {"found": found, "rows": len(blocked)}


def _tell(evidence: Evidence, found: str, at: datetime) -> None:
    """Tell the people who fill, and let the bytes go."""
    notifying.tell(
        "evidence_blocked",
        notifying.fillers(evidence.response, at),
        about=str(evidence.pk),
        at=at,
        response=evidence.response,
        file=evidence.name,
        code=evidence.code,
    )
    details = {"found": found}
    auditing.record("block_evidence", evidence, by=None, at=at, details=details)
    name = evidence.file.name or ""
    transaction.on_commit(partial(evidence.file.storage.delete, name), robust=True)


def ask_again() -> int:
    """Have those scanned whose job gave up, as while the scanner was down; how many.

    Where there is no scanner any more nothing waits for it.
    """
    waiting = Evidence.objects.filter(scan=Scan.WAITING)
    if not settings.CLAMD:
        return waiting.update(scan=Scan.NONE)
    # One of the rows that share their bytes; also one used again while the answer came.
    stuck = dict(waiting.values_list("sha256", "pk"))
    for pk in stuck.values():
        args = {"evidence": str(pk)}
        jobs.start("scan", f"scan:{pk}", args=args, restart=True)
    return len(stuck)
