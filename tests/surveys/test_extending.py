"""More time for one enterprise or one region: who has it, who does not, who is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from surveys import extending, filling, running
from surveys.extending import TooEarly
from surveys.filling import NotOpen
from surveys.lapsing import GRACE, lapse_overdue
from surveys.models import AuditRow, Enterprise, Message, Region, Response, Round
from surveys.running import RoundRefused
from surveys.workflow import Closed, ReasonNeeded, Status
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DEADLINE = NOW + 30 * DAY
LATER, LAST = DEADLINE + 5 * DAY, DEADLINE + 9 * DAY
BEFORE = timedelta(milliseconds=1)


@pytest.fixture
def target() -> Round:
    factories.region("500105")
    factories.region("500106")
    return factories.open_round()


def enterprise(code: str = "500105") -> Enterprise:
    return factories.enterprise(region=factories.region(code))


def draft(target: Round, of: Enterprise | None = None) -> Response:
    return factories.filled(round=target, unit=factories.unit(of or enterprise()))


def extend(
    target: Round, whom: Region | Enterprise, until: datetime = LATER, **fields: Any
) -> extending.Extended:
    given = {"reason": "Flood.", "by": factories.official("municipal_officer")}
    return extending.extend(target, whom, until=until, **{"at": NOW} | given | fields)


def fresh(response: Response) -> Response:
    return Response.objects.with_subject().get(pk=response.pk)


def hand_in(response: Response, at: datetime) -> None:
    who = response.created_by
    filling.submit(fresh(response), name="Wang", post="Head", by=who, at=at)


class TestWhoHasIt:
    def test_an_enterprise_hands_in_until_its_own_end(self, target: Round) -> None:
        mine, other = draft(target), draft(target)
        extend(target, mine.unit.enterprise)

        assert [fresh(r).due_at for r in (mine, other)] == [LATER, None]
        hand_in(mine, LATER - BEFORE)
        with pytest.raises(Closed):
            hand_in(other, DEADLINE)

    def test_a_region_has_it_and_its_neighbour_has_not(self, target: Round) -> None:
        near, far = draft(target), draft(target, enterprise("500106"))
        done = extend(target, factories.region("500105"))

        assert [fresh(r).due_at for r in (near, far)] == [LATER, None]
        assert (done.files, done.reopened) == (1, 0)

    def test_it_lapses_at_the_new_end_only(self, target: Round) -> None:
        mine, other = draft(target), draft(target)
        extend(target, mine.unit.enterprise)

        assert lapse_overdue(DEADLINE + GRACE) == 1
        assert [fresh(r).status for r in (mine, other)] == [Status.DRAFT, Status.LAPSED]
        assert lapse_overdue(LATER + GRACE) == 1

    @pytest.mark.parametrize("of_region", [True, False])
    def test_who_starts_later_has_it_as_well(
        self, target: Round, of_region: bool
    ) -> None:
        mine = enterprise()
        extend(target, mine.region if of_region else mine)
        unit, edition = factories.unit(mine), target.editions.get()
        by, at = factories.member(mine), DEADLINE + DAY

        begun = filling.start(unit, edition, target, by=by, at=at)

        assert begun.due_at == LATER
        with pytest.raises(NotOpen):
            filling.start(factories.unit(mine), edition, target, by=by, at=LATER)
        stranger = factories.unit(enterprise("500106"))
        with pytest.raises(NotOpen):
            filling.start(stranger, edition, target, by=by, at=at)

    def test_without_one_a_start_has_no_end_of_its_own(self, target: Round) -> None:
        mine = enterprise()
        unit, by = factories.unit(mine), factories.member(mine)
        begun = filling.start(unit, target.editions.get(), target, by=by, at=NOW)
        assert begun.due_at is None

    @pytest.mark.parametrize("turned", [False, True])
    def test_the_latest_counts_whichever_it_is(
        self, target: Round, turned: bool
    ) -> None:
        """A region's extension takes nothing from an enterprise, and the reverse."""
        mine = enterprise()
        response = draft(target, mine)
        first, second = (mine, mine.region) if turned else (mine.region, mine)
        extend(target, first, LATER)
        extend(target, second, LAST)

        assert fresh(response).due_at == LAST
        assert Round.objects.get(pk=target.pk).closes_for(mine) == LAST

    def test_a_later_due_date_of_its_own_stays(self, target: Round) -> None:
        response = draft(target)
        Response.objects.filter(pk=response.pk).update(due_at=LAST)
        extend(target, response.unit.enterprise)
        assert fresh(response).due_at == LAST

    def test_what_is_handed_in_can_be_taken_back_until_then(
        self, target: Round
    ) -> None:
        response = draft(target)
        hand_in(response, NOW)
        extend(target, response.unit.enterprise)
        who = response.created_by
        filling.take_back(fresh(response), by=who, at=LATER - BEFORE)
        assert lapse_overdue(DEADLINE + GRACE) == 0

    def test_what_lapsed_is_open_again(self, target: Round) -> None:
        response, at = draft(target), DEADLINE + DAY
        lapse_overdue(at)
        done = extend(target, response.unit.enterprise, at=at)

        found = fresh(response)
        assert (found.status, found.due_at, done.reopened) == (Status.DRAFT, LATER, 1)
        move = found.moves.get(name="reopen")
        assert (move.reason, move.at) == ("Flood.", at)


