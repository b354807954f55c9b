"""Rostering: a roster read from the workbook of an official, and checked row by row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from surveys.jobs import Closing, Progress
from surveys.models import (
    Cluster,
    Enterprise,
    ImportState,
    Job,
    Office,
    OfficeRole,
    Region,
    Registration,
    Roster,
    User,
    checked_credit_code,
    held_on,
)
from surveys.sheets.guarding import UnsafeWorkbook
from surveys.sheets.reading import Value
from surveys.sheets.rosters import Fault, Line, read_roster
from surveys.sheets.rosters.layout import plain
from surveys.sheets.texts import clean

Told = dict[str, Any]
"""A fault as a roster stores it: row, column, message (an id) and params."""

FAULTY_ROWS: Final = 500
"""The faults of so many rows are kept; whoever has more begins with these."""
BATCH: Final = 500
REPORT_EVERY: Final = 200  # rows
NAME, CONTACT, EMAIL, PHONE = 120, 80, 254, 20  # characters
Place = TypeVar("Place", Region, Cluster)
# At most 15 digits (E.164): whoever signs in may type a credit code instead, and of one
# with digits only nobody must make a phone number of theirs.
is_phone = RegexValidator(r"\A(?=.{5,20}\Z)\+?(?:[0-9]-*){4,14}[0-9]\Z")

EMPTY: Final = {
    "name": gettext_noop(
        "The name is missing. Write it as it stands on the business licence."
    ),
    "uscc": gettext_noop(
        "The credit code is missing. Copy it from the business licence."
    ),
    "region": gettext_noop("The region is missing. Choose it from the list."),
    "cluster": gettext_noop("The cluster is missing. Choose it from the list."),
    "contact": gettext_noop("The contact's name is missing. Somebody must be invited."),
}
TOO_LONG: Final = gettext_noop(
    "The text has %(length)s characters and may have %(limit)s. Shorten it."
)
CODE_AS_NUMBER: Final = gettext_noop(
    "Excel has taken the credit code for a number and lost its last digits. Format the"
    " cell as text and type the code again."
)
CODE_SHAPE: Final = gettext_noop(
    "“%(text)s” is not a credit code: 18 digits and capital letters, without I, O, S, V"
    " and Z. Compare it with the business licence."
)
CODE_CHECK: Final = gettext_noop(
    "The last character of “%(text)s” does not fit the others. Compare it with the"
    " business licence; if it stands there just so, enter this enterprise singly, with"
    " a reason."
)
CODE_TWICE: Final = gettext_noop(
    "This credit code stands in row %(other)s, too. Keep one of the two rows."
)
NO_REGION: Final = gettext_noop(
    "There is no region “%(text)s”. Choose one from the list, or write its code."
)
FOREIGN_REGION: Final = gettext_noop(
    "%(text)s is not a region of yours. Its own office invites this enterprise; remove"
    " the row."
)
NO_CLUSTER: Final = gettext_noop(
    "There is no cluster “%(text)s”. Choose one from the list, or write its code."
)
NO_WAY: Final = gettext_noop(
    "Neither an e-mail address nor a phone number is given. Write one of them."
)
NO_EMAIL: Final = gettext_noop(
    "“%(text)s” is no e-mail address. It looks like zhang@example.com."
)
NO_PHONE: Final = gettext_noop(
    "“%(text)s” is no phone number. It has digits only, like 13800138000."
)


def regions_of(user: User, day: date) -> QuerySet[Region]:
    """The regions whose enterprises an official may invite on a day."""
    offices = Office.objects.filter(held_on(day), user=user)
    today = Region.objects.valid_on(day)
    if offices.filter(role=OfficeRole.MUNICIPAL_OFFICER).exists():
        return today
    own = offices.filter(role=OfficeRole.DISTRICT_REVIEWER)
    return today.filter(pk__in=own.values("region"))


def read_roster_job(job: Job, progress: Progress) -> Closing:
    """Read and check the roster that a job names ({"roster": uuid}).

    The roster becomes faulty or ready; nothing else is touched.
    """
    roster = Roster.objects.select_related("by").get(pk=job.args["roster"])
    progress(10, gettext_noop("Reading the workbook."))
    with roster.file.open("rb") as file:
        content = file.read()
    try:
        sheet = read_roster(content)
    except UnsafeWorkbook as refusal:
        return partial(_finish, roster, [], [_refused(refusal)], 0)
    checker = _Checker.of(roster.by, timezone.localdate(roster.at), sheet.letters)
    for number, line in enumerate(sheet.lines):
        if number % REPORT_EVERY == 0:
            done = 20 + 70 * number // len(sheet.lines)
            progress(done, gettext_noop("Checking the rows."))
        checker.check(line)
    rows = list(with_known(checker.rows))
    told = [asdict(fault) for fault in (*sheet.faults, *_kept(checker.faults))]
    return partial(_finish, roster, rows, told, len(checker.faulty))


def _finish(
    roster: Roster, rows: list[Told], faults: list[Told], left_out: int
) -> dict[str, Any]:
    state = ImportState.FAULTY if faults else ImportState.READY
    # One that was put away meanwhile stays away.
    Roster.objects.filter(pk=roster.pk, state=ImportState.WAITING).update(
        state=state, rows=rows, faults=faults
    )
    return {"state": state.value, "rows": len(rows), "left_out": left_out}


def _refused(refusal: UnsafeWorkbook) -> Told:
    with override("en"):  # its problem is translated already: keep the message id
        return asdict(Fault(0, "", str(refusal.problem)))


def _kept(faults: Sequence[Fault]) -> Iterator[Fault]:
    rows = list(dict.fromkeys(fault.row for fault in faults))[:FAULTY_ROWS]
    kept = set(rows)
    return (fault for fault in faults if fault.row in kept)


def with_known(rows: Iterable[Told]) -> Iterator[Told]:
    """The rows, each with what is known of its credit code as things stand: "" where it
    is new, "enterprise" where it is on the platform, or the state of a registration."""
    rows = list(rows)
    known: dict[str, str] = {}
    for start in range(0, len(rows), BATCH):
        codes = [row["uscc"] for row in rows[start : start + BATCH]]
        waiting = Registration.objects.waiting().filter(uscc__in=codes)
        known |= dict(waiting.values_list("uscc", "state"))
        here = Enterprise.objects.filter(uscc__in=codes)
        known |= dict.fromkeys(here.values_list("uscc", flat=True), "enterprise")
    return ({**row, "known": known.get(row["uscc"], "")} for row in rows)


@dataclass
class _Checker:
    """Takes lines one by one; keeps the good ones as rows and all that is wrong."""

    letters: Mapping[str, str]
    own: frozenset[str]
    regions: Mapping[str, Region]
    clusters: Mapping[str, Cluster]
    rows: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, user: User, day: date, letters: Mapping[str, str]) -> "_Checker":
        """A checker for an official's own regions, on a day."""
        own = frozenset(regions_of(user, day).values_list("code", flat=True))
        known = Region.objects.valid_on(day)
        return cls(
            letters, own, _by_any_name(known), _by_any_name(Cluster.objects.all())
        )

    @property
    def faulty(self) -> set[int]:
        """The rows that have a fault."""
        return {fault.row for fault in self.faults}

    def check(self, line: Line) -> None:
        """Take one line in, or say what is wrong with it."""
        before = len(self.faults)
        texts = {key: _text(line.cells.get(key)) for key in (*EMPTY, "email", "phone")}
        for key, message in EMPTY.items():
            if not texts[key]:
                self._fault(line, key, message)
        for key, limit in (("name", NAME), ("contact", CONTACT), ("email", EMAIL)):
            self._check_length(line, key, texts[key], limit)
        uscc = self._code(line, texts["uscc"]) if texts["uscc"] else ""
        region = self._region(line, texts["region"])
        cluster = self._cluster(line, texts["cluster"])
        phone = self._contact(line, texts["email"], texts["phone"])
        if len(self.faults) == before:
            found = {"uscc": uscc, "region": region, "cluster": cluster, "phone": phone}
            email = texts["email"].lower()
            self.rows.append({"row": line.row, **texts, **found, "email": email})

    def _fault(self, line: Line, key: str, message: str, **params: str | int) -> None:
        self.faults.append(Fault(line.row, self.letters.get(key, ""), message, params))

    def _check_length(self, line: Line, key: str, text: str, limit: int) -> None:
        if len(text) > limit:
            self._fault(line, key, TOO_LONG, length=len(text), limit=limit)

    def _code(self, line: Line, text: str) -> str:
        if not isinstance(line.cells.get("uscc"), str):
            self._fault(line, "uscc", CODE_AS_NUMBER)
            return ""
        try:
            code = checked_credit_code(text)
        except ValidationError as problem:
            shape = problem.code == "format"
            message = CODE_SHAPE if shape else CODE_CHECK
            self._fault(line, "uscc", message, text=text[:40])
            return ""
        first = self.seen.setdefault(code, line.row)
        if first != line.row:
            self._fault(line, "uscc", CODE_TWICE, other=first)
        return code

    def _region(self, line: Line, text: str) -> str:
        found = self.regions.get(plain(text))
        if text and found is None:
            self._fault(line, "region", NO_REGION, text=text[:40])
        elif found is not None and found.code not in self.own:
            self._fault(line, "region", FOREIGN_REGION, text=text[:40])
        return found.code if found else ""

    def _cluster(self, line: Line, text: str) -> str:
        found = self.clusters.get(plain(text))
        if text and found is None:
            self._fault(line, "cluster", NO_CLUSTER, text=text[:40])
        return found.code if found else ""

    def _contact(self, line: Line, email: str, phone: str) -> str:
        """Check how somebody can be reached; returns the phone number as it is kept."""
        if not email and not phone:
            self._fault(line, "email", NO_WAY)
        if email and not _passes(validate_email, email):
            self._fault(line, "email", NO_EMAIL, text=email[:60])
        number = "".join(phone.split())
        if number and not _passes(is_phone, number):
            self._fault(line, "phone", NO_PHONE, text=phone[:40])
        return number


def _by_any_name(rows: Iterable[Place]) -> dict[str, Place]:
    names = ((row, name) for row in rows for name in (row.name_zh, row.name_en))
    found = {plain(name): row for row, name in names}
    return found | {plain(row.code): row for row in found.values()}


def _text(value: Value) -> str:
    """A cell as one line of text; a whole number as it is typed."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(clean(str("" if value is None else value)).split())


def _passes(validator: Any, text: str) -> bool:
    try:
        validator(text)
    except ValidationError:
        return False
    return True


def worded(faults: Iterable[Told]) -> Iterator[Told]:
    """Stored faults in the language that is active."""
    for fault in faults:
        yield {**fault, "message": _(fault["message"]) % fault["params"]}
