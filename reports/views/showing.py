"""How a board's figures are laid out: rows with bars of SVG, charts as data, links."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from reports.figures import Cell, Frame, Line
from reports.picturing import Board, Change, Lead
from reports.statistics import Summary
from surveys.explaining.words import worded

WIDTH: Final = 100  # of every bar
TONES: Final = 8  # of the heat map, from light to dark
Linked = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Strip:
    """Where the middle half of a group lies, its median, and that of all; 0 to 100."""

    low: float
    width: float
    median: float
    whole: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: the units whose highest level is this one."""

    name: str
    count: int
    start: float
    width: float
    tone: int


@dataclass(frozen=True, slots=True)
class Row:
    """A group with its figures; `change` is of clusters alone."""

    code: str
    name: str
    url: str
    summary: Summary
    strip: Strip | None
    parts: tuple[Part, ...]
    share: float | None
    change: Change | None = None

    @property
    def shown(self) -> bool:
        """Whether it has figures to show."""
        return bool(self.summary.n)

    @property
    def empty(self) -> bool:
        """Whether nobody of it takes part."""
        return self.summary.n == 0


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of the heat map; `tone` is None where there is no figure."""

    cell: Cell
    url: str
    tone: int | None

    @property
    def hidden(self) -> bool:
        return self.cell.n is None


@dataclass(frozen=True, slots=True)
class Heat:
    """Mean scores of regions (rows) in clusters (columns); empty lines are left out."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[Spot, ...]], ...]


def row(line: Line, board: Board, url: str, change: Change | None = None) -> Row:
    """One group as a row."""
    frame = board.scene.frame
    return Row(
        line.group.code,
        worded(line.group.name),
        url,
        line.summary,
        strip(line.summary, board.tables.total.summary, frame),
        parts(line, frame),
        None if line.share is None else WIDTH * line.share,
        change,
    )


def rows(
    lines: Iterable[Line], board: Board, linked: Linked | None = None
) -> list[Row]:
    """Groups as rows, in their order."""
    return [row(o, board, linked(o.group.code) if linked else "") for o in lines]


def ranked(board: Board, linked: Linked) -> list[Row]:
    """The clusters by their places; those without one follow in their usual order."""
    found = [
        row(line, board, linked(line.group.code), change)
        for line, change in zip(board.tables.clusters, board.changes, strict=True)
    ]
    last = len(found) + 1
    return sorted(found, key=lambda r: (r.change and r.change.place) or last)


def strip(own: Summary, whole: Summary, frame: Frame) -> Strip | None:
    """The bar of a summary; None where it has no quartiles to show."""
    if own.p25 is None or own.median is None or own.p75 is None:
        return None
    unit = WIDTH / frame.scale
    middle = None if whole.median is None else whole.median * unit
    return Strip(own.p25 * unit, (own.p75 - own.p25) * unit, own.median * unit, middle)


def parts(line: Line, frame: Frame) -> tuple[Part, ...]:
    """The bar of the levels: first those that reached none."""
    units, reached = line.summary.units, line.reached
    if not units or line.levels is None or reached is None:
        return ()
    found, start = [], 0.0
    names = [_("Not reached"), *(worded(group.name) for group in frame.levels)]
    for tone, count in enumerate((units - reached, *line.levels)):
        width = WIDTH * count / units
        found.append(Part(names[tone], count, start, width, tone))
        start += width
    return tuple(found)


def stages(shown: Sequence[Row]) -> dict[str, Any] | None:
    """The levels by cluster as the page's script draws them; a table says the same."""
    bars = [one for one in shown if one.parts]
    if not bars:
        return None
    return {
        "kind": "bars",
        "stacked": True,
        "axes": [one.name for one in bars],
        "links": [one.url for one in bars],
        "series": [
            {"name": part.name, "values": [one.parts[at].count for one in bars]}
            for at, part in enumerate(bars[0].parts)
        ],
    }


def spread_of(board: Board) -> dict[str, Any] | None:
    """How the scores spread: rows of a table, and the chart of the same."""
    if not board.bins:
        return None
    found = [
        (_("%(low)s to %(high)s") % {"low": f"{b.low:g}", "high": f"{b.high:g}"}, b)
        for b in board.bins
    ]
    chart = {
        "kind": "column",
        "axes": [words for words, _bin in found],
        "unit": _("Units"),
        "series": [{"name": _("Units"), "values": [b.count for _words, b in found]}],
    }
    return {"rows": found, "chart": chart}


def heat(board: Board, linked: Linked, narrows: Callable[[str], bool]) -> Heat:
    """The heat map. A cell leads to its region; where the reader may narrow that (asked
    by its code), to the cluster in it."""
    frame, cells = board.scene.frame, board.tables.cells
    used = [
        (at, group)
        for at, group in enumerate(frame.clusters)
        if any(own[at].n != 0 for own in cells)
    ]
    lines = []
    for group, own in zip(frame.regions, cells, strict=True):
        if any(cell.n != 0 for cell in own):
            url = linked(group.code)
            further = f"{url}&cluster=" if narrows(group.code) else ""
            spots = [
                _spot(own[at], f"{further}{cluster.code}" if further else url, frame)
                for at, cluster in used
            ]
            lines.append((worded(group.name), url, tuple(spots)))
    columns = tuple((cluster.code, worded(cluster.name)) for _at, cluster in used)
    return Heat(columns, tuple(lines))


def _spot(cell: Cell, url: str, frame: Frame) -> Spot:
    if cell.mean is None:
        return Spot(cell, "", None)
    return Spot(cell, url, min(TONES - 1, int(TONES * cell.mean / frame.scale)))


def profile(found: Sequence[Lead], name: str, whole: str, scale: int) -> dict[str, Any]:
    """The radar of a group beside all, in the order of the dimensions given."""
    return {
        "kind": "radar",
        "axes": [worded(lead.group.name) for lead in found],
        "max": scale,
        "series": [
            {"name": name, "values": [_short(lead.median) for lead in found]},
            {
                "name": whole,
                "values": [_short(lead.whole) for lead in found],
                "line": "dashed",
            },
        ],
    }


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