class TestRefusals:
    @pytest.mark.parametrize("until", [DEADLINE, DEADLINE - DAY])
    def test_no_more_time_is_none(self, target: Round, until: datetime) -> None:
        with pytest.raises(TooEarly) as refused:
            extend(target, enterprise(), until)
        assert refused.value.present == DEADLINE

    def test_it_is_more_than_the_region_has_already(self, target: Round) -> None:
        mine = enterprise()
        extend(target, mine.region, LAST)
        with pytest.raises(TooEarly) as refused:
            extend(target, mine, LATER)
        assert refused.value.present == LAST

    def test_it_lies_ahead(self, target: Round) -> None:
        with pytest.raises(TooEarly):
            extend(target, enterprise(), LATER, at=LATER)

    def test_it_has_a_reason(self, target: Round) -> None:
        with pytest.raises(ReasonNeeded):
            extend(target, enterprise(), reason=" ")

    def test_only_in_an_open_round_and_for_who_takes_part(self) -> None:
        factories.region("500105")
        target = factories.open_round()
        with pytest.raises(RoundRefused):
            extend(target, enterprise("500107"))
        running.close_round(target, by=factories.user(), at=DEADLINE)
        with pytest.raises(RoundRefused):
            extend(target, enterprise(), at=DEADLINE)

    def test_a_round_is_closed_after_the_last_of_them(self, target: Round) -> None:
        extend(target, enterprise())
        with pytest.raises(RoundRefused):
            running.close_round(target, by=factories.user(), at=LATER - BEFORE)
        running.close_round(target, by=factories.user(), at=LATER)


def test_who_fills_is_told_and_the_trail_knows(target: Round) -> None:
    near, far = enterprise(), enterprise("500106")
    told = [factories.member(near), factories.member(near, "administrator")]
    factories.member(near, "viewer")
    factories.member(far)
    by = factories.official("municipal_officer")

    done = extend(target, near.region, by=by)

    rows = Message.objects.filter(kind="extended")
    assert {row.user for row in rows} == set(told)
    assert done.told == 1
    assert rows[0].params == {
        "enterprise": near.name,
        "round_zh": "2026年第一轮",
        "round_en": "First round of 2026",
        "due_at": LATER.isoformat(),
        "reason": "Flood.",
    }
    row = AuditRow.objects.get(action="extend")
    assert (row.by, row.reason, row.object_id) == (by, "Flood.", str(done.extension.pk))
    assert row.details == {"whom": "500105", "files": 0, "reopened": 0}
    assert row.before == {"deadline": DEADLINE.isoformat()}
    assert row.after == {"deadline": LATER.isoformat()}
