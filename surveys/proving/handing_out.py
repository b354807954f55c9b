"""Handing out: a file to whoever may read it, once no virus is feared in it."""

from datetime import datetime

from surveys import auditing
from surveys.models import Evidence, Scan, User


class NotScanned(Exception):
    """The virus scanner has not seen the file yet."""


class Blocked(Exception):
    """The virus scanner found a virus; the file is gone."""


def hand_out(evidence: Evidence, *, official: bool, by: User, at: datetime) -> None:
    """Let somebody read a file; that an official did so is written down.

    The enterprise may read its own file before it is scanned. Raises NotScanned and
    Blocked.
    """
    if evidence.scan == Scan.INFECTED:
        raise Blocked
    if not official:
        return
    if evidence.scan == Scan.WAITING:
        raise NotScanned
    auditing.record("read_evidence", evidence, by=by, at=at)
