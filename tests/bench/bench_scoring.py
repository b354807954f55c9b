"""Scoring of one response: the compiled engine beside the plain reference.

Run as a script: python -m tests.bench.bench_scoring. Noisy machines: read the ratios.
"""

import json
import sys
from collections.abc import Callable
from time import process_time
from typing import Any

from surveys.scoring import Answer, Lane, canonical, compile_scheme, evaluate
from surveys.scoring.documenting import as_document
from tests.surveys.scoring import documents as make
from tests.surveys.scoring import reference

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


def main() -> None:
    """Print a table for a small and an ordinary edition."""
    for dimensions, each in ((7, 3), (7, 9), (10, 20)):
        rows = table(dimensions, each)
        first = rows[0][1]
        sys.stdout.write(
            f"\n{dimensions * each} questions  µs per response  × reference\n"
        )
        for name, spent in rows:
            sys.stdout.write(f"  {name:36} {spent:10.1f} {first / spent:8.2f}\n")


if __name__ == "__main__":
    main()
