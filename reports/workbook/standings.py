"""The sheet "Ranking": how each cluster stands: rank, change, spread of the scores."""

import dataclasses
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from reports.figures import Benchmark, Line
from reports.particulars import Particulars
from reports.workbook import columns
from reports.workbook.clusters import WORD, label
from reports.workbook.drafting import Draft, Value, legend, say
from reports.workbook.heat import inner_bars
from reports.workbook.tables import Column, Placed, put_table

SHOWN = ("n", "mean", "median", "share")
"""Columns of every line that stand here, too."""


def write_standings(draft: Draft, found: Particulars) -> Placed:
    """One row for each cluster, with bars that show how its scores spread."""
    benchmark = draft.benchmark
    table = put_table(
        draft,
        (
            _("Ranking"),
            _("Clusters by rank, with change and distribution"),
            "Ranking",
        ),
        legend(draft),
        standings(benchmark),
        benchmark.tables.clusters,
        totals=[benchmark.tables.total],
    )
    sheet = table.sheet
    inner_bars(sheet, table.block("mean", "mean"), upto=benchmark.frame.scale)
    inner_bars(sheet, table.block("share", "share"), upto=1)
    for row, counts in enumerate(found.bands.clusters, start=table.first):
        first, last = (table.letters[band_key(n)] for n in (0, len(counts) - 1))
        most = max((count for count in counts if count), default=1)
        inner_bars(sheet, f"{first}{row}:{last}{row}", upto=most)
    return table


def standings(benchmark: Benchmark) -> tuple[Column[Line], ...]:
    """The columns of the ranking; none without particulars."""
    found = benchmark.particulars
    if found is None:
        return ()
    places = {g.code: place for place, g in enumerate(benchmark.frame.clusters)}
    known = {c.key: c for c in columns.lines(benchmark.frame, WORD)}
    return (
        dataclasses.replace(known[label()], title=say(WORD)),
        *(dataclasses.replace(known[key], width=11) for key in SHOWN),
        _rank(found, places),
        *_changes(found, places),
        *_bands(found, places),
    )


def band_key(place: int) -> str:
    """The key of the column of a band."""
    return f"band_{place}"


def band_name(found: Particulars, place: int) -> str:
    """A band by its ends, such as 20–40."""
    low, high = found.bands.edges[place : place + 2]
    return f"{low:g}–{high:g}"


def _rank(found: Particulars, places: dict[str, int]) -> Column[Line]:
    def value(line: Line) -> Value:
        place = places.get(line.group.code)
        if place is None or line.summary.n == 0:
            return ""
        return found.ranks[place]

    return Column(
        "rank",
        _("Rank by mean"),
        value,
        "count",
        _("Place of the cluster by its mean score; equal means rank alike."),
        _("1 + clusters with a higher mean, RANK.EQ"),
        width=10,
    )


def _changes(found: Particulars, places: dict[str, int]) -> Iterator[Column[Line]]:
    panel = found.panel
    if panel is None:
        return

    def spot(line: Line) -> tuple[int | None, float | None]:
        place = places.get(line.group.code)
        one = panel.total if place is None else panel.clusters[place]
        return one.n, one.mean

    def mean(line: Line) -> Value:
        n, change = spot(line)
        return "" if n == 0 else change

    since = {"round": say(panel.round)}
    yield Column(
        "change",
        _("Change since %(round)s") % since,
        mean,
        "difference",
        _("Mean change of the units that count in both rounds, same edition."),
        _("Mean of (score now - score then) over the units of the panel"),
        _("points"),
        width=12,
    )
    yield Column(
        "panel",
        _("Panel (n)"),
        lambda line: spot(line)[0],
        "count",
        _("Enterprises with a unit that counts in both rounds."),
        _("Number of different enterprises"),
        _("enterprises"),
        width=10,
    )


def _bands(found: Particulars, places: dict[str, int]) -> Iterator[Column[Line]]:
    for place in range(len(found.bands.total)):
        name = {"band": band_name(found, place)}
        yield Column(
            band_key(place),
            _("Score %(band)s (n)") % name,
            _band(found, places, place),
            "count",
            _("Enterprises whose mean score lies in the band, its lower end included."),
            _("Number of different enterprises"),
            _("enterprises"),
            width=12.5,
        )


def _band(
    found: Particulars, places: dict[str, int], place: int
) -> Callable[[Line], Value]:
    def value(line: Line) -> Value:
        own = places.get(line.group.code)
        counts = found.bands.total if own is None else found.bands.clusters[own]
        return counts[place]

    return value
