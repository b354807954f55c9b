"""Starting a response and saving its answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from surveys import auditing
from surveys.models import (
    Edition,
    Response,
    Revision,
    Round,
    Unit,
    User,
)
from surveys.scoring import problem
from surveys.workflow import EDITABLE, Closed

Document = dict[str, dict[str, Any]]
Pen = tuple[str, int]
PEN = re.compile(r"[A-Za-z0-9_-]{8,36}")  # the random name of a page
STATES = ("answered", "na")


class NotOpen(Exception):
    """The round takes no new responses from this unit now."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as somebody gives it.

    `value` is canonical (`scoring.normalise`) or None to clear it; `seen` is the
    version the person had before them, where the page knows it; `origin` says where
    the answer comes from (see `Response`). `pen` is the page that gives it and its
    count there: what the same page wrote later is never overwritten by it.
    """

    value: Any
    state: str = "answered"
    reason: str = ""
    seen: int | None = None
    origin: str = "typed"
    pen: Pen | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: codes that changed, and codes a colleague changed meanwhile.

    In neither are answers that stood there already, and late ones: the same page has
    given a newer one since, which stands.
    """

    changed: tuple[str, ...]
    conflicts: tuple[str, ...]


@transaction.atomic
def start(
    unit: Unit, edition: Edition, target: Round, *, by: User, at: datetime
) -> Response:
    """Start a response of a unit; a second start finds the first one."""
    Round.objects.select_for_update().get(pk=target.pk)  # nobody changes it meanwhile
    if not _takes(unit, edition, target, at):
        raise NotOpen
    closes = target.closes_for(unit.enterprise)
    response, created = Response.objects.get_or_create(
        round=target,
        edition=edition,
        unit=unit,
        defaults={
            "created_by": by,
            "created_at": at,
            "status_at": at,
            "due_at": closes if closes > target.deadline else None,
        },
    )
    if created:
        auditing.record("start", response, by=by, at=at)
    return response


def _takes(unit: Unit, edition: Edition, target: Round, at: datetime) -> bool:
    region = unit.enterprise.region_id
    return (
        target.takes_from(unit.enterprise, at)
        and edition.unit_kind == unit.kind
        and target.editions.filter(pk=edition.pk).exists()
        and target.regions.filter(pk=region).exists()
    )


def save(
    response: Response, entries: Mapping[str, Entry], *, by: User, at: datetime
) -> Saved:
    """Save answers, each with a revision; unchanged ones write none.

    Writers compare the version of the document before they set it, so two colleagues
    at different questions never lose a word. At the same question the later one is
    told of the conflict, where the page said which version it had seen. Nobody is in
    conflict with the own page: its counts say which answer is the newer one, also
    when a reply was lost or a request took a detour.
    """
    for code, entry in entries.items():
        _refuse_invalid(response, code, entry)
    saved = _save_once(response, entries, by=by, at=at)
    return saved or _save_held(response, entries, by=by, at=at)


@transaction.atomic
def _save_held(
    response: Response, entries: Mapping[str, Entry], *, by: User, at: datetime
) -> Saved:
    """Save once more with the row held, after a colleague was quicker."""
    answered = response.edition_id
    response.hold("answers", "version", "edition_id")
    if response.edition_id != answered:
        raise Closed  # it asks another edition since: the page has to be loaded anew
    saved = _save_once(response, entries, by=by, at=at)
    assert saved is not None  # nobody else writes while the row is held
    return saved


def _refuse_invalid(response: Response, code: str, entry: Entry) -> None:
    question = response.edition.scheme.questions[code]
    if entry.state not in STATES or (entry.pen and not _is_pen(*entry.pen)):
        raise ValueError(code)
    if entry.state == "na":
        if not question.allow_na or not entry.reason.strip() or entry.value is not None:
            raise ValueError(code)
    elif entry.value is not None and problem(question, entry.value) is not None:
        raise ValueError(code)


def _is_pen(page: str, count: int) -> bool:
    return PEN.fullmatch(page) is not None and count >= 0


