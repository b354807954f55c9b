"""One sheet for each cluster: all that may be said of it, on its own pages."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from reports.figures import Entry, Line
from reports.particulars import Particulars
from reports.workbook import facets
from reports.workbook.charts import bars, put_chart, radar, scaled, unbound
from reports.workbook.clusters import label
from reports.workbook.drafting import (
    FIRST_ROW,
    Draft,
    at,
    head,
    legend,
    link,
    set_up_page,
    write,
)
from reports.workbook.facets import FIRST, OTHER, SECOND, Facet
from reports.workbook.heat import inner_bars
from reports.workbook.palette import PREFIX, SHARE
from reports.workbook.tables import Placed, heighten, lines_height, place

WIDTHS = (FIRST, SECOND, *[OTHER] * 6)
"""Of the columns of these sheets, in characters: together a page of A4."""
CHART_ROWS = 20
PAGE, ROW, HEADER = 490, 15, 30
"""Heights in points: of what A4 holds, of a plain row, and of a header."""
LISTED = 30
"""So many enterprises are named on the sheet of a cluster; the list has all."""


def write_closeups(draft: Draft, found: Particulars, table: Placed) -> None:
    """The sheet of each cluster; `table` is the ranking of all, which gets links."""
    for number, line in enumerate(draft.benchmark.tables.clusters):
        name = getattr(line.group.name, label())
        about = _("Cluster %(number)d: %(name)s") % {"number": number + 1, "name": name}
        sheet = draft.sheet(f"{number + 1:02} {name}", about)
        head(draft, sheet, about, legend(draft))
        _wrap_note(sheet)
        _set_widths(sheet)
        _link_to(sheet, table, number)
        if line.summary.n:
            _Sheet(draft, sheet, number).write(found, line)
        else:
            write(at(sheet, FIRST_ROW, 1), _why_nothing(line), "heading")
        set_up_page(draft, sheet)


def _wrap_note(sheet: Worksheet) -> None:
    """Keep the note within the width of the page."""
    at(sheet, 4, 1).style = f"{PREFIX}note"
    sheet.merge_cells("A4:H4")
    sheet.row_dimensions[4].height = lines_height(2)


def _set_widths(sheet: Worksheet) -> None:
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width


def _link_to(sheet: Worksheet, table: Placed, number: int) -> None:
    """Links between a cluster's row in the ranking and its own sheet."""
    row = table.first + number
    cell = table.sheet[f"{table.letters[label()]}{row}"]
    link(cell, sheet, str(cell.value or ""), "link")
    link(at(sheet, 3, 3), table.sheet, _("← All clusters"))


def _why_nothing(line: Line) -> str:
    """Why a sheet has no figures."""
    if line.summary.n == 0:
        return _("No enterprise of this cluster counts.")
    return _(
        "No figures are shown: too few enterprises of this cluster count, or it is "
        "hidden so that those of another one cannot be worked out."
    )


class _Sheet:
    """A sheet of one cluster, written from its top to its end."""

    def __init__(self, draft: Draft, sheet: Worksheet, number: int) -> None:
        self.draft, self.sheet, self.number = draft, sheet, number
        self.row, self.page = FIRST_ROW, 1

    def write(self, found: Particulars, line: Line) -> None:
        benchmark, number = self.draft.benchmark, self.number
        self.table("Figures", _("Key figures"), facets.figures(benchmark, line))
        charts = self.row
        self.row += CHART_ROWS + 1
        dimensions = self.table(
            "Dimensions",
            _("Dimensions: the cluster, all, and the best tenth"),
            facets.dimensions(benchmark, line),
        )
        bands = self.table(
            "Bands",
            _("Distribution of the scores"),
            facets.bands(found, line, number),
        )
        self.charts(charts, dimensions, bands)
        self.questions(found)
        for facet, key, title in facets.groups(benchmark, number):
            self.table(key, title, facet)
        self.enterprises(line.group.code)

    def table(self, key: str, title: str, facet: Facet) -> Placed:
        """A heading and a table under it; the next one begins two rows below."""
        write(at(self.sheet, self.row, 1), title, "heading")
        columns, records = facet
        name = f"C{self.number + 1:02}_{key}"
        placed = place(self.sheet, name, columns, records, row=self.row + 1)
        heighten(placed, columns, records)
        self.sheet.row_dimensions[self.row + 1].height = HEADER
        _set_widths(self.sheet)
        self.keep_together(self.row, placed.last)
        self.row = placed.last + 3
        return placed

    def charts(self, row: int, dimensions: Placed, bands: Placed) -> None:
        frame, rows = self.draft.benchmark.frame, (row, row + CHART_ROWS - 1)
        keys = ("own", "all", "best")
        if frame.dimensions:
            one = radar(_("Mean of each dimension"), dimensions, keys, label="name")
            put_chart(self.sheet, scaled(one, frame.profile_scale), (1, 3), rows)
        other = bars(
            _("Share of enterprises by score"),
            bands,
            ("share", "share_all"),
            label="band",
            form=SHARE,
        )
        put_chart(self.sheet, unbound(other, SHARE), (4, 8), rows)
        other.y_axis.scaling.min = 0
        for key in ("share", "share_all"):
            inner_bars(self.sheet, bands.block(key, key), upto=1)

    def questions(self, found: Particulars) -> None:
        """Where the cluster leads and lags most, and what it fails most often."""
        leads, lags = facets.questions(found, self.number)
        self.table("Leads", _("Questions with the largest lead over all"), leads)
        self.table("Lags", _("Questions with the largest lag behind all"), lags)
        self.table(
            "Gates",
            _("Gates that are failed most often"),
            facets.gates(found, self.draft.benchmark, self.number),
        )

    def keep_together(self, first: int, last: int) -> None:
        """Begin a page before the rows that would not fit on this one."""
        rows = range(self.page, last + 1)
        heights = (self.sheet.row_dimensions[row].height or ROW for row in rows)
        if sum(heights) > PAGE and first > self.page:
            self.sheet.row_breaks.append(Break(first - 1))
            self.page = first

    def enterprises(self, code: str) -> None:
        """The best of those that the reader may see by name."""
        entries: Sequence[Entry] = self.draft.benchmark.entries or ()
        own = [entry for entry in entries if entry.cluster == code]
        if not own:
            return
        title = _("Enterprises: %(shown)d of %(all)d units, the best first") % {
            "shown": min(len(own), LISTED),
            "all": len(own),
        }
        facet = facets.enterprises(self.draft.benchmark.frame, own[:LISTED])
        self.table("Enterprises", title, facet)
