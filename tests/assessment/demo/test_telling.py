"""Stories are told in the order of time, and their share never goes back."""

from datetime import UTC, datetime, timedelta

import pytest

from assessment.demo.telling import Story, tell

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def day(number):
    return FIRST + timedelta(days=number)


@pytest.fixture
def told():
    return []


def story(told, name, *days):
    for number in days:
        yield day(number)
        told.append((name, number))


def test_steps_come_in_the_order_of_time(told):
    stories = [Story(story(told, "a", 1, 4), 2), Story(story(told, "b", 1, 2, 5), 3)]
    tell(stories, lambda *_: None)
    assert told == [("a", 1), ("b", 1), ("b", 2), ("a", 4), ("b", 5)]


def test_shares_grow_to_the_whole_however_long_a_story_was_thought(told):
    shares = []
    stories = [
        Story(story(told, "as thought", 1, 2), 2),
        Story(story(told, "shorter", 3), 4),
        Story(story(told, "longer", 1, 2, 3, 4), 2),
        Story(iter(()), 2),
    ]
    tell(stories, lambda share, _: shares.append(share))
    assert shares == [0.3, 0.4, 0.5, 0.6, 1.0, 1.0, 1.0]
    assert shares == sorted(shares)


def test_a_story_may_not_go_back_in_time(told):
    with pytest.raises(AssertionError):
        tell([Story(story(told, "a", 2, 1), 2)], lambda *_: None)
