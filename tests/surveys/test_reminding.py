"""Before a deadline those who fill are told, once for each of three days."""

from datetime import timedelta

import pytest

from surveys import filling, jobs, reviewing, tasks
from surveys.models import Message, Response
from surveys.reminding import remind
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DEADLINE = NOW + 30 * DAY  # at ten in the morning


def told() -> list[tuple[int, int]]:
    """Days and open questions of every reminder, in their order."""
    rows = Message.objects.filter(kind="deadline_near").order_by("at", "pk")
    return [(row.params["days"], row.params["open"]) for row in rows]


def test_every_hour_of_the_last_days_reminds_three_times() -> None:
    factories.response()

    counts = [remind(DEADLINE - hours * HOUR) for hours in range(10 * 24, -24, -1)]

    assert sum(counts) == 3
    assert [days for days, _ in told()] == [7, 3, 1]


def test_nobody_is_reminded_at_night() -> None:
    factories.response()
    night = DEADLINE - 7 * DAY + 12 * HOUR

    assert [remind(night + hours * HOUR) for hours in range(11)] == [0] * 10 + [1]


def test_says_how_much_is_open() -> None:
    target = factories.open_round()
    factories.response(round=target)
    factories.filled(round=target)

    assert remind(DEADLINE - DAY) == 2

    asked = {q.code for q in Response.objects.all()[0].edition.scheme.questions.values()
             if q.required}  # fmt: skip
    assert sorted(told()) == [(1, 0), (1, len(asked))]


def test_tells_all_who_fill_and_nobody_else() -> None:
    response = factories.response()
    factories.member(response.unit.enterprise, "viewer")
    colleague = factories.member(response.unit.enterprise, "administrator")

    remind(DEADLINE - DAY)

    people = set(Message.objects.values_list("user", flat=True))
    assert people == {response.created_by.pk, colleague.pk}


def test_a_returned_one_is_reminded_of_its_own_date() -> None:
    file, reviewer = factories.handed_in(), factories.official()
    due = NOW + 10 * DAY
    reviewing.return_file(file, {"mes": "Which?"}, due_at=due, by=reviewer, at=NOW)

    assert [remind(due - DAY), remind(DEADLINE - DAY)] == [1, 0]


def test_what_was_handed_in_is_left_alone() -> None:
    file = factories.handed_in()
    assert remind(DEADLINE - DAY) == 0
    filling.take_back(file, by=file.created_by, at=NOW)
    assert remind(DEADLINE - DAY) == 1


def test_an_enterprise_without_people_is_none_to_tell() -> None:
    response = factories.response()
    response.unit.enterprise.memberships.all().delete()
    assert remind(DEADLINE - DAY) == 0


def test_the_job_reminds_at_its_moment() -> None:
    factories.response()
    args = {"at": (DEADLINE - DAY).isoformat()}
    job = jobs.start("remind", "remind@1", args=args)

    tasks.remind(job.pk)

    job.refresh_from_db()
    assert (job.result, [days for days, _ in told()]) == ({"told": 1}, [1])
