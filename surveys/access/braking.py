"""How often one address may knock at a page that is open to everybody."""

from datetime import datetime
from typing import Final

from django.core.cache import cache

from surveys import auditing

HOUR: Final = 3_600  # seconds


def is_braked(what: str, limit: int, at: datetime) -> bool:
    """Count one more knock; whether the address has knocked more than `limit` times
    within this hour of the clock.

    Exact enough for a brake: of knocks at the same moment one may stay uncounted.
    """
    hour = int(at.timestamp()) // HOUR
    key = f"brake:{what}:{auditing.address.get() or '-'}:{hour}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, HOUR)
    return count > limit
