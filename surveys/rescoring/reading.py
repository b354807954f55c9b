"""Reads stored answers into rows of marks; every different entry is parsed once.

The database writes a document of answers always the same way:
{"mes": {"v": "full", "state": "answered", "reason": ""}, "erp": {…}}. Between two
entries without a reason stands SEPARATOR, and it stands nowhere else: inside a string
its quotation marks would be escaped. So the text is cut there, and each piece looked up
among those met before. A piece that is no whole entry is parsed, or else the document.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from surveys.models import CorrectionState
from surveys.scoring import Scheme
from surveys.scoring.batching import Batch
from surveys.scoring.marking import Mark
from surveys.scoring.results import State
from surveys.scoring.transferring import UNFIT, Origin, origins

SEPARATOR = ', "reason": ""}, "'
EMPTY = "{}"
BEGINNING, ENDING = '{"', ', "reason": ""}}'
# As the decoder has it, but without the search for blanks around a text.
SCAN: Any = json.JSONDecoder().__dict__["scan_once"]
KEPT = 150_000  # pieces, some 80 MB; then half of them are forgotten
LONGEST = 400  # characters of a piece that is worth keeping: long texts come once
ANSWERED, NOT_APPLICABLE = State.ANSWERED.value, State.NA.value
SEPARATES = '"}, "'  # between two entries, but also behind the halves of a ratio
Entry = Mapping[str, Any]
Placed = tuple[int, Mark]


class Reading:
    """Answers to one edition, as rows for a batch of another.

    A row has the marks of the batch's questions, and behind them one for each code
    that has no place there, so that these can be counted.
    """

    def __init__(self, batch: Batch, answered: Scheme) -> None:
        self.batch, self.marks = batch, batch.marks
        self.width = len(self.marks.questions)
        self.places = _places(origins(batch.scheme, answered), batch)
        self.lost = [code for code in answered.questions if code not in self.places]
        self.sink = {code: self.width + n for n, code in enumerate(self.lost)}
        self.unfit = Mark(-1, State.UNANSWERED)
        self.loses = bool(self.lost)  # whether any answer had no place so far
        self.idle = {
            code
            for code, places in self.places.items()
            if all(slot in batch.idle and o.same for slot, o in places)
        }
        self._blank = batch.blank() + [self.marks.absent] * len(self.lost)
        self._known: dict[str, Placed] = {}

    def row(self, text: str) -> list[Mark]:
        """The marks of a stored document of answers."""
        row = self._blank.copy()
        try:
            self._fill(row, text)
        except ValueError:  # cut where it should not be: read as a whole
            row = self._blank.copy()
            for slot, mark in self._entries(json.loads(text)):
                row[slot] = mark
        return row

    def _fill(self, row: list[Mark], text: str) -> None:
        if text == EMPTY:
            return
        known = self._known
        if text.endswith(ENDING):
            pieces = text[2 : -len(ENDING)].split(SEPARATOR)
        else:  # the last one has a reason
            *pieces, last = text[2:].split(SEPARATOR)
            for slot, mark in self._entries(json.loads(BEGINNING + last)):
                row[slot] = mark
        for piece in pieces:
            found = known.get(piece)
            if found is None:
                self._read(piece, row)
            else:
                row[found[0]] = found[1]

    def _read(self, piece: str, row: list[Mark]) -> None:
        """A piece that is not known: one entry, or several, some with a reason."""
        found = self._one(piece)
        if found is None:
            found = self._several(piece)
        for slot, mark in found:
            row[slot] = mark
        if len(found) == 1 and len(piece) <= LONGEST:
            if len(self._known) >= KEPT:
                self._forget()
            self._known[piece] = found[0]

    def _one(self, piece: str) -> list[Placed] | None:
        """What a piece with one entry says; None where it is none, or holds more."""
        code, colon, rest = piece.partition('": ')
        if code in self.idle and SEPARATES not in rest:
            return []
        start = len(code) + len(colon)
        try:
            entry, end = SCAN(piece + "}", start)
        except StopIteration:
            return None
        if end <= len(piece) or "\\" in code or not isinstance(entry, dict):
            return None
        places = self.places.get(code, ())
        value, state = entry.get("v"), entry.get("state", ANSWERED)
        if len(places) == 1 and value is not None:  # the shortest way
            ((slot, origin),) = places
            return [(slot, self._mark(slot, origin, value, state))]
        return list(self._entries({code: entry}))

    def _several(self, piece: str) -> list[Placed]:
        return list(self._entries(json.loads(f"{BEGINNING}{piece}{ENDING}")))

    def _forget(self) -> None:
        """Half of the pieces, those met first."""
        for piece in list(islice(self._known, KEPT // 2)):
            del self._known[piece]

    def _entries(self, document: Mapping[str, Entry]) -> Iterator[Placed]:
        for code, entry in document.items():
            value, state = entry.get("v"), entry.get("state", ANSWERED)
            if value is None and state != NOT_APPLICABLE:
                continue
            if code in self.sink:
                yield self.sink[code], self.unfit
            for slot, origin in self.places.get(code, ()):
                yield slot, self._mark(slot, origin, value, state)

    def _mark(self, slot: int, origin: Origin, value: Any, state: str) -> Mark:
        if state != NOT_APPLICABLE and not origin.same:
            value = origin.value(self.marks.questions[slot], value)
            if value is UNFIT:
                self.loses = True
                return self.unfit
        return self.marks.make(slot, value, state)

    def correct(
        self, row: list[Mark], corrections: Mapping[str, Entry]
    ) -> frozenset[str]:
        """Put a reviewer's values in the place of the claims; returns the codes that
        are accepted as not applicable."""
        accepted = set()
        for code, entry in corrections.items():
            for slot, origin in self.places.get(code, ()):
                if entry["state"] == CorrectionState.NA:
                    accepted.add(self.marks.questions[slot].code)
                else:
                    row[slot] = self._mark(slot, origin, entry["v"], entry["state"])
        return frozenset(accepted)


def _places(
    found: Mapping[str, Origin], batch: Batch
) -> dict[str, list[tuple[int, Origin]]]:
    """Of each old code, where its answers go."""
    places: dict[str, list[tuple[int, Origin]]] = {}
    for code, origin in found.items():
        slot = batch.marks.slots[code]
        places.setdefault(origin.code, []).append((slot, origin))
    return places
