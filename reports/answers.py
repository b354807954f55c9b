"""Raw answers: the frozen answers of a round's units, read in chunks, counted twice."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Func, IntegerField, QuerySet, Sum
from django.db.models.sql.compiler import SQLCompiler

from reports.benchmarks import counted, counting, in_both, number
from reports.figures import DoesNotAddUp
from reports.models import Cut
from reports.workbook.answers import Source, Told, Unit
from reports.workbook.drafting import say
from surveys.models import (
    Cluster,
    Edition,
    Lane,
    Outcome,
    Region,
    Response,
    Round,
    Scorecard,
    SizeBand,
    SmeTier,
)
from surveys.models.places import Named
from surveys.scoring import Text
from surveys.workflow import Status

CHUNK: Final = 500
RESPONSE: Final = "submission__response__"
ENTERPRISE: Final = f"{RESPONSE}unit__enterprise__"
COLUMNS: Final = (
    "submission__receipt",
    f"{ENTERPRISE}name",
    f"{ENTERPRISE}uscc",
    f"{RESPONSE}unit__name",
    "submission__facts",
    f"{RESPONSE}status",
    "outcome",
    "level",
    "score",
    "submission__answers",
    "corrections",
    "submission__answers_sha256",
    "engine",
)


class Entries(Func):
    """How many entries a stored JSON document has, as the database counts them."""

    output_field = IntegerField()
    template = "(SELECT COUNT(*) FROM json_each(%(expressions)s))"

    def as_postgresql(
        self, compiler: SQLCompiler, connection: Any, **context: Any
    ) -> tuple[str, Any]:
        """The same in PostgreSQL's words."""
        template = "(SELECT COUNT(*) FROM jsonb_object_keys(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose answers: the units that count on a lane, as published in a cut or live at
    `at`; those of the enterprises of one region today, or of the city."""

    round: Round
    edition: Edition
    lane: str
    at: datetime
    cut: Cut | None = None
    region: Region | None = None


def source(chosen: Chosen, *, long: bool) -> Source:
    """Where the answers are from, with labels in the active language."""
    edition = chosen.edition
    earlier = _earlier(edition)
    return Source(
        round=Text(chosen.round.name_zh, chosen.round.name_en),
        scheme=edition.scheme,
        sha256=edition.sha256,
        lane=in_both(Lane(chosen.lane)),
        at=chosen.cut.at if chosen.cut else chosen.at,
        live=chosen.cut is None,
        labels=_labels(edition),
        earlier=None if earlier is None else earlier.scheme,
        long=long,
    )


def _earlier(edition: Edition) -> Edition | None:
    """The edition that this one was begun from, or that its concordance speaks of."""
    if edition.based_on is not None:
        return edition.based_on
    known = edition.scheme.concordance
    if known is None:
        return None
    rows = Edition.objects.filter(questionnaire=edition.questionnaire_id)
    return rows.filter(label=known.edition).first()


def _labels(edition: Edition) -> dict[str, Mapping[str, str]]:
    return {
        "region": _names(Region.objects.all()),
        "cluster": _names(Cluster.objects.all()),
        "size": _names(SizeBand.objects.all()),
        "sme_tier": _names(SmeTier.objects.all()),
        "status": {status.value: str(status.label) for status in Status},
        "outcome": {outcome.value: str(outcome.label) for outcome in Outcome},
        "level": {level.code: say(level.title) for level in edition.scheme.levels},
    }


def _names(rows: Iterable[Named]) -> dict[str, str]:
    return {row.code: say(Text(row.name_zh, row.name_en)) for row in rows}


def units(chosen: Chosen, told: Told) -> Iterator[Unit]:
    """Every unit, by region, enterprise and name; tells what it read at the end.

    Raises DoesNotAddUp where units or entries are not as many as the database counts.
    """
    cards = _cards(chosen)
    expected, entries = _expected(chosen), _entries(cards)
    codes, content = chosen.edition.scheme.questions.keys(), hashlib.sha256()
    engines: set[str] = set()
    content.update(chosen.edition.sha256.encode())
    for row in _rows(cards):
        *fields, sha256, engine = row
        unit = _unit(fields)
        told.units += 1
        told.entries += len(unit.claimed)
        told.left_out += len(unit.claimed.keys() - codes)
        content.update(_line(unit, sha256))
        engines.add(engine)
        yield unit
    if (told.units, told.entries) != (expected, entries):
        raise DoesNotAddUp(
            f"{told.units} units with {told.entries} answers were read, the database "
            f"counts {expected} with {entries}."
        )
    told.content, told.engine = content.hexdigest(), ", ".join(sorted(engines))


def _unit(fields: Sequence[Any]) -> Unit:
    receipt, name, uscc, own, facts, status, outcome, level, score, *answers = fields
    claimed, corrected = answers
    return Unit(
        receipt,
        name,
        uscc,
        own,
        facts["region"],
        facts["cluster"],
        facts["size"],
        facts["sme_tier"] or "",
        status,
        outcome,
        level,
        number(score),
        claimed,
        corrected,
    )


def _line(unit: Unit, sha256: str) -> bytes:
    """What the content hash takes of a unit: all but the names, which may change; of
    the answers the hash under which they were handed in."""
    corrected = json.dumps(unit.corrected, sort_keys=True) if unit.corrected else ""
    parts = (unit.number, unit.uscc, unit.region, unit.cluster, unit.size)
    more = (unit.sme_tier, unit.status, unit.outcome, unit.level, unit.score, sha256)
    return repr((*parts, *more, corrected)).encode()


def _cards(chosen: Chosen) -> list[int]:
    """The ids of the scorecards that count, in the order of the rows."""
    cut = chosen.cut
    ids = (
        counted(chosen.round, chosen.edition, chosen.lane)
        if cut is None
        else cut.scorecards
    )
    rows = Scorecard.objects.filter(pk__in=ids)
    if chosen.region is not None:
        rows = rows.filter(**{f"{ENTERPRISE}region": chosen.region})
    order = (f"{ENTERPRISE}region__order", f"{ENTERPRISE}name", f"{RESPONSE}unit__name")
    return list(rows.order_by(*order, "pk").values_list("pk", flat=True))


def _expected(chosen: Chosen) -> int:
    """How many units there must be, asked another way: by the responses."""
    if chosen.cut is None:
        cards = counting(chosen.round, chosen.edition, chosen.lane)
        if chosen.region is not None:
            cards = cards.filter(**{f"{ENTERPRISE}region": chosen.region})
        return cards.values("submission__response").distinct().count()
    if chosen.region is None:
        return len(chosen.cut.scorecards)
    files: QuerySet[Response] = Response.objects.filter(
        submissions__scorecards__in=chosen.cut.scorecards,
        unit__enterprise__region=chosen.region,
    )
    return files.distinct().count()


def _entries(cards: Sequence[int]) -> int:
    """How many answers these have, as the database counts."""
    found = 0
    for chunk in _chunks(cards):
        rows = Scorecard.objects.filter(pk__in=chunk)
        counts = rows.aggregate(n=Sum(Entries(F("submission__answers"))))
        found += counts["n"] or 0
    return found


def _rows(cards: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for chunk in _chunks(cards):
        rows = Scorecard.objects.filter(pk__in=chunk).values_list("pk", *COLUMNS)
        found = {row[0]: row[1:] for row in rows.order_by()}
        yield from (found[card] for card in chunk)


def _chunks(cards: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(cards), CHUNK):
        yield cards[start : start + CHUNK]
