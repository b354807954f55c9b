"""The sheets that explain: the data dictionary and the codes, in both languages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from reports.figures import Benchmark, Group
from reports.workbook import clusters, columns, overview, regions
from reports.workbook.drafting import (
    FIRST_ROW,
    Draft,
    at,
    freeze,
    head,
    set_up_page,
    write,
)
from reports.workbook.tables import Column, lines_height, place, width

LANGUAGES = ("zh-hans", "en")
CHOICES_COLUMN = 8
"""The column of the sheet of codes with the clusters that can be chosen."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One column of one sheet, explained in both languages."""

    sheet: str
    zh: Column[Any]
    en: Column[Any]


@dataclass(frozen=True, slots=True)
class _Code:
    """One code of one list."""

    kind: str
    group: Group


def write_dictionary(draft: Draft) -> None:
    """Every column: header, meaning, unit, and how it is computed."""
    sheet = draft.sheet(
        _("Data dictionary"), _("Every column: meaning, unit and formula")
    )
    note = _("Quantiles are of type 7 (PERCENTILE.INC); ranks are mean ranks.")
    head(draft, sheet, _("Data dictionary"), note)
    entries = list(_entries(draft.benchmark))
    place(sheet, "Dictionary", _dictionary(), entries, row=FIRST_ROW)
    for row, entry in enumerate(entries, start=FIRST_ROW + 1):
        sheet.row_dimensions[row].height = _height(entry)
    freeze(sheet, FIRST_ROW + 1, 4)
    set_up_page(draft, sheet, repeat=FIRST_ROW)


def _entries(benchmark: Benchmark) -> Iterator[_Entry]:
    """The columns in both languages, beside the sheet's name in the active one."""
    with override(LANGUAGES[0]):
        chinese = _described(benchmark)
    with override(LANGUAGES[1]):
        english = _described(benchmark)
    sheets = _described(benchmark)
    for (title, _columns), (_zh, first), (_en, second) in zip(
        sheets, chinese, english, strict=True
    ):
        for zh, en in zip(first, second, strict=True):
            yield _Entry(title, zh, en)


def _described(benchmark: Benchmark) -> list[tuple[str, Sequence[Column[Any]]]]:
    """The sheets with their columns, in the active language."""
    frame = benchmark.frame
    found: list[tuple[str, Sequence[Column[Any]]]] = [
        (_("Overview"), columns.lines(frame, overview.WORD)),
        (_("Clusters"), columns.lines(frame, clusters.WORD)),
        (_("Dimensions"), columns.dimensions(frame, clusters.WORD)),
        (_("Region × cluster (n)"), regions.counts(benchmark)[:5]),
        (_("Region × cluster (mean)"), regions.means(benchmark)[:5]),
    ]
    if benchmark.entries is not None:
        found.append((pgettext("sheet", "Enterprises"), columns.entries(frame)))
    return found


def _dictionary() -> tuple[Column[_Entry], ...]:
    def words(key: str, title: str, value: Any, size: float) -> Column[_Entry]:
        return Column(key, title, value, "words", "", width=size)

    return (
        words("sheet", _("Sheet"), lambda e: e.sheet, 18),
        words("zh", _("Column (Chinese)"), lambda e: e.zh.title, 20),
        words("en", _("Column (English)"), lambda e: e.en.title, 22),
        words("meaning_zh", _("Meaning (Chinese)"), lambda e: e.zh.meaning, 34),
        words("meaning_en", _("Meaning (English)"), lambda e: e.en.meaning, 38),
        words("unit_zh", _("Unit (Chinese)"), lambda e: e.zh.unit, 12),
        words("unit_en", _("Unit (English)"), lambda e: e.en.unit, 13),
        words("how_zh", _("Computed (Chinese)"), lambda e: e.zh.formula, 30),
        words("how_en", _("Computed (English)"), lambda e: e.en.formula, 34),
    )


def _height(entry: _Entry) -> float:
    """The height of a row in points, for as many lines as its longest text needs."""
    room = {
        column.key: (str(column.value(entry)), column.width) for column in _dictionary()
    }
    most = max(-(-width(text) // int(size - 3)) for text, size in room.values())
    return lines_height(most)


def write_codes(draft: Draft) -> str:
    """Every code with both names; returns where the clusters to choose from stand."""
    sheet = draft.sheet(
        _("Code list"), _("Every code with its Chinese and English name")
    )
    head(draft, sheet, _("Code list"), _("Codes are stable; names may change."))
    codes = [
        _Code(kind, group)
        for kind, groups in _lists(draft.benchmark)
        for group in groups
    ]
    place(sheet, "Codes", _code_columns(), codes, row=FIRST_ROW)
    freeze(sheet, FIRST_ROW + 1, 1)
    set_up_page(draft, sheet, repeat=FIRST_ROW)
    return _write_choices(draft, sheet)


def _lists(benchmark: Benchmark) -> tuple[tuple[str, Sequence[Group]], ...]:
    frame = benchmark.frame
    return (
        (_("Tier of clusters"), frame.tiers),
        (_("Cluster"), frame.clusters),
        (_("Region"), frame.regions),
        (_("Dimension"), frame.dimensions),
        (_("Level"), frame.levels),
        (_("Size"), frame.sizes),
        (_("SME tier"), frame.sme_tiers),
        (_("Status"), frame.statuses),
    )


def _code_columns() -> tuple[Column[_Code], ...]:
    return (
        Column("kind", _("Kind of code"), lambda row: row.kind, "text", ""),
        Column("code", _("Stable code"), lambda row: row.group.code, "text", ""),
        Column("zh", _("Name in Chinese"), lambda row: row.group.name.zh, "text", ""),
        Column("en", _("Name in English"), lambda row: row.group.name.en, "text", ""),
        Column("parent", _("Belongs to"), lambda row: row.group.parent, "text", ""),
    )


def _write_choices(draft: Draft, sheet: Worksheet) -> str:
    """The clusters whose figures are shown, for the choice on the profile."""
    shown = [g for g in draft.benchmark.tables.clusters if g.summary.n]
    names = [getattr(line.group.name, clusters.label()) for line in shown]
    title = at(sheet, FIRST_ROW, CHOICES_COLUMN)
    write(title, _("Clusters to choose from"), "header")
    for row, name in enumerate(names, start=FIRST_ROW + 1):
        write(at(sheet, row, CHOICES_COLUMN), name, "text")
    sheet.column_dimensions[title.column_letter].width = 40
    first, last = FIRST_ROW + 1, FIRST_ROW + max(len(names), 1)
    letter = title.column_letter
    return f"{quote_sheetname(sheet.title)}!${letter}${first}:${letter}${last}"
