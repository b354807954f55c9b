"""Urging: officials remind exactly those rows of a list that have not handed in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import prefetch_related_objects

from surveys import auditing, notifying
from surveys.models import (
    Enterprise,
    Message,
    Reminder,
    ReminderLine,
    ReminderOutcome,
    Response,
    Round,
    User,
)
from surveys.workflow import EDITABLE

KIND: Final = "urged"
# Between two reminders to the same file: whoever is reminded daily stops reading them.
PAUSE: Final = timedelta(hours=48)
BATCH: Final = 500  # keys in one query
Told, Nobody, Throttled, Settled = (
    ReminderOutcome.TOLD,
    ReminderOutcome.NOBODY,
    ReminderOutcome.THROTTLED,
    ReminderOutcome.SETTLED,
)
People = dict[int, list[User]]


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a reminder is meant for: an enterprise, and the file it has to hand in;
    without one it is reminded of starting."""

    enterprise: Enterprise
    response: Response | None = None

    @property
    def key(self) -> tuple[int, int | None]:
        return self.enterprise.pk, self.response.pk if self.response else None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would become of a reminder now: the targets by outcome."""

    outcomes: Sequence[tuple[Target, ReminderOutcome]]

    def count(self, outcome: str) -> int:
        return sum(found == outcome for _target, found in self.outcomes)

    @property
    def told(self) -> int:
        return self.count(Told)

    @property
    def throttled(self) -> int:
        return self.count(Throttled)

    @property
    def nobody(self) -> int:
        return self.count(Nobody)

    @property
    def settled(self) -> int:
        return self.count(Settled)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The rows of a list that somebody chose: enterprises and files, by their ids."""

    enterprises: frozenset[int] = frozenset()
    responses: frozenset[int] = frozenset()


def targets(round_: Round, wanted: Wanted) -> list[Target]:
    """The rows as targets: an enterprise that has begun is reminded of every file that
    it has not handed in; three queries."""
    rows = Response.objects.with_subject().defer("edition__document", "answers")
    rows = rows.filter(round=round_).order_by("unit__enterprise__name", "pk")
    begun = rows.filter(unit__enterprise__in=wanted.enterprises, status__in=EDITABLE)
    named = rows.filter(pk__in=wanted.responses)
    files = {r.pk: r for r in (*begun, *named)}
    rest = wanted.enterprises - {r.unit.enterprise_id for r in files.values()}
    idle = Enterprise.objects.filter(pk__in=rest).order_by("name", "pk")
    found = [Target(enterprise) for enterprise in idle]
    return found + [Target(r.unit.enterprise, r) for r in files.values()]


def outlook(round_: Round, wanted: Wanted, *, at: datetime) -> Outlook:
    """What would become of a reminder to these at that moment."""
    prefetch_related_objects([round_], "extensions")
    found, _people = _judged(round_, wanted, at)
    return Outlook(found)


def _judged(
    round_: Round, wanted: Wanted, at: datetime
) -> tuple[list[tuple[Target, ReminderOutcome]], People]:
    found = targets(round_, wanted)
    people = notifying.fillers_of({t.enterprise.pk for t in found}, at)
    recent = ReminderLine.objects.filter(
        reminder__round=round_, reminder__at__gt=at - PAUSE, outcome=Told
    )
    reminded = set(recent.values_list("enterprise", "response"))
    begun = set(round_.responses.values_list("unit__enterprise", flat=True))

    def outcome(target: Target) -> ReminderOutcome:
        if not _is_open(round_, target, begun, at):
            return Settled
        if target.key in reminded:
            return Throttled
        return Told if people.get(target.enterprise.pk) else Nobody

    return [(target, outcome(target)) for target in found], people


def _is_open(round_: Round, target: Target, begun: set[int], at: datetime) -> bool:
    if target.response is not None:
        return target.response.is_editable(at)
    idle = target.enterprise.pk not in begun
    return idle and round_.takes_from(target.enterprise, at)


@transaction.atomic
def remind(
    round_: Round, wanted: Wanted, *, note: str = "", by: User, at: datetime
) -> Reminder:
    """Remind these, each at most once within `PAUSE`; the log has a line for each."""
    rows = Round.objects.select_for_update().prefetch_related("extensions")
    held = rows.get(pk=round_.pk)  # two at once see each other
    judged, people = _judged(held, wanted, at)
    reminder = Reminder.objects.create(round=held, note=note, by=by, at=at)
    lines = [
        ReminderLine(
            reminder=reminder,
            enterprise=target.enterprise,
            response=target.response,
            outcome=outcome,
            people=len(people[target.enterprise.pk]) if outcome == Told else 0,
        )
        for target, outcome in judged
    ]
    ReminderLine.objects.bulk_create(lines)
    told = [line for line in lines if line.outcome == Told]
    keys = dict(_tell(reminder, told, people))
    _link(keys)
    details = {o.value: Outlook(judged).count(o) for o in ReminderOutcome}
    auditing.record("remind", reminder, by=by, at=at, details=details)
    return reminder


def _tell(
    reminder: Reminder, lines: Iterable[ReminderLine], people: People
) -> Iterator[tuple[str, int]]:
    """Tell the people of each line; gives the key of each message with its line."""
    round_ = reminder.round
    for line in lines:
        response, enterprise = line.response, line.enterprise
        closes = response.closes_at if response else round_.closes_for(enterprise)
        about, fillers = f"{reminder.pk}:{line.pk}", people[enterprise.pk]
        notifying.tell(
            KIND,
            fillers,
            about=about,
            at=reminder.at,
            response=response,
            enterprise=enterprise.name,
            round_zh=round_.name_zh,
            round_en=round_.name_en,
            closes_at=closes.isoformat(),
            reason=reminder.note,
        )
        for person in fillers:
            yield notifying.key_of(KIND, about, person), line.pk


def _link(lines: dict[str, int]) -> None:
    """Keep with each line which messages it led to."""
    through, keys = ReminderLine.messages.through, list(lines)
    for start in range(0, len(keys), BATCH):
        rows = Message.objects.filter(key__in=keys[start:][:BATCH])
        through.objects.bulk_create(
            through(reminderline_id=lines[key], message_id=pk)
            for pk, key in rows.values_list("pk", "key")
        )
