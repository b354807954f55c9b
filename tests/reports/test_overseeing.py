"""The funnel of a round: what is counted where, in how many queries, for whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reports import overseeing
from reports.overseeing import STUCK, STUCK_AFTER, By, Step, funnel
from surveys import filling, inviting, recognising, reviewing
from surveys.filling import Entry
from surveys.models import (
    Enterprise,
    Evidence,
    Region,
    Registration,
    Response,
    Round,
    User,
)
from surveys.workflow import Status
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
NEAR, FAR = "500105", "500106"


@pytest.fixture
def target() -> Round:
    factories.region(NEAR)
    factories.region(FAR)
    return factories.open_round(deadline=NOW + timedelta(days=300))


def enterprise(code: str = NEAR, **fields: Any) -> Enterprise:
    return factories.enterprise(region=factories.region(code), **fields)


def here(code: str = NEAR, **fields: Any) -> dict[str, Any]:
    """A unit in that region, for the factories of files."""
    return {"unit": factories.unit(enterprise(code, **fields))}


def stopped(target: Round, regions: Any = None, by: str = By.REGION) -> dict[str, int]:
    line = funnel(target, regions, by, NOW).total
    return {
        step.name.lower(): line.stopped[step] for step in Step if line.stopped[step]
    }


def invited(target: Round) -> Enterprise:
    found = enterprise()
    contact = inviting.sending.Contact("Qian", phone="13900000000")
    by = factories.official()
    inviting.invite(found, "viewer", contact, by=by, at=NOW, mail=None)
    return found


def member_only(target: Round) -> Enterprise:
    found = enterprise()
    factories.member(found)
    return found


def signed_in(target: Round) -> Enterprise:
    found = member_only(target)
    User.objects.filter(memberships__enterprise=found).update(last_login=NOW)
    return found


def started(target: Round) -> Enterprise:
    return factories.filled(round=target, **here()).unit.enterprise


def handed_in(target: Round) -> Enterprise:
    return factories.handed_in(round=target, **here()).unit.enterprise


def returned(target: Round) -> Enterprise:
    file = factories.handed_in(round=target, **here())
    due, by = NOW + timedelta(days=9), factories.official()
    reviewing.return_file(file, {"mes": "Which?"}, due_at=due, by=by, at=NOW)
    return file.unit.enterprise


def recommended(target: Round) -> Enterprise:
    return factories.recommended(round=target, **here()).unit.enterprise


def sent_back(target: Round) -> Enterprise:
    file = factories.recommended(round=target, **here())
    officer = factories.official("municipal_officer")
    recognising.send_back(file, reason="Check it.", by=officer, at=NOW)
    return file.unit.enterprise


def noticed(target: Round) -> Enterprise:
    return factories.noticed(round=target, **here()).unit.enterprise


def recognised(target: Round) -> Enterprise:
    file = factories.noticed(round=target, **here())
    officer = factories.official("municipal_officer")
    recognising.recognise(file, by=officer, at=NOW + timedelta(days=9))
    return file.unit.enterprise


@pytest.mark.parametrize(
    ("make", "step"),
    [
        (lambda _target: enterprise(), "asked"),
        (invited, "invited"),
        (member_only, "invited"),
        (signed_in, "signed_in"),
        (started, "started"),
        (handed_in, "handed_in"),
        (returned, "handed_in"),
        (recommended, "recommended"),
        (sent_back, "recommended"),
        (noticed, "noticed"),
        (recognised, "recognised"),
    ],
)
def test_each_enterprise_counts_at_the_last_step_it_came_to(
    target: Round, make: Callable[[Round], Enterprise], step: str
) -> None:
    found = make(target)
    assert stopped(target) == {step: 1}
    row = overseeing.enterprises(target, None, NOW.date()).get()
    assert (row, Step(row.step).name.lower()) == (found, step)


def test_steps_are_cumulative(target: Round) -> None:
    for make in (member_only, started, started, handed_in, recommended):
        make(target)
    total = funnel(target, None, By.REGION, NOW).total
    assert [total.reached(step) for step in Step] == [5, 5, 4, 4, 2, 1, 0, 0]


def test_who_left_counts_as_nobody(target: Round) -> None:
    found = signed_in(target)
    found.memberships.update(valid_to=NOW.date())
    assert stopped(target) == {"asked": 1}


def test_those_invited_by_roster_count_before_they_are_here(target: Round) -> None:
    on_its_way(factories.region(NEAR))
    on_its_way(factories.region("500107"))  # does not take part
    assert stopped(target) == {"invited": 1}


def on_its_way(region: Region) -> None:
    Registration.objects.create(
        uscc=factories.credit_code(),
        name="On its way",
        region=region,
        primary_cluster=factories.cluster(),
        contact_name="Qian",
        state="invited",
        by=factories.user(),
        at=NOW,
    )


def test_a_region_that_does_not_take_part_is_not_asked(target: Round) -> None:
    enterprise("500107")
    assert stopped(target) == {}


def test_another_round_says_nothing_of_this_one(target: Round) -> None:
    other = factories.open_round()
    file = factories.handed_in(round=other, **here())
    User.objects.filter(pk=file.created_by_id).update(last_login=NOW)
    assert stopped(target) == {"signed_in": 1}
    assert funnel(target, None, By.REGION, NOW).total.files == {}


def test_files_count_once_by_their_status(target: Round) -> None:
    owner = enterprise()
    for status in Status:
        file = factories.filled(round=target, unit=factories.unit(owner))
        rows = Response.objects.filter(pk=file.pk)
        rows.update(status=status, notice_until=NOW)
    total = funnel(target, None, By.REGION, NOW).total
    assert total.files == dict.fromkeys(Status.values, 1)
    assert sum(total.stopped) == 1


class TestGroups:
    def test_by_region_with_those_where_nobody_is(self, target: Round) -> None:
        factories.filled(round=target, **here())
        found = funnel(target, None, By.REGION, NOW)
        lines = {
            str(line.group): (sum(line.stopped), line.files) for line in found.lines
        }
        assert lines == {"500105区": (1, {"draft": 1}), "500106区": (0, {})}

    def test_by_the_primary_cluster(self, target: Round) -> None:
        one, other = factories.cluster("T01"), factories.cluster("T02")
        factories.cluster("T03")
        factories.filled(round=target, **here(primary_cluster=one))
        factories.filled(round=target, **here(primary_cluster=other))
        enterprise(primary_cluster=other)
        found = funnel(target, None, By.CLUSTER, NOW)
        lines = {line.group: (sum(line.stopped), line.files) for line in found.lines}
        assert lines == {one: (1, {"draft": 1}), other: (2, {"draft": 1})}

    @pytest.mark.parametrize("by", By)
    def test_a_district_counts_its_own_only(self, target: Round, by: str) -> None:
        factories.filled(round=target, **here(NEAR))
        factories.handed_in(round=target, **here(FAR))
        on_its_way(factories.region(FAR))
        own = frozenset({factories.region(NEAR).pk})

        found = funnel(target, own, by, NOW)

        assert stopped(target, own, by) == {"started": 1}
        assert found.total.files == {"draft": 1}
        assert len(found.lines) == 1


class TestStuck:
    def draft(self, target: Round, *answers: str) -> Response:
        return factories.filled(
            {code: factories.GOOD[code] for code in answers}, round=target, **here()
        )

    def at(self, target: Round, when: Any) -> tuple[dict[str, int], list[Any]]:
        found = funnel(target, None, By.REGION, when)
        spots = [(s.section, s.number, s.count) for s in found.spots]
        return dict(found.total.files), spots

    def test_a_draft_is_stuck_after_a_week_at_its_last_section(
        self, target: Round
    ) -> None:
        self.draft(target, "project_investment")
        self.draft(target, "project_investment", "mes")
        self.draft(target)

        assert self.at(target, NOW + STUCK_AFTER - SECOND) == ({"draft": 3}, [])
        files, spots = self.at(target, NOW + STUCK_AFTER)
        assert files == {"draft": 3, STUCK: 3}
        assert sorted(spots) == [("", 0, 1), ("equipment", 2, 1), ("project", 1, 1)]

    def test_an_answer_or_a_file_brings_it_back(self, target: Round) -> None:
        answered, proved = self.draft(target, "mes"), self.draft(target, "mes")
        later = NOW + timedelta(days=5)
        entries = {"project_investment": Entry("900")}
        filling.save(answered, entries, by=answered.created_by, at=later)
        Evidence.objects.create(
            response=proved,
            code="mes",
            name="a.pdf",
            size=1,
            sha256="0" * 64,
            by=proved.created_by,
            at=later,
        )
        assert self.at(target, NOW + STUCK_AFTER) == ({"draft": 2}, [])
        files, _spots = self.at(target, later + STUCK_AFTER)
        assert files == {"draft": 2, STUCK: 2}

    def test_what_is_handed_in_is_not_stuck(self, target: Round) -> None:
        handed_in(target)
        returned(target)
        files, spots = self.at(target, NOW + 2 * STUCK_AFTER)
        assert (files, spots) == ({"submitted": 1, "returned": 1}, [])


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    target: Round, by: str, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        code = f"50020{number}"
        region, cluster = factories.region(code), factories.cluster(f"C{number}")
        target.regions.add(region)
        started(target)
        handed_in(target)
        factories.filled(round=target, **here(code, primary_cluster=cluster))
        on_its_way(region)
    at = NOW + STUCK_AFTER
    funnel(target, None, by, at)  # compiles the edition

    with django_assert_num_queries(6):
        funnel(target, None, by, at)
