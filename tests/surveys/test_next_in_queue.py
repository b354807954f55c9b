"""Which file comes next for an official."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from surveys.access import Holdings, SignedInRequest, next_in_queue
from surveys.models import Response, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def request(user: User) -> SignedInRequest:
    made = RequestFactory().get("/")
    made.user, made.at = user, NOW
    made.holdings = Holdings(user, timezone.localdate(NOW))
    return made  # type: ignore[return-value]


def waiting(*risks: int) -> list[Response]:
    """Files of these risks, each a day older than the one before."""
    target = factories.open_round()
    files = [factories.handed_in(round=target) for _ in risks]
    for day, (file, risk) in enumerate(zip(files, risks, strict=True)):
        file.risk, file.status_at = risk, NOW - timedelta(days=day)
        file.save(update_fields=["risk", "status_at"])
    return files


def test_goes_through_the_queue_and_round_again() -> None:
    low, high, older, middle = waiting(0, 90, 90, 40)
    asking = request(factories.official())
    order = [older, high, middle, low, older]
    assert [next_in_queue(asking, file) for file in order[:-1]] == order[1:]


def test_after_one_that_moved_comes_the_first() -> None:
    low, high = waiting(10, 50)
    Response.objects.filter(pk=low.pk).update(status="returned")
    low.refresh_from_db()
    assert next_in_queue(request(factories.official()), low) == high


def test_nothing_else_waits() -> None:
    (only,) = waiting(10)
    assert next_in_queue(request(factories.official()), only) is None


def test_what_a_colleague_works_on_is_left_to_them() -> None:
    me, other = factories.official(), factories.official()
    here, taken, mine = waiting(90, 50, 10)
    for file, by in ((taken, other), (mine, me)):
        Response.objects.filter(pk=file.pk).update(reviewer=by, reviewer_since=NOW)
    assert next_in_queue(request(me), here) == mine


def test_other_regions_are_none() -> None:
    (here,) = waiting(10)
    home = factories.enterprise(region=factories.region("500106"))
    factories.handed_in(unit=factories.unit(home), round=here.round)
    assert next_in_queue(request(factories.official()), here) is None


def test_an_officer_goes_through_what_is_recommended() -> None:
    target = factories.open_round()
    files = [factories.recommended(round=target) for _ in "12"]
    factories.handed_in(round=target)
    officer = request(factories.official("municipal_officer"))
    assert next_in_queue(officer, files[0]) == files[1]
    assert next_in_queue(officer, files[1]) == files[0]


def test_who_holds_nothing_has_no_next() -> None:
    (file,) = waiting(10)
    assert next_in_queue(request(factories.user()), file) is None
