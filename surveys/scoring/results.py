"""What an evaluation gives back: scores, verdicts, levels, each with its reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from surveys.scoring.conditions import Seen
from surveys.scoring.scheme import Check, Level
from surveys.scoring.texts import Text

Params = Mapping[str, Any]

# Every message of a result, with the names of its parameters, so that a renderer can
# be checked for having a sentence for each. score, measure, lo, hi, from, below, to,
# target, reach, p, reaches, own, value: exact numbers; from, below and to are None at
# the open ends; applicable, floor, answered, threshold: shares of 1; levels: a count;
# options: Texts; title, level: a Text; unit: a Text or None; checks: codes; open: how
# many; found: how many needs other than checks are not met (`shortfalls` has them).
MESSAGE_IDS: Mapping[str, tuple[str, ...]] = {
    "question.hidden": (),
    "question.na": (),
    "question.unanswered": (),
    "question.not_computable": (),
    "question.points": ("score", "options"),
    "question.linear": ("score", "measure", "lo", "hi", "unit"),
    "question.bands": ("score", "measure", "from", "below", "unit"),
    "question.between": (
        *("score", "measure", "from", "from_included", "to", "to_included", "unit"),
    ),
    "question.target": ("score", "measure", "target", "reach", "unit"),
    "node.hidden": (),
    "node.na": (),
    "node.unanswered": (),
    "node.too_little": ("applicable", "floor"),
    "node.weighted_mean": ("score", "applicable"),
    "node.sum": ("score", "applicable"),
    "node.min": ("score", "applicable", "title"),
    "node.max": ("score", "applicable", "title"),
    "node.geometric": ("score", "applicable"),
    "node.harmonic": ("score", "applicable"),
    "node.power": ("score", "applicable", "p"),
    "node.not_positive": ("title",),
    "node.count": ("score", "applicable", "reaches", "found", "parts"),
    "node.too_few": ("answered", "threshold"),
    "node.carry": ("score", "levels", "reaches", "title", "own"),
    "node.carry_full": ("score", "levels"),
    "node.lookup": ("score", "title", "value"),
    "node.lookup_unknown": ("title",),
    "check.pass": ("title",),
    "check.fail": ("title",),
    "check.unknown": ("title",),  # the enterprise has not answered what it needs
    "check.open": ("title",),  # claimed lane: an official has yet to record it
    "check.not_recorded": ("title",),  # later lanes: an official has not recorded it
    "level.reached": ("title",),
    "level.reached_open": ("title", "open"),
    "level.blocked": ("title", "checks", "found"),
    "level.climb": ("title", "level"),  # its own needs are met, a lower level's not
    # of Seen, whose own fields are the parameters
    "seen.unknown": (),
    "seen.choice": (),
    "seen.answer": (),
    "seen.fact": (),
    "seen.external": (),
    "seen.months": (),
    "seen.node": (),
    "seen.score": (),
    "seen.check": (),
    "seen.count": (),
}


class Lane(StrEnum):
    """Whose word the answers are: the enterprise's, the reviewer's, the decision's."""

    CLAIMED = "claimed"
    REVIEWED = "reviewed"
    FINAL = "final"


class State(StrEnum):
    """The states of a question or node; a zero is an answer like any other."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    HIDDEN = "hidden"
    NA = "na"


class Verdict(StrEnum):
    """A check's verdict; unknown never passes."""

    PASS = "pass"  # noqa: S105  # a verdict, no password
    FAIL = "fail"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """reached_open: reached by own statement, some official checks still open."""

    REACHED = "reached"
    REACHED_OPEN = "reached_open"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as the engine needs it: canonical value, "answered" or "na"."""

    value: Any
    state: str = "answered"


@dataclass(frozen=True, slots=True)
class NodeResult:
    """One place of the tree.

    weight: its share of 1 in the parent after re-weighting, None when it does not
    count; base_weight: before. score: 0 to 100 (of a carry 0 to its levels), None when
    there is none (hidden, not applicable, unanswered or not computable question, node
    with too little left); what is unanswered or not computable counts as 0 in its
    parent. For means and sums, score = Σ weight · score of the children.
    """

    code: str
    kind: str  # "node" or "question"
    title: Text
    aggregate: str | None
    weight: Fraction | None
    base_weight: Fraction
    score: Fraction | None
    state: State
    measure: Fraction | None
    children: "tuple[NodeResult, ...]"
    message: str
    params: Params

    def walk(self) -> "Iterator[NodeResult]":
        """Itself and everything below, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check with its verdict and what each of its tests saw."""

    check: Check
    verdict: Verdict
    actual: tuple[Seen, ...]
    message: str
    params: Params


@dataclass(frozen=True, slots=True)
class LevelResult:
    """A level. reached: nothing blocks it or a level below; on the claimed lane
    `open` names the official checks it still waits for. shortfalls: needs other than
    checks that are not met. waits_for: the lowest level below that is not reached."""

    level: Level
    reached: bool
    blocked_by: tuple[str, ...]
    open: tuple[str, ...]
    shortfalls: tuple[Seen, ...]
    waits_for: str | None
    message: str
    params: Params


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that can be said about one response on one lane. level: the highest
    one reached; open_checks: how many official checks that level (the first one when
    none is reached) and those below wait for."""

    engine: str
    lane: Lane
    score: Fraction | None
    level: str | None
    outcome: Outcome
    open_checks: int
    root: NodeResult
    indices: tuple[NodeResult, ...]
    checks: tuple[CheckResult, ...]
    levels: tuple[LevelResult, ...]
    states: Mapping[str, State]

    def walk(self) -> "Iterator[NodeResult]":
        """Every place of the tree, then those of the indices, parents first."""
        for tree in (self.root, *self.indices):
            yield from tree.walk()

    def node(self, code: str) -> NodeResult:
        """The place of a node or scored question; KeyError without."""
        for result in self.walk():
            if result.code == code:
                return result
        raise KeyError(code)

    def scores(self) -> dict[str, Fraction | None]:
        """The score of every node (not of questions), by code."""
        walk = self.walk()
        return {result.code: result.score for result in walk if result.kind == "node"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What is kept of an evaluation: scores of all nodes and verdicts, by code."""

    score: Fraction | None
    level: str | None
    outcome: Outcome
    open_checks: int
    nodes: Mapping[str, Fraction | None]
    checks: Mapping[str, Verdict]


def figures(evaluation: Evaluation) -> Figures:
    """The figures of an evaluation."""
    return Figures(
        evaluation.score,
        evaluation.level,
        evaluation.outcome,
        evaluation.open_checks,
        evaluation.scores(),
        {result.check.code: result.verdict for result in evaluation.checks},
    )
