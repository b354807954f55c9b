"""Benchmarks count what they say they count."""

from datetime import timedelta

import pytest

from reports import benchmarks, ordering
from surveys import enrolling, filling, reviewing
from surveys.assessing import assess
from surveys.models import Lane, Round
from surveys.scoring import Text
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import decided_round, hand_in

pytestmark = pytest.mark.django_db


def small_city() -> tuple[Round, list[object]]:
    places = {
        (factories.region("500105"), factories.cluster("T01")): 9,
        (factories.region("500106"), factories.cluster("T02")): 6,
    }
    target, made = decided_round(places)
    return target, list(made)


def of(target: Round, lane: str = Lane.FINAL) -> benchmarks.Benchmark:
    return benchmarks.live(
        target, target.editions.get(), lane, at=NOW, shown=lambda _: True
    )


def test_figures_of_a_decided_round() -> None:
    target, _ = small_city()

    made = of(target)

    counts = made.counts
    assert (counts.units, counts.enterprises, counts.unscored) == (15, 15, 0)
    lines = {line.group.code: line for line in made.tables.clusters}
    assert {code: line.summary.n for code, line in lines.items()} == {
        "T01": 9,
        "T02": 6,
    }
    assert lines["T01"].reached == 4  # six machines of ten and more, with credit
    assert lines["T01"].summary.median == pytest.approx(50 * (5 / 6))
    assert lines["T02"].summary.median is None  # fewer than eight
    assert made.source.round == Text("2026年第一轮", "First round of 2026")


def test_every_lane_counts_its_own_statuses() -> None:
    target, _ = small_city()
    waiting = hand_in(target, 9, region=factories.region("500105"))
    edition = target.editions.get()

    assert len(benchmarks.counted(target, edition, Lane.FINAL)) == 15
    assert len(benchmarks.counted(target, edition, Lane.REVIEWED)) == 15
    # The claimed lane waits for the jobs, which no worker ran here.
    assert benchmarks.counted(target, edition, Lane.CLAIMED) == []
    assert waiting.status == "submitted"


def test_returned_and_resubmitted_count_once_or_not() -> None:
    target = factories.open_round(regions=[factories.region()])
    response = hand_in(target, 9)
    reviewer = factories.official()
    assess(response.newest_submission(), Lane.CLAIMED, by=None, at=NOW)
    assert len(benchmarks.counted(target, response.edition, Lane.CLAIMED)) == 1

    due = NOW + timedelta(days=3)
    reviewing.return_file(response, {"mes": "Which?"}, due_at=due, by=reviewer, at=NOW)
    assert benchmarks.counted(target, response.edition, Lane.CLAIMED) == []

    response.refresh_from_db()
    filling.submit(
        response, name="Wang", post="Director", by=response.created_by, at=NOW
    )
    assert benchmarks.counted(target, response.edition, Lane.CLAIMED) == []
    card = assess(response.newest_submission(), Lane.CLAIMED, by=None, at=NOW)
    counted = benchmarks.counted(target, response.edition, Lane.CLAIMED)
    assert counted == [card.pk]


def test_a_cut_stays_as_it_was_published() -> None:
    elsewhere = factories.region("500157")
    target, _ = small_city()
    officer = factories.official("municipal_officer")
    edition = target.editions.get()
    cut = ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)
    before = benchmarks.published(cut)

    enterprise = cut.round.responses.first().unit.enterprise
    enrolling.transfer_region(
        enterprise, elsewhere, by=officer, at=NOW, reason="Merger."
    )
    again = ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)

    assert again == cut
    assert benchmarks.published(cut).content_hash == before.content_hash
