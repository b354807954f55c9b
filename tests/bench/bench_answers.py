"""Labelled answers as a workbook, beside other writers on the same styled rows.

    python -m tests.bench.bench_answers [2000 20000]

Units × 60 questions, and 13 columns that name and score the unit. Each way runs in a
process of its own (CPU seconds of user and system, peak of memory); rows are read
before the clock starts, but for "database", which reads SQLite. Floors: rows as CSV;
the same sheet XML written and deflated without a look at what is in it; the finished
XML only deflated. Results also under var/bench/. Noisy machines: read the ratios.
"""

import json
import os
import subprocess
import sys
import tempfile

from tests.bench import results

SIZES, BIG = (2_000,), (2_000, 20_000)
QUESTIONS = 60
TURNS = 2
WAYS = (
    "csv",
    "deflated",
    "sheet_xml",
    "rows",
    "codes",
    "database",
    "xlsxwriter",
    "openpyxl",
)
AIMS = (
    ("xlsxwriter", "rows", "at least 12"),
    ("openpyxl", "rows", "at least 30"),
    ("rows", "sheet_xml", "at most 2"),
)


def main(sizes: tuple[int, ...]) -> None:
    """Print a table for each size, and keep it."""
    found = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            settings = os.environ | {
                "DENGTA_VAR": folder,
                "DENGTA_LOG_LEVEL": "WARNING",
                "DJANGO_SETTINGS_MODULE": "assessment.settings",
                "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            }
            run(settings, "prepare", str(size), folder)
            took = {way: least(settings, way, folder) for way in WAYS}
        found[size] = took
        show(size, took)
    sys.stdout.write(f"  kept in {results.keep('answers', found)}\n")


def run(settings: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "tests.bench.answers", *words]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=settings
    )
    return done.stdout


def least(settings: dict[str, str], way: str, folder: str) -> dict[str, float]:
    """What a way takes; of some turns the one with the least CPU."""
    turns = [json.loads(run(settings, way, folder)) for _ in range(TURNS)]
    return min(turns, key=lambda turn: turn["cpu"])


def show(size: int, took: dict[str, dict[str, float]]) -> None:
    sys.stdout.write(f"\n{size} units × {QUESTIONS} questions\n")
    heads = ("CPU s", "× CSV", "before MB", "peak MB", "file MB")
    sys.stdout.write(f"  {'way':12}" + "".join(f"{h:>11}" for h in heads) + "\n")
    for way, t in took.items():
        cells = (t["cpu"], t["cpu"] / took["csv"]["cpu"], t["before"], t["peak"])
        told = "".join(f"{cell:11.2f}" for cell in (*cells, t["file"]))
        sys.stdout.write(f"  {way:12}{told}\n")
    for one, other, aim in AIMS:
        ratio = took[one]["cpu"] / took[other]["cpu"]
        sys.stdout.write(f"  {one} / {other}: {ratio:.1f} (aim: {aim})\n")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or (BIG if results.full() else SIZES))
