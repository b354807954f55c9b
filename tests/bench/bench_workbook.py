"""The benchmark workbook, and ways to write a large sheet: CPU seconds and memory.

Run as a script: python -m tests.bench.bench_workbook. Each way runs in a process of
its own, so that its peak of memory is its own. Noisy machines: read the ratios.
"""

import csv
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from time import process_time

import django
from openpyxl.workbook import Workbook

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
django.setup()

from reports.summarising import summarise  # noqa: E402 -- texts need Django's settings
from reports.workbook import render  # noqa: E402
from reports.workbook.palette import add_styles  # noqa: E402
from reports.workbook.tables import Column, place  # noqa: E402
from tests.reports import sample  # noqa: E402

ROWS, COLUMNS = 7_500, 60
Row = tuple[str | float, ...]


def rows() -> Iterator[Row]:
    """Half texts, half figures, as in a list of enterprises."""
    for number in range(ROWS):
        texts = (f"重庆示例企业{number:05}有限公司第{n}项" for n in range(COLUMNS // 2))
        figures = (number * n % 1000 / 10 for n in range(COLUMNS // 2))
        yield (*texts, *figures)


def our_table() -> bytes:
    """The styled table of our own sheets, through the one writer of texts."""
    book = Workbook()
    add_styles(book, "Calibri")
    columns = [_column(number) for number in range(COLUMNS)]
    sheet = book.worksheets[0]
    place(sheet, "Rows", columns, list(rows()), row=1)
    return _saved(book)


def _column(number: int) -> Column[Row]:
    style = "text" if number < COLUMNS // 2 else "score"
    return Column(str(number), f"Column {number}", lambda row: row[number], style, "")


def plain_openpyxl() -> bytes:
    """openpyxl without styles, its texts unguarded."""
    book = Workbook()
    for row in rows():
        book.worksheets[0].append(row)
    return _saved(book)


def write_only_openpyxl() -> bytes:
    """The same, streamed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows():
        sheet.append(row)
    return _saved(book)


def as_csv() -> bytes:
    """The floor: no styles, no types, no workbook."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows())
    return buffer.getvalue().encode()


def whole_workbook() -> bytes:
    """The benchmark workbook with the list of all units, figures summed up."""
    city = sample.frame()
    entries = sample.entries(city, units=ROWS, seed=1)
    whole = summarise(
        entries, city, sample.SOURCE, expected=ROWS, listed=lambda _: True
    )
    return render(whole, sample.READER, "zh-hans")


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WAYS: tuple[Callable[[], bytes], ...] = (
    as_csv,
    write_only_openpyxl,
    plain_openpyxl,
    our_table,
    whole_workbook,
)


def measure(way: Callable[[], bytes]) -> dict[str, float]:
    """CPU seconds, and megabytes of the process at its peak and of the file."""
    start = process_time()
    size = len(way())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"seconds": process_time() - start, "peak": peak, "file": size / 1e6}


def main() -> None:
    """Print a table, or as JSON what one way takes."""
    if len(sys.argv) > 1:
        (way,) = (way for way in WAYS if way.__name__ == sys.argv[1])
        sys.stdout.write(json.dumps(measure(way)))
        return
    sys.stdout.write(f"\n{ROWS} rows × {COLUMNS} columns; the workbook: {ROWS} units\n")
    sys.stdout.write(f"  {'way':24}{'CPU s':>8}{'× CSV':>8}{'peak MB':>9}{'MB':>7}\n")
    floor = 0.0
    for way in WAYS:
        command = [sys.executable, "-m", "tests.bench.bench_workbook", way.__name__]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        took = json.loads(done.stdout)
        floor = floor or took["seconds"]
        sys.stdout.write(
            f"  {way.__name__:24}{took['seconds']:8.2f}{took['seconds'] / floor:8.1f}"
            f"{took['peak']:9.0f}{took['file']:7.1f}\n"
        )


if __name__ == "__main__":
    main()
