"""A register of titles, checked row by row."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_noop

from surveys.jobs import Closing, Progress
from surveys.models import Cluster, Job, Region, Stage, Title, TitleImport
from surveys.rostering.checking import (
    SAID,
    Checker,
    Reading,
    Told,
    by_any_name,
    read_arriving,
    text_of,
)
from surveys.sheets.reading import Value
from surveys.sheets.rosters import TITLES, Line, plain

BATCH: Final = 500
NUMBER, HOLDER, REASON = 40, 250, 500  # characters
FIRST_YEAR: Final = 1990  # before it lies a slip of the keyboard
WRITTEN: Final = re.compile(
    r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d\d)(\d\d))"
)
TEXTS: Final = ("number", "stage", "holder", "region", "cluster", "uscc", "reason")
DAYS: Final = ("granted_on", "due_on", "withdrawn_on")

EMPTY: Final = {
    "number": gettext_noop("The title's number is missing. Copy it from the register."),
    "stage": gettext_noop("The stage is missing. Choose it from the list."),
    "holder": gettext_noop("The holder is missing. Write it as it was published."),
    "granted_on": gettext_noop("The day of the decision is missing."),
    "region": gettext_noop("The region is missing. Choose it from the list."),
}
NUMBER_TWICE: Final = gettext_noop(
    "This number stands in row %(other)s, too. Keep one of the two rows."
)
NO_STAGE: Final = gettext_noop(
    "There is no stage “%(text)s”. Choose one from the list, or write its code."
)
NO_REGION: Final = gettext_noop(
    "There is no region “%(text)s”. Choose one from the list, or write its code."
)
NOT_THEN: Final = gettext_noop(
    "“%(text)s” was no region on %(day)s. Choose the one of that day from the list."
)
NO_CLUSTER: Final = gettext_noop(
    "There is no cluster “%(text)s”. Choose one from the list, or write its code."
)
CODE_CHECK: Final = gettext_noop(
    "The last character of “%(text)s” does not fit the others. Compare it with the"
    " business licence, or leave the cell empty and link the enterprise later."
)
NO_DAY: Final = gettext_noop("“%(text)s” is no day. Write it like 2023-12-07.")
TO_COME: Final = gettext_noop(
    "%(day)s lies in the future. Titles are taken over once they are granted."
)
DUE_BEFORE: Final = gettext_noop("The re-check is due before the title was granted.")
WITHDRAWN_BEFORE: Final = gettext_noop(
    "The title was withdrawn before it was granted, or on a day still to come."
)
NO_REASON: Final = gettext_noop(
    "A title that is withdrawn needs the reason. Write it beside the day."
)
NO_WITHDRAWAL: Final = gettext_noop(
    "A reason of the withdrawal is given without its day. Write the day, or remove the"
    " reason."
)


def read_titles_job(job: Job, progress: Progress) -> Closing:
    """Read and check the register that a job names ({"titles": uuid})."""
    found = TitleImport.objects.get(pk=job.args["titles"])
    begin = partial(_Checker.of, timezone.localdate(found.at))
    return read_arriving(found, Reading(TITLES, begin, with_known_titles), progress)


def with_known_titles(rows: Iterable[Told]) -> Iterator[Told]:
    """The rows, each with what is known of its number as things stand: "" where it is
    new, "same" or "differs" where it is in the register."""
    rows = list(rows)
    known: dict[str, tuple[str, str, str]] = {}
    for start in range(0, len(rows), BATCH):
        numbers = [row["number"] for row in rows[start : start + BATCH]]
        here = Title.objects.filter(number__in=numbers).order_by()
        for number, stage, holder, day in here.values_list(
            "number", "stage__code", "holder", "granted_on"
        ):
            known[number] = stage, holder, day.isoformat()
    return ({**row, "known": _compared(row, known)} for row in rows)


def _compared(row: Told, known: Mapping[str, tuple[str, str, str]]) -> str:
    found = known.get(row["number"])
    if found is None:
        return ""
    same = found == (row["stage"], row["holder"], row["granted_on"])
    return "same" if same else "differs"


def day_of(value: Value) -> date | None:
    """The day that a cell holds, or that is written there in one of the usual ways."""
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        parts = WRITTEN.fullmatch(text_of(value))
        if parts is None:
            return None
        try:
            value = date(*(int(part) for part in parts.groups() if part))
        except ValueError:
            return None
    return value if value.year >= FIRST_YEAR else None


@dataclass
class _Checker(Checker):
    """`regions` may have the same name on different days."""

    today: date = date.min
    stages: Mapping[str, Stage] = field(default_factory=dict)
    regions: Mapping[str, list[Region]] = field(default_factory=dict)
    clusters: Mapping[str, Cluster] = field(default_factory=dict)

    @classmethod
    def of(cls, day: date, letters: Mapping[str, str]) -> "_Checker":
        """A checker on a day."""
        regions: dict[str, list[Region]] = {}
        for region in Region.objects.all():
            for name in {region.code, region.name_zh, region.name_en}:
                regions.setdefault(plain(name), []).append(region)
        return cls(
            letters,
            today=day,
            stages=by_any_name(Stage.objects.all()),
            regions=regions,
            clusters=by_any_name(Cluster.objects.all()),
        )

    def check(self, line: Line) -> None:
        """Take one line in, or say what is wrong with it."""
        before = len(self.faults)
        texts = {key: text_of(line.cells.get(key)) for key in (*TEXTS, *DAYS)}
        self.check_filled(line, texts, EMPTY)
        limits = {"number": NUMBER, "holder": HOLDER, "reason": REASON}
        for key, limit in limits.items():
            self.check_length(line, key, texts[key], limit)
        if texts["number"]:
            self.check_once(line, "number", texts["number"], NUMBER_TWICE)
        days = {key: self._day(line, key, texts[key]) for key in DAYS}
        self._check_days(line, days, texts["reason"])
        found = self._places(line, texts, days["granted_on"])
        if len(self.faults) == before:
            written = {key: day.isoformat() if day else "" for key, day in days.items()}
            self.rows.append({"row": line.row, **texts, **found, **written})

    def _places(
        self, line: Line, texts: Mapping[str, str], granted_on: date | None
    ) -> dict[str, str]:
        uscc, known = texts["uscc"], self.clusters
        return {
            "stage": self.named(line, "stage", texts["stage"], self.stages, NO_STAGE),
            "region": self._region(line, texts["region"], granted_on),
            "cluster": self.named(line, "cluster", texts["cluster"], known, NO_CLUSTER),
            "uscc": self.code(line, uscc, CODE_CHECK) if uscc else "",
        }

    def _region(self, line: Line, text: str, day: date | None) -> str:
        found = self.regions.get(plain(text), [])
        if text and not found:
            self.fault(line, "region", NO_REGION, text=text[:SAID])
        if not found or day is None:
            return ""
        then = [region for region in found if region.exists_on(day)]
        if not then:
            said = {"text": text[:SAID], "day": day.isoformat()}
            self.fault(line, "region", NOT_THEN, **said)
            return ""
        return then[0].code

    def _day(self, line: Line, key: str, text: str) -> date | None:
        found = day_of(line.cells.get(key))
        if text and found is None:
            self.fault(line, key, NO_DAY, text=text[:SAID])
        return found

    def _check_days(
        self, line: Line, days: Mapping[str, date | None], reason: str
    ) -> None:
        granted, due = days["granted_on"], days["due_on"]
        withdrawn = days["withdrawn_on"]
        if granted and granted > self.today:
            self.fault(line, "granted_on", TO_COME, day=granted.isoformat())
        if granted and due and due <= granted:
            self.fault(line, "due_on", DUE_BEFORE)
        if granted and withdrawn and not granted <= withdrawn <= self.today:
            self.fault(line, "withdrawn_on", WITHDRAWN_BEFORE)
        if withdrawn and not reason:
            self.fault(line, "reason", NO_REASON)
        if reason and not text_of(line.cells.get("withdrawn_on")):
            self.fault(line, "reason", NO_WITHDRAWAL)
