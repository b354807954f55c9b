"""Working days: weekends, holidays, and Saturdays that make up for them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from surveys.workdays import (
    end_after,
    is_workday,
    last_workday,
    waiting_since,
    workdays_after,
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 15), True),
        (date(2026, 1, 17), False),  # a Saturday
        (date(2026, 2, 14), True),  # a Saturday that makes up for Spring Festival
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2025, 9, 28), True),  # a Sunday that makes up for National Day
        (date(2025, 10, 8), False),  # the last of eight days off
        (date(2025, 10, 11), True),
    ],
)
def test_whether_offices_work(day: date, works: bool) -> None:
    assert is_workday(day) is works


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(2026, 1, 15), 1, date(2026, 1, 16)),
        (date(2026, 1, 15), 2, date(2026, 1, 19)),  # over a weekend
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # Saturday worked, nine days off
        (date(2025, 9, 30), 5, date(2025, 10, 14)),  # over the National Day
    ],
)
def test_the_last_of_so_many(start: date, days: int, last: date) -> None:
    assert last_workday(start, days) == last


@pytest.mark.parametrize(
    ("hour", "last"),
    # 16:30 UTC is half past midnight of the next day in Beijing.
    [
        (2, datetime(2026, 1, 20, 16, tzinfo=UTC)),
        (17, datetime(2026, 1, 21, 16, tzinfo=UTC)),
    ],
)
def test_it_ends_at_midnight_in_beijing(hour: int, last: datetime) -> None:
    moment = datetime(2026, 1, 15, hour, tzinfo=UTC)
    assert end_after(moment, 3) == last


@pytest.mark.parametrize(
    ("start", "day", "passed"),
    [
        (date(2026, 1, 15), date(2026, 1, 15), 0),
        (date(2026, 1, 15), date(2026, 1, 16), 1),
        (date(2026, 1, 16), date(2026, 1, 18), 0),  # a Sunday
        (date(2026, 1, 15), date(2026, 1, 19), 2),
        (date(2026, 2, 13), date(2026, 2, 24), 2),  # over Spring Festival
    ],
)
def test_how_many_have_passed(start: date, day: date, passed: int) -> None:
    assert workdays_after(start, day) == passed


@pytest.mark.parametrize("days", [0, 1, 5, 10, 30])
@pytest.mark.parametrize(
    "day", [date(2026, 1, 15), date(2026, 1, 18), date(2026, 2, 24)]
)
def test_the_last_day_after_which_more_have_passed(day: date, days: int) -> None:
    last = waiting_since(day, days)
    assert workdays_after(last, day) > days
    assert workdays_after(last + timedelta(days=1), day) <= days
