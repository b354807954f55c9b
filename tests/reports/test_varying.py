"""A sensitivity study equals an independent computation from the raw rows."""

import statistics
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import redrawing
from reports.models import StudyKind
from tests import factories
from tests.reports.studies import claimed_round, done, draft, written
from tests.reports.test_rehearsing import raw_score, stored
from tests.reports.workbook.reading import opened, table
from tests.small_edition import document

pytestmark = pytest.mark.django_db

TEN = ("500105", "T01", 10)


def studied(target: Any, edition: Any = None, **fields: Any) -> dict[str, Any]:
    study = done(target, edition or draft(), StudyKind.SENSITIVITY, **fields)
    assert study.findings is not None
    return study.findings


def by_score(found: dict[str, Any]) -> list[dict[str, Any]]:
    return sorted(found["steadiness"], key=lambda row: row["score"])


def test_ranks_equal_numpy_from_the_raw_rows() -> None:
    target = claimed_round(TEN)
    before = stored()
    edition = draft(weights=("3", "2"))

    found = studied(target, edition)

    assert stored() == before
    assert (found["draws"], found["units"], found["redrawn"]) == (500, 10, 1)
    weights = redrawing.redrawn(edition.scheme)["equipment"]
    machines = np.array([float(raw_score(n, (1, 0))) for n in range(10)])
    systems = np.array([float(raw_score(n, (0, 1))) for n in range(10)])
    scores = weights @ np.stack([machines, systems])
    # Scores grow with the number, but for the last ones, whose machines are all 100.
    above = (scores[:, None, :] > scores[:, :, None] + 1e-9).sum(axis=2)
    equal = (abs(scores[:, None, :] - scores[:, :, None]) <= 1e-9).sum(axis=2)
    ranks = above + (equal + 1) / 2
    rows = by_score(found)
    for key, share in (("median", 0.5), ("low", 0.05), ("high", 0.95)):
        expected = np.sort(np.quantile(ranks, share, axis=0))[::-1]
        got = sorted((row[key] for row in rows), reverse=True)
        assert got == pytest.approx(expected.tolist())
    base = np.array([float(raw_score(n, (3, 2))) for n in range(10)])
    assert [row["score"] for row in rows] == pytest.approx(sorted(base))
    assert found["same"] == 1.0  # no score enters the level of this edition


def test_levels_are_decided_again_by_the_scores() -> None:
    target = claimed_round(TEN)
    content = document(label="2025")
    children = content["root"]["children"][0]["node"]["children"]
    children[0]["weight"], children[1]["weight"] = "3", "2"
    needs = [{"check": "G-CREDIT"}, {"score": True, "op": ">=", "value": "49"}]
    content["levels"][0]["needs"]["all"] = needs
    content["checks"][0]["blocking"] = False
    edition = factories.edition(content)

    found = studied(target, edition)

    # The fifth has half of the machines, 83.3 points, and no system.
    own = redrawing.redrawn(edition.scheme)["equipment"][:, 0] * float(Fraction(250, 3))
    rows = by_score(found)
    assert [row["level"] != "" for row in rows] == [False] * 4 + [True] * 6
    assert 0.3 < rows[4]["same"] < 0.9
    assert rows[4]["same"] == (own >= 49).mean()
    assert [row["same"] for row in rows[5:]] == [1.0] * 5
    assert found["always"] < 10
    assert found["same"] == pytest.approx(np.mean([row["same"] for row in rows]))


def test_alpha_and_items_equal_fractions() -> None:
    target = claimed_round(TEN)

    found = studied(target)

    machines = [raw_score(n, (1, 0)) for n in range(10)]
    systems = [raw_score(n, (0, 1)) for n in range(10)]
    parts = statistics.variance(machines) + statistics.variance(systems)
    sums = [sum(pair) for pair in zip(machines, systems, strict=True)]
    alpha = 2 * (1 - parts / statistics.variance(sums))
    assert found["alphas"][0] == {"code": "", "alpha": None, "items": 1, "n": 10}
    assert found["alphas"][1] == {
        "code": "equipment",
        "alpha": pytest.approx(float(alpha)),
        "items": 2,
        "n": 10,
    }
    shifts = {item["code"]: item["shift"] for item in found["items"]}
    assert shifts == {
        code: pytest.approx(float(moved(machines, systems, weights)))
        for code, weights in {"nc_equipment_rate": (0, 1), "mes": (1, 0)}.items()
    }


def moved(one: list[Fraction], other: list[Fraction], weights: tuple[int, int]) -> Any:
    """How far units move on average from equal weights to these."""
    pairs = list(zip(one, other, strict=True))
    before = [a + b for a, b in pairs]
    after = [a * weights[0] + b * weights[1] for a, b in pairs]
    shifts = [abs(r - s) for r, s in zip(ranked(before), ranked(after), strict=True)]
    return Fraction(sum(shifts), len(shifts))


def ranked(scores: list[Fraction]) -> list[Fraction]:
    return [
        sum(o > s for o in scores) + Fraction(sum(o == s for o in scores) + 1, 2)
        for s in scores
    ]


def test_the_same_seed_gives_the_same_findings() -> None:
    target = claimed_round(TEN)
    edition = draft(weights=("3", "2"))

    one, other = (by_score(studied(target, edition)) for _ in "12")

    keys = ("score", "rank", "median", "low", "high", "same", "level")
    assert [[row[k] for k in keys] for row in one] == [
        [row[k] for k in keys] for row in other
    ]


def test_queries_do_not_grow_with_the_responses() -> None:
    counts = []
    for count in (3, 9):
        target = claimed_round(("500105", "T01", count))
        assert draft().scheme.levels  # compiled once a process
        with CaptureQueriesContext(connection) as caught:
            studied(target)
        own = (q for q in caught.captured_queries if '"surveys_job"' not in q["sql"])
        counts.append(sum(1 for _ in own))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_workbook_lists_every_unit(language: str) -> None:
    target = claimed_round(TEN)
    study = done(target, draft(), StudyKind.SENSITIVITY, language=language)

    book = opened(written(study))

    rows, _ = table(book, "Ranks")
    assert study.findings is not None
    ranks = [row["rank"] for row in study.findings["steadiness"]]
    column = "Rank" if language == "en" else list(rows[0])[7]
    assert [row[column] for row in rows] == sorted(ranks)
    items, _ = table(book, "Items")
    assert len(items) == 2
