"""One question in many files: which files, in which order, and each as a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.forms.items import Item
from surveys.forms.judging import Reading, files_of, versions_before
from surveys.forms.queues import looked_for
from surveys.models import (
    Cluster,
    Correction,
    CorrectionState,
    Judgement,
    Region,
    Response,
    Submission,
)
from surveys.scoring import Question, State
from surveys.workflow import Status

ORDERS = {
    "high": _("Highest claim first"),
    "low": _("Lowest claim first"),
    "name": _("By enterprise"),
}


class QuestionFilter(forms.Form):
    """Which files of a round are looked at by question; every part may be left open."""

    q = forms.CharField(label=_("Enterprise or unit"), required=False, max_length=60)
    cluster = forms.ModelChoiceField(
        Cluster.objects.all(), label=_("Cluster"), required=False, empty_label=_("All")
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), required=False, empty_label=_("All")
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    order = forms.ChoiceField(
        label=_("Order"), choices=list(ORDERS.items()), required=False
    )

    def __init__(
        self, *args: Any, statuses: tuple[Status, ...], regions: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        status, region = self.fields["status"], self.fields["region"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = [("", _("All")), *((s.value, s.label) for s in statuses)]
        assert isinstance(region, forms.ModelChoiceField)
        # Access follows the regions of today: nobody is registered in an old one.
        region.queryset = Region.objects.valid_on(timezone.localdate())
        if not regions:
            del self.fields["region"]

    @property
    def chosen(self) -> Q:
        """What is filtered by; what cannot be understood filters nothing."""
        self.is_valid()
        return looked_for(self.cleaned_data)


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
