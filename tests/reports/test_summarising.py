"""From entries to tables: every figure equals an independent computation."""

import dataclasses
import datetime as dt
import math
import random

import numpy as np
import pytest

from reports.figures import (
    Cell,
    DoesNotAddUp,
    Entry,
    Frame,
    Group,
    Source,
    content_hash,
)
from reports.statistics import EMPTY, HIDDEN, Summary
from reports.summarising import summarise
from surveys.scoring import Text


def group(code, parent=""):
    return Group(code, Text(f"{code} 名", f"{code} name"), parent)


FRAME = Frame(
    tiers=(group("big"), group("new")),
    clusters=(group("cars", "big"), group("chips", "big"), group("bio", "new")),
    regions=(group("north"), group("south")),
    dimensions=(group("equipment"), group("results")),
    levels=(group("basic"), group("good")),
    sizes=(group("small"),),
    sme_tiers=(group("giant"),),
    statuses=(group("recognised"),),
)
SOURCE = Source(
    round=Text("2025年轮次", "Round 2025"),
    edition=Text("数字化车间", "Digital workshop"),
    edition_label="2023",
    edition_hash="e" * 64,
    engine="1",
    lane=Text("终评", "Final"),
    statuses=("recognised",),
    at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
)


def entry(unit, enterprise=None, **changes):
    values = {
        "enterprise": unit if enterprise is None else enterprise,
        "unit": unit,
        "name": f"企业{unit}",
        "uscc": f"{unit:018}",
        "unit_name": "一车间",
        "region": "north",
        "cluster": "cars",
        "size": "small",
        "sme_tier": "",
        "status": "recognised",
        "score": 50.0 + unit,
        "level": "",
        "pending": False,
        "dimensions": (10.0 + unit, None),
    }
    return Entry(**{**values, **changes})


def sample(seed):
    """Some 80 units of 60 enterprises, each enterprise in one place."""
    dice = random.Random(seed)
    entries = []
    for unit in range(80):
        enterprise = unit % 60
        place = random.Random(enterprise * 1000 + seed)
        entries.append(
            entry(
                unit,
                enterprise,
                region=place.choice(["north", "south"]),
                cluster=place.choices(["cars", "chips", "bio"], [6, 5, 4])[0],
                score=None if dice.random() < 0.05 else round(dice.uniform(0, 100), 3),
                level=dice.choice(["", "basic", "good"]),
                dimensions=(dice.uniform(0, 100), dice.choice([None, 40.0, 80.0])),
            )
        )
    return entries


