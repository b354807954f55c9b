"""In which role somebody acted: of the office or membership that the deed needs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from surveys import auditing
from surveys.access import Holdings
from surveys.models import Enterprise, Membership, Office, OfficeRole, Response, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

REVIEWER, OFFICER = OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER


@contextmanager
def at_work(person: User, *wanted: str) -> Iterator[None]:
    """As within a request of this person."""
    holdings = Holdings(person, NOW.date())
    holdings.wanted = wanted
    token = auditing.held.set(holdings)
    try:
        yield
    finally:
        auditing.held.reset(token)


def of(person: User, *held: tuple[str, Any]) -> User:
    """Give a person offices (with a region) and memberships (with an enterprise)."""
    for role, place in held:
        if isinstance(place, Enterprise):
            fields = {"enterprise": place, "role": role, "valid_from": NOW.date()}
            Membership.objects.create(user=person, **fields)
        else:
            Office.objects.create(
                user=person, role=role, region=place, valid_from=NOW.date()
            )
    return person


def file() -> Response:
    response = factories.handed_in()
    return Response.objects.with_subject().get(pk=response.pk)


Case = tuple[str, Callable[[Response], Any], tuple[str, ...], str]
# Somebody who holds everything: action, subject, offices of the page, role expected.
CASES: dict[str, Case] = {
    "a district's move": ("recommend", lambda r: r, (), REVIEWER),
    "a municipal move": ("notice", lambda r: r, (), OFFICER),
    "an enterprise's move": ("withdraw", lambda r: r, (), "administrator"),
    "with one's own": ("save", lambda r: r, (), "administrator"),
    "with one's own on a page of offices": (
        "download",
        lambda r: r,
        (REVIEWER,),
        "administrator",
    ),
    "what the page is for": ("download", lambda r: r.round, (REVIEWER,), REVIEWER),
    "another page": ("download", lambda r: r.round, (OFFICER, "analyst"), OFFICER),
    "of no page: the city's": ("download", lambda r: r.round, (), OFFICER),
    "of a region: the region's": (
        "download",
        lambda r: r.unit.enterprise.region,
        (),
        REVIEWER,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_of_several_the_one_that_fits(case: Case) -> None:
    action, subject, wanted, role = case
    response = file()
    home = response.unit.enterprise
    person = of(
        factories.user(),
        (REVIEWER, home.region),
        (OFFICER, None),
        ("administrator", home),
    )
    with at_work(person, *wanted):
        assert auditing.role_of(action, subject(response), person) == role


def test_the_region_of_the_file_decides_between_districts() -> None:
    response = file()
    person = of(
        factories.user(),
        ("author", None),
        (REVIEWER, response.unit.enterprise.region),
    )
    with at_work(person):
        assert auditing.role_of("correct", response, person) == REVIEWER


def test_with_one_role_it_is_that() -> None:
    enterprise = factories.enterprise()
    person = of(factories.user(), ("viewer", enterprise))
    with at_work(person):
        assert auditing.role_of("choose_mails", person, person) == "viewer"


def test_who_holds_nothing_acts_as_nobody() -> None:
    person = factories.user()
    with at_work(person):
        assert auditing.role_of("apply", person, person) == ""


def test_others_and_the_machine_act_in_no_role() -> None:
    officer, other = factories.official(OFFICER), factories.official(OFFICER)
    with at_work(officer):
        assert auditing.role_of("notice", other, other) == ""
        assert auditing.role_of("lapse", other, None) == ""
    assert auditing.role_of("notice", officer, officer) == ""


def test_it_asks_for_nothing_that_is_not_loaded(
    django_assert_num_queries: Any,
) -> None:
    response = Response.objects.get(pk=file().pk)
    person = factories.official(OFFICER)
    with at_work(person), django_assert_num_queries(1):
        assert auditing.role_of("notice", response, person) == OFFICER
