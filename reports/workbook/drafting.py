"""A workbook while it is being written: cells, links, names, titles and page set-up."""

import datetime as dt
import io
import math
from dataclasses import dataclass, field
from typing import Final, Protocol

from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from openpyxl.cell.cell import Cell
from openpyxl.utils import quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.header_footer import _HeaderFooterPart as HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.figures import Benchmark, Reader
from reports.workbook.palette import PREFIX
from surveys.explaining import words
from surveys.scoring import Text
from surveys.sheets.texts import clean, put
from surveys.sheets.titles import sheet_title

WITHHELD: Final = "—"
"""Stands where a figure is not shown."""

Value = str | int | float | None
"""What a cell gets: "" leaves it empty, None is a figure that is not shown."""

TOTAL: Final = " total"
"""Ends the names of the styles of totals."""

A4: Final = 9
FIRST_ROW: Final = 6
"""Where the content of a sheet begins, under its title and notes."""


class Pages(Protocol):
    """Any workbook being written: what its figures are about, and their hash."""

    @property
    def book(self) -> Workbook: ...

    @property
    def contents(self) -> list[tuple[Worksheet, str]]: ...

    @property
    def about(self) -> str: ...

    @property
    def stamp(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """One workbook being written, in the language that is active."""

    benchmark: Benchmark
    reader: Reader
    book: Workbook
    contents: list[tuple[Worksheet, str]] = field(default_factory=list)

    def sheet(self, title: str, about: str) -> Worksheet:
        """A new sheet, to be listed on the cover with what it is about."""
        return add_sheet(self, title, about)

    @property
    def about(self) -> str:
        """What the figures are about."""
        source = self.benchmark.source
        return " · ".join(map(say, (source.round, source.edition, source.lane)))

    @property
    def stamp(self) -> str:
        """The hash of the figures."""
        return self.benchmark.content_hash


def add_sheet(pages: Pages, title: str, about: str) -> Worksheet:
    """A new sheet, to be listed on the cover with what it is about."""
    name = sheet_title(title, pages.book.sheetnames)
    sheet: Worksheet = pages.book.create_sheet(name)
    pages.contents.append((sheet, about))
    return sheet


def at(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell at this place, which is not the covered part of a merged one."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def freeze(sheet: Worksheet, row: int, column: int) -> None:
    """Keep what is above and to the left of this place in sight."""
    sheet.freeze_panes = at(sheet, row, column).coordinate


def say(text: Text) -> str:
    """A text in the language of the workbook."""
    return text.get(get_language() or "")


def moment(at: dt.datetime) -> str:
    """A moment in local time, with its distance to UTC."""
    parts = {"moment": words.moment(at), "offset": localtime(at).isoformat()[-6:]}
    return gettext("%(moment)s (UTC%(offset)s)") % parts


def write(cell: Cell, value: Value, style: str) -> None:
    """Write one value in one style; texts through the one writer of texts."""
    cell.style = PREFIX + style
    if value is None:
        total = style.endswith(TOTAL)
        cell.style = PREFIX + ("withheld" + TOTAL if total else "withheld")
        cell.value = WITHHELD
    elif isinstance(value, str):
        put(cell, value)
    elif math.isfinite(value):
        cell.value = value
    else:
        raise ValueError("A figure is no number.")


def address(cell: Cell) -> str:
    """Where a cell is, for formulas and names of the whole workbook."""
    title = quote_sheetname(cell.parent.title)
    return f"{title}!${cell.column_letter}${cell.row}"


def link(cell: Cell, target: Worksheet, text: str, style: str = "link") -> None:
    """A link to another sheet of the same workbook."""
    write(cell, text, style)
    place = f"{quote_sheetname(target.title)}!A1"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)


def name(draft: Pages, cell: Cell, key: str) -> None:
    """Give a cell a name that formulas and programs can use."""
    draft.book.defined_names[key] = DefinedName(key, attr_text=address(cell))


def head(draft: Pages, sheet: Worksheet, title: str, note: str) -> None:
    """The title of a sheet, what its figures are about, a note, and the way back."""
    write(sheet["A1"], title, "title")
    write(sheet["A2"], draft.about, "subtitle")
    link(sheet["A3"], draft.book.worksheets[0], gettext("← Back to the cover"))
    write(sheet["A4"], note, "subtitle")
    sheet.row_dimensions[1].height = 30
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90


def set_up_page(
    draft: Pages, sheet: Worksheet, *, repeat: int = 0, columns: str = ""
) -> None:
    """Print on A4, landscape, one page wide, with the header rows on each page."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.page_margins.footer = 0.3
    if repeat:
        sheet.print_title_rows = f"{repeat}:{repeat}"
    if columns:
        sheet.print_title_cols = columns
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=HeaderFooterPart("Dengta · &A"),
        center=HeaderFooterPart("&P / &N"),
        right=HeaderFooterPart(draft.stamp[:12]),
    )


def to_bytes(pages: Pages, title: str, made: dt.datetime) -> bytes:
    """The file of a finished workbook, with what it is in its properties."""
    properties = pages.book.properties
    properties.title = clean(f"{title} · {pages.about}")
    properties.creator = properties.lastModifiedBy = "Dengta"
    properties.keywords = pages.stamp
    properties.created = made.astimezone(dt.UTC).replace(tzinfo=None)
    buffer = io.BytesIO()
    pages.book.save(buffer)
    return buffer.getvalue()


def legend(draft: Draft) -> str:
    """What the sign of a figure that is not shown means, with the settings."""
    thresholds = draft.benchmark.frame.thresholds
    return gettext(
        "“—” is not shown: fewer than %(minimum)d enterprises, quartiles fewer than "
        "%(quartiles)d, lowest and highest fewer than %(extremes)d, P90 fewer than "
        "%(p90)d, or hidden so that no small group can be worked out. "
        "n counts enterprises."
    ) % {
        "minimum": thresholds.minimum,
        "quartiles": thresholds.quartiles,
        "extremes": thresholds.extremes,
        "p90": thresholds.p90,
    }
