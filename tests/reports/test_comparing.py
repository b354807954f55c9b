"""One unit beside the published figures of its cluster."""

from datetime import timedelta

import pytest

from reports import comparing, ordering
from reports.spreading import Bin
from surveys.models import Lane, Round
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import decided_round
from tests.reports.test_benchmarks import small_city

pytestmark = pytest.mark.django_db


def test_peers_come_from_published_figures_only() -> None:
    target, _ = small_city()
    edition = target.editions.get()
    assert comparing.peers(target, edition, "T01") is None

    officer = factories.official("municipal_officer")
    ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)

    found = comparing.peers(target, edition, "T01")
    assert found is not None
    assert (found.n, found.medians) == (
        9,
        {"equipment": pytest.approx(50 * (5 / 6))},
    )
    few = comparing.peers(target, edition, "T02")
    assert few is not None
    assert (few.n, few.median) == (6, None)


def test_a_later_round_is_compared_with_the_one_before() -> None:
    target, _ = small_city()
    officer = factories.official("municipal_officer")
    cut = ordering.publish_cut(
        target, target.editions.get(), Lane.FINAL, by=officer, at=NOW
    )
    later = factories.open_round(
        opens_at=NOW + timedelta(days=300), deadline=NOW + timedelta(days=400)
    )

    assert comparing.latest_cut(later, later.editions.get()) == cut


def large_city() -> Round:
    places = {
        (factories.region("500105"), factories.cluster("T01")): 20,
        (factories.region("500106"), factories.cluster("T02")): 19,
    }
    target, _ = decided_round(places)
    officer = factories.official("municipal_officer")
    edition = target.editions.get()
    ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)
    return target


def test_the_spread_is_shown_from_twenty_enterprises_on() -> None:
    target = large_city()
    edition = target.editions.get()

    found = comparing.peers(target, edition, "T01")
    assert found is not None
    assert all(one.enterprises >= 5 for one in found.bins)
    assert sum(one.count for one in found.bins) == 20
    assert found.bins[0].low == 0
    assert found.bins[-1].high == 100
    assert found.upper is not None
    assert found.rank(101) == 100
    assert found.rank(-1) == 0

    few = comparing.peers(target, edition, "T02")
    assert few is not None
    assert (few.n, few.bins, few.scores) == (19, (), ())
    assert few.rank(50) is None
    assert isinstance(found.bins[0], Bin)
