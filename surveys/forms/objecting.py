"""What an enterprise reads of the corrections to its answers, and its objection."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.assessing import edition_of
from surveys.contesting import ends_of
from surveys.explaining.answers import said
from surveys.explaining.parties import office_words, parties_of
from surveys.explaining.words import points, worded
from surveys.forms.choosing import FilesField
from surveys.forms.reviewing import words_field
from surveys.keeping import ACCEPTED
from surveys.models import (
    Correction,
    CorrectionState,
    Lane,
    Objection,
    ObjectionState,
    Response,
    Scorecard,
    Submission,
)
from surveys.objecting import FILES
from surveys.scoring import Question, decimal_text, exact
from surveys.workflow import Status

NAME_LENGTH = 250


class CorrectionObjectionForm(forms.Form):
    """Why a correction is not right, and what proves it."""

    text = words_field(gettext_lazy("Why the correction is not right"))
    proof = FilesField(
        label=gettext_lazy("New files that prove it"),
        required=False,
        max_length=NAME_LENGTH,
        accept=ACCEPTED,
        most=FILES,
        help_text=gettext_lazy(
            "PDF, PNG, JPG, XLSX or DOCX, at most five. They go to the office at once."
        ),
        error_messages={
            "empty": gettext_lazy("The file is empty. Choose another."),
        },
    )


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction beside its claim. `until`: the exclusive end of objecting to it,
    None where nobody may any more."""

    correction: Correction
    number: str
    title: str
    section: str
    claimed: str
    words: str
    office: str
    objection: Objection | None
    until: datetime | None

    @property
    def code(self) -> str:
        return self.correction.code

    @property
    def taken_back(self) -> bool:
        """Whether an objection brought the claim back."""
        found = self.objection
        return found is not None and found.state == ObjectionState.UPHELD

    @property
    def accepts(self) -> bool:
        """Whether it only accepts what was claimed not to apply."""
        return self.correction.state == CorrectionState.NA


def corrected_answers(submission: Submission, at: datetime) -> list[Corrected]:
    """The corrections of a submission, in the order of the questions."""
    response = submission.response
    shown = _shown(submission)
    ends = ends_of(response, shown.values())
    parties = parties_of(correction.by for correction in shown.values())
    region = response.unit.enterprise.region
    found = []
    for number, question in _numbered(response):
        correction = shown.get(question.code)
        if correction is None:
            continue
        objection = next(iter(correction.objections.all()), None)
        ending = ends[correction.pk]
        offered = objection is None and _open(response, correction) and at < ending
        found.append(
            Corrected(
                correction=correction,
                number=number,
                title=worded(question.title),
                section=question.section,
                claimed=_claimed(question, submission),
                words=_words(question, correction),
                office=office_words(parties[correction.by_id], region),
                objection=objection,
                until=ending if offered else None,
            )
        )
    return found


def _open(response: Response, correction: Correction) -> bool:
    recommended = response.status == Status.RECOMMENDED
    return recommended and correction.state == CorrectionState.ANSWERED


def _shown(submission: Submission) -> dict[str, Correction]:
    """By code the correction that stands, or that an objection took back."""
    rows = submission.corrections.select_related("by").prefetch_related(
        "objections__evidence__by",
        "objections__evidence__response__round",
        "objections__decided_by",
    )
    every: dict[str, list[Correction]] = defaultdict(list)
    for correction in rows:
        every[correction.code].append(correction)
    newest = {code: _newest(found) for code, found in every.items()}
    return {code: found for code, found in newest.items() if found is not None}


def _newest(found: Sequence[Correction]) -> Correction | None:
    last = found[-1]
    if last.state != CorrectionState.CLAIM:
        return last
    objected = [row for row in found if row.objections.all()]
    return objected[-1] if objected else None


def _numbered(response: Response) -> list[tuple[str, Question]]:
    return [
        (f"{number}.{place}", question)
        for number, section in enumerate(response.edition.scheme.sections, start=1)
        for place, question in enumerate(section.questions, start=1)
    ]


def _claimed(question: Question, submission: Submission) -> str:
    entry = submission.answers.get(question.code)
    if entry is None:
        return said(question, None)
    return said(question, entry["v"], entry["state"], entry["reason"])


def _words(question: Question, correction: Correction) -> str:
    if correction.state == CorrectionState.NA:
        return _("It is accepted that this does not apply.")
    return said(question, correction.value)


@dataclass(frozen=True, slots=True)
class Effect:
    """A score as claimed and as reviewed; `less`, `more`: how it changed."""

    title: str
    claimed: str
    reviewed: str
    change: str


def effects(submission: Submission) -> list[Effect]:
    """What the review changes, per dimension and in all; nothing before there is a
    reviewed score."""
    cards = {
        card.lane: card for card in submission.scorecards.standing().order_by("pk")
    }
    claimed, reviewed = cards.get(Lane.CLAIMED), cards.get(Lane.REVIEWED)
    if claimed is None or reviewed is None:
        return []
    for card in (claimed, reviewed):
        card.submission = submission
    scheme = edition_of(reviewed).scheme
    places = scheme.decimals
    rows = [
        _effect(worded(node.title), *_scores(node.code, claimed, reviewed), places)
        for node in scheme.profile
    ]
    return [*rows, _effect(_("Total"), claimed.score, reviewed.score, places)]


def _scores(code: str, claimed: Scorecard, reviewed: Scorecard) -> tuple[str, str]:
    return claimed.nodes.get(code, ""), reviewed.nodes.get(code, "")


def _effect(title: str, claimed: str, reviewed: str, places: int) -> Effect:
    change = ""
    if claimed and reviewed:
        step = exact(decimal_text(exact(reviewed) - exact(claimed), places))
        change = f"{'+' if step > 0 else '−'}{points(abs(step), places)}"
        change = change if step else "0"
    return Effect(title, points(claimed, places), points(reviewed, places), change)
