"""Scoring of one response: the compiled engine beside the plain reference.

Run as a script: python -m tests.bench.bench_scoring [1000 10000 100000]; the sizes are
of what is scored at once. Noisy machines: read the ratios.
"""

import gc
import json
import os
import random
import resource
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any

import django

from surveys.scoring import (
    Answer,
    Lane,
    Scheme,
    canonical,
    compile_scheme,
    evaluate,
    figures,
)
from surveys.scoring.batching import BLOCK, Batch, Case, evaluate_many
from surveys.scoring.documenting import as_document
from tests.bench import filling_in
from tests.surveys.scoring import documents as make
from tests.surveys.scoring import reference

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
django.setup()

from surveys.rescoring.reading import Reading  # noqa: E402 -- knows words of Django

SIZES = (1_000, 10_000)
FEW = 200  # responses for the slow ways
ROUNDS = 5
SECONDS = 0.4  # per round and way


def edition_of(dimensions: int, each: int) -> dict[str, Any]:
    """An edition of about the size of a stage's: kinds in turn, a check per five."""
    questions, branches = [], []
    for d in range(dimensions):
        asked = [KINDS[n % len(KINDS)](f"q{d}_{n}") for n in range(each)]
        questions += asked
        leaves = [make.leaf(q["code"], str(1 + n % 3)) for n, q in enumerate(asked)]
        branches.append(make.branch(str(10 + d), f"d{d}", *leaves))
    measured = [q for q in questions if q["kind"] in ("percent", "ratio")][::2]
    checks = [
        make.check(f"C{n}", {"answer": q["code"], "op": ">=", "value": "60"})
        for n, q in enumerate(measured)
    ]
    official = {"external": "credit", "op": "==", "value": "clear"}
    checks.append(make.check("OPEN", official, owner="official"))
    needs = {"all": [{"check": c["code"]} for c in checks]}
    return make.edition(
        *questions,
        root=make.node("total", *branches),
        applicable_floor="0.6",
        externals=[make.external("credit", "clear", "listed")],
        checks=checks,
        levels=[make.level("L1", 1, needs)],
    )


KINDS: tuple[Callable[[str], dict[str, Any]], ...] = (
    lambda code: make.single(code, "0", "50", "100"),
    lambda code: make.percent(code, "0", "80"),
    lambda code: make.multiple(code, "20", "30", "30", "40"),
    make.ratio,
    lambda code: make.ask(code, "requirement", score={"kind": "points"}),
)
VALUES: dict[str, Any] = {
    "single": "b",
    "percent": "61.5",
    "multiple": ["a", "c"],
    "ratio": {"n": "37", "d": "53"},
    "requirement": "mostly",
}


def best(run: Callable[[], object]) -> float:
    """CPU microseconds of one call, the best of some rounds."""
    return min(_once(run) for _ in range(ROUNDS))


def _once(run: Callable[[], object]) -> float:
    calls, start = 0, process_time()
    while (spent := process_time() - start) < SECONDS:
        run()
        calls += 1
    return spent / calls * 1e6


def table(dimensions: int, each: int) -> list[tuple[str, float]]:
    """Microseconds of each way, the plain reference first."""
    document = edition_of(dimensions, each)
    scheme = compile_scheme(document)
    plain = {c: (VALUES[q.kind], "answered") for c, q in scheme.questions.items()}
    answers = {code: Answer(value) for code, (value, _) in plain.items()}
    stored = json.dumps(plain)
    evaluation = evaluate(scheme, answers, {})
    assert evaluation.scores() == reference.evaluate(document, plain, {})["nodes"]
    return [
        ("reference on dicts", best(lambda: reference.evaluate(document, plain, {}))),
        (
            "compile and evaluate",
            best(lambda: evaluate(compile_scheme(document), answers, {})),
        ),
        ("compile", best(lambda: compile_scheme(document))),
        ("evaluate, compiled once", best(lambda: evaluate(scheme, answers, {}))),
        (
            "the same, final lane",
            best(lambda: evaluate(scheme, answers, {}, lane=Lane.FINAL)),
        ),
        ("evaluation as bytes", best(lambda: canonical(as_document(evaluation)))),
        ("json.loads of the answers (floor)", best(lambda: json.loads(stored))),
    ]


# --- many at once


