"""Who sits before which file: a fair sample, and nobody who had a part in it."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from surveys import objecting, recognising, reviewing, seating
from surveys.models import (
    AuditRow,
    Membership,
    Message,
    Office,
    Panel,
    Response,
    Seat,
    User,
)
from surveys.seating import NothingToDraw, SeatRefused, TooFewExperts
from surveys.workflow import Status
from tests import factories
from tests.crowd import at_once, kinds
from tests.factories import NOW
from tests.surveys.seating.people import (
    AGREED,
    drawn,
    expert,
    finished,
    officer,
    seat,
    two_regions,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=5)


def sampled(panel: Panel) -> list[str]:
    rows = panel.seats.order_by("pk").values_list("submission__receipt", flat=True)
    return list(dict.fromkeys(rows))


def test_a_sample_is_in_proportion_to_the_regions() -> None:
    target, _files = two_regions(near=6, far=2)

    panel = drawn(target, size=4, seed=11)

    facts = panel.seats.values_list("submission__facts", flat=True)
    assert Counter(f["region"] for f in facts) == {"500105": 3, "500106": 1}
    assert (panel.size, panel.each, panel.seed, panel.round) == (4, 1, 11, target)


@pytest.mark.parametrize(("percent", "size"), [(1, 1), (25, 2), (26, 3), (100, 8)])
def test_a_share_is_of_the_files_that_wait_rounded_up(percent: int, size: int) -> None:
    target, _files = two_regions(near=6, far=2)

    panel = drawn(target, percent=percent)

    assert (panel.size, len(sampled(panel))) == (size, size)
    assert AuditRow.objects.get(action="draw_panel").details["percent"] == percent


def test_the_same_seed_draws_the_same_files_again() -> None:
    target, _files = two_regions(near=6, far=2)
    first = drawn(target, size=4, seed=11)
    receipts = sampled(first)
    Seat.objects.all().delete()

    assert sampled(drawn(target, size=4, seed=11)) == receipts
    Seat.objects.all().delete()
    assert sampled(drawn(target, size=4, seed=12)) != receipts


def test_work_is_shared_out_evenly() -> None:
    target, files = two_regions()
    people = [expert(), expert(), expert()]

    panel = drawn(target, *people, each=2)

    load = Counter(panel.seats.values_list("expert", flat=True))
    assert sorted(load.values()) == [2, 3, 3]
    assert panel.seats.count() == 2 * len(files)


def test_only_what_is_recommended_and_in_its_newest_version_is_drawn() -> None:
    target, files = two_regions(near=3, far=0)
    recognising.send_back(files[0], reason="Why?", by=officer(), at=NOW)
    recognising.decide(files[1], "notice", by=officer(), at=NOW)
    factories.handed_in(round=target)

    assert sampled(drawn(target)) == [files[2].newest_submission().receipt]


def test_a_later_panel_takes_other_files() -> None:
    target, _files = two_regions(near=3, far=0)

    first, second = drawn(target, size=2), drawn(target, size=2, seed=2)

    assert len(sampled(first)) == 2
    assert len(sampled(second)) == 1
    assert set(sampled(first)) & set(sampled(second)) == set()
    with pytest.raises(NothingToDraw):
        drawn(target)


def test_a_draw_leaves_its_row_and_tells_the_experts() -> None:
    target, _files = two_regions(near=2, far=0)
    who = expert()

    panel = drawn(target, who, seed=5)

    row = AuditRow.objects.get(action="draw_panel")
    assert (row.object_id, row.by, row.at) == (str(panel.pk), panel.drawn_by, NOW)
    assert row.details == {
        "round": target.pk,
        "edition": panel.edition.sha256,
        "size": 9,
        "each": 1,
        "seed": 5,
        "receipts": sampled(panel),
    }
    told = Message.objects.get(user=who, kind="seated")
    assert told.params == {"files": 2}


def corrected(file: Response, who: User) -> None:
    recognising.send_back(file, reason="Why?", by=officer(), at=NOW)
    reviewing.correct(file, "mes", "none", reason="Seen.", by=who, at=NOW)
    reviewing.recommend(file, opinion="So.", by=factories.official(), at=NOW)


def recommended_by(file: Response, who: User) -> None:
    recognising.send_back(file, reason="Why?", by=officer(), at=NOW)
    reviewing.recommend(file, opinion="So.", by=who, at=NOW)


def sent_back_by(file: Response, who: User) -> None:
    recognising.send_back(file, reason="Why?", by=who, at=NOW)
    reviewing.recommend(file, opinion="So.", by=factories.official(), at=NOW)


def left(file: Response, who: User) -> None:
    Membership.objects.create(
        user=who,
        enterprise=file.unit.enterprise,
        role="viewer",
        valid_from=NOW.date() - timedelta(days=900),
        valid_to=NOW.date() - timedelta(days=800),
    )


def cleared(file: Response, who: User) -> None:
    factories.clear(file, who)


def opened(file: Response, who: User) -> None:
    Response.objects.filter(pk=file.pk).update(opened_by=who, opened_at=NOW)


def objected(file: Response, who: User) -> None:
    factories.objection(file, who)


def settled(file: Response, who: User) -> None:
    objection = factories.objection(file)
    objecting.decide_objection(objection, upheld=False, reason="No.", by=who, at=NOW)


def asked(file: Response, who: User) -> None:
    file.newest_submission().remarks.create(code="mes", text="Which?", by=who, at=NOW)


def voted(file: Response, who: User) -> None:
    file.newest_submission().votes.create(move="notice", by=who, at=NOW)


def filled(file: Response, who: User) -> None:
    file.revisions.create(code="x", n=1, by=who, at=NOW)


TOOK_PART: list[Callable[[Response, User], None]] = [
    left,
    filled,
    opened,
    corrected,
    cleared,
    asked,
    voted,
    objected,
    settled,
    recommended_by,
    sent_back_by,
]


@pytest.mark.parametrize("part", TOOK_PART, ids=lambda p: p.__name__)
def test_nobody_sits_before_a_file_they_had_a_part_in(part: Any) -> None:
    target, (file, other) = two_regions(near=2, far=0)
    biased, neutral = expert(), expert()
    part(file, biased)

    panel = drawn(target, biased, neutral)

    seats = {s.submission.response: s.expert for s in panel.seats.all()}
    assert seats == {file: neutral, other: biased}


def test_where_too_few_may_sit_the_file_is_named_and_nothing_is_drawn() -> None:
    target, (file,) = two_regions(near=1, far=0)
    biased = expert()
    cleared(file, biased)

    with pytest.raises(TooFewExperts) as refused:
        drawn(target, biased)

    assert refused.value.receipt == file.newest_submission().receipt
    assert Panel.objects.count() == 0


def test_only_experts_of_the_day_are_seated() -> None:
    target, _files = two_regions(near=1, far=0)
    left_office, gone = expert(), expert()
    Office.objects.filter(user=left_office).update(valid_to=NOW.date())
    User.objects.filter(pk=gone.pk).update(is_active=False)

    for who in (left_office, gone, factories.official(), factories.user()):
        with pytest.raises(SeatRefused):
            drawn(target, who)


class TestReseat:
    def test_a_seat_goes_to_another_expert_without_what_was_scored(self) -> None:
        one, other = seat(), expert()
        before = one.expert
        seating.score(one, AGREED, by=before, at=NOW)

        seating.reseat(one, other, by=officer(), at=LATER)

        one.refresh_from_db()
        assert (one.expert, one.scores.count()) == (other, 0)
        row = AuditRow.objects.get(action="reseat")
        assert row.details == {"from": before.pk, "to": other.pk}
        assert Message.objects.filter(user=other, kind="seated").count() == 1

    def test_not_to_somebody_who_may_not_sit(self) -> None:
        one = seat()
        biased = expert()
        cleared(one.submission.response, biased)

        for who in (one.expert, biased, officer()):
            with pytest.raises(SeatRefused):
                seating.reseat(one, who, by=officer(), at=NOW)

    def test_not_once_it_is_finished(self) -> None:
        one = finished(seat())

        with pytest.raises(SeatRefused):
            seating.reseat(one, expert(), by=officer(), at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_draws_at_once_no_file_is_seated_twice() -> None:
    target, files = two_regions(near=2, far=0)
    people = [expert(), expert()]

    results = at_once(*(partial(drawn, target, who) for who in people))

    assert kinds(results) == ["NothingToDraw", "Panel"]
    assert Seat.objects.count() == len(files)
    assert {f.status for f in files} == {Status.RECOMMENDED}
