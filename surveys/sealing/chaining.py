"""One link of the chain: the HMAC over the link before and the whole of a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from surveys.auditing import FIELDS, Key, canonical
from surveys.models import AuditCounter, AuditRow, AuditSeal

START: Final = "0" * 64  # what stands before the first row
COLUMNS: Final = ("id", "stamp", *FIELDS)


@dataclass(frozen=True, slots=True)
class Link:
    """An audit row as it is sealed: its number, id and stamp, and all else as bytes."""

    seq: int
    pk: int
    stamp: str
    body: bytes

    def mac(self, before: str, key: Key) -> str:
        """The HMAC of this row after that of the row before, in hexadecimal digits."""
        return key.mac(
            before.encode(), str(self.pk).encode(), self.stamp.encode(), self.body
        )


def links(after: int, until: int) -> list[Link]:
    """The rows with these numbers, the first excluded, in their order."""
    rows = AuditRow.objects.filter(seq__gt=after, seq__lte=until).order_by("seq")
    return [_link(row) for row in rows.values_list(*COLUMNS)]


def _link(row: Sequence[Any]) -> Link:
    pk, stamp, *values = row
    return Link(values[0], pk, stamp, canonical(values))


def newest_seal() -> AuditSeal | None:
    """The end of the chain."""
    return AuditSeal.objects.order_by("-seq").first()


def last_given(chain: str) -> int:
    """The last number that a row was given; 0 before the first."""
    numbers = AuditCounter.objects.filter(chain=chain).values_list("last", flat=True)
    return numbers.first() or 0
