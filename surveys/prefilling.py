"""Prefilling: what one questionnaire answers of another; people confirm each answer."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from django.db import transaction

from surveys import auditing, filling
from surveys.assessing import profile_of
from surveys.filling import Entry
from surveys.models import Edition, Response, User
from surveys.scoring.crosswalking import Crossed, Crosswalk, crosswalk
from surveys.workflow import Closed

SHOWN = 20  # other responses that a page offers


class NotOfThisEnterprise(Exception):
    """Answers go from one response of an enterprise to another of the same."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What another response answers of this one. found: what may be taken over;
    standing: what it answers, too, but is answered here already; unmapped: the codes
    of the questions that no rule leads to."""

    found: Mapping[str, Crossed]
    standing: tuple[str, ...]
    unmapped: tuple[str, ...]


@cache
def _document() -> dict[str, Any]:
    path = resources.files("surveys") / "reference" / "crosswalks.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=64)
def _compiled(source: str, target: str) -> Crosswalk:
    schemes = {
        edition.sha256: edition.scheme
        for edition in Edition.objects.filter(sha256__in=(source, target))
    }
    return crosswalk(_document(), schemes[source], schemes[target])


def crosswalk_of(source: Edition, target: Edition) -> Crosswalk:
    """The rules from one edition to another; compiled once a process."""
    return _compiled(source.sha256, target.sha256)


def answering(response: Response) -> list[Response]:
    """Other responses of the same enterprise that answer some of this one, newest
    first: those to another questionnaire with answers and rules."""
    rows = Response.objects.with_subject().filter(
        unit__enterprise=response.unit.enterprise_id
    )
    rows = rows.exclude(edition__questionnaire=response.edition.questionnaire_id)
    rows = rows.filter(version__gt=0).order_by("-status_at", "-pk")
    found = (r for r in rows if crosswalk_of(r.edition, response.edition).rules)
    return list(found)[:SHOWN]


def offered(response: Response, source: Response) -> Offer:
    """What `source` answers of `response`."""
    walk = crosswalk_of(source.edition, response.edition)
    facts = profile_of(source.unit.enterprise, source.unit.kind)
    crossed = walk.apply(source.typed_answers(), facts)
    standing = tuple(c for c in crossed if not _is_empty(response, c))
    return Offer(
        found={c: one for c, one in crossed.items() if c not in standing},
        standing=standing,
        unmapped=tuple(c for c in walk.target.questions if c not in walk.mapped),
    )


def _is_empty(response: Response, code: str) -> bool:
    entry = response.answers.get(code)
    return entry is None or (entry["v"] is None and entry["state"] != "na")


@transaction.atomic
def prefill(
    response: Response,
    source: Response,
    codes: Collection[str],
    *,
    by: User,
    at: datetime,
) -> tuple[str, ...]:
    """Take these answers over where nothing is answered yet; gives the codes taken.

    Each notes where it comes from, until somebody answers it anew.
    """
    if source.unit.enterprise_id != response.unit.enterprise_id:
        raise NotOfThisEnterprise
    response.hold("answers", "version")
    if not response.is_editable(at):
        raise Closed
    entries = {
        code: Entry(one.value, origin=f"crosswalk:{source.pk}")
        for code, one in offered(response, source).found.items()
        if code in codes
    }
    if not entries:
        return ()
    saved = filling.save(response, entries, by=by, at=at)
    details = {"source": source.pk, "codes": sorted(saved.changed)}
    auditing.record("prefill", response, by=by, at=at, details=details)
    return saved.changed
