"""What an expert finds is kept as they go, whole when handed in, and then for good."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from surveys import seating
from surveys.models import AuditRow
from surveys.seating import SeatClosed, Second, Unfinished
from tests import factories
from tests.factories import GOOD, NOW
from tests.surveys.seating.people import AGREED, DIFFERENT, expert, finished, seat

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def stored(one: Any) -> list[tuple[Any, ...]]:
    return list(one.scores.values_list("code", "state", "value", "note", "at"))


def test_what_counts_is_to_be_scored() -> None:
    assert list(seating.to_score(seat().submission)) == ["nc_equipment_rate", "mes"]


def test_what_is_found_is_kept_and_may_change() -> None:
    one = seat()
    by = one.expert

    first = seating.score(one, DIFFERENT, by=by, at=NOW)
    same = seating.score(one, DIFFERENT, by=by, at=LATER)
    second = seating.score(one, {"mes": Second("claim")}, by=by, at=LATER)

    assert (first, same, second) == (("nc_equipment_rate", "mes"), (), ("mes",))
    assert stored(one) == [
        (
            "nc_equipment_rate",
            "answered",
            {"n": "20", "d": "40"},
            "Ten are manual.",
            NOW,
        ),
        ("mes", "claim", None, "", LATER),
    ]
    rows = AuditRow.objects.filter(action="second_score").order_by("seq")
    assert [row.details["codes"] for row in rows] == [
        ["mes", "nc_equipment_rate"],
        ["mes"],
    ]


@pytest.mark.parametrize(
    ("code", "second"),
    [
        ("mes", Second("answered", "perhaps")),
        ("mes", Second("answered")),
        ("mes", Second("claim", "full")),
        ("project_investment", Second("claim")),
        ("nothing", Second("claim")),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    code: str, second: Second
) -> None:
    one = seat()

    with pytest.raises(ValueError, match=code):
        seating.score(one, AGREED | {code: second}, by=one.expert, at=NOW)

    assert stored(one) == []


def test_only_whoever_sits_there_scores() -> None:
    one = seat()

    with pytest.raises(SeatClosed):
        seating.score(one, AGREED, by=expert(), at=NOW)
    with pytest.raises(SeatClosed):
        seating.finish(one, by=expert(), at=NOW)


def test_every_item_has_a_score_before_it_is_handed_in() -> None:
    one = seat()
    seating.score(one, {"mes": AGREED["mes"]}, by=one.expert, at=NOW)

    with pytest.raises(Unfinished) as refused:
        seating.finish(one, by=one.expert, at=NOW)

    assert refused.value.codes == ("nc_equipment_rate",)


def test_what_is_handed_in_stays() -> None:
    one = finished(seat())

    with pytest.raises(SeatClosed):
        seating.score(one, DIFFERENT, by=one.expert, at=LATER)
    with pytest.raises(SeatClosed):
        seating.finish(one, by=one.expert, at=LATER)

    one.refresh_from_db()
    assert one.finished_at == NOW
    assert AuditRow.objects.filter(action="finish_seat").count() == 1


def test_after_the_release_no_score_comes_any_more() -> None:
    one = seat(round=factories.open_round(calibrated=True))
    released: Mapping[str, Any] = {"files": 0}
    seating.release(
        one.panel.round, note="Enough.", figures=released, by=expert(), at=NOW
    )
    one.panel.round.refresh_from_db()

    with pytest.raises(SeatClosed):
        seating.score(one, AGREED, by=one.expert, at=LATER)


def test_a_claim_that_does_not_apply_is_accepted_or_answered() -> None:
    one = seat(answers=GOOD | {"mes": "none"})
    by = one.expert

    assert seating.score(one, {"mes": Second("na")}, by=by, at=NOW) == ("mes",)
    assert stored(one)[0][:3] == ("mes", "na", None)
