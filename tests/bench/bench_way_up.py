"""Seconds of a way up, on an edition of the size of CMMM and on those that ship.

Run as a script: python -m tests.bench.bench_way_up. Noisy machines: read the labels.
"""

import json
import random
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from time import process_time

from surveys.scoring import Answer, Scheme, Way, compile_scheme, way_up
from surveys.scoring.ascending.improving import candidates
from tests.surveys.scoring.ascending import small_ladders as small

EDITIONS = Path(__file__).parents[2] / "surveys" / "editions"
FACTS = {"size": "large", "recognised_digital_workshops": 2}
SHARE = 0.6  # of the questions that are answered


def answered(scheme: Scheme, seed: int = 3) -> dict[str, Answer]:
    """Random answers to some questions, dates in order."""
    rng, found = random.Random(seed), {}
    for code, question in scheme.questions.items():
        listed = candidates(question, None)
        if question.kind == "date":
            found[code] = Answer("2022-01-01" if "start" in code else "2023-06-01")
        elif listed and rng.random() < SHARE:
            found[code] = Answer(rng.choice(listed).value)
    return found


def cases() -> Iterator[tuple[str, Scheme]]:
    """What is climbed, by name."""
    yield "like CMMM", compile_scheme(small.matured())
    for path in sorted(EDITIONS.glob("*.json")):
        yield path.stem, compile_scheme(json.loads(path.read_text("utf-8")))


def timed(
    scheme: Scheme, costs: Mapping[str, Fraction], level: str | None
) -> tuple[float, Way]:
    """Seconds of CPU, and the way."""
    start = process_time()
    way = way_up(scheme, answered(scheme), FACTS, costs=costs, level=level)
    return process_time() - start, way


def main() -> None:
    """Print a line for each edition, costs and level."""
    head = f"{'edition':32}{'level':>24}{'costs':>6}{'changes':>9}"
    sys.stdout.write(f"{head}{'labels':>9}{'seconds':>9}\n")
    for name, scheme in cases():
        for costs in ({}, small.prices(scheme)):
            for level in dict.fromkeys((None, scheme.levels[-1].code)):
                seconds, way = timed(scheme, costs, level)
                proven = "" if way.proven else "  not proven"
                line = f"{name:32}{level or 'next':>24}{'1-5' if costs else '1':>6}"
                line += f"{len(way.changes):>9}{way.labels:>9}{seconds:>9.2f}"
                sys.stdout.write(f"{line}{proven}\n")


if __name__ == "__main__":
    main()
