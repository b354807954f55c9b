"""The rules of contradictions that ship: data, by questionnaire, beside editions."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from surveys.doubting.terms import read
from surveys.scoring import Question, Scheme, Text
from surveys.scoring.comparing import Scope
from surveys.scoring.conditions import Condition
from surveys.scoring.reading import Place

FILE = "contradictions.json"


@dataclass(frozen=True, slots=True)
class Rule:
    """Answers that contradict each other. `questions` are all that `when` looks at;
    `blocks`: it must be mended before handing in."""

    code: str
    questionnaires: tuple[str, ...]
    questions: tuple[str, ...]
    when: Mapping[str, Any]
    blocks: bool
    text: Text

    def concerns(self, questionnaire: str, codes: Collection[str]) -> bool:
        """Whether an edition with these questions is one that it speaks of."""
        return questionnaire in self.questionnaires and all(
            code in codes for code in self.questions
        )

    def condition(self, questions: Mapping[str, Question]) -> Condition:
        """What makes it speak up; it sees its own questions only."""
        seen = {code: questions[code] for code in self.questions}
        place = Place(self.when, self.code)
        found = read(place, Scope(seen))
        place.faults.check()
        return found


@cache
def shipped() -> tuple[Rule, ...]:
    """Every rule, in the order of the file."""
    path = resources.files("surveys").joinpath("reference", FILE)
    rows = json.loads(path.read_text("utf-8"))["rules"]
    return tuple(_rule(row) for row in rows)


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        code=row["code"],
        questionnaires=tuple(row["questionnaires"]),
        questions=tuple(row["questions"]),
        when=row["when"],
        blocks=row["blocks"],
        text=Text(**row["text"]),
    )


@dataclass(frozen=True, slots=True)
class _Edition:
    """A scheme by the hash of its edition, so that its rules are compiled once."""

    sha256: str
    scheme: Scheme = field(compare=False)


Compiled = tuple[tuple[Rule, Condition], ...]


def compiled(sha256: str, scheme: Scheme) -> Compiled:
    """The rules of an edition with their conditions.

    Published editions never change, so rules stand beside them: one applies to every
    edition of its questionnaires that asks all its questions.
    """
    return _compiled(_Edition(sha256, scheme))


@lru_cache(maxsize=64)
def _compiled(edition: _Edition) -> Compiled:
    scheme = edition.scheme
    return tuple(
        (rule, rule.condition(scheme.questions))
        for rule in shipped()
        if rule.concerns(scheme.questionnaire, scheme.questions)
    )
