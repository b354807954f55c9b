"""Colours that follow the figures: heat maps and bars inside of cells."""

from openpyxl.formatting.rule import ColorScale, DataBar, FormatObject, Rule
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook.palette import DEEP, SKY, WHITE


def heat(sheet: Worksheet, cells: str) -> None:
    """One hue from light to deep: readable in grey print, texts stay uncoloured."""
    scale = ColorScale(
        cfvo=[FormatObject(type="min"), FormatObject(type="max")],
        color=[Color(f"FF{WHITE}"), Color(f"FF{DEEP}")],
    )
    rule = Rule(type="colorScale", colorScale=scale)
    sheet.conditional_formatting.add(cells, rule)


def inner_bars(sheet: Worksheet, cells: str, *, upto: float) -> None:
    """A bar behind each figure, from 0 to `upto`."""
    ends = [FormatObject(type="num", val=end) for end in (0, upto)]
    bar = DataBar(
        cfvo=ends, color=Color(f"FF{SKY}"), minLength=0, maxLength=100, showValue=True
    )
    sheet.conditional_formatting.add(cells, Rule(type="dataBar", dataBar=bar))
