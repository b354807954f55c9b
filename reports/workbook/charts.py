"""Native charts that stay readable: axes shown, legends apart, the house's colours."""

from collections.abc import Sequence
from typing import Final, TypeVar

from openpyxl.chart import BarChart, RadarChart, Reference
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook.palette import AMBER, BLUE, GREY, INK, LINE, NAVY, SCORE, SKY
from reports.workbook.tables import Placed
from surveys.sheets.texts import clean

SERIES: Final = (NAVY, AMBER, BLUE, SKY, GREY)
SHADES: Final = (SKY, NAVY, BLUE)
"""For a lower quartile, a median and an upper quartile."""

FULL: Final = 100
THICK: Final = 28_575
THIN: Final = 6_350
"""Widths of lines in EMU; 12,700 are one point."""

BLANK_ZERO: Final = "0.0;;"
"""A number format that shows no 0.0 where a figure is not shown."""


def bars(
    title: str,
    table: Placed,
    keys: Sequence[str],
    *,
    label: str,
    form: str = SCORE,
    colours: Sequence[str] = SERIES,
) -> BarChart:
    """Standing bars of some columns of a table.

    `label` is the column with the names; `form` the number format of the figures.
    """
    chart = BarChart()
    chart.type = "col"
    chart.title = _title(title)
    for key in keys:
        chart.add_data(_reference(table, key, header=True), titles_from_data=True)
    chart.set_categories(_reference(table, label))
    for series, colour in zip(chart.series, colours, strict=False):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.dLbls = _labels(form)
    chart.gapWidth = 80
    _set_axes(chart, form)
    _set_legend(chart, several=len(keys) > 1)
    return chart


def lying_bars(title: str, table: Placed, key: str, *, label: str) -> BarChart:
    """Lying bars of one column, in the order of the table: room for long names."""
    chart = bars(title, table, [key], label=label)
    chart.type = "bar"
    chart.gapWidth = 60
    chart.x_axis.scaling.orientation = "maxMin"
    return chart


Chart = TypeVar("Chart", BarChart, RadarChart)


def scaled(chart: Chart, full: float) -> Chart:
    """Let the axis run to the highest score there can be."""
    chart.y_axis.scaling.max = full
    chart.y_axis.majorUnit = full / 5
    return chart


def unbound(chart: BarChart, form: str) -> BarChart:
    """Let the axis run as far as the figures do, below 0 as well; names stay outside.
    `form` is the number format of the figures."""
    chart.y_axis.scaling.min = chart.y_axis.scaling.max = None
    chart.y_axis.number_format = form
    chart.x_axis.tickLblPos = "low"
    for series in chart.series:
        series.dLbls.numFmt = form
    return chart


def put_chart(
    sheet: Worksheet, chart: ChartBase, columns: tuple[int, int], rows: tuple[int, int]
) -> None:
    """Let a chart fill the cells from the first to the last column and row, from 1."""
    start = AnchorMarker(col=columns[0] - 1, row=rows[0] - 1)
    end = AnchorMarker(col=columns[1], row=rows[1])
    place = TwoCellAnchor(editAs="oneCell", _from=start, to=end)
    chart.anchor = place  # type: ignore[assignment]  # stubs know str only
    sheet.add_chart(chart)


def radar(title: str, table: Placed, keys: Sequence[str], *, label: str) -> RadarChart:
    """A radar of scores from 0 to 100, one corner for each row of a table."""
    chart = RadarChart()
    chart.type = "marker"
    chart.title = _title(title)
    for key in keys:
        chart.add_data(_reference(table, key, header=True), titles_from_data=True)
    chart.set_categories(_reference(table, label))
    for place, series in enumerate(chart.series):
        _draw_line(series, SERIES[place], dashed=place > 0)
    _set_axes(chart, "0")
    chart.y_axis.majorGridlines = _grid()
    _set_legend(chart, several=True)
    return chart


def _reference(table: Placed, key: str, *, header: bool = False) -> Reference:
    column = column_index_from_string(table.letters[key])
    first = table.first - 1 if header else table.first
    return Reference(table.sheet, column, first, column, table.last)


def _title(text: str) -> Title:
    look = CharacterProperties(sz=1300, b=True, solidFill=NAVY)
    run = RegularTextRun(rPr=look, t=clean(text))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _words(size: int = 900, colour: str = INK) -> RichText:
    """The look of a chart's texts; `size` in hundredths of a point."""
    look = CharacterProperties(sz=size, solidFill=colour)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)
    return RichText(p=[paragraph])


def _labels(form: str) -> DataLabelList:
    labels = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = False
    labels.showLegendKey = labels.showPercent = False
    labels.numFmt = BLANK_ZERO if form == SCORE else form
    labels.txPr = _words(800)
    return labels


def _set_axes(chart: BarChart | RadarChart, form: str) -> None:
    """Show both axes: openpyxl marks them as deleted unless told otherwise."""
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _words()
    scores = form in {SCORE, "0"}
    chart.y_axis.number_format = "0" if scores else "0%"
    chart.y_axis.scaling.min = 0
    chart.y_axis.scaling.max = FULL if scores else 1
    chart.y_axis.majorGridlines = _grid()
    chart.y_axis.graphicalProperties = GraphicalProperties(
        ln=LineProperties(noFill=True)
    )


def _grid() -> ChartLines:
    line = LineProperties(solidFill=LINE, w=THIN)
    return ChartLines(spPr=GraphicalProperties(ln=line))


def _draw_line(series: Series, colour: str, *, dashed: bool) -> None:
    line = LineProperties(
        solidFill=colour, w=THICK, prstDash="dash" if dashed else "solid"
    )
    series.graphicalProperties = GraphicalProperties(ln=line)
    series.marker = Marker(
        symbol="diamond" if dashed else "circle",
        size=6,
        spPr=GraphicalProperties(solidFill=colour),
    )
    series.smooth = False


def _set_legend(chart: BarChart | RadarChart, *, several: bool) -> None:
    if not several:
        chart.legend = None
        return
    chart.legend = Legend()
    chart.legend.position = "b"
    chart.legend.overlay = False
    chart.legend.txPr = _words()
