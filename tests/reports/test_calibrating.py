"""Reviewers and regions beside the experts: who agrees, who drifts, and how far."""

from typing import Any

import pytest

from reports.agreement import Drift
from reports.calibrating import Calibration, Line, calibrate
from surveys import reviewing, seating
from surveys.models import Response, Round, Seat, User
from surveys.seating import Second
from tests import factories
from tests.factories import GOOD, NOW
from tests.surveys.seating.people import AGREED, drawn, expert, finished

pytestmark = pytest.mark.django_db


def reviewed_by(who: User, target: Round, **place: Any) -> Response:
    """A good file (100 points as claimed) that somebody reviewed and recommended."""
    unit = factories.unit(factories.enterprise(**place))
    file = factories.handed_in(GOOD, round=target, unit=unit)
    factories.clear(file, who)
    return file


def recommend(file: Response, who: User, mes: str = "full") -> None:
    if mes != "full":
        reviewing.correct(file, "mes", mes, reason="Not seen.", by=who, at=NOW)
    reviewing.recommend(file, opinion="Seen.", by=who, at=NOW)


def scored(seats: Any, mes: Second) -> None:
    for seat in seats:
        finished(seat, AGREED | {"mes": mes})


NONE, CLAIM = Second("answered", "none"), Second("claim")


@pytest.fixture
def round_of_two() -> tuple[Round, User, User]:
    """One reviewer takes every claim, one corrects what the experts correct."""
    far = factories.region("500106")
    factories.region()
    target = factories.open_round()
    easy, strict = factories.official(), factories.official(region=far)
    files = []
    for _ in range(3):
        files.append((reviewed_by(easy, target), easy, "full"))
        files.append((reviewed_by(strict, target, region=far), strict, "none"))
    for file, who, mes in files:
        recommend(file, who, mes)
    panel = drawn(target, expert(), expert())
    scored(panel.seats.all(), NONE)
    return target, easy, strict


def line(found: Calibration, who: User) -> Line:
    (one,) = [row for row in found.reviewers if row.key == who.pk]
    return one


def test_who_takes_every_claim_drifts_from_the_experts(
    round_of_two: tuple[Round, User, User],
) -> None:
    target, easy, strict = round_of_two

    found = calibrate(target)

    # Both items count half: the one that the experts score 0 makes 50 of 100.
    assert line(found, easy) == Line(
        key=easy.pk,
        name=easy.name,
        files=3,
        items=6,
        agreement=0.0,
        drift=Drift(3, 50, 50, 50),
        kept=None,
        raised=Drift(3, 0, 0, 0),
    )
    assert line(found, strict) == Line(
        key=strict.pk,
        name=strict.name,
        files=3,
        items=6,
        agreement=1.0,
        drift=Drift(3, 0, 0, 0),
        kept=0.0,
        raised=Drift(3, -50, -50, -50),
    )
    assert (line(found, easy).outside, line(found, strict).outside) == (True, False)


def test_regions_and_the_whole(round_of_two: tuple[Round, User, User]) -> None:
    target, _easy, _strict = round_of_two

    found = calibrate(target)

    assert [(r.key, r.files, r.agreement, r.outside) for r in found.regions] == [
        ("500105", 3, 0.0, True),
        ("500106", 3, 1.0, False),
    ]
    assert (found.seats, found.finished, found.whole.files) == (6, 6, 6)
    assert found.whole.drift
    assert found.whole.drift.mean == 25
    assert found.figures() == {
        "seats": 6,
        "finished": 6,
        "files": 6,
        "items": 12,
        # Experts 6 × 100 and 6 × 0, review 9 × 100 and 3 × 0, three pairs 100 apart.
        "agreement": 0.5,
        "drift": 25,
        "reviewers_outside": 1,
        "regions_outside": 1,
    }


def test_under_three_files_nothing_is_shown() -> None:
    target, who = factories.open_round(), factories.official()
    for _ in range(2):
        recommend(reviewed_by(who, target), who)
    scored(drawn(target).seats.all(), NONE)

    found = calibrate(target)

    assert found.whole == Line("", "", 2, 4)
    assert line(found, who) == Line(who.pk, who.name, 2, 4)
    assert line(found, who).hidden
    assert not line(found, who).outside


def test_a_seat_counts_once_it_is_handed_in() -> None:
    target, who = factories.open_round(), factories.official()
    recommend(reviewed_by(who, target), who)
    seat = drawn(target).seats.get()
    seating.score(seat, AGREED, by=seat.expert, at=NOW)

    found = calibrate(target)

    assert (found.seats, found.finished, found.reviewers) == (1, 0, ())


def test_several_experts_before_a_file_are_one_opinion_of_its_total() -> None:
    target, who = factories.open_round(), factories.official()
    for _ in range(3):
        recommend(reviewed_by(who, target), who)
    panel = drawn(target, expert(), expert(), each=2)
    seats = list(panel.seats.order_by("submission", "pk"))
    scored(seats[::2], NONE)
    scored(seats[1::2], CLAIM)

    found = line(calibrate(target), who)

    assert (found.files, found.items) == (3, 12)
    assert found.drift == Drift(3, 25, 25, 25)


def test_a_correction_that_was_taken_back_counts_no_more() -> None:
    target, who = factories.open_round(), factories.official()
    files = [reviewed_by(who, target) for _ in range(3)]
    for file in files:
        for state, value in (("answered", "none"), ("claim", None)):
            reviewing.correct(
                file, "mes", value, state=state, reason="So.", by=who, at=NOW
            )
        recommend(file, who)
    scored(drawn(target).seats.all(), CLAIM)

    found = line(calibrate(target), who)

    assert found.drift == Drift(3, 0, 0, 0)
    assert found.agreement is None  # everything is 100 on both sides


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_seats(
    django_assert_num_queries: Any, count: int
) -> None:
    target = factories.open_round()
    for number in range(count):
        place = factories.region(f"50010{number}")
        who = factories.official(region=place)
        recommend(reviewed_by(who, target, region=place), who)
    scored(drawn(target).seats.all(), NONE)

    with django_assert_num_queries(8):
        found = calibrate(target)

    assert found.finished == Seat.objects.count() == count