def expected_summary(pairs):
    """The figures of (enterprise, score) pairs, computed another way."""
    n, scores = len({e for e, _ in pairs}), [s for _, s in pairs]
    if n < 5:
        return HIDDEN if n else EMPTY
    quartiles = np.quantile(scores, [0.25, 0.5, 0.75]).tolist()
    return Summary(
        n,
        len(scores),
        math.fsum(scores) / len(scores),
        *(quartiles if n >= 8 else [None] * 3),
        float(np.quantile(scores, 0.9)) if n >= 20 else None,
        min(scores) if n >= 10 else None,
        max(scores) if n >= 10 else None,
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_shown_figure_equals_an_independent_computation(seed):
    entries = sample(seed)
    scored = [e for e in entries if e.score is not None]
    tables = summarise(entries, FRAME, SOURCE, expected=80).tables
    tier = {"cars": "big", "chips": "big", "bio": "new"}
    for lines, of in (
        ((tables.total,), lambda e: "total"),
        (tables.tiers, lambda e: tier[e.cluster]),
        (tables.clusters, lambda e: e.cluster),
        (tables.regions, lambda e: e.region),
    ):
        for line in lines:
            own = [e for e in scored if of(e) == line.group.code]
            assert line.summary == expected_summary(
                [(e.enterprise, e.score) for e in own]
            )
            assert line.levels == tuple(
                sum(e.level == level for e in own) for level in ("basic", "good")
            )
            assert line.dimensions == tuple(
                expected_summary(
                    [
                        (e.enterprise, e.dimensions[place])
                        for e in own
                        if e.dimensions[place] is not None
                    ]
                )
                for place in (0, 1)
            )


def test_small_cells_are_hidden_alike_in_all_tables():
    entries = [
        entry(unit, region=region, cluster=cluster)
        for unit, (region, cluster) in enumerate(
            [("north", "cars")] * 9
            + [("south", "cars")] * 8
            + [("north", "chips")] * 2
            + [("south", "chips")] * 1
            + [("south", "bio")] * 7
        )
    ]
    tables = summarise(entries, FRAME, SOURCE, expected=27).tables
    assert [line.summary.n for line in tables.clusters] == [None, None, 7]
    assert [line.summary.n for line in tables.tiers] == [20, 7]
    assert [line.summary.n for line in tables.regions] == [11, 16]
    assert tables.cells == (
        (Cell(), Cell(), Cell(0, None)),
        (Cell(), Cell(), Cell(7, 73.0)),
    )
    assert tables.clusters[0].levels is None
    assert (tables.clusters[0].reached, tables.clusters[0].share) == (None, None)


def test_everything_is_hidden_where_everybody_is_a_small_group():
    tables = summarise([entry(1), entry(2)], FRAME, SOURCE, expected=2).tables
    assert tables.total.summary == HIDDEN
    assert [line.summary for line in tables.tiers] == [HIDDEN, EMPTY]
    assert tables.cells[0][0] == Cell()


def test_a_level_reached_with_open_checks_is_counted_apart():
    entries = [
        entry(unit, level="basic" if unit < 4 else "", pending=unit < 3)
        for unit in range(10)
    ]
    total = summarise(entries, FRAME, SOURCE, expected=10).tables.total
    assert (total.levels, total.pending) == ((4, 0), 3)
    assert (total.reached, total.share) == (4, 0.4)


def test_a_reader_sees_only_its_own_entries_the_best_first_with_ranks():
    entries = [entry(unit) for unit in range(6)]
    entries += [entry(unit, cluster="chips") for unit in range(8, 13)]
    entries += [entry(6, score=None), entry(7, cluster="bio")]
    found = summarise(
        entries,
        FRAME,
        SOURCE,
        expected=13,
        listed=lambda e: e.unit in (0, 5, 6, 7),
    )
    assert [(e.unit, e.rank) for e in found.entries] == [
        (5, 100 * 5.5 / 6),
        (0, 100 * 0.5 / 6),
        (6, None),
        (7, None),
    ]
    assert dataclasses.astuple(found.counts) == (12, 12, 1, 4)
    assert found.listed == HIDDEN
    assert not found.complete


def test_without_a_right_to_entries_there_is_no_list():
    found = summarise([entry(1)], FRAME, SOURCE, expected=1)
    assert (found.entries, found.listed) == (None, EMPTY)


@pytest.mark.parametrize(
    ("entries", "expected", "message"),
    [
        ([entry(1)], 2, "1 units were read, 2 are counted"),
        ([entry(1), entry(1)], 2, "counted twice"),
        ([entry(1), entry(2, 1, region="south")], 2, "two regions"),
        ([entry(1, dimensions=(1.0,))], 1, "other dimensions"),
        ([entry(1, region="east")], 1, "Unknown region: east"),
        ([entry(1, cluster="toys")], 1, "Unknown cluster: toys"),
        ([entry(1, level="best")], 1, "Unknown level: best"),
    ],
)
def test_what_does_not_add_up_is_refused(entries, expected, message):
    with pytest.raises(DoesNotAddUp, match=message):
        summarise(entries, FRAME, SOURCE, expected=expected)


def test_the_content_hash_follows_the_figures_alone():
    one, other = (
        summarise(rows, FRAME, SOURCE, expected=80)
        for rows in (sample(1), sample(1)[::-1])
    )
    assert one == other
    assert one.content_hash == other.content_hash == content_hash(one)
    changed = summarise(sample(2), FRAME, SOURCE, expected=80)
    assert changed.content_hash != one.content_hash
