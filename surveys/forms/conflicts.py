"""Two people at one question: both answers, for the one who came later to choose."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from surveys.explaining.answers import said
from surveys.explaining.words import moment
from surveys.filling import Entry
from surveys.models import Response, User
from surveys.scoring import Kind, Question

Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a colleague saved meanwhile (`version`, and `fields` as the controls of the
    page take it) beside what was to be saved, both in words."""

    version: int
    by: str
    at: str
    theirs: str
    mine: str
    fields: Fields

    def document(self) -> dict[str, Any]:
        """The same for a script."""
        return asdict(self)


def conflict_of(response: Response, code: str, mine: Entry) -> Conflict:
    """The conflict at a question whose answer somebody else changed meanwhile."""
    question = response.edition.scheme.questions[code]
    stored = response.answers[code]
    colleague = User.objects.filter(pk=stored["by"]).first()
    return Conflict(
        version=stored["n"],
        by=colleague.name if colleague else "–",
        at=moment(datetime.fromisoformat(stored["at"])),
        theirs=said(question, stored["v"], stored["state"], stored["reason"]),
        mine=said(question, mine.value, mine.state, mine.reason),
        fields=fields_of(question, stored),
    )


def fields_of(question: Question, stored: dict[str, Any]) -> Fields:
    """A stored answer as a page would post it; what is empty is left out."""
    fields = _value_fields(question, stored["v"])
    if stored["state"] == "na":
        fields[f"{question.code}.state"] = ["na"]
        fields[f"{question.code}.reason"] = [stored["reason"]]
    return fields


def _value_fields(question: Question, value: Any) -> Fields:
    code = question.code
    if value is None or question.kind is Kind.FILE:
        return {}
    if question.kind is Kind.MATRIX:
        return {f"{code}.row.{row}": [option] for row, option in value.items()}
    if isinstance(value, dict):
        return {f"{code}.{part}": [text] for part, text in value.items() if text}
    return {code: list(value) if isinstance(value, list) else [value]}
