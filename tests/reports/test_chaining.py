"""The chain's view: medians, leads, what nobody holds; by NumPy from the answers."""

from copy import deepcopy

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import benchmarks
from reports.chaining import chain_views, title_concentration
from surveys import filling
from surveys.assessing import assess
from surveys.filling import Entry
from surveys.models import Cluster, Edition, Lane, Scorecard
from surveys.tallying import stages
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import answers
from tests.small_edition import document, option, question

pytestmark = pytest.mark.django_db


def edition_with_scenes():
    """The small edition with a scene ladder and a choice of several links."""
    content = deepcopy(document(label=f"2024.{Edition.objects.count()}"))
    steps = [option(code, str(25 * int(code))) for code in "01234"]
    links = [
        {key: value for key, value in option(code, "0").items() if key != "points"}
        for code in ("fill", "fix", "extend", "none")
    ]
    content["sections"][1]["questions"] += [
        question("ai_use", "scene", options=steps, score={"kind": "points"}),
        question("links", "multiple", options=links, exclusive="none"),
    ]
    children = content["root"]["children"][0]["node"]["children"]
    children.append({"weight": "1", "question": "ai_use"})
    return factories.edition(content)


def hand_in(target, number, **fields):
    workshop = factories.unit(factories.enterprise(**fields))
    response = factories.response(unit=workshop, round=target)
    given = answers(number) | {
        "ai_use": str(min(number, 2)),
        "links": ["fix"] if number % 2 else ["none"],
    }
    entries = {code: Entry(value) for code, value in given.items()}
    who = response.created_by
    filling.save(response, entries, by=who, at=NOW)
    filling.submit(response, name="Wang", post="Director", by=who, at=NOW)
    return assess(response.newest_submission(), Lane.CLAIMED, by=None, at=NOW)


def city(*counts):
    target = factories.open_round(editions=[edition_with_scenes()])
    for code, count in counts:
        cluster = factories.cluster(code)
        for place in range(count):
            number = place % 10
            role = factories.chain_role("leader" if number % 2 else "supplier")
            hand_in(target, number, primary_cluster=cluster, chain_role=role)
    edition = target.editions.get()
    cards = benchmarks.counted(target, edition, Lane.CLAIMED)
    made = benchmarks.live(target, edition, Lane.CLAIMED, at=NOW, shown=None)
    return made, edition, cards


def share(card):
    found = card.submission.answers["nc_equipment_rate"]["v"]
    return min(100, max(0, float(found["n"]) / float(found["d"]) * 100 / 60 * 100))


def test_each_cluster_beside_the_city():
    made, edition, cards = city(("T01", 10), ("T02", 9))
    views = {v.cluster.code: v for v in chain_views(made, edition, cards, 2026)}

    rows = Scorecard.objects.filter(pk__in=cards).select_related("submission")
    everywhere = [share(card) for card in rows]
    here = [share(c) for c in rows if c.submission.facts["cluster"] == "T01"]
    view = views["T01"]
    stood = {one.code: one for one in (*view.strengths, *view.weaknesses)}
    rate = stood["nc_equipment_rate"]
    assert (rate.n, rate.median, rate.city) == (
        10,
        pytest.approx(np.median(here)),
        pytest.approx(np.median(everywhere)),
    )
    assert rate.lead == rate.median - rate.city > 0
    leads = [one.lead for one in view.strengths]
    assert leads == sorted(leads, reverse=True)
    assert all(one.lead < 0 for one in views["T02"].weaknesses)
    (dimension,) = view.dimensions
    assert dimension.median == made.tables.clusters[0].dimensions[0].median


def test_what_nobody_in_a_cluster_holds():
    made, edition, cards = city(("T01", 10), ("T02", 9))
    view = chain_views(made, edition, cards, 2026)[0]
    assert [(one.question, one.option, one.n) for one in view.missing] == [
        ("ai_use", "3", 10),
        ("ai_use", "4", 10),
        ("links", "fill", 10),
        ("links", "extend", 10),
    ]


def test_leaders_stand_against_their_suppliers():
    made, edition, cards = city(("T01", 12), ("T02", 12))
    view = chain_views(made, edition, cards, 2026)[0]
    scores = {"leader": [], "supplier": []}
    for card in Scorecard.objects.filter(pk__in=cards).select_related("submission"):
        if card.submission.facts["cluster"] == "T01":
            scores[card.submission.facts["chain_role"]].append(float(card.score))
    for role, own in scores.items():
        assert view.roles[role].n == len(own) == 6
        assert view.roles[role].mean == pytest.approx(np.mean(own))


def test_a_small_cluster_tells_nothing_but_its_public_titles():
    made, edition, cards = city(("T01", 12), ("T02", 2), ("T03", 6))
    views = {v.cluster.code: v for v in chain_views(made, edition, cards, 2026)}
    hidden = views["T02"]
    assert hidden.line.summary.hidden
    assert (hidden.dimensions, hidden.missing, hidden.roles) == ((), (), {})
    assert (hidden.strengths, hidden.weaknesses) == ((), ())
    assert views["T03"].line.summary.hidden  # it would give the other away
    assert not views["T01"].line.summary.hidden


def test_titles_along_the_ladder_and_their_concentration():
    made, edition, cards = city(("T01", 6))
    for number, code in enumerate(["T01", "T01", "T02"]):
        factories.cluster(code)
        factories.title(f"T-{number}", cluster=Cluster.objects.get(code=code))
    made = benchmarks.live(made_round(cards), edition, Lane.CLAIMED, at=NOW, shown=None)
    views = chain_views(made, edition, cards, 2026)
    held = [v.titles and [t.held for t in v.titles.tallies] for v in views]
    assert held == [[2], [1]]
    (found,) = title_concentration(views, stages())
    assert (found.held, found.index, found.top) == (3, pytest.approx(5 / 9), 1)


def made_round(cards):
    return Scorecard.objects.filter(pk__in=cards)[0].submission.response.round


def test_as_many_queries_for_many_as_for_few():
    counts = []
    for size in (5, 8):
        made, edition, cards = city(("T01", size))
        with CaptureQueriesContext(connection) as queries:
            chain_views(made, edition, cards, 2026)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
