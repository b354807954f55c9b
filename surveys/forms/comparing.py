"""One question in many files: which files, in which order, and each as a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.forms.items import Item
from surveys.forms.judging import Reading, files_of, versions_before
from surveys.forms.reviewing import QueueFilter
from surveys.models import Correction, CorrectionState, Judgement, Response, Submission
from surveys.scoring import Question, State

ORDERS = {
    "high": _("Highest claim first"),
    "low": _("Lowest claim first"),
    "name": _("By enterprise"),
}
ASKED = ("q", "cluster", "region", "status", "order")
PATHS = {
    "status": "status",
    "cluster": "unit__enterprise__primary_cluster",
    "region": "unit__enterprise__region",
}


class QuestionFilter(QueueFilter):
    """Which files of a round are looked at by question; every part may be left open."""

    order = forms.ChoiceField(
        label=_("Order"), choices=list(ORDERS.items()), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {n: self.fields[n] for n in ASKED if n in self.fields}

    @property
    def chosen(self) -> Q:
        """What is filtered by; what cannot be understood filters nothing."""
        self.is_valid()
        data = self.cleaned_data
        found = Q(**{PATHS[name]: data[name] for name in PATHS if data.get(name)})
        if text := data.get("q", "").strip():
            enterprise = Q(unit__enterprise__name__icontains=text)
            code = Q(unit__enterprise__uscc=text.upper())
            found &= enterprise | code | Q(unit__name__icontains=text)
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """One file in the list: its claim, and all that stands beside it."""

    response: Response
    item: Item
    may_judge: bool

    @property
    def place(self) -> str:
        """Its id on the page."""
        return f"r-{self.response.pk}"


def rows_of(
    question: Question, submissions: Sequence[Submission], judged_by: Iterable[int]
) -> list[Row]:
    """The rows of these newest versions; `judged_by`: the files one may judge."""
    may = set(judged_by)
    readings = _readings(question, submissions)
    return [
        Row(
            submission.response,
            replace(
                readings[submission.pk].item(question, ""),
                heading=submission.response.unit.enterprise.name,
            ),
            submission.response_id in may,
        )
        for submission in submissions
    ]


def _readings(
    question: Question, submissions: Sequence[Submission]
) -> dict[int, Reading]:
    code = question.code
    files = files_of(submissions, code)
    before = versions_before(submissions)
    corrections = _newest(Correction.objects, submissions, code)
    judgements = _newest(Judgement.objects, submissions, code)
    return {
        s.pk: Reading(
            submission=s,
            states={code: _state(s.answers.get(code))},
            files=files[s.pk],
            corrections=_standing(corrections.get(s.pk)),
            judgements={code: judgements[s.pk]} if s.pk in judgements else {},
            previous=before.get(s.response_id),
        )
        for s in submissions
    }


def _newest(rows: Any, submissions: Sequence[Submission], code: str) -> dict[int, Any]:
    found = rows.filter(submission__in=submissions, code=code).select_related("by")
    return {row.submission_id: row for row in found.order_by("pk")}


def _standing(correction: Correction | None) -> dict[str, Correction]:
    if correction is None or correction.state == CorrectionState.CLAIM:
        return {}
    return {correction.code: correction}


def _state(entry: Mapping[str, Any] | None) -> State:
    if entry is None or (entry["v"] is None and entry["state"] != "na"):
        return State.UNANSWERED
    return State.NA if entry["state"] == "na" else State.ANSWERED
