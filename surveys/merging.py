"""Merging: copies of a questionnaire go out, come back filled, and become answers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from surveys import auditing, filling, jobs
from surveys.filling import Entry, Saved
from surveys.models import Copy, Response, ReturnedCopy, ReturnState, User
from surveys.sheets.answers import COPY_LIMITS
from surveys.sheets.guarding import guard
from surveys.workflow import Closed

Given = Mapping[str, Any]
"""An answer: {v, state, reason}; whatever else stands beside is not compared."""
Document = Mapping[str, Given]

UNANSWERED: Final[Given] = {"v": None, "state": "answered", "reason": ""}
MOST_OPEN: Final = 40
"""So many copies of one response wait to be merged; more are refused."""
OPEN: Final = (ReturnState.WAITING, ReturnState.REFUSED, ReturnState.READY)


class Refused(Exception):
    """A step that is not possible now; the message says why and what to do."""


# --- three ways: what went out, what stands on the page, what came back


@dataclass(frozen=True, slots=True)
class Filled:
    """What one copy holds beside what it held when it was downloaded. Questions that
    it does not have are missing in `answers`."""

    base: Document
    answers: Document


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer that some copies have and the page has not. `copies` are their places
    in what was compared, `base` is what the first of them started from."""

    answer: Given
    base: Given
    copies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One question that a merge may change. `contested`: people have to choose, for
    copies differ, or the page was changed, too, since they were downloaded."""

    code: str
    page: Given
    offers: tuple[Offer, ...]
    contested: bool


def compare(page: Document, copies: Sequence[Filled]) -> list[Point]:
    """Where the copies say something new, question by question as they come.

    An answer that its copy has not changed is no news, nor one that the page has by
    now. One that came from the very answer on the page replaces it without a question;
    so does the same answer in several copies, when one of them came from there.
    """
    codes = dict.fromkeys(code for copy in copies for code in copy.answers)
    found = (_point(code, given(page, code), copies) for code in codes)
    return [point for point in found if point is not None]


def _point(code: str, page: Given, copies: Sequence[Filled]) -> Point | None:
    places: dict[str, list[int]] = {}
    for place, copy in enumerate(copies):
        if code in copy.answers:
            mine = given(copy.answers, code)
            if mine not in (given(copy.base, code), page):
                places.setdefault(_key(mine), []).append(place)
    if not places:
        return None
    offers = tuple(
        Offer(
            given(copies[found[0]].answers, code),
            given(copies[found[0]].base, code),
            tuple(found),
        )
        for found in places.values()
    )
    fresh = any(given(copies[n].base, code) == page for n in offers[0].copies)
    return Point(code, page, offers, contested=len(offers) > 1 or not fresh)


def given(document: Document, code: str) -> dict[str, Any]:
    """The answer to a question, without what stands beside it."""
    entry = document.get(code, UNANSWERED)
    return {key: entry.get(key, UNANSWERED[key]) for key in UNANSWERED}


def _key(answer: Given) -> str:
    return json.dumps(answer, sort_keys=True)


# --- what people do


@transaction.atomic
def hand_out(response: Response, *, by: User, at: datetime) -> Copy:
    """Note what stands in the answers now, for a workbook to be made of it.

    Somebody who downloads once more, with nothing changed since, gets the same copy.
    """
    base = {
        code: {key: entry[key] for key in (*UNANSWERED, "n")}
        for code, entry in response.answers.items()
    }
    last = Copy.objects.filter(response=response, by=by).first()
    if last is None or last.base != base:
        last = Copy.objects.create(response=response, base=base, by=by, at=at)
    auditing.record("hand_out", last, by=by, at=at, details={"answers": len(base)})
    last.response = response
    return last


@transaction.atomic
def take_in(
    response: Response, file: "File[bytes]", name: str, *, by: User, at: datetime
) -> ReturnedCopy:
    """Take a filled copy in; a job reads it, and nothing of it counts before `merge`.

    Raises Closed where answers no longer change, Refused where too many copies wait,
    and UnsafeWorkbook for a file that is not even worth a job.
    """
    if not response.is_editable(at):
        raise Closed
    file.seek(0)
    guard(file.read(COPY_LIMITS.packed + 1), COPY_LIMITS)
    file.seek(0)
    if (
        ReturnedCopy.objects.filter(response=response, state__in=OPEN).count()
        >= MOST_OPEN
    ):
        raise Refused(
            _("%(count)s copies wait already. Merge them or put them away first.")
            % {"count": MOST_OPEN}
        )
    pk = uuid4()
    args = {"returned": str(pk)}
    job = jobs.start("read_copy", f"read_copy:{pk}", args=args, by=by)
    returned = ReturnedCopy(id=pk, response=response, name=name, job=job, by=by, at=at)
    returned.file.save("", file, save=False)
    returned.save(force_insert=True)
    auditing.record("take_in", returned, by=by, at=at, details={"name": name})
    return returned


@transaction.atomic
def put_away(returned: ReturnedCopy, *, by: User, at: datetime) -> None:
    """Put a copy away unmerged, with its file; a second time does nothing."""
    rows = ReturnedCopy.objects.filter(pk=returned.pk, state__in=OPEN)
    if rows.update(state=ReturnState.DROPPED, answers={}, faults=[]) != 1:
        if ReturnedCopy.objects.filter(
            pk=returned.pk, state=ReturnState.DROPPED
        ).exists():
            return
        raise Refused(_("This copy has been merged already."))
    if returned.job is not None:
        jobs.cancel(returned.job)
    storage, path = returned.file.storage, returned.file.name or ""
    transaction.on_commit(lambda: storage.delete(path), robust=True)
    auditing.record("put_away", returned, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Standing:
    """The copies of a response that can be merged, and what they would change, in the
    order asked."""

    copies: tuple[ReturnedCopy, ...]
    points: tuple[Point, ...]


def standing(response: Response, only: Sequence[UUID] | None = None) -> Standing:
    """What a merge would do now; of these copies, where `only` says which."""
    rows = ReturnedCopy.objects.filter(response=response, state=ReturnState.READY)
    if only is not None:
        rows = rows.filter(pk__in=only)
    copies = tuple(rows.select_related("copy", "by"))
    filled = [Filled(row.copy.base, row.answers) for row in copies if row.copy]
    points = {point.code: point for point in compare(response.answers, filled)}
    order = response.edition.scheme.questions
    return Standing(copies, tuple(points[code] for code in order if code in points))


@dataclass(frozen=True, slots=True)
class Pick:
    """The answer that is taken for a question, the copy that has it, and the version
    of the answer on the page that the person had before them."""

    answer: Given
    copy: ReturnedCopy
    seen: int


@transaction.atomic
def merge(
    response: Response,
    copies: Iterable[ReturnedCopy],
    picks: Mapping[str, Pick],
    *,
    by: User,
    at: datetime,
) -> Saved:
    """Save what was picked of some copies, and be done with these.

    An answer that a colleague changed since it was seen is not replaced: it comes back
    as a conflict, and the copies stay ready, so that it can be asked about again.
    Raises Refused where a colleague has merged or put away one of them meanwhile, and
    Closed where answers no longer change.
    """
    ids = [copy.pk for copy in copies]
    ready = ReturnedCopy.objects.filter(
        response=response, pk__in=ids, state=ReturnState.READY
    )
    if ready.update(state=ReturnState.TAKEN) != len(ids):
        raise Refused(
            _("A colleague has merged or put away these copies. Look at what is left.")
        )
    entries = {code: _entry(pick) for code, pick in picks.items()}
    saved = filling.save(response, entries, by=by, at=at)
    if saved.conflicts:
        _keep_ready(ids)
    details = {"copies": sorted(map(str, ids)), "codes": sorted(saved.changed)}
    auditing.record("merge", response, by=by, at=at, details=details)
    return saved


def _keep_ready(ids: Sequence[UUID]) -> None:
    rows = ReturnedCopy.objects.filter(pk__in=ids)
    rows.update(state=ReturnState.READY)


def _entry(pick: Pick) -> Entry:
    answer = pick.answer
    return Entry(
        answer["v"],
        answer["state"],
        answer["reason"],
        seen=pick.seen,
        origin=f"sheet:{pick.copy.copy_id}",
    )
