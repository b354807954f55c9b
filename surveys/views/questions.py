"""By question: one question of a round in all files, judged in place."""

from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTransform
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from surveys.access import (
    REVIEWABLE,
    SignedInRequest,
    files_in_scope,
    files_to_judge,
    for_offices,
    not_found,
    one,
)
from surveys.explaining.phrases import phrases
from surveys.explaining.spreading import height, spread_of
from surveys.explaining.words import worded
from surveys.forms.comparing import QuestionFilter, Row, rows_of
from surveys.forms.history import numbered
from surveys.models import Edition, OfficeRole, Response, Round, Submission
from surveys.scoring import Question
from surveys.workflow import OPEN_TO_FINDINGS, Status

PAGE = 25
OFFICIALS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER)
SHOWN = tuple(status for status in Status if status in REVIEWABLE)
Place = tuple[str, Question]


@for_offices(*OFFICIALS)
@require_safe
def by_question(
    request: SignedInRequest, pk: int, edition: int, code: str
) -> HttpResponse:
    """The answers of all files to one question, with their proofs, in one list."""
    target = one(Round.objects.all(), pk=pk)
    asked = one(_editions(target), pk=edition)
    places = numbered(asked.scheme)
    here = next((n for n, (_no, q) in enumerate(places) if q.code == code), None)
    if here is None:
        not_found()
    number, question = places[here]
    city = request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)
    form = QuestionFilter(request.GET, statuses=SHOWN, regions=city)
    files = files_in_scope(request.holdings).filter(round=target, edition=asked)
    entries = _entries(files.filter(form.chosen), code)
    page = _page(request, question, entries, form.cleaned_data.get("order", ""))
    context = {
        "round": target,
        "edition": asked,
        "question": question,
        "number": number,
        "title": worded(question.title),
        "section": _section(asked, question),
        "before": places[here - 1] if here else None,
        "after": places[here + 1] if here + 1 < len(places) else None,
        "places": [(no, q.code, worded(q.title)) for no, q in places],
        "form": form,
        "page": page,
        "rows": _rows(request, question, [pk for pk, _entry in page]),
        "spread": spread_of(question, (entry for _pk, entry in entries)),
        "suffix": suffix_of(request.get_full_path()),
        "phrases": phrases("asks", "corrections"),
        "wide": True,
    }
    return render(request, "surveys/by_question.html", context)


def _editions(target: Round) -> QuerySet[Edition]:
    rows = Edition.objects.filter(rounds=target).select_related("questionnaire")
    return rows.defer("document")


def _section(edition: Edition, question: Question) -> str:
    sections = edition.scheme.sections
    return next(worded(s.title) for s in sections if s.code == question.section)


def _newest() -> QuerySet[Submission]:
    """The version of each file that counts: the one handed in last."""
    same = Submission.objects.filter(response=OuterRef("response"))
    last = Subquery(same.order_by("-number").values("number")[:1])
    return Submission.objects.filter(number=last)


def _entries(files: QuerySet[Response], code: str) -> list[tuple[int, Any]]:
    """The answer of each file, by enterprise; of thousands, nothing else is read."""
    rows = _newest().filter(response__in=files.order_by().values("pk"))
    rows = rows.order_by("response__unit__enterprise__name", "response")
    answer = KeyTransform(code, "answers")
    return list(rows.annotate(said=answer).values_list("pk", "said"))


def _page(
    request: SignedInRequest,
    question: Question,
    entries: list[tuple[int, Any]],
    order: str,
) -> Page[Any]:
    def key(row: tuple[int, Any]) -> Fraction:
        return height(question, row[1])

    if order != "name":
        # Python's order is stable: of equal claims the name decides.
        entries = sorted(entries, key=key, reverse=order != "low")
    return Paginator(entries, PAGE).get_page(request.GET.get("page"))


def _rows(request: SignedInRequest, question: Question, wanted: list[int]) -> list[Row]:
    paths = ("region", "primary_cluster")
    joined = [f"response__unit__enterprise__{path}" for path in paths]
    rows = Submission.objects.select_related(*joined, "response__round")
    found = rows.defer("facts", "response__answers").in_bulk(wanted)
    submissions = [found[pk] for pk in wanted]
    open_files = {
        s.response_id for s in submissions if s.response.status in OPEN_TO_FINDINGS
    }
    judged = files_to_judge(request).filter(pk__in=open_files) if open_files else None
    may = judged.values_list("pk", flat=True) if judged is not None else ()
    return rows_of(question, submissions, may)


def suffix_of(back: str) -> str:
    """What tells the address of a verb where to lead back to."""
    return "?" + urlencode({"back": back})


def row_of(request: SignedInRequest, response: Response, question: Question) -> str:
    """One row as it is now, for a script that has judged it."""
    newest = response.newest_submission()
    (row,) = _rows(request, question, [newest.pk])
    context = {
        "row": row,
        "item": row.item,
        "response": row.response,
        "may_judge": row.may_judge,
        "place": row.place,
        "suffix": suffix_of(request.GET.get("back", "")),
    }
    return render_to_string("surveys/review/item.html", context, request)
