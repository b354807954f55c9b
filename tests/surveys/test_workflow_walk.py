"""Whatever people do in whatever order, no file gets where the table does not lead."""

import inspect
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Max
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from surveys import (
    contesting,
    filling,
    lapsing,
    objecting,
    recognising,
    reviewing,
    running,
    seating,
)
from surveys.models import AuditRow, Correction, Objection, Response, User
from surveys.recognising import DECISIONS
from surveys.workflow import MOVES, Status
from tests import factories
from tests.factories import NOW
from tests.surveys.walking import (
    Model,
    Noted,
    Refusal,
    compare,
    numbers,
    tried,
)

pytestmark = pytest.mark.django_db

GOOD, BAD = {"n": "30", "d": "40"}, {"n": "20", "d": "40"}
MADE: set[str] = set()


class Chance:
    """What a step may ask of chance: evenly, and the same for the same lot."""

    def __init__(self, lot: str) -> None:
        self.lots = Random(lot)
        self.officer = self.lots.randrange(3)
        self.days = self.lots.randint(1, 12)
        self.move = self.lots.choice(("notice", *DECISIONS))
        self.good = self.lots.random() < 0.5
        self.upheld = self.lots.random() < 0.5


# What people may do where a file stands, the more usual more often.
FITTING = {
    Status.DRAFT: ("submit", "submit", "submit", "wait", "lapse", "withdraw"),
    Status.RETURNED: ("submit", "submit", "submit", "wait", "lapse", "withdraw"),
    Status.SUBMITTED: (
        *("clear", "clear", "recommend", "recommend", "correct", "open_file"),
        *("return_file", "settle", "take_back", "withdraw"),
    ),
    Status.RECOMMENDED: (
        *("release", "decide", "decide", "decide", "decide", "clear", "send_back"),
        *("correct", "object_to_a_correction", "object_to_a_correction"),
        *("raise_objection", "decide_objection", "decide_objection", "wait"),
    ),
    Status.NOTICED: (
        *("recognise", "recognise", "wait", "wait", "raise_objection"),
        *("decide_objection", "decide_objection"),
    ),
    Status.LAPSED: ("reopen", "reopen", "another"),
}
ENDED_TOO = ("another",)
# A file that is not at its end is not left for another one.
VERBS = sorted({verb for verbs in FITTING.values() for verb in verbs} - {"another"})


