"""What is read for the particulars of a benchmark, and that it is what was scored."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import benchmarks, ordering
from reports.figures import DoesNotAddUp
from reports.particulars import Spot
from surveys import filling
from surveys.assessing import assess
from surveys.filling import Entry
from surveys.models import Lane, Scorecard
from surveys.scoring import Text
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import answers, decided_round

pytestmark = pytest.mark.django_db


def made(target, *, detailed=True):
    return benchmarks.live(
        target,
        target.editions.get(),
        Lane.FINAL,
        at=NOW + timedelta(days=10),
        shown=None,
        detailed=detailed,
    )


@pytest.fixture
def target():
    return decided_round({(factories.region(), factories.cluster()): 10})[0]


def test_questions_gates_and_titles_of_a_round(target):
    found = made(target).particulars

    questions = {question.code: question for question in found.questions}
    mes = questions["mes"]
    assert (mes.n, mes.units, mes.unanswered) == (10, 10, 0)
    assert {option.code: option.units for option in mes.options}["full"] == 5
    assert questions["nc_equipment_rate"].measure.median == pytest.approx(55)
    assert [gate.code for gate in found.gates] == [
        check.code for check in target.editions.get().scheme.checks
    ]
    recognised = [line.new[-1] for line in found.titles.total]
    assert sum(recognised) == target.responses.filter(status="recognised").count() > 0
    assert [sum(line.new) for line in found.titles.regions if any(line.new)] == [
        sum(recognised)
    ]
    assert found.panel is None
    assert found.ranks == (1,)


def test_nothing_is_read_where_nobody_asks(target):
    with CaptureQueriesContext(connection) as queries:
        assert made(target, detailed=False).particulars is None
    assert not any("CAST" in query["sql"] for query in queries)


def test_the_number_of_queries_does_not_grow(target):
    def count():
        with CaptureQueriesContext(connection) as queries:
            made(target)
        return len(queries)

    before = count()
    decided_round({(factories.region("500106"), factories.cluster("T02")): 3})
    assert count() <= before


def test_answers_that_do_not_make_the_score_are_refused(target):
    Scorecard.objects.filter(lane=Lane.FINAL).update(score="12.5")
    with pytest.raises(DoesNotAddUp, match="The answers of scorecard"):
        made(target)


def claimed(units, number, **fields):
    """A round in which these units hand in the same answers."""
    target = factories.open_round(**fields)
    for unit in units:
        response = factories.response(unit=unit, round=target)
        who, given = response.created_by, answers(number).items()
        entries = {code: Entry(value) for code, value in given}
        filling.save(response, entries, by=who, at=NOW)
        filling.submit(response, name="Wang", post="Director", by=who, at=NOW)
        assess(response.newest_submission(), Lane.CLAIMED, by=None, at=NOW)
    return target


def test_the_panel_has_the_units_of_both_rounds():
    units = [factories.unit(factories.enterprise()) for _ in range(8)]
    claimed(units[:6], 2, opens_at=NOW - timedelta(days=20))
    later = claimed(units, 9)
    edition = later.editions.get()
    found = benchmarks.live(
        later, edition, Lane.CLAIMED, at=NOW, shown=None, detailed=True
    )
    old, new = (
        [float(card.score) for card in benchmarks.counting(one, edition, Lane.CLAIMED)]
        for one in (later.__class__.objects.exclude(pk=later.pk).get(), later)
    )
    panel = found.particulars.panel
    assert panel.total == panel.clusters[0] == Spot(6, new[0] - old[0])
    assert new[0] > old[0]
    assert panel.round == Text("2026年第一轮", "First round of 2026")


def test_a_cut_has_the_particulars_of_its_scorecards(target):
    officer = factories.official("municipal_officer")
    edition = target.editions.get()
    cut = ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)
    found = benchmarks.published(cut, detailed=True)
    again = benchmarks.published(cut, detailed=True)
    assert found.particulars.questions == made(target).particulars.questions
    assert found.content_hash == again.content_hash
    assert found.content_hash != benchmarks.published(cut).content_hash
