"""Verifying: walks the whole trail and finds the first row that is not right.

In batches, so that a trail of any length takes the same memory. Rows that are written
meanwhile disturb nothing: it ends at the number that was the last when it began.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from surveys.auditing import CHAIN, Key, keys, stamped_by
from surveys.models import AuditRow, AuditSeal
from surveys.sealing.anchoring import Mark, noted, stored
from surveys.sealing.chaining import START, Link, last_given, links, newest_seal

BATCH: Final = 2_000
Tell = Callable[[int], None]  # takes the percentage that is done


class Kind(StrEnum):
    """What may be wrong with a row; the words stand in `explaining`."""

    MISSING = "missing"  # later rows are there
    CUT = "cut"  # it and all after it are gone
    CHANGED = "changed"  # not as the platform wrote it under this number
    UNSEALED = "unsealed"  # its seal is gone
    RESEALED = "resealed"  # its seal is none that was laid over it
    KEY = "key"  # sealed with a key that is not at hand
    INSERTED = "inserted"  # under a number that was never given
    SET_BACK = "set_back"  # genuine, but the counter has not come so far
    REPLACED = "replaced"  # whole in itself, but not what an anchor has seen
    UNANCHORED = "unanchored"  # the anchor of the file is gone from the table


@dataclass(frozen=True, slots=True)
class Fault:
    """The first bad row, what is wrong with it, and the parts of its sentence."""

    seq: int
    kind: Kind
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: how far rows were given numbers and sealed, how many anchors the
    table and the file hold, and the first fault."""

    rows: int
    sealed: int
    anchors: int
    noted: int
    unreadable: int
    fault: Fault | None

    def plain(self) -> dict[str, Any]:
        """As JSON, the result of a job."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Verdict":
        """Back from JSON."""
        fault = plain["fault"]
        if fault is not None:
            fault = Fault(fault["seq"], Kind(fault["kind"]), fault["params"])
        return cls(**plain | {"fault": fault})


def verify(tell: Tell = lambda _percent: None) -> Verdict:
    """Hold every row against its stamp and its seal, the last number against the
    counter, and the chain against the anchors of table and file."""
    lines, table = list(noted()), stored()  # first: what they tell of is sealed by now
    marks = [mark for mark in lines if mark is not None]
    last, end_of_chain = last_given(CHAIN), newest_seal()
    walk = _Walk(last, end_of_chain.seq if end_of_chain else 0, [*table, *marks])
    return Verdict(
        rows=last,
        sealed=walk.sealed,
        anchors=len(table),
        noted=len(marks),
        unreadable=len(lines) - len(marks),
        fault=walk.go(tell) or _beyond(walk.end) or _unanchored(marks, table),
    )


class _Walk:
    """From the first row to the last that anything tells of."""

    def __init__(self, given: int, sealed: int, marks: Iterable[Mark]) -> None:
        self.given, self.sealed, self.mac = given, sealed, START
        self.keys = {key.name: key for key in keys()}
        self.marks: dict[int, list[Mark]] = {}
        for mark in marks:
            self.marks.setdefault(mark.seq, []).append(mark)
        self.anchored = max(self.marks, default=0)
        self.end = max(given, sealed, self.anchored)
        self.stamped = False  # rows from before there were stamps have none
        self.agreed = 0  # the number of the last anchor that agreed

    def go(self, tell: Tell) -> Fault | None:
        """The first fault up to the end."""
        for after in range(0, self.end, BATCH):
            if fault := self._batch(after, min(after + BATCH, self.end)):
                return fault
            tell(100 * after // self.end)
        return None

    def _batch(self, after: int, until: int) -> Fault | None:
        rows = {link.seq: link for link in links(after, until)}
        laid = AuditSeal.objects.filter(seq__gt=after, seq__lte=until)
        seals = {seq: (mac, key) for seq, mac, key in laid.values_list()}
        for number in range(after + 1, until + 1):
            seal, row = seals.get(number), rows.get(number)
            if row is None:
                return self._missing(number)
            if fault := self._look(row, seal):
                return fault
        return None

    def _missing(self, number: int) -> Fault:
        if AuditRow.objects.filter(seq__gt=number).exists():
            return Fault(number, Kind.MISSING)
        by_anchor = self.anchored == self.end > max(self.given, self.sealed)
        day = self.marks[self.anchored][0].day if by_anchor else ""
        return Fault(number, Kind.CUT, {"last": self.end, "day": day})

    def _look(self, row: Link, seal: tuple[str, str] | None) -> Fault | None:
        number = row.seq
        key = self.keys.get(seal[1]) if seal else None
        # One laid while this runs is left to the next time: its batch may be unseen.
        if number <= self.sealed and seal is not None and key is None:
            return Fault(number, Kind.KEY)
        if not self._is_stamped(row):
            return Fault(number, Kind.CHANGED)
        if number > max(self.sealed, self.anchored):
            return None
        if seal is None or key is None:
            return Fault(number, Kind.UNSEALED)
        return self._fits(row, seal[0], key)

    def _is_stamped(self, row: Link) -> bool:
        if not row.stamp and not self.stamped:
            return True
        self.stamped = True
        return is_stamped(row, tuple(self.keys.values()))

    def _fits(self, row: Link, mac: str, key: Key) -> Fault | None:
        if row.mac(self.mac, key) != mac:
            return Fault(row.seq, Kind.RESEALED)
        self.mac = mac
        for mark in self.marks.get(row.seq, ()):
            if mark.mac != mac:
                params = {"until": row.seq, "day": mark.day}
                return Fault(self.agreed + 1, Kind.REPLACED, params)
            self.agreed = row.seq
        return None


def is_stamped(row: Link, among: tuple[Key, ...]) -> bool:
    """Whether the platform wrote this row, with one of these keys."""
    return stamped_by(row.body, row.stamp, among) is not None


def _beyond(end: int) -> Fault | None:
    """Rows after the last number, which nobody was given. New ones have a number by
    the time the counter is asked again."""
    newest = AuditRow.objects.order_by("-seq").values_list("seq", flat=True).first()
    given = last_given(CHAIN)
    if newest is None or newest <= given:
        return None
    if given < end:
        return Fault(given + 1, Kind.SET_BACK, {"last": given})
    extra = AuditRow.objects.filter(seq__gt=given).order_by("seq")
    first = extra.values_list("seq", flat=True)[0]
    (row,) = links(first - 1, first)
    genuine = is_stamped(row, keys())
    kind = Kind.SET_BACK if genuine else Kind.INSERTED
    return Fault(first, kind, {"last": given})


def _unanchored(marks: Iterable[Mark], table: Iterable[Mark]) -> Fault | None:
    """What the file knows and the table no longer: somebody took the anchor away."""
    days = {mark.day for mark in table}
    gone = (mark for mark in marks if mark.day not in days)
    mark = min(gone, key=lambda mark: mark.seq, default=None)
    if mark is None:
        return None
    return Fault(mark.seq, Kind.UNANCHORED, {"day": mark.day})
