"""A workbook of invitation links, for those who are invited without an e-mail."""

import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties

from surveys.sheets.rosters.writing import A4, FACES, heading, write

WIDTHS: Final = (38, 24, 18, 16, 18, 60, 24)


@dataclass(frozen=True, slots=True)
class Link:
    """One invitation; `until` in words."""

    enterprise: str
    uscc: str
    region: str
    contact: str
    phone: str
    address: str
    until: str


def write_links(links: Iterable[Link], language: str) -> bytes:
    """The .xlsx file of links, one row an invitation; every cell is text."""
    language = "en" if language.startswith("en") else "zh-hans"
    with override(language):
        titles = (
            _("Enterprise"),
            _("Unified social credit code"),
            _("Region"),
            _("Contact"),
            _("Phone number"),
            _("Link (works once; hand it to this person only)"),
            _("Works until"),
        )
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "链接 Links"
    for number, (title, width) in enumerate(zip(titles, WIDTHS, strict=True), start=1):
        cell = heading(sheet, 1, number, title, FACES[language])
        sheet.column_dimensions[cell.column_letter].width = width
    for row, link in enumerate(links, start=2):
        for number, text in enumerate(astuple(link), start=1):
            write(sheet, row, number, text, FACES[language])
        sheet.row_dimensions[row].height = 42  # a link takes three lines
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 32
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