class Walk(RuleBasedStateMachine):
    """One round with the rules that Hypothesis chose, and one file after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.at = NOW
        self.released = False
        self.steps = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(
        four_eyes=st.booleans(), calibrated=st.booleans(), district=st.booleans()
    )
    def begin(self, *, four_eyes: bool, calibrated: bool, district: bool) -> None:
        self.four_eyes, self.calibrated, self.district = four_eyes, calibrated, district
        self.round = factories.open_round(
            four_eyes=four_eyes,
            calibrated=calibrated,
            district_decides_below=3000 if district else None,
        )
        self.reviewer = factories.official()
        self.officers = [factories.official("municipal_officer") for _ in range(3)]
        self.another()

    def another(self) -> None:
        target, unit = self.round, factories.unit()
        if self.at >= target.deadline:  # nobody starts any more: the file was begun
            self.at = NOW
        made = factories.filled(unit=unit, round=target)
        self.pk, self.who = made.pk, made.created_by
        self.model = Model(Status.DRAFT, target.deadline)
        self.go_ahead(Random(self.steps).randrange(4))

    def go_ahead(self, depth: int) -> None:
        """Bring a new file so far, so that walks spend their steps everywhere."""
        if depth > 0:
            self.submit()
        if depth > 1:
            self.clear()
            self.recommend()
        if depth > 2:
            self.release(0)
            self.decide(0, "notice")
            self.decide(1, "notice")

    @property
    def file(self) -> Response:
        return Response.objects.with_subject().get(pk=self.pk)

    def step(self, act: Callable[[], Any], expected: Refusal, move: str = "") -> Any:
        """One verb; it leaves one row of the audit trail, and of the log if it moves,
        or nothing at all where it is refused."""
        before = numbers()
        found = tried(act, expected)
        rows = 0 if expected else 1
        moved = rows if move else 0
        assert numbers() == (before[0] + moved, before[1] + rows)
        if moved:
            self.model.move(move, self.at)
            MADE.add(move)
        return found

    @invariant()
    def stored_is_what_the_model_says(self) -> None:
        if hasattr(self, "model"):
            compare(self.pk, self.model)
            last = AuditRow.objects.aggregate(last=Max("seq"))["last"]
            assert last == AuditRow.objects.count()
        self.at += timedelta(minutes=5)

    # -- time, and the next file

    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)

    def lapse(self) -> None:
        late = self.model.has_lapsed(self.at)
        before = numbers()
        lapsing.lapse_overdue(self.at)
        assert numbers() == (before[0] + late, before[1] + late)
        if late:
            self.model.move("lapse", self.at)
            MADE.add("lapse")

    # -- the enterprise

    def submit(self) -> None:
        who = {"name": "Wang", "post": "Head", "by": self.who, "at": self.at}
        against = self.model.may_submit(self.at)
        self.step(lambda: filling.submit(self.file, **who), against, "submit")
        if against is None:
            model = self.model
            model.version += 1
            model.opened, model.noted, model.votes = False, [], {}

    def take_back(self) -> None:
        against = self.model.may_take_back(self.at)
        act = {"by": self.who, "at": self.at}
        self.step(lambda: filling.take_back(self.file, **act), against, "take_back")

    def withdraw(self) -> None:
        against = self.model.may("withdraw")
        act = {"by": self.who, "at": self.at}
        self.step(lambda: filling.withdraw(self.file, **act), against, "withdraw")

    def object_to_a_correction(self) -> None:
        file = self.file
        newest = Correction.objects.filter(submission__response=file).last()
        if newest is None:
            return
        newest.submission.response = file
        act = {"text": "It is there.", "by": self.who, "at": self.at}
        against = self._against_objecting(file, newest)
        made = self.step(lambda: objecting.object_to_correction(newest, **act), against)
        if made is not None:
            self.model.objections[made.pk] = self.model.version
            self.model.noted[-1].contested = True

    def _against_objecting(self, file: Response, newest: Correction) -> Refusal:
        if refused := self.model.may_object():
            return refused
        if file.status != Status.RECOMMENDED:
            return self.model.may("notice")
        if newest.state == "claim":
            return objecting.NotObjectable
        if newest.objections.exists():
            return objecting.AlreadyObjected
        late = self.at >= contesting.ends_at(file, newest)
        return objecting.PeriodOver if late else None

    # -- the district

    def open_file(self) -> None:
        first = self.model.status == Status.SUBMITTED and not self.model.opened
        before = numbers()
        reviewing.open_file(self.file, by=self.reviewer, at=self.at)
        assert numbers() == (before[0], before[1] + first)
        self.model.opened |= first

    def correct(self, *, good: bool, officer: int) -> None:
        by = (self.reviewer, self.officers[2])[officer == 2]
        value = GOOD if good else BAD
        act = {"reason": "Seen.", "by": by, "at": self.at}
        against = self.model.may_note()
        self.step(
            lambda: reviewing.correct(self.file, "nc_equipment_rate", value, **act),
            against,
        )
        if against is None:
            self.model.noted.append(Noted(good, by, self.at))
            self.model.parties.add(by)

    def clear(self) -> None:
        against = self.model.may_note()
        self.step(lambda: factories.clear(self.file, self.reviewer), against)
        self.model.cleared |= against is None

    def return_file(self, days: int) -> None:
        due = self.at + timedelta(days=days)
        act = {"due_at": due, "by": self.reviewer, "at": self.at}
        against = self.model.may_with_version("return")
        remarks = {"mes": "Which?"}
        self.step(
            lambda: reviewing.return_file(self.file, remarks, **act), against, "return"
        )
        if against is None:
            self.model.due = due

    def recommend(self) -> None:
        act = {"opinion": "True.", "by": self.reviewer, "at": self.at}
        against = self.model.may("recommend")
        self.step(lambda: reviewing.recommend(self.file, **act), against, "recommend")

    def settle(self, move: str) -> None:
        move = "notice" if move == "notice" else "decline"
        act = {"reason": "So.", "by": self.reviewer, "at": self.at}
        against = self.model.may_settle(move, allowed=self.district)
        self.step(
            lambda: reviewing.decide_in_district(self.file, move, **act),
            against,
            f"{move}_in_district",
        )
        if against is None:
            self.decided(move, self.reviewer)

    def decided(self, move: str, by: User) -> None:
        self.model.parties.add(by)
        if move == "notice":
            days = timedelta(days=self.round.notice_days)
            self.model.notice_until = self.at + days

    # -- the municipality

    def release(self, officer: int) -> None:
        waits = self.calibrated and not self.released
        against = None if waits else seating.AlreadyReleased
        act = {"note": "Seen.", "by": self.officers[officer], "at": self.at}
        self.step(lambda: seating.release(self.round, figures={}, **act), against)
        self.released |= waits

    def send_back(self, officer: int) -> None:
        act = {"reason": "Why?", "by": self.officers[officer], "at": self.at}
        against = self.model.may("send_back")
        self.step(lambda: recognising.send_back(self.file, **act), against, "send_back")

    def decide(self, officer: int, move: str) -> None:
        by, model = self.officers[officer], self.model
        held = self.calibrated and not self.released
        against = model.may_decide(move, self.at, held=held)
        first = against is None and self.four_eyes and not model.agreed(move, by)
        if not first:
            against = against or model.decides(move)
        act = {"reason": "So.", "by": by, "at": self.at}
        found = self.step(
            lambda: recognising.decide(self.file, move, **act),
            against,
            "" if first else move,
        )
        if against is not None:
            return
        assert found is not first
        if self.four_eyes:
            model.votes[by] = (move, self.at)
        model.parties.add(by)
        if not first:
            self.decided(move, by)

    def recognise(self, officer: int) -> None:
        by = self.officers[officer]
        against = self.model.may_recognise(self.at)
        act = {"by": by, "at": self.at}
        self.step(lambda: recognising.recognise(self.file, **act), against, "recognise")
        if against is None:
            self.model.parties.add(by)

    def raise_objection(self, officer: int) -> None:
        words = {"text": "Not true.", "raised_by_name": "A neighbour"}
        act = words | {"by": self.officers[officer], "at": self.at}
        against = self.model.may_object()
        made = self.step(lambda: objecting.raise_objection(self.file, **act), against)
        if made is not None:
            self.model.objections[made.pk] = 0

    def decide_objection(self, officer: int, *, upheld: bool) -> None:
        by, model, file = self.officers[officer], self.model, self.file
        objection = Objection.objects.filter(response=file).order_by("-pk").first()
        if objection is None:
            return
        objection.response = file
        against = model.may_decide_objection(objection, by)
        takes_back = (
            upheld and not objection.correction and model.status == Status.NOTICED
        )
        act = {"upheld": upheld, "reason": "So.", "by": by, "at": self.at}
        self.step(
            lambda: objecting.decide_objection(objection, **act),
            against,
            "uphold_objection" if takes_back else "",
        )
        if against is None:
            version = model.objections.pop(objection.pk)
            if version and upheld:
                self.came_back(version)

    def came_back(self, version: int) -> None:
        """The claim, which is good, counts again; votes from before it do not."""
        if version == self.model.version:
            self.model.noted.append(
                Noted(good=True, by=self.who, at=self.at, back=True)
            )
            self.model.settled = self.at

    def reopen(self, days: int) -> None:
        due = self.at + timedelta(days=days)
        act = {"due_at": due, "reason": "Flood.", "by": self.officers[0], "at": self.at}
        against = self.model.may("reopen")
        self.step(lambda: running.reopen(self.file, **act), against, "reopen")
        if against is None:
            self.model.due = due

    # -- what happens next

    @rule(lot=st.integers(0, 2**32))
    def anything(self, lot: int) -> None:
        """Any verb at all, whatever the state."""
        self.do(lot, VERBS)

    @rule(lot=st.integers(0, 2**32))
    def what_fits(self, lot: int) -> None:
        """A verb that people would choose here, so that walks get far."""
        self.do(lot, FITTING.get(self.model.status, ENDED_TOO))

    @rule(lot=st.integers(0, 2**32))
    def what_fits_as_well(self, lot: int) -> None:
        """The same, so that it comes more often."""
        self.what_fits(lot)

    def do(self, lot: int, verbs: Sequence[str]) -> None:
        self.steps += 1
        chance = Chance(f"{lot}:{self.steps}")
        verb = getattr(self, chance.lots.choice(verbs))
        given = inspect.signature(verb).parameters
        verb(**{name: getattr(chance, name) for name in given})


def test_no_walk_leaves_the_table() -> None:
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=30,
            stateful_step_count=60,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # add Phase.shrink to look for a shorter walk
            suppress_health_check=list(HealthCheck),
        ),
    )

    # The walks are always the same ones: they come by nearly every move.
    assert len(MADE) >= len(MOVES) - 3, sorted(set(MOVES) - MADE)
