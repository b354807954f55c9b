"""Sheets of many rows: openpyxl makes the workbook, their rows are streamed into it.

openpyxl writes a sheet with its head, styles, widths, table and frozen panes, and one
row as a model. Its rows are written here, straight as XML, with the style numbers that
openpyxl gave to the model, and take the model's place in the package. Rows come from an
iterator and go into a file: memory does not grow with them.
"""

import datetime as dt
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, Final

from django.utils.translation import gettext
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook.drafting import at, write
from reports.workbook.packaging import Deflating, Package, Piece, TooLarge, deflated
from reports.workbook.palette import PREFIX
from reports.workbook.tables import HEADER_HEIGHT, headers
from surveys.sheets.texts import escape

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
"""Of a sheet (Excel specifications and limits)."""
TOGETHER: Final = 256
"""Rows that are written at once."""
KEPT: Final = 10_000
"""Codes without a label that a column remembers."""

Value = str | int | float | bool | dt.date | None
"""What a cell gets; None and "" leave it empty. A moment has no time zone."""
Record = Sequence[Value]

_FIGURES: Final = frozenset({int, float, type(None)})
_TEXTS: Final = frozenset({str, type(None)})
_BETWEEN: Final = "\0"
_NOTHING: Final = repr(None)
_DIMENSION: Final = re.compile(rb'<dimension ref="[^"]*"')


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its header, the name of its style in the palette, its width in
    characters. `labels` are the texts of codes, where its values are codes; one that
    has none stands as it is."""

    title: str
    style: str
    width: float
    labels: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """A table whose rows are still to come, from row `first` on."""

    sheet: Worksheet
    table: Table
    fields: Sequence[Field]
    first: int


def prepare(sheet: Worksheet, name: str, fields: Sequence[Field], *, row: int) -> Bulk:
    """Write a table's header at this row, the last of the sheet, and the model of its
    rows. `name` names the table in the workbook. Raises TooLarge."""
    if len(fields) > MOST_COLUMNS:
        told = gettext("%(columns)d columns are more than a sheet holds (%(most)d).")
        raise TooLarge(told % {"columns": len(fields), "most": MOST_COLUMNS})
    titles = list(headers(field.title for field in fields))
    for number, (field, title) in enumerate(zip(fields, titles, strict=True), start=1):
        write(at(sheet, row, number), title, "header")
        plain, guarded = at(sheet, row + 1, number), at(sheet, row + 2, number)
        plain.style = guarded.style = PREFIX + field.style
        guarded.quotePrefix = True
        sheet.column_dimensions[get_column_letter(number)].width = field.width
    sheet.row_dimensions[row].height = HEADER_HEIGHT
    table = Table(displayName=name, ref=f"A{row}:A{row + 1}")
    # Named here: openpyxl would make a cell for every place of the table to find them.
    table.tableColumns = [
        TableColumn(id=number, name=title) for number, title in enumerate(titles, 1)
    ]
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)
    return Bulk(sheet, table, fields, row + 1)


def save(
    book: Workbook,
    filled: Sequence[tuple[Bulk, Iterable[Record]]],
    file: IO[bytes],
    finish: Callable[[Sequence[int]], None] = lambda counts: None,
) -> list[int]:
    """Write the workbook with the rows of its prepared tables into an empty file;
    returns how many each one got. Excel wants a row under a header, so an empty table
    gets an empty one. `finish` is told these numbers while the rest of the workbook
    can still be written.

    Raises TooLarge where they do not fit a sheet, ValueError for a figure that is none.
    """
    counts, pieces = [], []
    with ExitStack() as spools:
        for bulk, records in filled:
            spool = spools.enter_context(tempfile.TemporaryFile())
            count, piece = _spool(bulk, records, spool)
            whole = _range(bulk.first - 1, bulk, max(count, 1))
            bulk.table.ref, bulk.table.autoFilter = whole, AutoFilter(ref=whole)
            counts.append(count)
            pieces.append(piece)
        finish(counts)
        made = io.BytesIO()
        book.save(made)
        parts = {
            bulk.sheet.path.removeprefix("/"): (bulk, count, piece)
            for (bulk, _records), count, piece in zip(
                filled, counts, pieces, strict=True
            )
        }
        with zipfile.ZipFile(made) as source:
            package = Package(file)
            for name in source.namelist():
                if name in parts:
                    package.add(name, _spliced(source.read(name), *parts[name]))
                else:
                    package.copy(source, name)
            package.close()
    return counts


def _range(top: int, bulk: Bulk, count: int) -> str:
    """The cells from row `top` to the end of so many rows."""
    return f"A{top}:{get_column_letter(len(bulk.fields))}{bulk.first + count - 1}"


def _spliced(sheet: bytes, bulk: Bulk, count: int, rows: Piece) -> list[Piece]:
    """The XML of a sheet as openpyxl wrote it, these rows in place of the model."""
    head, _model = sheet.split(b'<row r="%d"' % bulk.first, 1)
    _data, end, tail = sheet.partition(b"</sheetData>")
    whole = f'<dimension ref="{_range(1, bulk, max(count, 1))}"'
    head, found = _DIMENSION.subn(whole.encode(), head, count=1)
    assert found  # openpyxl writes both
    assert end
    return [deflated(head, last=False), rows, deflated(end + tail, last=True)]


def _spool(bulk: Bulk, records: Iterable[Record], file: IO[bytes]) -> tuple[int, Piece]:
    """Write the rows, deflated, into a file of their own; returns how many."""
    output, count = Deflating(file), 0
    for block in _blocks(bulk, records):
        count += len(block)
        output.write(b"".join(block))
    if not count:
        empty = next(_blocks(bulk, [[None] * len(bulk.fields)]))
        output.write(b"".join(empty))
    return count, output.piece()


def _blocks(bulk: Bulk, records: Iterable[Record]) -> Iterator[list[bytes]]:
    """The XML of each row. What stands between the numbers of a row in a row's XML is
    made column by column, so that one join with the number makes the row."""
    encoders = list(_encoders(bulk))
    begin, number, left = (b'<row r="', b'"><c r="A'), bulk.first, iter(records)
    while block := list(islice(left, TOGETHER)):
        if number + len(block) - 1 > MOST_ROWS:
            told = gettext("The table has more rows than a sheet holds (%(most)d).")
            raise TooLarge(told % {"most": MOST_ROWS})
        columns = zip(*block, strict=True)
        made = [
            encode(values) for encode, values in zip(encoders, columns, strict=True)
        ]
        yield [
            (b"%d" % row).join((*begin, *cells))
            for row, cells in enumerate(zip(*made, strict=True), start=number)
        ]
        number += len(block)


def _encoders(bulk: Bulk) -> Iterator[Callable[[Sequence[Value]], list[bytes]]]:
    """For each column what makes fragments of its values: from behind the number of
    the row in its own cell to before that number in the next."""
    last = len(bulk.fields)
    for number, field in enumerate(bulk.fields, start=1):
        plain = at(bulk.sheet, bulk.first, number).style_id
        guarded = at(bulk.sheet, bulk.first + 1, number).style_id
        after = "</row>" if number == last else f'<c r="{get_column_letter(number + 1)}'
        cells = Cells(plain, guarded, after)
        yield cells if field.labels is None else Codes(cells, field.labels).look_up


def serial(day: dt.date) -> float:
    """A day or moment as the number that a cell holds: whole for a day."""
    found: float = to_excel(day)  # type: ignore[no-untyped-call]
    return found


class Cells:
    """The fragments of a column's values. `plain` is the number of its style, `guarded`
    that of the same with `quotePrefix`, `after` what stands behind the cell."""

    def __init__(self, plain: int, guarded: int, after: str) -> None:
        self.plain, self.guarded, self.after = plain, guarded, after
        self.empty = f'" s="{plain}"/>{after}'.encode()
        self._text = self._around(plain, ' t="inlineStr"><is><t>', "</t></is>")
        self._figure = self._around(plain, "><v>", "</v>")
        self._truth = self._around(plain, ' t="b"><v>', "</v>")

    def _around(self, style: int, opening: str, closing: str) -> tuple[str, str]:
        """What stands before and behind a value."""
        return f'" s="{style}"{opening}', f"{closing}</c>{self.after}"

    def __call__(self, values: Sequence[Value]) -> list[bytes]:
        """One fragment for each value."""
        kinds = set(map(type, values))
        if kinds <= _TEXTS:
            return self._texts(values)
        if kinds <= _FIGURES:
            return self._figures(values)
        found: list[bytes] = [b""] * len(values)
        for kind in kinds:
            places = [n for n, value in enumerate(values) if type(value) is kind]
            made = self._of(kind, [values[place] for place in places])
            for place, fragment in zip(places, made, strict=True):
                found[place] = fragment
        return found

    def _of(self, kind: type, values: Sequence[Any]) -> list[bytes]:
        """The fragments of values of one kind."""
        if kind in _TEXTS:
            return self._texts(values)
        if kind in _FIGURES:
            return self._figures(values)
        if kind is bool:
            return self._put(self._truth, [str(int(value)) for value in values])
        if issubclass(kind, dt.date):
            return self._figures(list(map(serial, values)))
        raise TypeError(f"A cell holds no {kind.__name__}.")

    def _texts(self, values: Sequence[Any]) -> list[bytes]:
        """Each different text is made once; an empty one leaves its cell empty."""
        different = [text for text in dict.fromkeys(values) if text]
        found: dict[str | None, bytes] = {None: self.empty, "": self.empty}
        if different:
            escaped = escape(different)
            made = self._put(self._text, escaped.texts)
            if "" in escaped.texts:  # nothing is left of it
                made = [
                    fragment if text else self.empty
                    for text, fragment in zip(escaped.texts, made, strict=True)
                ]
            for place in escaped.guarded | escaped.spaced:
                made[place] = self._odd(
                    escaped.texts[place],
                    guarded=place in escaped.guarded,
                    spaced=place in escaped.spaced,
                )
            found.update(zip(different, made, strict=True))
        return list(map(found.__getitem__, values))

    def _odd(self, text: str, *, guarded: bool, spaced: bool) -> bytes:
        space = ' xml:space="preserve"' if spaced else ""
        style = self.guarded if guarded else self.plain
        around = self._around(style, f' t="inlineStr"><is><t{space}>', "</t></is>")
        return self._put(around, [text])[0] if text else self.empty

    def _figures(self, values: Sequence[Any]) -> list[bytes]:
        """`repr` is the shortest text that reads back as the same figure."""
        texts = list(map(repr, values))
        whole = "".join(texts).replace(_NOTHING, "")
        if "n" in whole:
            raise ValueError("A figure is no number.")  # nan or inf
        made = self._put(self._figure, texts)
        if None in values:
            return [
                self.empty if value is None else fragment
                for value, fragment in zip(values, made, strict=True)
            ]
        return made

    def _put(self, around: tuple[str, str], texts: Sequence[str]) -> list[bytes]:
        """Each text between the two, all of them at once: no text holds _BETWEEN."""
        opening, closing = around
        joined = f"{closing}{_BETWEEN}{opening}".join(texts)
        return f"{opening}{joined}{closing}".encode().split(_BETWEEN.encode())


class Codes(dict[Any, bytes]):
    """The fragments of a column's codes, those with a label made beforehand."""

    def __init__(self, cells: Cells, labels: Mapping[str, str]) -> None:
        self._cells = cells
        made = cells(list(labels.values()))
        super().__init__(zip(labels, made, strict=True))
        self[None] = self[""] = cells.empty

    def look_up(self, values: Sequence[Value]) -> list[bytes]:
        """One fragment for each code."""
        return list(map(self.__getitem__, values))

    def __missing__(self, code: Value) -> bytes:
        (made,) = self._cells([code])
        if len(self) < KEPT:
            self[code] = made
        return made
