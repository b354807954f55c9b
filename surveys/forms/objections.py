"""The objections to a file as officials read them."""

from dataclasses import dataclass

from surveys.explaining.answers import said
from surveys.explaining.words import worded
from surveys.forms.history import entry_words, numbered
from surveys.models import Correction, Objection, Response


@dataclass(frozen=True, slots=True)
class Objected:
    """One objection; of one to a correction also the item, the claim and what the
    correction says (empty for one to a public notice)."""

    objection: Objection
    item: str = ""
    claimed: str = ""
    corrected: str = ""
    reason: str = ""


def objected(response: Response) -> list[Objected]:
    """Every objection to a file, oldest first."""
    rows = response.objections.select_related(
        "decided_by", "correction__submission", "correction__by"
    ).prefetch_related("evidence__by", "evidence__response__round")
    numbers = {q.code: number for number, q in numbered(response.edition.scheme)}
    return [
        _to_a_correction(row, row.correction, response, numbers)
        if row.correction
        else Objected(row)
        for row in rows
    ]


def _to_a_correction(
    objection: Objection,
    correction: Correction,
    response: Response,
    numbers: dict[str, str],
) -> Objected:
    code = correction.code
    question = response.edition.scheme.questions[code]
    return Objected(
        objection,
        f"{numbers[code]} {worded(question.title)}",
        entry_words(question, correction.submission.answers.get(code)),
        said(question, correction.value),
        correction.reason,
    )
