"""Fifty people write into one questionnaire at once: what was acknowledged stands."""

from collections import defaultdict
from functools import partial

import pytest
from django.db import connection

from surveys import filling
from surveys.filling import Entry
from surveys.models import AuditRow, Response, Revision, User
from tests import factories
from tests.crowd import at_once
from tests.factories import NOW
from tests.small_edition import document

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, WRITES = 50, 200
QUESTIONS = 60  # with eight at once each is in some seven writers' sections
# Answers in one save: one by one where writers have to wait for the whole database, in
# sections where they wait for a row of it.
AT_ONCE = 1 if connection.vendor == "sqlite" else 8
LOOKS = 5  # every fifth time a writer says which versions were seen

Acknowledged = tuple[str, int, str]


def questionnaire() -> Response:
    content = document(label="crowded")
    remarks = content["sections"][0]["questions"][-1]
    content["sections"][0]["questions"] += [
        {**remarks, "code": f"words_{number}"} for number in range(QUESTIONS)
    ]
    return factories.response(edition=factories.edition(content))


def write(response: Response, number: int, by: User) -> list[Acknowledged]:
    """Save sections one after another; gives every answer that was acknowledged."""
    codes = [f"words_{(number + place) % QUESTIONS}" for place in range(AT_ONCE)]
    done: list[Acknowledged] = []
    seen = dict.fromkeys(codes, 0)
    turn = 0
    rows = Response.objects.select_related("round", "edition__questionnaire__stage")
    rows = rows.defer("edition__document")  # as `access` loads it
    while len(done) < WRITES:
        turn += 1
        loaded = rows.get(pk=response.pk)
        entries = {
            code: Entry(
                f"writer {number}, turn {turn}",
                seen=None if turn % LOOKS else seen[code],
                pen=(f"page-of-writer-{number}", turn),
            )
            for code in codes[: WRITES - len(done)]
        }
        saved = filling.save(loaded, entries, by=by, at=NOW)
        seen |= {code: loaded.answers[code]["n"] for code in entries}
        done += [(code, seen[code], entries[code].value) for code in saved.changed]
    return done


def test_nothing_acknowledged_is_lost() -> None:
    response = questionnaire()
    people = [factories.member(response.unit.enterprise) for _ in range(WRITERS)]

    results = at_once(
        *(partial(write, response, number, by) for number, by in enumerate(people))
    )

    assert [result for result in results if not isinstance(result, list)] == []
    acknowledged = sorted(row for rows in results for row in rows)
    rows = Revision.objects.filter(response=response)
    written = sorted((row.code, row.n, row.new["v"]) for row in rows if row.new)
    assert len(written) == WRITERS * WRITES
    assert acknowledged == written
    assert_newest_stand(response, written)


def assert_newest_stand(response: Response, written: list[Acknowledged]) -> None:
    by_code: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for code, n, value in written:
        by_code[code].append((n, value))
    response.refresh_from_db()
    stored = {code: (e["n"], e["v"]) for code, e in response.answers.items()}
    assert stored == {code: found[-1] for code, found in by_code.items()}
    for found in by_code.values():
        assert [n for n, _ in found] == list(range(1, len(found) + 1))
    assert response.version == AuditRow.objects.filter(action="save").count()
