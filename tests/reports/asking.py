"""Editions with every kind of question, for tests and benches of raw answers."""

from collections.abc import Callable
from typing import Any

from tests.small_edition import text
from tests.surveys.scoring import documents as make

KINDS: tuple[Callable[[str], dict[str, Any]], ...] = (
    lambda code: make.single(code, "0", "50", "100", allow_na=True),
    make.scene,
    lambda code: make.ask(code, "requirement", score={"kind": "points"}),
    lambda code: make.percent(code, "0", "80", allow_na=True),
    lambda code: make.ask(code, "number", unit=text("10,000 CNY"), min="0"),
    lambda code: make.ask(code, "date"),
    lambda code: make.ask(code, "text", required=False),
    lambda code: make.multiple(code, "20", "30", "30", "40", allow_na=True),
    make.ratio,
    lambda code: make.ask(
        code, "pair", before=text("before"), after=text("after"), unit=text("kWh")
    ),
    lambda code: make.matrix(code, ("one", "two"), "0", "50", "100"),
    lambda code: make.ask(code, "file", required=False),
)
ONE_COLUMN = KINDS[:3] * 3 + KINDS[3:6]
"""Mostly choices, as in the editions that ship; each takes one column."""


def everything() -> dict[str, Any]:
    """One question of each kind."""
    return asking(len(KINDS), KINDS)


def asking(
    count: int, kinds: tuple[Callable[[str], dict[str, Any]], ...] = ONE_COLUMN
) -> dict[str, Any]:
    """So many questions, the kinds in turn."""
    questions = [kinds[n % len(kinds)](f"q{n:02}") for n in range(count)]
    scored = [make.leaf(q["code"]) for q in questions if "score" in q]
    return make.edition(*questions, root=make.node("total", *scored))
