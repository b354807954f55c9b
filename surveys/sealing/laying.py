"""Laying: seals are put behind the last one, batch by batch, beside the verbs.

Nothing is locked: numbers have no gaps and are committed in their order, so whoever
reads up to a number reads all of it. Laid twice, a seal is the same.
"""

import logging
from collections.abc import Iterator
from typing import Final

from django.db import IntegrityError, transaction

from surveys.auditing import CHAIN, keys
from surveys.models import AuditSeal
from surveys.sealing.chaining import START, last_given, links, newest_seal

logger = logging.getLogger(__name__)

BATCH: Final = 1_000


def seal() -> int:
    """Seal what was written since, up to the first number that is missing; how many."""
    return sum(iter(_batch, 0))


def _batch() -> int:
    """Lay the next seals; none where nothing is to seal, or somebody else does it."""
    last = newest_seal()
    after, mac = (last.seq, last.mac) if last else (0, START)
    seals = list(_next(after, mac))
    try:
        with transaction.atomic():
            AuditSeal.objects.bulk_create(seals)
    except IntegrityError:
        logger.info("Another worker lays the same seals and goes on.")
        return 0
    if not seals and after < last_given(CHAIN):
        logger.error("Audit row %s is missing; run manage.py audit_verify.", after + 1)
    return len(seals)


def _next(after: int, mac: str) -> Iterator[AuditSeal]:
    key = keys()[0]
    for number, link in enumerate(links(after, after + BATCH), start=after + 1):
        if link.seq != number:
            return
        mac = link.mac(mac, key)
        yield AuditSeal(seq=number, mac=mac, key=key.name)
