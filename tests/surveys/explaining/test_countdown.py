"""What is left of a period, as people say it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from surveys.explaining.countdown import Countdown, countdown, left, zone_name

NOW = datetime(2027, 2, 20, 10, 0, tzinfo=UTC)
END = datetime(2027, 2, 28, 16, 0, tzinfo=UTC)  # midnight in Beijing


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (timedelta(days=6, hours=3, minutes=59), "6 days 3 hours"),
        (timedelta(days=1, minutes=59), "1 day"),
        (timedelta(hours=23, minutes=1), "23 hours 1 minute"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(seconds=1), "1 minute"),
        (timedelta(), ""),
        (timedelta(seconds=-1), ""),
    ],
)
def test_two_units_are_enough(rest: timedelta, words: str) -> None:
    with override("en"):
        assert left(rest) == words


def test_the_end_is_named_as_officials_write_it() -> None:
    with override("en"):
        assert countdown(END, NOW) == Countdown(
            at=END,
            left="8 days 6 hours",
            ends="28 February 2027, 24:00, Beijing time",
            near=False,
            urgent=False,
        )


@pytest.mark.parametrize(
    ("days", "near", "urgent", "over"),
    [
        (7.1, False, False, False),
        (7, True, False, False),
        (1, True, True, False),
        (0, True, True, True),
    ],
)
def test_it_warns_when_the_end_is_near(
    days: float, near: bool, urgent: bool, over: bool
) -> None:
    found = countdown(NOW + timedelta(days=days), NOW)

    assert (found.near, found.urgent, found.over) == (near, urgent, over)


def test_another_zone_is_called_by_its_name() -> None:
    with timezone.override("Europe/Vienna"):
        assert zone_name() == "Europe/Vienna"
