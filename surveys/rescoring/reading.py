"""Reads stored answers into rows of marks; every different entry is parsed once.

The database writes a document of answers always the same way:
{"mes": {"v": "full", "state": "answered", "reason": ""}, "erp": {…}}. Between two
entries without a reason stands SEPARATOR, and it stands nowhere else: inside a string
its quotation marks would be escaped. So the text is cut there, and each piece looked up
among those met before. A piece that is no whole entry is parsed, or else the document.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveys.models import CorrectionState
from surveys.scoring import Scheme
from surveys.scoring.batching import Batch
from surveys.scoring.marking import Mark
from surveys.scoring.results import State
from surveys.scoring.transferring import UNFIT, Origin, origins

SEPARATOR = ', "reason": ""}, "'
BEGINNING, ENDING = '{"', ', "reason": ""}}'
KEPT = 200_000  # pieces, some 100 MB; then they are forgotten and read anew
LONGEST = 150  # characters of a piece that is worth keeping: texts do not come twice
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
        self.places = _places(origins(batch.scheme, answered.edition), batch)
        self.lost = [code for code in answered.questions if code not in self.places]
        self.sink = {code: self.width + n for n, code in enumerate(self.lost)}
        self.unfit = Mark(-1, State.UNANSWERED)
        self.marks.odd.add(self.unfit)
        self._blank = batch.blank() + [self.marks.absent] * len(self.lost)
        self._known: dict[str, Placed] = {}

    def row(self, text: str) -> list[Mark]:
        """The marks of a stored document of answers."""
        row = self._blank.copy()
        try:
            for slot, mark in self._placed(text):
                row[slot] = mark
        except ValueError:  # cut where it should not be: read as a whole
            row = self._blank.copy()
            for slot, mark in self._entries(json.loads(text)):
                row[slot] = mark
        return row

    def _placed(self, text: str) -> Iterable[Placed]:
        if text == "{}":
            return ()
        known = self._known
        if not text.endswith(ENDING):  # the last one has a reason
            *pieces, last = text[2:].split(SEPARATOR)
            return [*self._looked_up(pieces), *self._parsed(BEGINNING + last)]
        pieces = text[2 : -len(ENDING)].split(SEPARATOR)
        try:
            return [known[piece] for piece in pieces]
        except KeyError:
            return list(self._looked_up(pieces))

    def _looked_up(self, pieces: Iterable[str]) -> Iterator[Placed]:
        known = self._known
        for piece in pieces:
            found = known.get(piece)
            if found is not None:
                yield found
                continue
            entries = list(self._parsed(f"{BEGINNING}{piece}{ENDING}"))
            if len(entries) == 1 and len(piece) <= LONGEST:
                if len(known) >= KEPT:
                    known.clear()
                known[piece] = entries[0]
            yield from entries

    def _parsed(self, text: str) -> Iterator[Placed]:
        document = json.loads(text)
        yield from self._entries(document)

    def _entries(self, document: Mapping[str, Entry]) -> Iterator[Placed]:
        for code, entry in document.items():
            value, state = entry.get("v"), entry.get("state", State.ANSWERED)
            if value is None and state != State.NA:
                continue
            if code in self.sink:
                yield self.sink[code], self.unfit
            for slot, origin in self.places.get(code, ()):
                yield slot, self._mark(slot, origin, value, state)

    def _mark(self, slot: int, origin: Origin, value: Any, state: str) -> Mark:
        if state != State.NA:
            value = origin.value(self.marks.questions[slot], value)
            if value is UNFIT:
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
