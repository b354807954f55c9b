"""The sheet "Overview": tiers of clusters and the whole, with their charts."""

from django.utils.translation import gettext as _

from reports.workbook import columns
from reports.workbook.charts import SHADES, bars, put_chart, scaled
from reports.workbook.drafting import (
    FIRST_ROW,
    Draft,
    freeze,
    head,
    legend,
    name,
    say,
    set_up_page,
)
from reports.workbook.heat import inner_bars
from reports.workbook.palette import SHARE
from reports.workbook.tables import Placed, place
from surveys.scoring import Text

WORD = Text("集群梯队", "Tier of clusters")


def write_overview(draft: Draft) -> None:
    """One row for each tier and the total, whose figures get names."""
    benchmark = draft.benchmark
    sheet = draft.sheet(
        _("Overview"), _("Tiers of clusters and the total, with charts")
    )
    head(draft, sheet, _("Overview by tier of clusters"), legend(draft))
    table = place(
        sheet,
        "Overview",
        columns.lines(benchmark.frame, WORD),
        benchmark.tables.tiers,
        row=FIRST_ROW,
        totals=[benchmark.tables.total],
    )
    _name_totals(draft, table)
    inner_bars(sheet, table.block("share", "share"), upto=1)
    _add_charts(table, say(WORD), benchmark.frame.scale)
    freeze(sheet, FIRST_ROW + 1, 4)
    set_up_page(draft, sheet)


def _name_totals(draft: Draft, table: Placed) -> None:
    """Key figures by name: total_n, total_mean, total_share …"""
    keys = ("n", "units", "mean", "p25", "median", "p75", "not_reached", "share")
    for key in keys:
        name(draft, table.total(key), f"total_{key}")


def _add_charts(table: Placed, word: str, full: int) -> None:
    label = "zh" if word == WORD.zh else "en"
    spread = bars(
        _("Score by tier: quartiles and median"),
        table,
        ("p25", "median", "p75"),
        label=label,
        colours=SHADES,
    )
    reached = bars(
        _("Share of units that reached a level"),
        table,
        ("share",),
        label=label,
        form=SHARE,
    )
    rows = (table.last + 4, table.last + 24)
    put_chart(table.sheet, scaled(spread, full), (1, 3), rows)
    put_chart(table.sheet, reached, (5, len(table.letters)), rows)
