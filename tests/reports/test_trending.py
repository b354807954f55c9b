"""Year on year in the database: two rounds, another edition, the same workshops."""

from copy import deepcopy
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.trending import year_on_year
from surveys import filling
from surveys.assessing import assess
from surveys.filling import Entry
from surveys.models import Lane
from surveys.scoring import Answer, evaluate
from surveys.scoring import Lane as ScoredLane
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import answers, decide
from tests.small_edition import document

pytestmark = pytest.mark.django_db


def hand_in_again(target, workshop, number, people):
    response = factories.response(unit=workshop, round=target)
    who = response.created_by
    entries = {code: Entry(value) for code, value in answers(number).items()}
    filling.save(response, entries, by=who, at=NOW)
    filling.submit(response, name="Wang", post="Director", by=who, at=NOW)
    assess(response.newest_submission(), Lane.CLAIMED, by=None, at=NOW)
    decide(response, *people)
    return response.newest_submission().scorecards.get(lane=Lane.FINAL)


def other_edition():
    content = deepcopy(document(label="2024"))
    children = content["root"]["children"][0]["node"]["children"]
    for child, weight in zip(children, ("3", "1"), strict=True):
        child["weight"] = weight
    return factories.edition(content)


def test_a_round_under_another_edition_is_compared_with_the_one_before():
    people = factories.official(), factories.official("municipal_officer")
    earlier = factories.open_round()
    later = factories.open_round(editions=[other_edition()], name_zh="第二轮")
    edition = later.editions.get()
    workshops = [factories.unit() for _ in range(6)]
    then = [hand_in_again(earlier, w, n, people) for n, w in enumerate(workshops)]
    now = [hand_in_again(later, w, n + 2, people) for n, w in enumerate(workshops)]

    with CaptureQueriesContext(connection) as queries:
        found = year_on_year(earlier, later, edition)

    assert len(queries) <= 24  # two rounds, two lanes each; not one for each response
    rescored = [again(edition, card) for card in then]
    assert found.total.panel == 6
    assert found.total.before == mean([Fraction(card.score) for card in then])
    assert found.total.after == mean([Fraction(card.score) for card in now])
    assert found.total.panel_before == mean(rescored)
    assert found.total.edition == mean(rescored) - found.total.before != 0
    assert found.total.real == found.total.after - mean(rescored) > 0
    assert (found.total.correction, found.total.composition) == (0, 0)
    assert list(found.clusters.values()) == [found.total]


def again(edition, card):
    """The final score of the frozen answers of a card under another edition."""
    rows = card.submission.typed_answers()
    given = {code: Answer(one.value) for code, one in rows.items()}
    facts = card.submission.facts | {
        f"external.{key}": value for key, value in card.external.items()
    }
    scheme = edition.scheme
    return evaluate(
        scheme, given, facts, lane=ScoredLane.FINAL, accepted=frozenset()
    ).score


def mean(values):
    return sum(values, Fraction()) / len(values)
