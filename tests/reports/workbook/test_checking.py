"""A benchmark whose figures do not add up makes no workbook."""

import dataclasses

import pytest

from reports.figures import Cell, DoesNotAddUp, content_hash
from reports.statistics import Summary
from reports.summarising import summarise
from reports.workbook import render
from tests.reports import sample

CITY = sample.frame()
WHOLE = summarise(
    sample.entries(CITY, units=400, seed=1),
    CITY,
    sample.SOURCE,
    expected=400,
    listed=lambda _: True,
)
TABLES = WHOLE.tables


def first(lines, **changes):
    """The lines with another first one."""
    return (dataclasses.replace(lines[0], **changes), *lines[1:])


def more(line):
    """A summary with one enterprise more."""
    return dataclasses.replace(line.summary, n=line.summary.n + 1)


def with_tables(**changes):
    return {"tables": dataclasses.replace(TABLES, **changes)}


@pytest.mark.parametrize(
    "changes",
    [
        with_tables(clusters=first(TABLES.clusters, summary=more(TABLES.clusters[0]))),
        with_tables(tiers=first(TABLES.tiers, summary=more(TABLES.tiers[0]))),
        with_tables(tiers=first(TABLES.tiers, levels=(0,))),
        with_tables(tiers=first(TABLES.tiers, pending=999)),
        with_tables(regions=first(TABLES.regions, summary=Summary(400, 400))),
        with_tables(total=dataclasses.replace(TABLES.total, summary=Summary(9, 9))),
        with_tables(cells=((Cell(400, 1.0), *TABLES.cells[0][1:]), *TABLES.cells[1:])),
        {"counts": dataclasses.replace(WHOLE.counts, units=1)},
        {"counts": dataclasses.replace(WHOLE.counts, listed=399)},
        {"entries": WHOLE.entries[1:]},
        {"listed": dataclasses.replace(WHOLE.listed, units=1)},
    ],
)
def test_figures_that_contradict_each_other_are_refused(changes):
    other = dataclasses.replace(WHOLE, **changes)
    other = dataclasses.replace(other, content_hash=content_hash(other))
    with pytest.raises(DoesNotAddUp):
        render(other, sample.READER, "en")


def test_figures_of_another_hash_are_refused():
    other = dataclasses.replace(WHOLE, content_hash="0" * 64)
    with pytest.raises(DoesNotAddUp, match="hash"):
        render(other, sample.READER, "en")
