"""The summary table: one row a unit, in as many queries however many there are."""

from typing import Any

import pytest
from django.utils import translation

from reports.tabulating import Wanted, summary
from reports.workbook.summary import Row
from surveys import reviewing
from surveys.models import Response, Round
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
QUERIES = 5


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def rows(target: Round) -> list[Row]:
    by = factories.official("municipal_officer")
    return list(summary(Wanted(target), by=by, at=NOW).rows)


def file(target: Round, **answers: Any) -> Response:
    found = factories.handed_in(factories.GOOD | answers, round=target)
    factories.scored(found)
    return found


def test_a_row_says_everything_of_a_unit() -> None:
    found = file(factories.open_round())
    by = factories.official()
    factories.clear(found, by)
    reviewing.recommend(found, opinion="True.", by=by, at=NOW)

    (row,) = rows(found.round)

    enterprise = found.unit.enterprise
    assert (row.pk, row.enterprise, row.uscc, row.unit, row.kind) == (
        found.pk,
        enterprise.name,
        enterprise.uscc,
        found.unit.name,
        "Workshop",
    )
    assert (row.investment, row.opinion, row.status) == (1200.0, "True.", "Recommended")
    assert (row.claimed_score, row.reviewed_score) == (row.claimed_score,) * 2
    assert "Reached by own statement" in row.claimed_stage
    assert row.reviewed_stage != row.claimed_stage


def test_an_investment_is_that_of_the_newest_correction() -> None:
    found = file(factories.open_round())
    by = factories.official()
    for value in ("800", "900"):
        reviewing.correct(
            found, "project_investment", value, reason="Seen.", by=by, at=NOW
        )
    assert [row.investment for row in rows(found.round)] == [900.0]

    reviewing.correct(
        found, "project_investment", None, reason="No.", by=by, at=NOW, state="claim"
    )
    assert [row.investment for row in rows(found.round)] == [1200.0]


def test_before_scoring_and_review_there_are_dashes() -> None:
    found = factories.handed_in()
    (row,) = rows(found.round)
    assert (row.claimed_stage, row.claimed_score) == ("–", None)
    assert (row.reviewed_stage, row.reviewed_score, row.opinion) == ("–", None, "")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(django_assert_num_queries: Any, count: int) -> None:
    target, by = factories.open_round(), factories.official("municipal_officer")
    for _ in range(count):
        file(target)
    with django_assert_num_queries(QUERIES):
        found = summary(Wanted(target), by=by, at=NOW)
    assert len(found.rows) == count
