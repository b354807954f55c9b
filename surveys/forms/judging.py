"""Reads a file as officials judge it: all that stands beside its claims."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from surveys.assessing import corrections_of
from surveys.carrying import Earlier, Last, last_time
from surveys.doubting import doubts_handed_in
from surveys.explaining.words import listed, worded
from surveys.forms.answers import corrected
from surveys.forms.carrying import answer_of
from surveys.forms.history import entry_words
from surveys.forms.items import Before, Item, Part
from surveys.models import (
    Correction,
    Evidence,
    Judgement,
    JudgementKind,
    Submission,
)
from surveys.scoring import Question, State
from surveys.scoring.scheme import Section
from surveys.workflow import Status


@dataclass(frozen=True, slots=True)
class Reading:
    """One version of a file, with what stands beside its claims by question code."""

    submission: Submission
    states: Mapping[str, State]
    files: Mapping[str, Sequence[Evidence]]
    corrections: Mapping[str, Correction]
    judgements: Mapping[str, Judgement]
    sent: Mapping[str, Sequence[str]] = field(default_factory=dict)
    previous: Submission | None = None
    before: Mapping[str, Before] = field(default_factory=dict)
    earlier: Earlier | None = None
    doubts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def parts(self) -> list[Part]:
        """The sections in order; items that a condition hides are left out."""
        scheme = self.submission.response.edition.scheme
        parts = (
            Part(section.code, worded(section.title), self._items(section, number))
            for number, section in enumerate(scheme.sections, start=1)
        )
        return [part for part in parts if part.items]

    def _items(self, section: Section, number: int) -> list[Item]:
        found = (
            self.item(question, f"{number}.{place}")
            for place, question in enumerate(section.questions, start=1)
        )
        return [item for item in found if not item.hidden]

    def item(self, question: Question, number: str) -> Item:
        """One question with all that stands beside it."""
        code = question.code
        entry = self.submission.answers.get(code)
        correction = self.corrections.get(code)
        last = self.earlier.answers.get(code) if self.earlier else None
        return Item(
            question=question,
            number=number,
            heading=worded(question.title),
            # A corrected edition may have dropped the question: it counts no more.
            state=self.states.get(code, State.HIDDEN).value,
            claimed=entry_words(question, entry),
            evidence=self.files.get(code, ()),
            correction=correction,
            corrected=corrected(question, correction),
            judgement=self.judgements.get(code),
            sent=self.sent.get(code, ()),
            was=self._was(question, entry),
            had=self._had(code),
            before=self.before.get(code),
            last=last,
            last_words=answer_of(question, last) if last else "",
            as_last=_same(last, entry),
            doubts=self.doubts.get(code, ()),
        )

    def _was(self, question: Question, entry: Mapping[str, Any] | None) -> str:
        if self.previous is None:
            return ""
        old = self.previous.answers.get(question.code)
        return "" if old == entry else entry_words(question, old)

    def _had(self, code: str) -> str:
        if self.previous is None:
            return ""
        old, new = (cited(one, code) for one in (self.previous, self.submission))
        if old == new:
            return ""
        return listed(sorted(old.values())) or _("No file")


def _same(last: Last | None, entry: Mapping[str, Any] | None) -> bool:
    if last is None or entry is None:
        return False
    return (entry["v"], entry["state"]) == (last.value, last.state)


def cited(submission: Submission, code: str) -> dict[str, str]:
    """The names of the files that prove an answer, by their hashes."""
    rows = (row for row in submission.evidence if row["code"] == code)
    return {row["sha256"]: row["name"] for row in rows}


def read(
    submission: Submission,
    states: Mapping[str, State],
    corrections: Mapping[str, Correction],
) -> Reading:
    """All that is known of one version, as officials judge it."""
    previous = _previous(submission)
    return Reading(
        submission=submission,
        states=states,
        files=files_of([submission])[submission.pk],
        corrections=corrections,
        judgements=judgements_of(submission),
        sent=_remarks(submission) if _is_returned(submission) else {},
        previous=previous,
        before=_before(previous) if previous else {},
        earlier=last_time(submission.response),
        doubts=_doubts(submission),
    )


def judgements_of(submission: Submission) -> dict[str, Judgement]:
    """What is noted of the items, by code."""
    return {row.code: row for row in submission.judgements.select_related("by")}


def _previous(submission: Submission) -> Submission | None:
    rows = submission.response.submissions.filter(number__lt=submission.number)
    return rows.order_by("-number").first() if submission.number > 1 else None


def _is_returned(submission: Submission) -> bool:
    return submission.response.status == Status.RETURNED


def _remarks(submission: Submission) -> dict[str, list[str]]:
    """What the enterprise was asked when this version was returned, by code."""
    found: dict[str, list[str]] = defaultdict(list)
    for remark in submission.remarks.all():
        found[remark.code].append(remark.text)
    return found


def _before(previous: Submission) -> dict[str, Before]:
    scheme = previous.response.edition.scheme
    remarks = _remarks(previous)
    corrections = corrections_of(previous)
    judged = previous.judgements.filter(kind=JudgementKind.AGREE)
    agreed = set(judged.values_list("code", flat=True))
    return {
        code: Before(
            code in agreed,
            corrected(scheme.questions[code], corrections.get(code)),
            tuple(remarks.get(code, ())),
        )
        for code in agreed | set(remarks) | set(corrections)
    }


def _doubts(submission: Submission) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for doubt in doubts_handed_in(submission):
        for code in doubt.questions:
            found[code].append(doubt.text)
    return found


Files = dict[int, dict[str, list[Evidence]]]


def files_of(submissions: Iterable[Submission], code: str | None = None) -> Files:
    """The files that submissions cite, by submission and question."""
    cites = {
        (row["id"], submission.pk): row["code"]
        for submission in submissions
        for row in submission.evidence
        if code in (None, row["code"])
    }
    rows = Evidence.objects.filter(pk__in={pk for pk, _by in cites})
    rows = rows.select_related("by", "response__round").defer("response__answers")
    kept = {str(file.pk): file for file in rows}
    found: Files = defaultdict(lambda: defaultdict(list))
    for (pk, owner), asked in cites.items():
        if pk in kept:
            found[owner][asked].append(kept[pk])
    return found


def versions_before(submissions: Iterable[Submission]) -> dict[int, Submission]:
    """The version before each of these, by response; only later ones are looked up."""
    later = {s.response_id: s.number for s in submissions if s.number > 1}
    rows = Submission.objects.filter(response__in=later) if later else ()
    return {
        row.response_id: row for row in rows if row.number == later[row.response_id] - 1
    }
