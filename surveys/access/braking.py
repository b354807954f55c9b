"""How often one address may knock at a page that is open to everybody."""

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.core.cache import cache

from surveys import auditing

HOUR: Final = 3_600  # seconds
LINE: Final = 64  # bits of an IPv6 address that are of one line; the rest is free


def is_braked(what: str, limit: int, at: datetime) -> bool:
    """Count one more knock; whether the address has knocked more than `limit` times
    within this hour of the clock.

    Of knocks at the same moment each counts where Redis or Valkey is the cache.
    """
    hour = int(at.timestamp()) // HOUR
    key = f"brake:{what}:{_line(auditing.address.get() or '')}:{hour}"
    cache.add(key, 0, HOUR)
    count = cache.incr(key)
    cache.touch(key, HOUR)  # caches of files forget it with their next count otherwise
    return count > limit


def _line(address: str) -> str:
    """Whose knocks count as one: an IPv4 address, or a whole network of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return "-"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, LINE), strict=False))