def _save_once(
    response: Response, entries: Mapping[str, Entry], *, by: User, at: datetime
) -> Saved | None:
    if not response.is_editable(at):
        raise Closed
    old: Document = response.answers
    timely = {c: e for c, e in entries.items() if not _late(old.get(c), e)}
    conflicts = tuple(c for c, e in timely.items() if _conflicts(old.get(c), e))
    changed, confirmed = {}, {}
    for code, entry in timely.items():
        stored = old.get(code)
        if code in conflicts:
            continue
        if _differs(stored, entry):
            changed[code] = _entry(stored, entry, by, at)
        elif entry.pen and _pen(stored) != entry.pen:
            confirmed[code] = _confirmed(stored, entry, by, at)
    done = (changed or confirmed) and _write(response, changed, confirmed, by=by, at=at)
    return None if done is False else Saved(tuple(changed), conflicts)


@transaction.atomic
def _write(
    response: Response,
    changed: Document,
    confirmed: Document,
    *,
    by: User,
    at: datetime,
) -> bool:
    old: Document = response.answers
    answers = old | changed | confirmed
    rows = Response.objects.filter(
        pk=response.pk,
        version=response.version,
        edition=response.edition_id,
        status__in=EDITABLE,
    )
    if rows.update(answers=answers, version=F("version") + 1) != 1:
        return False
    if changed:
        Revision.objects.bulk_create(_revisions(response, old, changed, by, at))
        details = {"codes": sorted(changed)}
        auditing.record("save", response, by=by, at=at, details=details)
    response.answers, response.version = answers, response.version + 1
    return True


def _revisions(
    response: Response, old: Document, changed: Document, by: User, at: datetime
) -> list[Revision]:
    return [
        Revision(
            response=response,
            code=code,
            n=entry["n"],
            old=_shown(old.get(code)),
            new=_shown(entry),
            by=by,
            at=at,
        )
        for code, entry in changed.items()
    ]


def _shown(entry: dict[str, Any] | None) -> dict[str, Any] | None:
    return entry and {key: entry[key] for key in ("v", "state", "reason")}


def _pen(stored: dict[str, Any] | None) -> Pen | None:
    """The page that wrote the stored answer, and its count there."""
    found = stored and stored.get("pen")
    return (found[0], found[1]) if found else None


def _late(stored: dict[str, Any] | None, entry: Entry) -> bool:
    """Whether the same page has written this, or something newer, already."""
    newest = _pen(stored)
    if newest is None or entry.pen is None or newest[0] != entry.pen[0]:
        return False
    return entry.pen[1] <= newest[1]


def _conflicts(stored: dict[str, Any] | None, entry: Entry) -> bool:
    version = stored["n"] if stored else 0
    if entry.seen is None or entry.seen == version or not _differs(stored, entry):
        return False
    newest = _pen(stored)
    return newest is None or entry.pen is None or newest[0] != entry.pen[0]


def _differs(stored: dict[str, Any] | None, entry: Entry) -> bool:
    if stored is None:
        return entry.value is not None or entry.state == "na"
    new = {"v": entry.value, "state": entry.state, "reason": entry.reason}
    return _shown(stored) != new


def _entry(
    stored: dict[str, Any] | None, entry: Entry, by: User, at: datetime
) -> dict[str, Any]:
    made = {
        "v": entry.value,
        "state": entry.state,
        "reason": entry.reason,
        "n": stored["n"] + 1 if stored else 1,
        "by": by.pk,
        "at": at.isoformat(),
        "from": entry.origin,
    }
    return made | {"pen": list(entry.pen)} if entry.pen else made


def _confirmed(
    stored: dict[str, Any] | None, entry: Entry, by: User, at: datetime
) -> dict[str, Any]:
    """What stands already, with the count of the page that has just said it again, so
    that an older request of that page still comes too late. Version 0 is nothing."""
    found = stored or _entry(None, entry, by, at) | {"n": 0}
    return found | {"pen": list(entry.pen or ())}
