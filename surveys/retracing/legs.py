"""One lane of a result: what was claimed, what counts, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.scoring import Answer, Evaluation, Kind, Question, Scheme
from surveys.scoring.conditions import Situation
from surveys.scoring.settling import acceptance, settle

NOT_APPLICABLE = "na"


@dataclass(frozen=True, slots=True)
class Leg:
    """given: the answers as claimed; counted: with what reviewers put in their place;
    accepted: the codes held not to apply; stored: the scores of the nodes as they are
    kept; key, name: of the lane; rules: the key of the table of its rules."""

    key: str
    name: str
    scheme: Scheme
    evaluation: Evaluation
    given: Mapping[str, Answer]
    counted: Mapping[str, Answer]
    facts: Mapping[str, Any]
    accepted: frozenset[str]
    stored: Mapping[str, str]
    rules: str
    reasons: Mapping[str, str]

    @property
    def answers(self) -> str:
        """The key of the table of answers."""
        return f"{self.key}.answers"

    @property
    def calculation(self) -> str:
        """The key of the table of the calculation."""
        return f"{self.key}.calculation"

    @property
    def checks(self) -> str:
        """The key of the table of levels and checks."""
        return f"{self.key}.checks"

    def situation(self) -> Situation:
        """What the conditions of levels and checks looked at."""
        situation = Situation(self.facts)
        accepted = acceptance(self.evaluation.lane, self.accepted)
        settle(self.scheme, self.counted, situation, accepted)
        situation.scores = self.evaluation.scores()
        situation.score = self.evaluation.score
        return situation


def parts_of(question: Question) -> tuple[str, ...]:
    """The keys of the figures or choices that an answer is made of."""
    if question.kind is Kind.RATIO:
        return ("n", "d")
    if question.kind is Kind.PAIR:
        return ("before", "after")
    if question.kind is Kind.MULTIPLE:
        return tuple(question.choices)
    if question.kind is Kind.MATRIX:
        return tuple(row.code for row in question.rows)
    return ("",)


def row_of(question: Question, part: str | None = None) -> str:
    """The key of the row of a part of an answer; without one, of its first."""
    return f"{question.code}/{parts_of(question)[0] if part is None else part}"


def fact_row(name: str) -> str:
    """The key of the row of a fact; no question has a code with a colon."""
    return f"fact:{name}"
