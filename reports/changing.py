"""Changing: what became of the files of a round between two moments, who and why.

Only what was handed in counts: answers are compared as they were frozen, so that no
draft is seen.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from reports.workbook.delta import Change
from surveys.explaining.answers import said
from surveys.explaining.moves import moved_words
from surveys.explaining.ways import level_title
from surveys.explaining.words import moment, worded
from surveys.models import (
    Correction,
    CorrectionState,
    Edition,
    Lane,
    MoveRow,
    Outcome,
    Response,
    Revision,
    Scorecard,
    Submission,
    User,
)
from surveys.workflow import Status

Files = Mapping[int, Response]
Timed = tuple[datetime, Change]
ABSENT: Mapping[str, Any] = {}


def changes(
    files: QuerySet[Response], since: datetime, until: datetime
) -> list[Change]:
    """What changed in these files after `since` and not after `until`, in the order in
    which it happened, in the active language; a few queries, however many there are."""
    found = {file.pk: file for file in files.defer("answers", "edition__document")}
    made = _Making(found, files.order_by().values("pk"), since, until)
    timed = [*made.answers(), *made.corrections(), *made.cards(), *made.moves()]
    return [change for _at, change in sorted(timed, key=lambda pair: pair[0])]


class _Making:
    """The files, the query that finds them, and the span of time asked about."""

    def __init__(
        self, files: Files, keys: QuerySet[Any, Any], since: datetime, until: datetime
    ) -> None:
        self.files, self.keys = files, keys
        self.since, self.until = since, until

    def within(self, at: datetime) -> bool:
        return self.since < at <= self.until

    def row(  # noqa: PLR0913, PLR0917 -- the columns of a row
        self,
        response: int,
        what: str,
        item: str,
        values: tuple[str, str],
        by: User | None,
        at: datetime,
        why: str,
    ) -> Timed:
        file = self.files[response]
        enterprise = file.unit.enterprise
        return at, Change(
            region=str(enterprise.region),
            enterprise=enterprise.name,
            uscc=enterprise.uscc,
            unit=file.unit.name,
            questionnaire=file.edition.title,
            what=what,
            item=item,
            old=values[0],
            new=values[1],
            who=by.name if by else _("the platform"),
            at=moment(at),
            why=why,
        )

    def title(self, response: int, code: str) -> str:
        question = self.files[response].edition.scheme.questions.get(code)
        return f"{code} {worded(question.title)}" if question else code

    def words(self, response: int, code: str, answer: Mapping[str, Any]) -> str:
        question = self.files[response].edition.scheme.questions.get(code)
        if question is None:
            return str(answer.get("v", ""))
        state = answer.get("state") or "answered"
        return said(question, answer.get("v"), state, answer.get("reason") or "")

    def answers(self) -> Iterator[Timed]:
        """What was handed in anew, question by question."""
        later = Submission.objects.filter(
            response__in=self.keys, at__gt=self.since, number__gt=1
        )
        rows = Submission.objects.filter(response__in=later.values("response"))
        by_file: dict[int, list[Submission]] = defaultdict(list)
        for row in rows.order_by("response", "number").select_related("by"):
            by_file[row.response_id].append(row)
        again = [rows for rows in by_file.values() if len(rows) > 1]
        last = _revisions([rows[0].response_id for rows in again], self.until)
        for rows_of in again:
            for old, new in pairwise(rows_of):
                if self.within(new.at):
                    yield from self._handed_in(old, new, last)

    def _handed_in(
        self, old: Submission, new: Submission, last: "Revisions"
    ) -> Iterator[Timed]:
        for code in sorted(old.answers.keys() | new.answers.keys()):
            key = new.response_id
            was = self.words(key, code, old.answers.get(code, ABSENT))
            now = self.words(key, code, new.answers.get(code, ABSENT))
            if was == now:
                continue
            by = _who(last.get((key, code), ()), new)
            why = _("Handed in anew: %(receipt)s") % {"receipt": new.receipt}
            item = self.title(key, code)
            yield self.row(key, _("Answer"), item, (was, now), by, new.at, why)

    def corrections(self) -> Iterator[Timed]:
        """What officials put beside the claims."""
        rows = Correction.objects.filter(
            submission__response__in=self.keys, at__lte=self.until
        ).order_by("pk")
        former: dict[tuple[int, str], Mapping[str, Any]] = {}
        touched = rows.filter(at__gt=self.since).values("submission")
        for row in rows.filter(submission__in=touched).select_related(
            "submission", "by"
        ):
            key, code = row.submission.response_id, row.code
            claimed = row.submission.answers.get(code, ABSENT)
            old = former.get((row.submission_id, code), claimed)
            new = _corrected(row, claimed)
            former[row.submission_id, code] = new
            if self.within(row.at):
                item = self.title(key, code)
                values = self.words(key, code, old), self.words(key, code, new)
                what = _("Correction")
                yield self.row(key, what, item, values, row.by, row.at, row.reason)

    def moves(self) -> Iterator[Timed]:
        """From which status to which."""
        rows = MoveRow.objects.filter(
            response__in=self.keys, at__gt=self.since, at__lte=self.until
        )
        for row in rows.select_related("by").order_by("pk"):
            values = str(Status(row.source).label), str(Status(row.target).label)
            yield self.row(
                row.response_id,
                _("Status"),
                moved_words(row),
                values,
                row.by,
                row.at,
                row.reason,
            )

    def cards(self) -> Iterator[Timed]:
        """Scores and levels, lane by lane; a re-scoring counts from its adoption on."""
        rows = Scorecard.objects.standing().filter(submission__response__in=self.keys)
        rows = rows.select_related("submission", "rescoring__decided_by", "by")
        rows = rows.defer("nodes", "checks", "external", "corrections")
        by_lane: dict[tuple[int, str], list[Scorecard]] = defaultdict(list)
        for card in rows.defer("submission__answers", "submission__facts"):
            by_lane[card.submission.response_id, card.lane].append(card)
        editions = _editions(card for cards in by_lane.values() for card in cards)
        for (key, lane), cards in by_lane.items():
            told = sorted(cards, key=lambda card: (_since(card), card.pk))
            for old, new in pairwise([None, *told]):
                assert new is not None
                if self.within(_since(new)):
                    yield from self._card(key, lane, (old, new), editions)

    def _card(
        self,
        key: int,
        lane: str,
        cards: tuple[Scorecard | None, Scorecard],
        editions: Mapping[str, Edition],
    ) -> Iterator[Timed]:
        old, new = cards
        why, by = _why(new)
        item = str(Lane(lane).label)
        scores = (old.score if old else "", new.score)
        levels = (_level(old, editions), _level(new, editions))
        for what, values in ((_("Score"), scores), (_("Level"), levels)):
            if values[0] != values[1]:
                yield self.row(key, what, item, values, by, _since(new), why)


Revisions = Mapping[tuple[int, str], Sequence[Revision]]


def _revisions(files: Iterable[int], until: datetime) -> Revisions:
    """Who wrote an answer and when, by file and code, from the first to the last."""
    rows = Revision.objects.filter(response__in=list(files), at__lte=until)
    found: dict[tuple[int, str], list[Revision]] = defaultdict(list)
    for row in rows.select_related("by").defer("old", "new").order_by("pk"):
        found[row.response_id, row.code].append(row)
    return found


def _who(rows: Sequence[Revision], handed_in: Submission) -> User:
    """Who wrote what was handed in; who handed it in, where that is not known."""
    before = [row.by for row in rows if row.at <= handed_in.at]
    return before[-1] if before else handed_in.by


def _corrected(row: Correction, claimed: Mapping[str, Any]) -> Mapping[str, Any]:
    if row.state == CorrectionState.CLAIM:
        return claimed
    if row.state == CorrectionState.ANSWERED:
        return {"v": row.value, "state": "answered"}
    return {"state": "na", "reason": row.reason}


def _since(card: Scorecard) -> datetime:
    """From when on a card counts."""
    rescoring = card.rescoring
    return (rescoring and rescoring.decided_at) or card.at


def _why(card: Scorecard) -> tuple[str, User | None]:
    if card.rescoring is not None:
        why = _("Re-scoring: %(reason)s") % {"reason": card.rescoring.reason}
        return why, card.rescoring.decided_by
    receipt = {"receipt": card.submission.receipt}
    return _("Scored: %(receipt)s") % receipt, card.by


def _level(card: Scorecard | None, editions: Mapping[str, Edition]) -> str:
    if card is None:
        return ""
    outcome = str(Outcome(card.outcome).label)
    if not card.level or card.edition_sha256 not in editions:
        return card.level or outcome
    title = level_title(editions[card.edition_sha256].scheme, card.level)
    return title if card.outcome == Outcome.REACHED else f"{title} · {outcome}"


def _editions(cards: Iterable[Scorecard]) -> dict[str, Edition]:
    known = {card.edition_sha256 for card in cards}
    rows = Edition.objects.filter(sha256__in=known).defer("document")
    return {edition.sha256: edition for edition in rows}
