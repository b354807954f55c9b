"""The cover: what the workbook is, its key figures, its contents and its manifest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.figures import Source
from reports.workbook.drafting import (
    A4,
    Draft,
    Pages,
    Value,
    at,
    link,
    moment,
    name,
    say,
    write,
)
from reports.workbook.palette import NAVY, PREFIX
from reports.workbook.tables import lines_height, width
from surveys.scoring import Text

LEFT, MIDDLE, RIGHT = 2, 4, 9
"""The first column of labels, the first of values, and the last of all."""
VALUE_WIDTH = 92
"""How many characters fit the columns of values."""


def title() -> str:
    """The title of the workbook."""
    return _("Benchmark of digital maturity by cluster")


@dataclass(frozen=True, slots=True)
class Front:
    """What stands on a cover: the title, two lines under it, key figures (label, value
    and style), and the manifest (key, label and value)."""

    title: str
    lines: tuple[str, str]
    tiles: Sequence[tuple[str, Value, str]]
    manifest: Sequence[tuple[str, str, str]]


def write_cover(draft: Draft, sheet: Worksheet) -> None:
    """Fill the first sheet, once all others are there."""
    scope = _("Scope: %(scope)s") % {"scope": say(draft.reader.scope)}
    cut = _("Data cut: %(moment)s") % {"moment": moment(draft.benchmark.source.at)}
    lines = (draft.about, f"{scope} · {cut}")
    fill(draft, sheet, Front(title(), lines, _tiles(draft), list(manifest(draft))))


def fill(pages: Pages, sheet: Worksheet, front: Front) -> None:
    """Fill the first sheet of any workbook, once all others are there."""
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = sheet.column_dimensions["J"].width = 3
    for letter in "BCDEFGHI":
        sheet.column_dimensions[letter].width = 14
    _write_band(sheet, front)
    _write_tiles(sheet, front.tiles, 7)
    row = _write_contents(pages, sheet, 11)
    _write_manifest(pages, sheet, front.manifest, row + 2)
    _set_up(sheet)


def _write_band(sheet: Worksheet, front: Front) -> None:
    rows = (
        (2, front.title, "band", 54),
        (3, front.lines[0], "band small", 24),
        (4, front.lines[1], "band small", 24),
        (5, "", "accent", 4),
    )
    for row, text, style, height in rows:
        for column in range(LEFT, RIGHT + 1):
            at(sheet, row, column).style = PREFIX + style
        write(at(sheet, row, LEFT), text, style)
        _merge(sheet, row, LEFT, RIGHT)
        sheet.row_dimensions[row].height = height


def _merge(sheet: Worksheet, row: int, first: int, last: int) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def _tiles(draft: Draft) -> Sequence[tuple[str, Value, str]]:
    total = draft.benchmark.tables.total
    return (
        (_("Enterprises (n)"), total.summary.n, "count"),
        (_("Units"), total.summary.units, "count"),
        (_("Median score"), total.summary.median, "score"),
        (_("Share that reached a level"), total.share, "share"),
    )


def _write_tiles(
    sheet: Worksheet, tiles: Sequence[tuple[str, Value, str]], row: int
) -> None:
    """Four key figures, each two columns wide."""
    for number, (text, value, style) in enumerate(tiles):
        column = LEFT + 2 * number
        for step, (content, look) in enumerate(
            ((value, f"tile {style}"), (text, "tile label"))
        ):
            cell = at(sheet, row + step, column)
            write(cell, content, look)
            cell.style = PREFIX + look
            at(sheet, row + step, column + 1).style = PREFIX + look
            _merge(sheet, row + step, column, column + 1)
    sheet.row_dimensions[row].height = 44
    sheet.row_dimensions[row + 1].height = 22


def _write_contents(draft: Pages, sheet: Worksheet, row: int) -> int:
    """A link to each sheet with what it is about; returns the last row."""
    write(at(sheet, row, LEFT), _("Contents"), "heading")
    for target, about in draft.contents:
        row += 1
        link(at(sheet, row, LEFT), target, target.title)
        write(at(sheet, row, MIDDLE), about, "entry value")
        _join(sheet, row, "entry value")
        sheet.row_dimensions[row].height = 19
    return row


def _join(sheet: Worksheet, row: int, style: str) -> None:
    """Make one cell of the columns of labels and one of those of values."""
    for first, last in ((LEFT, MIDDLE - 1), (MIDDLE, RIGHT)):
        for column in range(first + 1, last + 1):
            at(sheet, row, column).style = PREFIX + style
        _merge(sheet, row, first, last)


def _write_manifest(
    draft: Pages, sheet: Worksheet, rows: Sequence[tuple[str, str, str]], row: int
) -> None:
    """Where every figure is from; each value has a name, manifest_…"""
    write(at(sheet, row, LEFT), _("Manifest"), "heading")
    for key, label, value in rows:
        row += 1
        write(at(sheet, row, LEFT), label, "entry label")
        write(at(sheet, row, MIDDLE), value, "entry value")
        name(draft, at(sheet, row, MIDDLE), f"manifest_{key}")
        _join(sheet, row, "entry value")
        lines = max(-(-width(value) // VALUE_WIDTH), -(-width(label) // 30))
        sheet.row_dimensions[row].height = lines_height(lines)


def manifest(draft: Draft) -> Iterator[tuple[str, str, str]]:
    """The entries of the manifest: key, label and value."""
    benchmark, reader = draft.benchmark, draft.reader
    yield from _about_source(draft.benchmark.source)
    yield from _about_peers(draft)
    yield "scope", _("Scope of the reader"), say(reader.scope)
    yield "rows", _("Row counts"), _rows(draft)
    yield "content_hash", _("Content hash (SHA-256)"), benchmark.content_hash
    yield "made_at", _("Made at"), moment(reader.at)
    yield "made_for", _("Ordered by"), reader.name


def _about_source(source: Source) -> Iterator[tuple[str, str, str]]:
    edition = f"{say(source.edition)} {source.edition_label}"
    yield "round", _("Round"), say(source.round)
    yield "data_cut", _("Data cut"), moment(source.at)
    yield "edition", _("Questionnaire and edition"), edition
    yield "edition_hash", _("Edition hash (SHA-256)"), source.edition_hash
    yield "engine", _("Version of the scoring engine"), source.engine
    yield "lane", _("Lane of the scores"), say(source.lane)
    yield "filters", _("Filters"), _filters(source)


def _filters(source: Source) -> str:
    pairs = [_pair(*pair) for pair in source.filters]
    return _listed(pairs) if pairs else _("No filter")


def _pair(key: Text, value: Text) -> str:
    return _("%(part)s: %(value)s") % {"part": say(key), "value": say(value)}


def _listed(items: Iterable[str]) -> str:
    return pgettext("between the things of a list", "; ").join(items)


def _about_peers(draft: Draft) -> Iterator[tuple[str, str, str]]:
    source, frame = draft.benchmark.source, draft.benchmark.frame
    names = {group.code: say(group.name) for group in frame.statuses}
    statuses = _listed(names.get(code, code) for code in source.statuses)
    yield "statuses", _("Statuses that count"), statuses
    yield (
        "own_unit",
        _("Own unit in its peer group"),
        (
            _("A unit counts among its own peers.")
            if source.own_unit_counts
            else _("A unit does not count among its own peers.")
        ),
    )
    yield (
        "method",
        _("Quantiles and ranks"),
        _(
            "Quantiles of type 7 (PERCENTILE.INC); mean percentile rank; "
            "one primary cluster for each enterprise; one row for each unit."
        ),
    )
    thresholds = frame.thresholds
    settings = _(
        "At least %(minimum)d enterprises; quartiles from %(quartiles)d, lowest and "
        "highest from %(extremes)d, P90 from %(p90)d on; complementary suppression."
    )
    yield (
        "suppression",
        _("Small cells"),
        settings
        % {
            "minimum": thresholds.minimum,
            "quartiles": thresholds.quartiles,
            "extremes": thresholds.extremes,
            "p90": thresholds.p90,
        },
    )


def _rows(draft: Draft) -> str:
    counts = draft.benchmark.counts
    return _(
        "%(units)d units of %(enterprises)d enterprises count; %(unscored)d units have "
        "no score; %(listed)d units are listed."
    ) % {
        "units": counts.units,
        "enterprises": counts.enterprises,
        "unscored": counts.unscored,
        "listed": counts.listed,
    }


def _set_up(sheet: Worksheet) -> None:
    """One page upright, with the tab in the house's colour."""
    sheet.sheet_properties.tabColor = NAVY
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
