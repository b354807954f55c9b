"""What every list on its way in has in common: cells read, faults kept and worded."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from surveys.jobs import Closing, Progress
from surveys.models import ImportState, checked_credit_code
from surveys.models.arrivals import Arriving
from surveys.models.places import Named
from surveys.sheets.guarding import UnsafeWorkbook
from surveys.sheets.reading import Value
from surveys.sheets.rosters import Fault, Form, Line, Sheet, plain, read_list
from surveys.sheets.texts import clean

Told = dict[str, Any]
"""A fault as it is stored: row, column, message (an id) and params; or a good row."""

FAULTY_ROWS: Final = 500
"""The faults of so many rows are kept; whoever has more begins with these."""
REPORT_EVERY: Final = 200  # rows
SAID: Final = 40  # characters of a text that are said back
AnyNamed = TypeVar("AnyNamed", bound=Named)

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


@dataclass
class Checker:
    """Takes lines one by one; keeps the good ones as rows and all that is wrong.

    `letters` are those of the columns, as Excel has them.
    """

    letters: Mapping[str, str]
    rows: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def faulty(self) -> set[int]:
        """The rows that have a fault."""
        return {fault.row for fault in self.faults}

    def check(self, line: Line) -> None:
        """Take one line in, or say what is wrong with it."""
        raise NotImplementedError

    def fault(self, line: Line, key: str, message: str, **params: str | int) -> None:
        """Keep what is wrong in a cell."""
        self.faults.append(Fault(line.row, self.letters.get(key, ""), message, params))

    def check_filled(
        self, line: Line, texts: Mapping[str, str], empty: Mapping[str, str]
    ) -> None:
        """What must be given is; `empty` has the message of each such column."""
        for key, message in empty.items():
            if not texts[key]:
                self.fault(line, key, message)

    def check_length(self, line: Line, key: str, text: str, limit: int) -> None:
        """A text fits where it is stored."""
        if len(text) > limit:
            self.fault(line, key, TOO_LONG, length=len(text), limit=limit)

    def check_once(self, line: Line, key: str, text: str, message: str) -> None:
        """A text stands in one row only."""
        first = self.seen.setdefault(text, line.row)
        if first != line.row:
            self.fault(line, key, message, other=first)

    def code(self, line: Line, text: str, misprint: str) -> str:
        """A credit code as it is kept; `misprint` is said where its last character
        does not fit."""
        if not isinstance(line.cells.get("uscc"), str):
            self.fault(line, "uscc", CODE_AS_NUMBER)
            return ""
        try:
            return checked_credit_code(text)
        except ValidationError as problem:
            message = CODE_SHAPE if problem.code == "format" else misprint
            self.fault(line, "uscc", message, text=text[:SAID])
            return ""

    def named(
        self, line: Line, key: str, text: str, known: Mapping[str, Any], message: str
    ) -> str:
        """The code of what a cell names."""
        found = known.get(plain(text))
        if text and found is None:
            self.fault(line, key, message, text=text[:SAID])
        return str(found.code) if found else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a kind of list is read. begin: makes the checker, once the letters of the
    columns are known; known: adds to each row what is known of it as things stand."""

    form: Form
    begin: Callable[[Mapping[str, str]], Checker]
    known: Callable[[Iterable[Told]], Iterable[Told]]


def read_arriving(arriving: Arriving, how: Reading, progress: Progress) -> Closing:
    """Read and check a list: it becomes faulty or ready, and nothing else changes."""
    progress(10, gettext_noop("Reading the workbook."))
    with arriving.file.open("rb") as file:  # type: ignore[attr-defined]  # each has one of its own
        content = file.read()
    try:
        sheet = read_list(content, how.form)
    except UnsafeWorkbook as refusal:
        return partial(_finish, arriving, [], [_refused(refusal)], 0)
    checker = how.begin(sheet.letters)
    _check_all(checker, sheet, progress)
    told = [asdict(fault) for fault in (*sheet.faults, *_kept(checker.faults))]
    rows = list(how.known(checker.rows))
    return partial(_finish, arriving, rows, told, len(checker.faulty))


def _check_all(checker: Checker, sheet: Sheet, progress: Progress) -> None:
    for number, line in enumerate(sheet.lines):
        if number % REPORT_EVERY == 0:
            done = 20 + 70 * number // len(sheet.lines)
            progress(done, gettext_noop("Checking the rows."))
        checker.check(line)


def _finish(
    arriving: Arriving, rows: list[Told], faults: list[Told], left_out: int
) -> dict[str, Any]:
    state = ImportState.FAULTY if faults else ImportState.READY
    # One that was put away meanwhile stays away.
    waiting = arriving._meta.base_manager.filter(
        pk=arriving.pk, state=ImportState.WAITING
    )
    waiting.update(state=state, rows=rows, faults=faults)
    return {"state": state.value, "rows": len(rows), "left_out": left_out}


def _refused(refusal: UnsafeWorkbook) -> Told:
    with override("en"):  # its problem is translated already: keep the message id
        return asdict(Fault(0, "", str(refusal.problem)))


def _kept(faults: Sequence[Fault]) -> Iterator[Fault]:
    rows = list(dict.fromkeys(fault.row for fault in faults))[:FAULTY_ROWS]
    kept = set(rows)
    return (fault for fault in faults if fault.row in kept)


def by_any_name(rows: Iterable[AnyNamed]) -> dict[str, AnyNamed]:
    """Rows by code and by either name, as a cell may have them."""
    names = ((row, name) for row in rows for name in (row.name_zh, row.name_en))
    found = {plain(name): row for row, name in names}
    return found | {plain(row.code): row for row in found.values()}


def text_of(value: Value) -> str:
    """A cell as one line of text; a whole number as it is typed."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(clean(str("" if value is None else value)).split())


def passes(validator: Any, text: str) -> bool:
    """Whether a validator has nothing to say."""
    try:
        validator(text)
    except ValidationError:
        return False
    return True


def worded(faults: Iterable[Told]) -> Iterator[Told]:
    """Stored faults in the language that is active."""
    for fault in faults:
        yield {**fault, "message": _(fault["message"]) % fault["params"]}
