"""Who of a district works on which file."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from surveys import dispatching, reviewing
from surveys.dispatching import DispatchRefused, NotTheirs, Taken
from surveys.models import AuditRow, Membership, Message, Office, Response, User
from tests import factories
from tests.crowd import at_once, kinds
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=2)


@pytest.fixture
def file() -> Response:
    return factories.handed_in()


def trail() -> list[tuple[str, Any, Any]]:
    acts = ("take", "hand_to", "give_back")
    rows = AuditRow.objects.filter(action__in=acts).order_by("seq")
    return list(rows.values_list("action", "before", "after"))


def stored(file: Response) -> tuple[object, object]:
    found = Response.objects.get(pk=file.pk)
    return found.reviewer, found.reviewer_since


def test_a_file_goes_from_hand_to_hand(file: Response) -> None:
    one, two = factories.official(), factories.official()
    dispatching.take(file, by=one, at=NOW)
    assert stored(file) == (one, NOW)
    dispatching.hand_to(file, two, by=one, at=LATER)
    assert stored(file) == (two, LATER)
    dispatching.give_back(file, by=two, at=LATER)
    assert stored(file) == (None, None)
    assert trail() == [
        ("take", {"reviewer": None}, {"reviewer": one.pk}),
        ("hand_to", {"reviewer": one.pk}, {"reviewer": two.pk}),
        ("give_back", {"reviewer": two.pk}, {"reviewer": None}),
    ]


def test_the_same_once_more_leaves_no_row(file: Response) -> None:
    one = factories.official()
    for _ in "12":
        dispatching.take(file, by=one, at=NOW)
        dispatching.hand_to(file, one, by=one, at=LATER)
    assert (stored(file), len(trail())) == ((one, NOW), 1)
    for _ in "12":
        dispatching.give_back(file, by=one, at=LATER)
    assert len(trail()) == 2


def test_what_a_colleague_works_on_is_not_taken(file: Response) -> None:
    one, two = factories.official(), factories.official()
    stale = Response.objects.get(pk=file.pk)
    dispatching.take(file, by=one, at=NOW)
    with pytest.raises(Taken) as told:
        dispatching.take(stale, by=two, at=LATER)
    assert (told.value.reviewer, told.value.since) == (one, NOW)
    assert stored(file) == (one, NOW)


def elsewhere(_file: Response) -> User:
    return factories.official(region=factories.region("500106"))


def officer(_file: Response) -> User:
    return factories.official("municipal_officer")


def own(file: Response) -> User:
    person = factories.official()
    home = file.unit.enterprise
    Membership.objects.create(
        user=person, enterprise=home, role="viewer", valid_from=NOW.date()
    )
    return person


def ended(_file: Response) -> User:
    person = factories.official()
    Office.objects.filter(user=person).update(valid_to=NOW.date())
    return person


def gone(_file: Response) -> User:
    person = factories.official()
    User.objects.filter(pk=person.pk).update(is_active=False)
    return person


@pytest.mark.parametrize("make", [elsewhere, officer, own, ended, gone])
def test_only_who_reviews_the_region_works_on_it(
    file: Response, make: Callable[[Response], User]
) -> None:
    stranger = make(file)
    with pytest.raises(NotTheirs):
        dispatching.hand_to(file, stranger, by=factories.official(), at=NOW)
    with pytest.raises(NotTheirs):
        dispatching.take(file, by=stranger, at=NOW)
    assert (stored(file), trail()) == ((None, None), [])


def test_a_returned_file_stays_with_its_reviewer(file: Response) -> None:
    one = factories.official()
    dispatching.take(file, by=one, at=NOW)
    reviewing.return_file(file, {"mes": "Which?"}, due_at=LATER, by=one, at=NOW)
    dispatching.hand_to(file, one, by=one, at=NOW)
    assert stored(file) == (one, NOW)


def test_what_left_the_district_stays_where_it_is() -> None:
    file, one = factories.recommended(), factories.official()
    for act in (
        partial(dispatching.take, by=one),
        partial(dispatching.give_back, by=one),
        partial(dispatching.hand_to, to=one, by=one),
    ):
        with pytest.raises(DispatchRefused):
            act(file, at=NOW)
    assert trail() == []


def test_who_gets_files_is_told_once_of_all() -> None:
    one, two = factories.official(), factories.official()
    for _ in "12":
        dispatching.tell_handed(two, 3, by=one, at=NOW)
    dispatching.tell_handed(one, 3, by=one, at=NOW)  # nobody tells himself
    (message,) = Message.objects.filter(kind="files_handed")
    assert (message.user, message.params) == (two, {"person": one.name, "files": 3})


@pytest.mark.django_db(transaction=True)
def test_of_several_who_take_at_once_one_has_it() -> None:
    file = factories.handed_in()
    people = [factories.official() for _ in range(4)]

    results = at_once(
        *(
            partial(
                dispatching.take, Response.objects.get(pk=file.pk), by=person, at=NOW
            )
            for person in people
        )
    )

    assert kinds(results) == ["NoneType"] + ["Taken"] * 3
    (winner,) = [p for p, r in zip(people, results, strict=True) if r is None]
    assert {r.reviewer for r in results if r} == {winner}
    assert stored(file) == (winner, NOW)
    assert len(trail()) == 1