@dataclass(frozen=True)
class Crowd:
    """Responses to one edition, as they are stored and as the engine takes them."""

    document: dict[str, Any]
    scheme: Scheme
    texts: list[str]
    facts: list[dict[str, Any]]

    @classmethod
    def of(cls, document: dict[str, Any], size: int) -> "Crowd":
        chance, scheme = random.Random(size), compile_scheme(document)
        texts = [json.dumps(filling_in.answers(scheme, chance)) for _ in range(size)]
        facts = [filling_in.facts(chance) for _ in range(size)]
        return cls(document, scheme, texts, facts)

    def parsed(self) -> Iterator[dict[str, Answer]]:
        for text in self.texts:
            stored = json.loads(text).items()
            yield {code: Answer(e["v"], e["state"]) for code, e in stored}

    def cases(self) -> Iterator[Case]:
        return map(Case, self.parsed(), self.facts)

    def each(self, act: Callable[[], object]) -> float:
        """CPU microseconds of one response; without the search for circles, which
        takes the longer the more this process remembers."""
        gc.collect()
        gc.disable()
        start = process_time()
        act()
        spent = process_time() - start
        gc.enable()
        return spent / len(self.texts) * 1e6


def crowded(crowd: Crowd) -> tuple[float, ...]:
    """Microseconds of one response: the reference, one by one, many at once (with the
    parsing of JSON), the same as a re-scoring reads and writes it, JSON by itself."""
    document, scheme = crowd.document, crowd.scheme
    few = list(islice(zip(crowd.parsed(), crowd.facts, strict=False), FEW))
    for answers, facts in few[:50]:
        (found,) = evaluate_many(scheme, [Case(answers, facts)])
        assert found == figures(evaluate(scheme, answers, facts))
    plain = [({c: (a.value, a.state) for c, a in one.items()}, f) for one, f in few]
    share = len(few) / len(crowd.texts)
    slow = crowd.each(lambda: [reference.evaluate(document, *one) for one in plain])
    single = crowd.each(lambda: [figures(evaluate(scheme, *one)) for one in few])
    many = crowd.each(lambda: deque(evaluate_many(scheme, crowd.cases()), 0))
    read = crowd.each(lambda: rescored(crowd))
    parsing = crowd.each(lambda: deque(map(json.loads, crowd.texts), 0))
    return slow / share, single / share, many, read, parsing


def rescored(crowd: Crowd) -> None:
    """From stored texts to the texts of all scores and verdicts, block by block."""
    batch = Batch(crowd.scheme, Lane.CLAIMED)
    reading = Reading(batch, crowd.scheme)
    for start in range(0, len(crowd.texts), BLOCK):
        part = crowd.texts[start : start + BLOCK]
        facts = crowd.facts[start : start + BLOCK]
        block = batch.block([reading.row(t) for t in part], facts, ())
        for node in batch.nodes:
            block.texts(node.code)


def shipped() -> list[tuple[str, dict[str, Any]]]:
    folder = Path(__file__).parents[2] / "surveys" / "editions"
    return [
        (path.stem, json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.json"))
    ]


def main(sizes: tuple[int, ...]) -> None:
    """Print what one evaluation takes, then what one of many takes."""
    for dimensions, each in ((7, 3), (7, 9), (10, 20)):
        rows = table(dimensions, each)
        first = rows[0][1]
        write(f"\n{dimensions * each} questions  µs per response  × reference\n")
        for name, spent in rows:
            write(f"  {name:36} {spent:10.1f} {first / spent:8.2f}\n")
    write("\nMany at once, µs per response, from stored JSON to scores and verdicts\n")
    write(f"{HEAD}\n")
    editions = [*shipped(), ("100 questions", edition_of(10, 10))]
    for name, document in editions:
        for size in sizes if document["questionnaire"] == "small" else sizes[:1]:
            row = crowded(Crowd.of(document, size))
            figures_ = " ".join(f"{spent:9.1f}" for spent in row)
            write(f"{name:28} {size:7} {figures_} {row[-1] / row[-2]:6.0%}")
            write(f" {peak():6.0f} MB\n")


HEAD = (
    f"{'edition':28} {'at once':>7} {'reference':>9} {'one':>9} {'many':>9}"
    f" {'re-score':>9} {'JSON':>9}  share   peak"
)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
