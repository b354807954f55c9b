"""Tabulating: the summary table of a round, one row a unit, in a few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from reports.workbook.summary import Row, Summary
from surveys.explaining.ways import level_title
from surveys.explaining.words import listed, moment
from surveys.models import (
    Correction,
    CorrectionState,
    Edition,
    Lane,
    MoveRow,
    Outcome,
    Questionnaire,
    Region,
    Response,
    Round,
    Scorecard,
    Submission,
    User,
)
from surveys.reviewing import INVESTMENT
from surveys.scoring import Question, measure
from surveys.workflow import HANDED_IN, Status

OPINIONS = ("recommend", "notice_in_district", "decline_in_district")
SHOWN = tuple(s for s in Status if s in HANDED_IN | {Status.RETURNED})
Card = tuple[str, str, str, str]
NO_CARD: Card = ("", "", "", "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a table is of: a round, in these regions (None: the whole city), of one
    questionnaire or all, in one status or any."""

    round: Round
    regions: Sequence[Region] | None = None
    questionnaire: Questionnaire | None = None
    status: str = ""

    def files(self) -> QuerySet[Response]:
        """The files that are its rows."""
        rows = Response.objects.with_subject().filter(round=self.round)
        rows = rows.filter(status__in=[self.status] if self.status else SHOWN)
        if self.questionnaire is not None:
            rows = rows.filter(edition__questionnaire=self.questionnaire)
        if self.regions is not None:
            rows = rows.filter(unit__enterprise__region__in=self.regions)
        return rows

    def place(self) -> str:
        """Its regions in words."""
        return _("The whole city") if self.regions is None else listed(self._named())

    def _named(self) -> list[str]:
        return [str(region) for region in self.regions or ()]

    def chosen(self) -> str:
        """What was chosen beside round and regions, in words."""
        told = [str(self.questionnaire)] if self.questionnaire else []
        return listed(
            [*told, *([str(Status(self.status).label)] if self.status else [])]
        )


def summary(
    wanted: Wanted, *, by: User, at: datetime, most: int | None = None
) -> Summary:
    """The table for whoever may see these regions; `most` limits the rows."""
    rows = list(_told(wanted.files())[:most])
    place, chosen = wanted.place(), wanted.chosen()
    return Summary(str(wanted.round), place, chosen, by.name, at, _rows(rows))


def _told(files: QuerySet[Response]) -> QuerySet[Response]:
    """Each file with the newest submission, its opinion and its cards."""
    newest = Submission.objects.filter(response=OuterRef("pk")).order_by("-number")
    opinion = MoveRow.objects.filter(response=OuterRef("pk"), name__in=OPINIONS)
    rows = files.annotate(
        submission_id=Subquery(newest.values("pk")[:1]),
        opinion=Subquery(opinion.order_by("-pk").values("reason")[:1]),
    )
    rows = rows.defer("answers", "edition__document")
    return rows.order_by(
        "unit__enterprise__region__order", "unit__enterprise__name", "unit__name", "pk"
    )


def _rows(files: list[Response]) -> list[Row]:
    keys = [getattr(file, "submission_id") for file in files]  # noqa: B009 -- annotated
    cards, money = _cards(keys), _investments(files, keys)
    editions = _editions(card for of in cards.values() for card in of.values())
    return [
        _row(file, cards.get(key, {}), money.get(key), editions)
        for file, key in zip(files, keys, strict=True)
    ]


def _cards(keys: list[int]) -> dict[int, dict[str, Card]]:
    """By submission and lane the newest card: outcome, level, score, edition."""
    rows = Scorecard.objects.standing().filter(submission__in=keys).order_by("pk")
    found: dict[int, dict[str, Card]] = {}
    for key, lane, outcome, level, score, sha256 in rows.values_list(
        "submission", "lane", "outcome", "level", "score", "edition_sha256"
    ):
        found.setdefault(key, {})[lane] = outcome, level, score, sha256
    return found


def _editions(cards: Iterable[Card]) -> dict[str, Edition]:
    known = {card[3] for card in cards}
    rows = Edition.objects.filter(sha256__in=known).defer("document")
    return {edition.sha256: edition for edition in rows}


def _investments(files: list[Response], keys: list[int]) -> dict[int, float]:
    """By submission the investment as corrected, or else as answered."""
    path = KT(f"answers__{INVESTMENT}__v")
    rows = Submission.objects.filter(pk__in=keys).values_list("pk", path)
    values: dict[int, Any] = dict(rows)
    values |= _corrected(keys)
    questions = {file.edition_id: file.edition.scheme.questions for file in files}
    found = {}
    for file, key in zip(files, keys, strict=True):
        question = questions[file.edition_id].get(INVESTMENT)
        amount = _amount(question, values.get(key))
        if amount is not None:
            found[key] = amount
    return found


def _corrected(keys: list[int]) -> dict[int, Any]:
    rows = Correction.objects.filter(submission__in=keys, code=INVESTMENT)
    newest = {row.submission_id: row for row in rows.order_by("pk")}
    return {
        key: row.value
        for key, row in newest.items()
        if row.state == CorrectionState.ANSWERED
    }


def _amount(question: Question | None, value: Any) -> float | None:
    figure = measure(question, value) if question and value is not None else None
    return None if figure is None else float(figure)


def _row(
    file: Response,
    cards: Mapping[str, Card],
    investment: float | None,
    editions: Mapping[str, Edition],
) -> Row:
    enterprise = file.unit.enterprise
    claimed = cards.get(Lane.CLAIMED, NO_CARD)
    reviewed = cards.get(Lane.FINAL) or cards.get(Lane.REVIEWED, NO_CARD)
    return Row(
        pk=file.pk,
        region=str(enterprise.region),
        enterprise=enterprise.name,
        uscc=enterprise.uscc,
        unit=file.unit.name,
        kind=str(file.unit.get_kind_display()),
        cluster=str(enterprise.primary_cluster),
        questionnaire=file.edition.title,
        investment=investment,
        claimed_stage=_stage(claimed, editions),
        claimed_score=_score(claimed),
        reviewed_stage=_stage(reviewed, editions),
        reviewed_score=_score(reviewed),
        opinion=getattr(file, "opinion") or "",  # noqa: B009 -- annotated
        status=str(file.get_status_display()),
        since=moment(file.status_at),
    )


def _stage(card: Card, editions: Mapping[str, Edition]) -> str:
    outcome, level, _score_text, sha256 = card
    if not outcome:
        return "–"
    if outcome == Outcome.NOT_REACHED or not level:
        return str(Outcome(outcome).label)
    title = level_title(editions[sha256].scheme, level)
    return (
        title if outcome == Outcome.REACHED else f"{title} · {Outcome(outcome).label}"
    )


def _score(card: Card) -> float | None:
    return float(Decimal(card[2])) if card[2] else None
