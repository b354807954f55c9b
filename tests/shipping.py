"""The editions that ship, read and judged for tests."""

import json
from collections.abc import Iterator
from fractions import Fraction
from importlib import resources
from typing import Any

from surveys.scoring import Answer, Child, Evaluation, Lane, Node, Scheme, evaluate

Answers = dict[str, Any]


def load(name: str) -> dict[str, Any]:
    """The document of an edition as it ships."""
    path = resources.files("surveys") / "editions" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def judged(scheme: Scheme, answers: Answers) -> Evaluation:
    """The evaluation of these values, with no facts, on the reviewed lane."""
    given = {code: Answer(value) for code, value in answers.items()}
    return evaluate(scheme, given, {}, lane=Lane.REVIEWED)


def children(
    node: Node, share: Fraction = Fraction(1)
) -> Iterator[tuple[Child, Fraction]]:
    """Every place below a node, with its share of the whole."""
    for child in node.children:
        yield child, share * child.share
        if isinstance(child.item, Node):
            yield from children(child.item, share * child.share)
