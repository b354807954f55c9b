"""What bench_workbook measures of the benchmark workbook: a round, made in bulk."""

import json
import random
import resource
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from django.conf import settings
from django.utils import timezone

from reports.detailing import Inputs, detail
from reports.figures import Benchmark, with_particulars
from reports.particulars import Titles
from reports.rereading import Stored, reread
from reports.summarising import summarise
from reports.workbook import render
from surveys.scoring import Lane, Scheme, compile_scheme
from tests.bench.filling_in import answers, facts
from tests.reports import sample

SIZES, FULL_SIZES = (600, 7_500), (600, 7_500, 100_000)
LIMITS = {7_500: (20, 250)}
"""Seconds of CPU and megabytes that the workbook of so many responses may take."""
DIFFERENT = 600
"""Documents of answers that are made; larger rounds repeat them."""
EDITION = "digital_workshop-2023"


def scheme() -> Scheme:
    """The edition that is answered."""
    path = Path(settings.BASE_DIR) / f"surveys/editions/{EDITION}.json"
    return compile_scheme(json.loads(path.read_text("utf-8")))


def documents(asked: Scheme) -> list[Stored]:
    """Different answers as they are stored."""
    dice = random.Random(1)
    return [
        Stored(json.dumps(answers(asked, dice)), json.dumps(facts(dice)), "{}", "{}")
        for _ in range(DIFFERENT)
    ]


def measure(size: int) -> dict[str, float]:
    """What the figures and the file of a round of so many responses take, from the
    stored texts on: CPU seconds of the two, and megabytes at the peak."""
    city, asked = sample.frame(), scheme()
    entries, stored = sample.entries(city, units=size, seed=1), documents(asked)
    scored = [entry for entry in entries if entry.score is not None]
    begun, start = perf_counter(), process_time()
    whole = benchmark(city, entries, asked, repeated(stored, len(scored)))
    middle = process_time()
    file = render(whole, sample.READER, "zh-hans")
    end = process_time()
    return {
        "responses": size,
        "figures": middle - start,
        "file": end - middle,
        "seconds": end - start,
        "clock": perf_counter() - begun,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "megabytes": len(file) / 1e6,
    }


def repeated(stored: list[Stored], size: int) -> Iterator[Stored]:
    """So many rows, the same again and again."""
    return (stored[place % len(stored)] for place in range(size))


def benchmark(
    city: Any, entries: list[Any], asked: Scheme, rows: Iterator[Stored]
) -> Benchmark:
    """The benchmark with its particulars; gates all pass."""
    found = reread(asked, asked, Lane.CLAIMED, rows)
    size = len(found.scores)
    verdicts = [{check.code: "pass" for check in asked.checks}] * size
    before = {entry.unit: 50.0 for entry in entries}
    name = sample.SOURCE.round
    inputs = Inputs(
        asked, found.answers, verdicts, [""] * size, [], (name, before), Titles()
    )
    whole = summarise(
        entries, city, sample.SOURCE, expected=len(entries), listed=lambda _: True
    )
    return with_particulars(whole, detail(whole, entries, inputs))


def keep(results: list[dict[str, float]]) -> Path:
    """Write the results as JSON under var/bench/ and return where."""
    folder = Path(settings.BASE_DIR) / "var/bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "workbook.json"
    document = {"at": timezone.now().isoformat(), "workbook": results}
    path.write_text(json.dumps(document, indent=1), "utf-8")
    return path
