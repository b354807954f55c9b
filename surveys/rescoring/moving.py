"""Moves rows: what stands out of the database, new scorecards into it, many at once."""

import json
import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Max, QuerySet, TextField
from django.db.models.functions import Cast

from surveys.models import Rescoring, Scorecard
from surveys.scoring import ENGINE_VERSION


class Standing(NamedTuple):
    """A scorecard that counts, with all that it was made from; documents as JSON."""

    submission: int
    lane: str
    answers: str
    facts: str
    answers_sha256: str
    facts_sha256: str
    corrections: str
    external: str
    edition_sha256: str
    outcome: str
    level: str
    score: str


class Made(NamedTuple):
    """A new scorecard as it is stored; documents as JSON. The fields are columns."""

    submission_id: int
    lane: str
    identity: str
    corrections: str
    external: str
    outcome: str
    level: str
    open_checks: int
    score: str
    nodes: str
    checks: str


COLUMNS: Final = {
    "submission_id": "int8",
    "lane": "text",
    "answers_text": "text",
    "facts_text": "text",
    "submission__answers_sha256": "text",
    "submission__facts_sha256": "text",
    "corrections_text": "text",
    "external_text": "text",
    "edition_sha256": "text",
    "outcome": "text",
    "level": "text",
    "score": "text",
}
DOCUMENTS = {"corrections", "external", "nodes", "checks"}


def standing(submissions: Collection[int], sha256: str) -> list[Standing]:
    """The newest scorecards that count of each lane of these submissions, in order,
    but for those made under the edition of that hash already."""
    rows = _rows(submissions, sha256)
    if connection.vendor == "postgresql":
        return _copied_out(rows)
    return [Standing(*row) for row in rows]


def _rows(submissions: Collection[int], sha256: str) -> QuerySet[Any, tuple[Any, ...]]:
    counting = Scorecard.objects.standing().filter(submission__in=submissions)
    newest = counting.order_by().values("submission", "lane").annotate(newest=Max("pk"))
    rows = Scorecard.objects.filter(pk__in=newest.values("newest"))
    rows = rows.exclude(edition_sha256=sha256).order_by("submission_id", "pk")
    documents = {
        "answers_text": Cast("submission__answers", TextField()),
        "facts_text": Cast("submission__facts", TextField()),
        "corrections_text": Cast("corrections", TextField()),
        "external_text": Cast("external", TextField()),
    }
    return rows.annotate(**documents).values_list(*COLUMNS)


def _copied_out(rows: QuerySet[Any, tuple[Any, ...]]) -> list[Standing]:
    operations: Any = connection.ops  # of PostgreSQL, which has more
    query = operations.compose_sql(*rows.query.sql_with_params())
    statement = f"COPY ({query}) TO STDOUT (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(list(COLUMNS.values()))
        return [Standing(*row) for row in copy.rows()]


def stored(submissions: Sequence[int], sha256: str) -> set[tuple[int, str, str]]:
    """Submission, lane and identity of the scorecards that are there under the edition
    of that hash, from the first to the last of these submissions."""
    first, last = submissions[0], submissions[-1]
    rows = Scorecard.objects.filter(submission__gte=first, submission__lte=last)
    rows = rows.filter(edition_sha256=sha256).order_by()
    return set(rows.values_list("submission", "lane", "identity"))


def store(rescoring: Rescoring, made: Sequence[Made]) -> None:
    """Write new scorecards, in the caller's transaction."""
    if not made:
        return
    if connection.vendor == "postgresql":
        _copied_in(rescoring, made)
    else:
        Scorecard.objects.bulk_create(_cards(rescoring, made))


def _constants(rescoring: Rescoring) -> dict[str, Any]:
    return {
        "engine": ENGINE_VERSION,
        "edition_sha256": rescoring.corrected.sha256,
        "rescoring_id": rescoring.pk,
        "by_id": rescoring.by_id,
        "at": rescoring.at,
    }


def _cards(rescoring: Rescoring, made: Iterable[Made]) -> list[Scorecard]:
    same = _constants(rescoring)
    return [
        Scorecard(
            **same,
            **{
                name: json.loads(value) if name in DOCUMENTS else value
                for name, value in card._asdict().items()
            },
        )
        for card in made
    ]


# --- PostgreSQL's binary COPY: a count of fields, then each with its length before it
# (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format").

HEAD = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
TAIL = struct.pack("!h", -1)
JSONB = b"\x01"  # the version that stands before a document
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_length = struct.Struct("!i").pack
_number = struct.Struct("!iq").pack
_small = struct.Struct("!ih").pack


def _copied_in(rescoring: Rescoring, made: Sequence[Made]) -> None:
    same = _constants(rescoring)
    names = ", ".join([*same, *Made._fields])
    table = Scorecard._meta.db_table
    statement = f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(packed(same, made))


def packed(same: Mapping[str, Any], made: Sequence[Made]) -> bytes:
    """The rows in binary form; the fields that are the same in all stand first."""
    fields = struct.pack("!h", len(same) + len(Made._fields))
    first = fields + b"".join(map(_field, same.values()))
    return b"".join([HEAD, *(first + _row(card) for card in made), TAIL])


def _field(value: Any) -> bytes:
    if value is None:
        return _length(-1)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        value = (value - EPOCH) // timedelta(microseconds=1)
    return _number(8, value)


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _length(len(encoded)) + encoded


def _document(value: str) -> bytes:
    encoded = value.encode()
    return _length(len(encoded) + 1) + JSONB + encoded


def _row(card: Made) -> bytes:
    return b"".join(
        (
            _number(8, card.submission_id),
            _text(card.lane),
            _text(card.identity),
            _document(card.corrections),
            _document(card.external),
            _text(card.outcome),
            _text(card.level),
            _small(2, card.open_checks),
            _text(card.score),
            _document(card.nodes),
            _document(card.checks),
        )
    )
