"""The sheets "Clusters" and "Dimensions": one row for each cluster."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl.worksheet.pagebreak import Break

from reports.workbook import columns
from reports.workbook.charts import lying_bars, put_chart, scaled
from reports.workbook.drafting import (
    FIRST_ROW,
    Draft,
    freeze,
    head,
    legend,
    set_up_page,
)
from reports.workbook.heat import heat, inner_bars
from reports.workbook.tables import Placed, place, upright_height
from surveys.scoring import Text

WORD = Text("产业集群", "Cluster")


def label() -> str:
    """The column of names in the language of the workbook."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def write_clusters(draft: Draft) -> Placed:
    """Counts, quartiles and levels of each cluster, and a chart of the medians."""
    benchmark = draft.benchmark
    sheet = draft.sheet(
        _("Clusters"), _("One row for each cluster: n, mean, quartiles, levels reached")
    )
    head(draft, sheet, _("Benchmark by cluster"), legend(draft))
    table = place(
        sheet,
        "Clusters",
        columns.lines(benchmark.frame, WORD),
        benchmark.tables.clusters,
        row=FIRST_ROW,
        totals=[benchmark.tables.total],
    )
    inner_bars(sheet, table.block("median", "median"), upto=benchmark.frame.scale)
    inner_bars(sheet, table.block("share", "share"), upto=1)
    medians = lying_bars(_("Median score by cluster"), table, "median", label=label())
    chart = scaled(medians, benchmark.frame.scale)
    first = table.last + 5
    rows = (first, first + len(benchmark.tables.clusters) + 5)
    put_chart(sheet, chart, (1, len(table.letters)), rows)
    sheet.row_breaks.append(Break(table.last + 3))
    freeze(sheet, FIRST_ROW + 1, 4)
    set_up_page(draft, sheet, repeat=FIRST_ROW)
    return table


def write_dimensions(draft: Draft) -> Placed:
    """The median of each dimension in each cluster, as a heat map."""
    frame = draft.benchmark.frame
    chosen = columns.dimensions(frame, WORD)
    sheet = draft.sheet(
        _("Dimensions"), _("Median of each dimension by cluster, as a heat map")
    )
    head(draft, sheet, _("Medians of the dimensions by cluster"), legend(draft))
    table = place(
        sheet,
        "Dimensions",
        chosen,
        draft.benchmark.tables.clusters,
        row=FIRST_ROW,
        totals=[draft.benchmark.tables.total],
    )
    names = [column.title for column in chosen if column.header != "header"]
    sheet.row_dimensions[FIRST_ROW].height = upright_height(names)
    if frame.dimensions:
        heat(sheet, table.block(frame.dimensions[0].code, frame.dimensions[-1].code))
    freeze(sheet, FIRST_ROW + 1, 4)
    set_up_page(draft, sheet, repeat=FIRST_ROW)
    return table
