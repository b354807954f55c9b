"""The open round is open whatever the day; work is done in working hours."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assessment.demo.calendar import TooEarly, moment, periods
from assessment.demo.materials import dice

ZONE = ZoneInfo("Asia/Shanghai")


def at(*parts):
    return datetime(*parts, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "opens", "deadline"),
    [
        (at(2026, 11, 23, 7), at(2026, 11, 11, 9), at(2027, 3, 1)),
        (at(2026, 7, 1, 12), at(2026, 6, 23, 9), at(2027, 3, 1)),
        (at(2027, 1, 30, 0), at(2026, 11, 11, 9), at(2027, 3, 1)),
        (at(2027, 1, 30, 1), at(2027, 1, 22, 9), at(2028, 3, 1)),
        (at(2027, 4, 1, 1), at(2027, 3, 24, 9), at(2028, 3, 1)),
    ],
)
def test_the_last_round_is_open_for_a_month_more(now, opens, deadline):
    current = periods(now)[-1]
    assert (current.opens, current.deadline) == (opens, deadline)
    assert current.year == deadline.year
    windows = (current.filling, current.reviewing, current.deciding)
    for first, last in windows:
        assert opens <= first < last < now


def test_two_rounds_are_finished_before_it():
    finished = periods(at(2026, 11, 23))[:2]
    assert [(p.year, p.opens, p.deadline, p.closes, p.publishes) for p in finished] == [
        (
            year,
            at(year, 1, 13, 9),
            at(year, 3, 1),
            at(year, 5, 15, 16),
            at(year, 5, 20, 10),
        )
        for year in (2025, 2026)
    ]


def test_a_clock_from_before_the_demo_is_refused():
    with pytest.raises(TooEarly):
        periods(at(2026, 5, 1))


def test_moments_lie_in_working_hours_where_there_are_some():
    source, first = dice("moments"), at(2026, 3, 2)
    drawn = [moment((first, first + timedelta(days=14)), source) for _ in range(200)]
    assert all(first <= one < first + timedelta(days=14) for one in drawn)
    assert all(one.weekday() < 5 and 9 <= one.hour < 18 for one in drawn)


def test_a_moment_of_a_night_lies_in_it():
    night = at(2026, 3, 2, 22), at(2026, 3, 2, 23)
    assert night[0] <= moment(night, dice("night")) < night[1]
    assert moment((night[0], night[0]), dice("point")) == night[0]
