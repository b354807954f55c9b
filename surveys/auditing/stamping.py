"""Stamps: the HMAC over one row, by which it is known as written by the platform."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, Final

from django.conf import settings

# In this order they are stamped. All of the row but its id, which the database gives.
FIELDS: Final = (
    "seq",
    "at",
    "by_id",
    "role",
    "address",
    "action",
    "kind",
    "object_id",
    "reason",
    "details",
    "before",
    "after",
)
LABEL: Final = b"dengta.audit:"  # parts this use of a secret from any other
SHOWN: Final = 8  # characters that tell a key from another one, and nothing of it


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the trail, and the mark by which seals name it."""

    secret: bytes
    name: str

    def mac(self, *parts: bytes) -> str:
        """HMAC-SHA256 over the parts, as 64 hexadecimal digits."""
        return hmac.digest(self.secret, b"\x00".join(parts), "sha256").hex()


def keys() -> tuple[Key, ...]:
    """The keys of `settings.AUDIT_KEYS`: the one in use, then those before it."""
    return tuple(map(_key, settings.AUDIT_KEYS))


def _key(text: str) -> Key:
    secret = hashlib.sha256(LABEL + text.encode()).digest()
    return Key(secret, hmac.digest(secret, b"name", "sha256").hex()[:SHOWN])


def canonical(values: Sequence[Any]) -> bytes:
    """The values of FIELDS as the bytes that are stamped.

    The same before the row is written and after it is read, from whichever database:
    moments in UTC with six places, addresses as numbers, JSON with sorted keys.
    """
    fields = dict(zip(FIELDS, values, strict=True))
    at, address = fields["at"], fields["address"]
    fields["at"] = _moment(at)
    fields["address"] = address and ip_address(address).packed.hex()
    return json.dumps(
        fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8", "surrogatepass")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def plain(value: Any) -> Any:
    """JSON as it comes back from every database: a whole float is an integer there."""
    return json.loads(json.dumps(value), parse_float=_number)


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


def stamp(fields: Mapping[str, Any]) -> str:
    """The stamp of a row about to be written, with the key in use."""
    return keys()[0].mac(canonical([fields[name] for name in FIELDS]))


def stamped_by(row: bytes, found: str, among: Sequence[Key]) -> int | None:
    """Which of the keys made this stamp over the canonical row; None: none of them."""
    places: Iterator[int] = (
        place
        for place, key in enumerate(among)
        if hmac.compare_digest(key.mac(row), found)
    )
    return next(places, None)
