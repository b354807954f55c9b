"""A round: planned, opened once, closed once its deadline has passed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from surveys import running
from surveys.models import AuditRow, Response, Round, RoundState
from surveys.running import FilesOpen, Plan, RoundRefused
from surveys.workflow import ENDED, Status
from tests import factories
from tests.factories import NOW
from tests.small_edition import document

pytestmark = pytest.mark.django_db

# "28 February 24:00" in Chongqing is the first moment of March there.
DEADLINE = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LIMIT = Decimal(3000)


def planned() -> Round:
    plan = Plan(
        name_zh="2026年第一轮",
        name_en="First round",
        year=2026,
        opens_at=NOW,
        deadline=DEADLINE,
        editions=[factories.edition()],
        regions=[factories.region()],
        notice_days=7,
        objection_days=3,
        four_eyes=True,
        district_decides_below=LIMIT,
    )
    return running.plan_round(plan, by=factories.user(), at=NOW)


def opened() -> Round:
    target = planned()
    running.open_round(target, by=factories.user(), at=NOW)
    return target


def test_a_plan_is_kept_whole() -> None:
    target = planned()

    target.refresh_from_db()
    assert (target.state, target.year, target.opens_at, target.deadline) == (
        RoundState.PLANNED,
        2026,
        NOW,
        DEADLINE,
    )
    assert (target.notice_days, target.objection_days) == (7, 3)
    assert target.four_eyes is True
    assert target.district_decides_below == LIMIT
    assert [e.label for e in target.editions.all()] == ["2023"]
    assert [r.code for r in target.regions.all()] == ["500105"]
    row = AuditRow.objects.get(action="plan_round")
    assert (row.object_id, row.by) == (str(target.pk), target.created_by)


def test_a_round_cannot_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError):
        factories.open_round(deadline=NOW - timedelta(days=10))


@pytest.mark.parametrize(
    ("state", "at", "expected"),
    [
        (RoundState.PLANNED, NOW, False),
        (RoundState.OPEN, NOW - SECOND, False),
        (RoundState.OPEN, NOW, True),
        (RoundState.OPEN, DEADLINE - timedelta(milliseconds=1), True),
        (RoundState.OPEN, DEADLINE, False),
        (RoundState.CLOSED, NOW, False),
        (RoundState.ARCHIVED, NOW, False),
    ],
)
def test_when_it_takes_responses(state: str, at: datetime, expected: bool) -> None:
    target = planned()
    target.state = state
    assert target.is_open(at) == expected


def test_it_is_opened_once() -> None:
    target = planned()
    other = Round.objects.get(pk=target.pk)
    running.open_round(target, by=factories.user(), at=NOW)

    with pytest.raises(RoundRefused):
        running.open_round(other, by=factories.user(), at=NOW)

    other.refresh_from_db()
    assert (target.state, other.state) == (RoundState.OPEN, RoundState.OPEN)
    assert AuditRow.objects.filter(action="round_open").count() == 1


def test_it_is_closed_from_its_deadline_on_and_once() -> None:
    target, by = opened(), factories.user()

    with pytest.raises(RoundRefused):
        running.close_round(target, by=by, at=DEADLINE - SECOND)
    running.close_round(target, by=by, at=DEADLINE)
    with pytest.raises(RoundRefused):
        running.close_round(target, by=by, at=DEADLINE)

    target.refresh_from_db()
    assert target.state == RoundState.CLOSED
    assert AuditRow.objects.filter(action="round_closed").count() == 1


def test_a_planned_round_is_not_closed() -> None:
    with pytest.raises(RoundRefused):
        running.close_round(planned(), by=factories.user(), at=DEADLINE)


def test_a_closed_round_is_not_opened_again() -> None:
    target, by = opened(), factories.user()
    running.close_round(target, by=by, at=DEADLINE)
    with pytest.raises(RoundRefused):
        running.open_round(target, by=by, at=DEADLINE)


@pytest.mark.parametrize(
    ("limit", "investment", "expected"),
    [
        (None, Decimal(1), False),
        (LIMIT, None, False),
        (LIMIT, Decimal("2999.99"), True),
        (LIMIT, LIMIT, False),
        (LIMIT, Decimal(0), True),
        (Decimal(0), Decimal(0), False),
    ],
)
def test_who_decides(
    limit: Decimal | None, investment: Decimal | None, expected: bool
) -> None:
    target = planned()
    target.district_decides_below = limit
    assert target.lets_district_decide(investment) == expected


class TestChanging:
    def plan(self) -> Plan:
        """Everything but the year is another than in `planned`."""
        return Plan(
            name_zh="2026年第二轮",
            name_en="Second round",
            year=2026,
            opens_at=NOW + SECOND,
            deadline=DEADLINE + SECOND,
            editions=[factories.edition(document(label="2024"))],
            regions=[factories.region("500106")],
            notice_days=8,
            objection_days=4,
            review_days=11,
            four_eyes=False,
            calibrated=True,
            asks_from=date(2024, 1, 1),
            asks_to=date(2024, 12, 31),
            district_decides_below=None,
        )

    def test_all_that_was_planned_can_be_changed(self) -> None:
        target, by = planned(), factories.user()
        before = Round.objects.get(pk=target.pk).told()
        running.change_round(target, self.plan(), by=by, at=NOW)

        after = Round.objects.get(pk=target.pk).told()
        assert {name for name in after if after[name] == before[name]} == {"year"}
        assert after["regions"] == ["500106"]
        row = AuditRow.objects.get(action="change_round")
        assert (row.by, row.before, row.after) == (by, before, after)

    def test_once_it_is_open_its_rules_stay(self) -> None:
        target = opened()
        before = Round.objects.get(pk=target.pk).told()
        with pytest.raises(RoundRefused):
            running.change_round(target, self.plan(), by=factories.user(), at=NOW)
        assert Round.objects.get(pk=target.pk).told() == before


class TestArchiving:
    def closed(self, *statuses: str) -> Round:
        target, by = opened(), factories.user()
        for status in statuses:
            file = factories.response(round=target)
            rows = Response.objects.filter(pk=file.pk)
            rows.update(status=status, notice_until=NOW)
        running.close_round(target, by=by, at=DEADLINE)
        return target

    def test_a_round_in_which_all_has_ended_is_put_away(self) -> None:
        target = self.closed(*ENDED)
        running.archive_round(target, by=factories.user(), at=DEADLINE)
        target.refresh_from_db()
        assert target.state == RoundState.ARCHIVED
        assert list(Round.objects.current()) == []
        assert AuditRow.objects.filter(action="round_archived").count() == 1

    @pytest.mark.parametrize("status", sorted(set(Status) - ENDED))
    def test_what_waits_for_somebody_keeps_it(self, status: str) -> None:
        target = self.closed(status, Status.DECLINED)
        with pytest.raises(FilesOpen) as refused:
            running.archive_round(target, by=factories.user(), at=DEADLINE)
        assert refused.value.count == 1
        assert Round.objects.get(pk=target.pk).state == RoundState.CLOSED

    def test_only_a_closed_one_and_once(self) -> None:
        target, by = opened(), factories.user()
        with pytest.raises(RoundRefused):
            running.archive_round(target, by=by, at=DEADLINE)
        running.close_round(target, by=by, at=DEADLINE)
        running.archive_round(target, by=by, at=DEADLINE)
        with pytest.raises(RoundRefused):
            running.archive_round(target, by=by, at=DEADLINE)

    def test_nothing_of_it_changes_any_more(self) -> None:
        target, by = self.closed(Status.LAPSED), factories.user()
        running.archive_round(target, by=by, at=DEADLINE)
        file = target.responses.get()
        later = DEADLINE + SECOND
        with pytest.raises(RoundRefused):
            running.reopen(file, due_at=later, reason="Flood.", by=by, at=DEADLINE)
        corrected = factories.edition(document(label="2024"))
        asked = target.editions.get()
        assert not running.may_correct(target, asked, corrected)
