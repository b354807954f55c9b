"""The items of a file as officials judge them, with all that stands beside a claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.carrying import Last
from surveys.explaining.words import worded
from surveys.forms.answers import Corrected
from surveys.models import Correction, Evidence, Judgement, JudgementKind
from surveys.scoring import Question, State


@dataclass(frozen=True, slots=True)
class Before:
    """What officials said to the version before: agreed, corrected, or asked back."""

    agreed: bool = False
    correction: Corrected | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a file: what was claimed, what proves it, what stands beside.

    `sent` is what the enterprise was asked with the return of this version;
    `was` and `had` are answer and files of the version before, where they differ;
    `last` is what was answered in the round before, `as_last` that it is the same now.
    """

    question: Question
    number: str
    heading: str
    state: str
    claimed: str
    evidence: Sequence[Evidence] = ()
    correction: Correction | None = None
    corrected: Corrected | None = None
    judgement: Judgement | None = None
    sent: Sequence[str] = ()
    was: str = ""
    had: str = ""
    before: Before | None = None
    last: Last | None = None
    last_words: str = ""
    as_last: bool = False
    doubts: Sequence[str] = ()

    def __getitem__(self, name: str) -> Any:
        """The same as the attribute; spares templates an exception a look-up."""
        return getattr(self, name)

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def title(self) -> str:
        return worded(self.question.title)

    @property
    def proof(self) -> str:
        return worded(self.question.proof)

    @property
    def hidden(self) -> bool:
        return self.state == State.HIDDEN

    @property
    def claims(self) -> bool:
        """Whether there is something to judge."""
        return self.state in (State.ANSWERED, State.NA)

    @property
    def agreed(self) -> bool:
        return self.judgement is not None and self.judgement.kind == JudgementKind.AGREE

    @property
    def asked(self) -> str:
        """What is to be asked back."""
        return self.judgement.text if self.judgement and not self.agreed else ""

    @property
    def judged(self) -> bool:
        return self.judgement is not None or self.correction is not None

    @property
    def open(self) -> bool:
        """Whether it still has to be looked at."""
        return self.claims and not self.judged

    @property
    def agreeable(self) -> bool:
        """Whether one press agrees: what does not apply is accepted with a reason."""
        return self.state == State.ANSWERED and self.correction is None

    @property
    def inapplicable(self) -> bool:
        return self.state == State.NA

    @property
    def changed(self) -> bool:
        return bool(self.was or self.had)

    @property
    def doubted(self) -> bool:
        return bool(self.doubts)


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a file, with the items that show."""

    code: str
    title: str
    items: Sequence[Item]

    @property
    def total(self) -> int:
        return sum(item.claims for item in self.items)

    @property
    def judged(self) -> int:
        return sum(item.claims and item.judged for item in self.items)

    @property
    def changed(self) -> int:
        return sum(item.changed for item in self.items)
